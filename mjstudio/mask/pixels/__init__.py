"""The pixels of a mask, and computations on them."""
