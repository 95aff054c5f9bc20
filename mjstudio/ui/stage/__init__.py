"""The picture on the stage, and its actions."""
