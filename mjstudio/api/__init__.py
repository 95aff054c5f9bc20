"""The service: its HTTP interface, in terms of the model. Uses no Qt and no disk."""
