"""Faults that the embedded service commits when ordered to."""
