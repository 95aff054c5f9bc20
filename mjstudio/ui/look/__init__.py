"""How it looks: tokens, theme, icons, and the small widgets that features share."""
