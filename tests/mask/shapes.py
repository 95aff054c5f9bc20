"""Strategies and readings that the mask's tests share."""

import math

from hypothesis import strategies as st
from PySide6.QtCore import QRect

from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.mask.pixels.stroke import Stroke

coordinates = st.floats(-400, 600, allow_nan=False)
diameters = st.floats(1, 300, allow_nan=False)
sides = st.integers(1, 200)
strokes = st.builds(
    Stroke, coordinates, coordinates, coordinates, coordinates, diameters, st.booleans()
)


def bits(bitmap: MaskBitmap) -> bytes:
    return b"".join(bitmap.row(y) for y in range(bitmap.height))


def differing(before: bytes, after: bytes, width: int) -> QRect:
    """The bounds of the pixels that differ."""
    found = [at for at, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
    if not found:
        return QRect()
    columns, rows = [at % width for at in found], [at // width for at in found]
    left, top = min(columns), min(rows)
    return QRect(left, top, max(columns) - left + 1, max(rows) - top + 1)


def distance(x: float, y: float, stroke: Stroke) -> float:
    """From the centre of pixel (x, y) to the middle line of a stroke."""
    px, py = x + 0.5 - stroke.x0, y + 0.5 - stroke.y0
    dx, dy = stroke.x1 - stroke.x0, stroke.y1 - stroke.y0
    length = dx * dx + dy * dy
    along = min(max((px * dx + py * dy) / length, 0.0), 1.0) if length else 0.0
    return math.hypot(px - along * dx, py - along * dy)
