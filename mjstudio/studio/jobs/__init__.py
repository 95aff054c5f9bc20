"""Jobs, from the queue to the stored picture."""
