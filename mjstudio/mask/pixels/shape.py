"""Operations on the whole mask: grow, shrink, smooth, and soften the edge.

Growing works on bits: the rows of a mask form one large number, and a disc is the union of shifted
copies of it, so that one machine word moves 64 pixels at once. Bands of rows keep each number
within the processor's cache, release the GIL in between, and can be stopped. Rejected: Pillow's
MaxFilter, which is square and takes seconds at 4096².

Nothing is changed in place, and everything may run in any thread. Masks are L images with values 0
and 255. The functions call `wanted` now and then, and raise NotWantedError once it returns False.
"""

import math
from collections.abc import Callable

from PIL import Image, ImageChops, ImageFilter

from mjstudio.mask.pixels.flood import NotWantedError
from mjstudio.mask.pixels.snapshot import PAINTED

MAX_PIXELS = 256
"""The largest distance for grow, shrink, smooth and feather."""
_BAND = 256
_HALF = 128
_HARD = [0] * _HALF + [PAINTED] * (256 - _HALF)
_THINNED = ((96, 8), (24, 4), (6, 2))
"""Softness from which the blur works on an image reduced to half, a quarter … of the side."""

Wanted = Callable[[], bool]
_Change = Callable[[Image.Image], Image.Image]


def _always() -> bool:
    return True


def grow(mask: Image.Image, pixels: int, *, wanted: Wanted = _always) -> Image.Image:
    """Paint every pixel within `pixels` of a painted one, measured from centre to centre.

    Does not extend beyond the picture. Raises ValueError for pixels outside 0..256.
    """
    return _spread(mask, pixels, _same, wanted)


def shrink(mask: Image.Image, pixels: int, *, wanted: Wanted = _always) -> Image.Image:
    """Erase every pixel within `pixels` of an unpainted one.

    Outside the picture nothing counts as unpainted, so a shape that touches the picture's edge
    keeps touching it. Raises ValueError for pixels outside 0..256.
    """
    return _spread(mask, pixels, ImageChops.invert, wanted)


def smooth(mask: Image.Image, pixels: int, *, wanted: Wanted = _always) -> Image.Image:
    """Round off corners, close nicks and remove burrs narrower than about `pixels`.

    Straight edges do not move. Raises ValueError for pixels outside 0..256.
    """
    return hard(feathered(mask, pixels, wanted=wanted))


def hard(mask: Image.Image) -> Image.Image:
    """Threshold shades to 0 and 255: values of 128 and more are painted."""
    done = Image.new("L", mask.size)
    for top in range(0, mask.height, _BAND):
        band = mask.crop((0, top, mask.width, min(top + _BAND, mask.height)))
        done.paste(band.point(_HARD), (0, top))
    return done


def feathered(mask: Image.Image, pixels: int, *, wanted: Wanted = _always) -> Image.Image:
    """Soften the edge: falls from 255, `pixels` inside the hard edge, to 0 as far outside it.

    The value 128 stays on the hard edge, except at corners and in parts narrower than the softness.
    The picture's own border does not count as an edge. With 0 pixels returns a copy of the mask.
    Raises ValueError for pixels outside 0..256.
    """
    _need(pixels)
    if not pixels:
        return mask.copy()
    thin = next((thin for least, thin in _THINNED if pixels >= least), 1)
    small = mask.reduce(thin) if thin > 1 else mask
    # Two box blurs give a ramp without kinks at its ends; Pillow blurs without the GIL.
    for _ in range(2):
        _stop_unless(wanted)
        small = small.filter(ImageFilter.BoxBlur(pixels / 2 / thin))
    if thin == 1:
        return small
    soft = Image.new("L", mask.size)
    for top in range(0, mask.height, _BAND):
        _stop_unless(wanted)
        bottom = min(top + _BAND, mask.height)
        box = (0.0, top / thin, mask.width / thin, bottom / thin)
        part = small.resize((mask.width, bottom - top), Image.Resampling.BILINEAR, box)
        soft.paste(part, (0, top))
    return soft


def _same(mask: Image.Image) -> Image.Image:
    return mask


def _spread(mask: Image.Image, radius: int, seen: _Change, wanted: Wanted) -> Image.Image:
    """Grow the mask as transformed by `seen` (identity or inversion), and transform it back."""
    _need(radius)
    done = mask.copy()
    if radius:
        for top in range(0, mask.height, _BAND):
            _stop_unless(wanted)
            band = _spread_band(mask, top, radius, seen)
            if band is not None:
                done.paste(seen(band), (0, top))
    return done


def _spread_band(mask: Image.Image, top: int, radius: int, seen: _Change) -> Image.Image | None:
    """Return the rows from `top` on, grown; None if they do not change."""
    width, bottom = mask.width, min(top + _BAND, mask.height)
    if seen(mask.crop((0, top, width, bottom))).getextrema() == (PAINTED, PAINTED):
        return None
    first, last = max(top - radius, 0), min(bottom + radius, mask.height)
    near = seen(mask.crop((0, first, width, last)))
    if near.getbbox() is None:
        return None
    # Spare bits at the end of each row, so that overflow never reaches pixels of the next row.
    # There is nothing to grow outside the picture, whichever way the mask is transformed.
    room = (width + radius + 7) // 8 * 8
    near = near.crop((0, top - radius - first, room, bottom + radius - first))
    packed = near.convert("1", dither=Image.Dither.NONE).tobytes()
    rows = bottom - top
    bits = _union_of_discs(int.from_bytes(packed), room, radius)
    bits = bits >> radius * room & (1 << rows * room) - 1
    found = Image.frombytes("1", (room, rows), bits.to_bytes(rows * room // 8)).convert("L")
    return found.crop((0, 0, width, rows))


def _union_of_discs(bits: int, step: int, radius: int) -> int:
    """Draw a disc around every bit, in rows of `step` bits; may add rows at the upper end."""
    above = below = 0
    wide, reach = bits, 0
    for down in range(radius, -1, -1):
        half = math.isqrt(radius * radius - down * down)
        while reach < half:
            # Runs are 2 * reach + 1 long by now: larger shifts would leave gaps.
            by = min(half - reach, 2 * reach + 1)
            wide |= wide << by | wide >> by
            reach += by
        above = above << step | wide
        below = below >> step | wide
    return above | below


def _stop_unless(wanted: Wanted) -> None:
    if not wanted():
        raise NotWantedError


def _need(pixels: int) -> None:
    if not 0 <= pixels <= MAX_PIXELS:
        raise ValueError(f"a shape cannot be changed by {pixels} pixels")
