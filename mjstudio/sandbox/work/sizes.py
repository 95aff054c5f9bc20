"""Sizes in pixels of quarters, by aspect ratio, and of the grids and thumbnails they give.

A grid is twice its quarter in both directions, a thumbnail half its picture. For the common ratios
these are Midjourney's own sizes (from its documentation; 1:1 and 16:9 also occur in the samples);
any other ratio gets the area of 1024x1024 in multiples of 8.
"""

from math import gcd, sqrt

from mjstudio.model.geometry import Size

Ratio = tuple[int, int]

_AREA = 1024 * 1024
_STEP = 8
_LANDSCAPE: dict[Ratio, Size] = {
    (1, 1): (1024, 1024),
    (4, 3): (1232, 928),
    (3, 2): (1344, 896),
    (7, 4): (1344, 768),
    (16, 9): (1456, 816),
    (2, 1): (1536, 768),
    (7, 3): (1680, 720),
}
_SMALLEST = 16


def quarter_size(ratio: Ratio, scale: float = 1.0) -> Size:
    """Return the size of one picture with that width:height, times `scale`; both sides are even."""
    common = gcd(*ratio) or 1
    wide, high = ratio[0] // common, ratio[1] // common
    if (wide, high) in _LANDSCAPE:
        size = _LANDSCAPE[wide, high]
    elif (high, wide) in _LANDSCAPE:
        size = _LANDSCAPE[high, wide][::-1]
    else:
        width = sqrt(_AREA * wide / high)
        size = (_multiple(width), _multiple(width * high / wide))
    return (_scaled(size[0], scale), _scaled(size[1], scale))


def doubled(size: Size) -> Size:
    """Return the size of a grid with quarters of that size."""
    return (size[0] * 2, size[1] * 2)


def halved(size: Size) -> Size:
    """Return the size of the thumbnail of a picture."""
    return (max(1, size[0] // 2), max(1, size[1] // 2))


def same_aspect(one: Size, other: Size) -> bool:
    """Return whether two sizes have the same aspect, within one pixel of rounding."""
    (width, height), (wide, high) = one, other
    return abs(width * high / wide - height) <= 1 or abs(height * wide / high - width) <= 1


def _multiple(length: float) -> int:
    return max(1, round(length / _STEP)) * _STEP


def _scaled(length: int, scale: float) -> int:
    return max(_SMALLEST, round(length * scale / 2) * 2)
