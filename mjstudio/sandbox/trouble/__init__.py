"""Faults that tests can order from the embedded service."""
