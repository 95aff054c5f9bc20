"""The shape of a whole mask: grown, shrunk, smoothed, and with a soft edge.

Growing works on bits: rows of a mask are one large number, and a disc is the union of such numbers
shifted, so that a machine word moves 64 pixels at once. Bands of rows keep each number within the
processor's cache, let go of the interpreter's lock in between, and can be stopped. Rejected:
Pillow's MaxFilter, which is square and takes seconds at 4096².

Nothing here is changed in place, and everything may run in any thread. Masks are L images with
values 0 and 255. `wanted` is asked now and then, and NotWantedError is raised once it says no.
"""

import math
from collections.abc import Callable

from PIL import Image, ImageChops, ImageFilter

from mjstudio.mask.pixels.flood import NotWantedError
from mjstudio.mask.pixels.snapshot import PAINTED

MAX_PIXELS = 256
"""The furthest that a shape is grown, shrunk, smoothed or feathered."""
_BAND = 256
_HALF = 128
_HARD = [0] * _HALF + [PAINTED] * (256 - _HALF)
_THINNED = ((96, 8), (24, 4), (6, 2))
"""From which softness on the blur reads a picture of a half, a quarter … of the side."""

Wanted = Callable[[], bool]
_Change = Callable[[Image.Image], Image.Image]


def _always() -> bool:
    return True


def grow(mask: Image.Image, pixels: int, *, wanted: Wanted = _always) -> Image.Image:
    """Paint every pixel within `pixels` of a painted one, measured from centre to centre.

    It stops at the picture's edge. Raises ValueError for pixels outside 0..256.
    """
    return _spread(mask, pixels, _same, wanted)


def shrink(mask: Image.Image, pixels: int, *, wanted: Wanted = _always) -> Image.Image:
    """Erase every pixel within `pixels` of an unpainted one.

    Beyond the picture's edge nothing is unpainted, so that a shape which touches the edge keeps
    touching it. Raises ValueError for pixels outside 0..256.
    """
    return _spread(mask, pixels, ImageChops.invert, wanted)


def smooth(mask: Image.Image, pixels: int, *, wanted: Wanted = _always) -> Image.Image:
    """Round corners off, close nicks and drop burrs narrower than about `pixels`.

    A straight edge stays where it is. Raises ValueError for pixels outside 0..256.
    """
    return hard(feathered(mask, pixels, wanted=wanted))


def hard(mask: Image.Image) -> Image.Image:
    """From shades to 0 and 255: painted from 128 upwards."""
    done = Image.new("L", mask.size)
    for top in range(0, mask.height, _BAND):
        band = mask.crop((0, top, mask.width, min(top + _BAND, mask.height)))
        done.paste(band.point(_HARD), (0, top))
    return done


def feathered(mask: Image.Image, pixels: int, *, wanted: Wanted = _always) -> Image.Image:
    """A soft edge: from 255 to 0 between `pixels` within the hard edge and as many outside.

    At 128 it lies where the hard one lay, but for corners and what is narrower than the softness.
    The picture's own edge is no edge of the shape. With 0 pixels a copy of the mask.
    Raises ValueError for pixels outside 0..256.
    """
    _need(pixels)
    if not pixels:
        return mask.copy()
    thin = next((thin for least, thin in _THINNED if pixels >= least), 1)
    small = mask.reduce(thin) if thin > 1 else mask
    # Two boxes make a ramp without a kink at either end; Pillow blurs without the lock.
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
    """Grow the mask as it is `seen`, which is the same or inverted, and see it back."""
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
    """The rows from `top` on, grown; None where they stay what they are."""
    width, bottom = mask.width, min(top + _BAND, mask.height)
    if seen(mask.crop((0, top, width, bottom))).getextrema() == (PAINTED, PAINTED):
        return None
    first, last = max(top - radius, 0), min(bottom + radius, mask.height)
    near = seen(mask.crop((0, first, width, last)))
    if near.getbbox() is None:
        return None
    # Free bits at the end of each row: what runs over its end meets no pixel of the next. Beyond
    # the picture there is nothing to grow, however the mask is seen.
    room = (width + radius + 7) // 8 * 8
    near = near.crop((0, top - radius - first, room, bottom + radius - first))
    packed = near.convert("1", dither=Image.Dither.NONE).tobytes()
    rows = bottom - top
    bits = _union_of_discs(int.from_bytes(packed), room, radius)
    bits = bits >> radius * room & (1 << rows * room) - 1
    found = Image.frombytes("1", (room, rows), bits.to_bytes(rows * room // 8)).convert("L")
    return found.crop((0, 0, width, rows))


def _union_of_discs(bits: int, step: int, radius: int) -> int:
    """A disc around every bit, in rows of `step` bits; rows may be added at the upper end."""
    above = below = 0
    wide, reach = bits, 0
    for down in range(radius, -1, -1):
        half = math.isqrt(radius * radius - down * down)
        while reach < half:
            # Runs are 2 * reach + 1 long by now: shifted further they would leave gaps.
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
