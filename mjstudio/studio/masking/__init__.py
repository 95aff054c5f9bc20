"""Masks and regions being made."""
