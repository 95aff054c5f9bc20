"""Rectangles: the quadrants of a grid, and a picture inside its zoomed out or panned result."""

from dataclasses import dataclass

Size = tuple[int, int]
Box = tuple[int, int, int, int]

MOST_PIXELS = 8192 * 8192
"""Larger pictures are stored as files, but neither shown nor processed."""


def quadrant_box(size: Size, quadrant: int) -> Box:
    """(left, top, right, bottom) in pixels of quadrant 1–4 of a grid of that size.

    1 is top left, 2 top right, 3 bottom left, 4 bottom right. An odd pixel goes to the right
    and bottom quadrants.
    """
    if quadrant not in (1, 2, 3, 4):
        raise ValueError(f"no quadrant {quadrant}")
    width, height = size
    column, row = (quadrant - 1) % 2, (quadrant - 1) // 2
    middle_x, middle_y = width // 2, height // 2
    return (
        middle_x if column else 0,
        middle_y if row else 0,
        width if column else middle_x,
        height if row else middle_y,
    )


def quadrant_at(size: Size, x: float, y: float) -> int | None:
    """The quadrant under a point in pixels; None outside the picture."""
    width, height = size
    if not (0 <= x < width and 0 <= y < height):
        return None
    return 1 + (x >= width // 2) + 2 * (y >= height // 2)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the source is in a result of the same aspect, in fractions of the result.

    `left` and `top` are its corner, `scale` its width and height; parts may be outside 0..1.
    """

    left: float
    top: float
    scale: float

    def box(self) -> tuple[float, float, float, float]:
        """(left, top, right, bottom) in fractions of the result."""
        return (self.left, self.top, self.left + self.scale, self.top + self.scale)


_ZOOM = {"zoom_out_2x": 1 / 2, "zoom_out_1_5x": 2 / 3}
PAN_SHARE = 0.25
"""How far a pan moves the picture, as a share of its width or height."""
_PAN = {"pan_left": (1, 0), "pan_right": (-1, 0), "pan_up": (0, 1), "pan_down": (0, -1)}


def placement(action: str) -> Placement | None:
    """How an action moves its source in each picture that it makes; None where it does not.

    Panning left looks further to the left: the source moves to the right, and so on.
    """
    if action in _ZOOM:
        scale = _ZOOM[action]
        return Placement((1 - scale) / 2, (1 - scale) / 2, scale)
    if action in _PAN:
        dx, dy = _PAN[action]
        return Placement(dx * PAN_SHARE, dy * PAN_SHARE, 1.0)
    return None


def square_box(width: float, height: float) -> tuple[float, float, float, float]:
    """Where a source of that aspect is in the result of *Make square*.

    (left, top, right, bottom) in fractions of the result: in the middle, the longer side whole.
    """
    side = max(width, height)
    left, top = (1 - width / side) / 2, (1 - height / side) / 2
    return (left, top, 1 - left, 1 - top)
