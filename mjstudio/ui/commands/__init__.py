"""Commands, the palette, the key list, and one press for one job."""
