"""Computes a comparison from the stored files. For workers.

Separate from the session, so that Pillow and the pixel code are imported with the first comparison
rather than at the start.
"""

from dataclasses import dataclass

from PIL import Image
from PySide6.QtGui import QImage

from mjstudio.mask.pixels.difference import difference_outside, heat
from mjstudio.mask.pixels.lock import decode_mask, lock_outside
from mjstudio.mask.store.files import MaskUnreadable
from mjstudio.model.comparison import Comparison
from mjstudio.model.errors import PictureUnusable
from mjstudio.studio.pictures.pixels import open_picture, to_png, to_qimage
from mjstudio.studio.pictures.pyramid import Pyramid, build

_SCREEN = 1280
"""Longest side of a preview in pixels, enough to fill a stage."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What changed outside the mask: the figures in one sentence, and a heat map."""

    words: str
    changed: bool
    heat: Pyramid


@dataclass(frozen=True, slots=True)
class Pixels:
    """Before and after of one quarter as RGB, and the mask as L of 0 and 255; sizes may differ."""

    before: Image.Image
    after: Image.Image
    mask: Image.Image


def found_outside(current: Comparison, quarter: int) -> Outside:
    """Find what changed outside the mask. Raises PictureUnusable."""
    pixels = _pixels(current, quarter)
    found = difference_outside(pixels.before, pixels.after, pixels.mask)
    return Outside(found.words, found.largest > 0, build(to_qimage(heat(pixels.before, found))))


def small_pixels(current: Comparison, quarter: int) -> tuple[Pixels, float]:
    """Return the pixels, no larger than the screen, and their scale relative to the picture.

    Raises PictureUnusable.
    """
    pixels = _pixels(current, quarter)
    scale = min(1.0, _SCREEN / max(pixels.before.size))
    size = (round(pixels.before.width * scale), round(pixels.before.height * scale))
    smooth = Image.Resampling.BOX
    images = (pixels.before, pixels.after, pixels.mask)
    before, after, mask = (i if i.size == size else i.resize(size, smooth) for i in images)
    return Pixels(before, after, mask), scale


def painted(pixels: Pixels, scale: float, feather: int) -> QImage:
    """Paint the result with the outside locked, from pixels at `scale` of the picture's size."""
    return to_qimage(lock_outside(pixels.before, pixels.after, pixels.mask, round(feather * scale)))


def locked(current: Comparison, quarter: int, feather: int) -> tuple[bytes, tuple[int, int]]:
    """Return the locked result as PNG, and its size. Raises PictureUnusable."""
    pixels = _pixels(current, quarter)
    result = lock_outside(pixels.before, pixels.after, pixels.mask, feather)
    return to_png(result), result.size


def _pixels(current: Comparison, quarter: int) -> Pixels:
    before, after = open_picture(current.before.file), open_picture(current.after.file)
    before = before.crop(current.before_box(before.size))
    after = after.crop(current.after_box(after.size, quarter))
    try:
        mask = decode_mask(current.mask or "")
    except MaskUnreadable as error:
        raise PictureUnusable(str(error)) from error
    return Pixels(before, after, mask)
