"""The routes of the embedded service and what travels over its connections."""
