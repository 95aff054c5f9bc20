"""The event loop, and the one place that starts coroutines."""
