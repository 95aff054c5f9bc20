"""What was made."""
