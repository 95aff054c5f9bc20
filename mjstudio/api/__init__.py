"""The service: its HTTP interface, in terms of the model. Knows no Qt, no disk."""
