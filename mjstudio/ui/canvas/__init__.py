"""The common ground of the canvases: viewports, wheels and pinches, pyramids."""
