"""Comparing a redraw with the picture it was made from."""
