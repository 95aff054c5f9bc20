"""The references of the prompt being written."""
