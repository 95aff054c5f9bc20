"""Masks in files: encoded for the service, read from other programs, kept on disk."""
