"""One viewport, one pan-and-zoom, one way to draw a picture: what every canvas is built on."""
