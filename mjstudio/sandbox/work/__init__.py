"""Tasks and pictures of the embedded service."""
