"""List models of what was made."""
