"""The layout of the window: the stage, the docks at its sides, the prompt below."""
