"""The picture on the stage and what it offers."""
