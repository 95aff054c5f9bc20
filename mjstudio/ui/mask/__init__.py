"""Mask mode, and the regions that wait."""
