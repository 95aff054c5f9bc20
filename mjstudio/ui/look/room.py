"""How much room the window has, and what follows from it: reckoned once, taken by every widget.

Sizes are logical pixels inside the window's frame. A 1366x768 screen at 150 %, or 1080p at 200 %,
leaves 880x440: less than the docks, the chips and a prompt of two lines need.
"""

from dataclasses import dataclass

SMALLEST = (720, 380)
"""Less than this a window cannot be made; from 880x440 on everything is in reach at a glance."""
DOCKS_FROM = (1024, 640)
"""The smallest window, in width and height, that has room for docks beside the stage."""
ROWS_FROM = 560
"""The least height that has room for chips below the prompt and for actions in several rows."""


@dataclass(frozen=True, slots=True)
class Room:
    """What the window's size allows.

    `folded`: the docks are handles, and open over the stage. `low`: the prompt is one line that
    grows when it is written in, actions are one row, and the tools of mask mode stand at the sides.
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
