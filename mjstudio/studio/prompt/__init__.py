"""The prompt being written, with its references."""
