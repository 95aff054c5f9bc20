"""Masks and regions in the making."""
