"""Viewports, wheels and pinches, pyramids: what the canvases stand on."""
