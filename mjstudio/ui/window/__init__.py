"""Where things stand in the window: the stage, the docks at its sides, the prompt below."""
