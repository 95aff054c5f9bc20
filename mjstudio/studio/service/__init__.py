"""The account that is connected, and what the service says of its tasks."""
