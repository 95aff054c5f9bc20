"""Widgets: show state, emit intents, and hold no truth of their own."""
