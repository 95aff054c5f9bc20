"""The connected account, and what its service says about tasks."""
