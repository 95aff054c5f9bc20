"""Files written whole or not at all, damaged ones set aside, sizes read from headers."""
