"""The prompt panel."""
