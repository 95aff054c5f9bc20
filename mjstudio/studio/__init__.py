"""Work in progress: running jobs, the draft, the selection. QtCore objects with signals."""
