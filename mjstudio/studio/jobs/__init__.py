"""Jobs from the queue to the kept picture."""
