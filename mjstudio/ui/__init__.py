"""Widgets: show state, emit intents, hold no truth of their own."""
