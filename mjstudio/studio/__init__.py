"""Work in progress: jobs on their way, the draft, the selection. QtCore objects with signals."""
