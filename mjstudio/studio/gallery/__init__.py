"""List models of jobs and pictures."""
