"""Clips outlines that extend far outside the picture to the part that can touch it.

Qt's rasteriser fails beyond some 32,000 pixels, which artists reach by dragging far beyond the edge
of a zoomed-out picture.
"""

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF

Point = tuple[float, float]

FAR = 16_000.0
"""Distance in pixels beyond which a shape is clipped before Qt draws it."""
_CORNERS = 2048
"""Corners of the polygon that stands for an ellipse: off by at most 1/20 pixel."""


def is_far(area: QRectF) -> bool:
    """Return whether a shape with these bounds must be clipped."""
    edges = (area.left(), area.top(), area.right(), area.bottom())
    return any(abs(edge) > FAR for edge in edges)


def clipped(points: Sequence[Point], within: QRectF) -> list[Point]:
    """Clip a polygon to a rectangle, edge by edge; every point keeps its winding number."""
    kept = list(points)
    for axis, edge, sign in (
        (0, within.left(), 1.0),
        (0, within.right(), -1.0),
        (1, within.top(), 1.0),
        (1, within.bottom(), -1.0),
    ):
        kept = _beyond(kept, lambda p, a=axis, e=edge, s=sign: (p[a] - e) * s)  # type: ignore[misc]
    return kept


def _beyond(points: list[Point], depth: Callable[[Point], float]) -> list[Point]:
    kept: list[Point] = []
    for at, here in enumerate(points):
        before = points[at - 1]
        d0, d1 = depth(before), depth(here)
        if (d0 < 0) != (d1 < 0):
            share = d0 / (d0 - d1)
            kept.append(
                (
                    before[0] + share * (here[0] - before[0]),
                    before[1] + share * (here[1] - before[1]),
                )
            )
        if d1 >= 0:
            kept.append(here)
    return kept


def ellipse_points(area: QRectF) -> list[Point]:
    """Return an ellipse as a polygon."""
    centre, wide, high = area.center(), area.width() / 2, area.height() / 2
    turns = [math.tau * step / _CORNERS for step in range(_CORNERS)]
    return [
        (centre.x() + wide * math.cos(turn), centre.y() + high * math.sin(turn)) for turn in turns
    ]
