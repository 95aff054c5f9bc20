"""How much room the window has, and what follows from it: computed once, used by all widgets.

Sizes are logical pixels inside the window's frame. A 1366x768 screen at 150 %, or 1080p at 200 %,
leaves 880x440: less than the docks, the chips and a prompt of two lines need.
"""

from dataclasses import dataclass

SMALLEST = (720, 380)
"""The window's minimum size; from 880x440 on everything can be reached without opening docks."""
DOCKS_FROM = (1024, 640)
"""The smallest window, in width and height, that has room for docks beside the stage."""
ROWS_FROM = 560
"""The smallest height with room for chips below the prompt and several rows of actions."""


@dataclass(frozen=True, slots=True)
class Room:
    """What the window's size allows.

    `folded`: the docks are handles, and open over the stage. `low`: the prompt is one line that
    grows while it has the focus, actions are one row, and mask mode's tools are at the sides.
    """

    folded: bool = False
    low: bool = False

    @classmethod
    def of(cls, width: int, height: int) -> "Room":
        """The room in a window of that size."""
        return cls(
            folded=width < DOCKS_FROM[0] or height < DOCKS_FROM[1],
            low=height < ROWS_FROM,
        )
