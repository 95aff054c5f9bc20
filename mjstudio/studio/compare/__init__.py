"""A redraw compared with what it was made from."""
