"""Connected areas: what a fill reaches, and where a picture has a colour.

A flood goes from run to run, not from pixel to pixel: it finds the ends of runs and marks them by
searching and copying bytes, which Python does natively. Rejected: Pillow's ImageDraw.floodfill,
which visits each pixel in Python and takes half a minute at 4096².
"""

from collections.abc import Callable

from PIL import Image, ImageChops
from PySide6.QtGui import QImage

_OPEN = 255
_ASK_EVERY = 2000
"""Runs between two checks whether the result is still wanted."""
_ZEROS = bytes(8192 + 2)


class NotWantedError(Exception):
    """The result is no longer wanted."""


def flood(
    passable: Image.Image, x: int, y: int, wanted: Callable[[], bool] = lambda: True
) -> Image.Image:
    """Return the pixels of value 255 connected to (x, y) by their sides, as an L image.

    `passable` has values 0 and 255, and sides of at most 8192 pixels. Raises NotWantedError once
    `wanted` returns False.
    """
    width, height = passable.size
    if not (0 <= x < width and 0 <= y < height):
        return Image.new("L", passable.size)
    # Columns of zeros on both sides and rows of zeros above and below end every run.
    rimmed = passable.crop((-1, -1, width + 1, height + 1))
    rest = bytearray(rimmed.tobytes())
    _take(rest, width + 2, (y + 1) * (width + 2) + x + 1, wanted)
    left = Image.frombuffer("L", rimmed.size, rest, "raw", "L", 0, 1)
    return ImageChops.subtract(rimmed, left).crop((1, 1, width + 1, height + 1))


def _take(rest: bytearray, step: int, start: int, wanted: Callable[[], bool]) -> None:
    """Set to zero everything connected to the byte at `start`, in rows of `step` bytes."""
    find, find_back = rest.find, rest.rfind
    looks = [(start, start + 1)]
    asked = 0
    while looks:
        asked += 1
        if asked % _ASK_EVERY == 0 and not wanted():
            raise NotWantedError
        low, high = looks.pop()
        at = find(_OPEN, low, high)
        while at >= 0:
            first = find_back(0, at - step, at) + 1
            end = find(0, at)
            rest[first:end] = _ZEROS[: end - first]
            looks.append((first - step, end - step))
            looks.append((first + step, end + step))
            at = find(_OPEN, end, high)


def near_colour(picture: QImage, x: int, y: int, tolerance: int) -> Image.Image:
    """Return 255 where no channel differs from pixel (x, y) by more than `tolerance`, else 0."""
    plain = picture.convertToFormat(QImage.Format.Format_RGB32)
    size = (plain.width(), plain.height())
    shown = Image.frombuffer(
        "RGB", size, bytes(plain.constBits()), "raw", "BGRX", plain.bytesPerLine()
    )
    pixel = plain.pixel(x, y)
    seed = (pixel >> 16 & 255, pixel >> 8 & 255, pixel & 255)
    found: Image.Image | None = None
    for channel, value in zip(shown.split(), seed, strict=True):
        near = channel.point([_OPEN * (abs(shade - value) <= tolerance) for shade in range(256)])
        found = near if found is None else ImageChops.darker(found, near)
    return found if found is not None else Image.new("L", size)
