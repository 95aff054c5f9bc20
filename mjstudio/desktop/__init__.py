"""The program on a desktop: one instance, opened files, notifications, crashes, its end."""
