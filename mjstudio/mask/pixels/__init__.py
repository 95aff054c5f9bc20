"""The pixels of a mask, and what is computed from them."""
