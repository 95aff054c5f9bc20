"""Files: written atomically, set aside if damaged, their picture sizes read from headers."""
