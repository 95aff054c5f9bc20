"""Pictures: decoding, keeping in memory, and passing on."""
