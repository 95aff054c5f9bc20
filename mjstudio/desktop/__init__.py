"""How the program lives on a desktop: one instance, opened files, notes, crashes, its end."""
