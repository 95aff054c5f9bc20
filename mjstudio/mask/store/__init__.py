"""Masks on their way to the service, to disk and back."""
