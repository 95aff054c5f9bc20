"""The jobs that run."""
