"""Reads a picture from another program as a mask.

There are three conventions. Users of GIMP and DALL-E cut a hole into the picture itself; others
paint the part to redraw on an empty layer, in any colour and softness; others use black and white.
The first two are told apart by whether everything visible has one colour. A photograph is not a
mask: it is refused, because nobody chose its light parts.
"""

from dataclasses import dataclass
from enum import Enum

from PIL import Image, ImageChops

from mjstudio.texts import _

_FLAT = 8
"""How much opacity must vary to be meaningful if no pixel is fully transparent."""
_FAR = 64
"""A pixel is near black (or white) if no channel differs from it by more than this."""
_FEW = 0.02
"""The share of pixels that may deviate from the rest: edges, and JPEG noise."""
_STRONG = 0.95
"""The share of the peak opacity above which a colour has hardly faded."""
_NOISE = 24
"""How far the channels of one colour may vary, because of lossy files and fading."""
_SAMPLE = 1024
"""Longest side of the sample from which the kind of picture is determined."""
_HALF = 128


class Reading(Enum):
    """Which part of a picture is the mask."""

    LIGHT = "light"
    TRANSPARENT = "transparent"
    OPAQUE = "opaque"


@dataclass(frozen=True, slots=True)
class Meaning:
    """An L image that is at least 128 where the mask is, and which part of the picture it was."""

    shades: Image.Image
    reading: Reading


class NoMeaning(ValueError):
    """A picture that is not a mask. The message is a sentence with a `{name}` field."""


def meaning_of(image: Image.Image) -> Meaning:
    """Return the mask in a picture of any mode. Raises NoMeaning.

    Uses opacity if it is meaningful; otherwise light is painted and dark is not.
    """
    if image.has_transparency_data and not image.mode.startswith("I"):
        full = image.convert("RGBA")
        alpha = full.getchannel("A")
        low, high = _extremes(alpha)
        if high == 0:
            raise NoMeaning(
                _("{name} is entirely transparent: there is nothing in it to use as a mask.")
            )
        if low == 0 < high or high - low >= _FLAT:
            return _by_opacity(full.convert("RGB"), alpha, low, high)
        image = full.convert("RGB")
    elif image.mode.startswith("I"):
        # 16 bits: Pillow would clip the values at 255.
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return _by_light(image)


def _by_opacity(colours: Image.Image, alpha: Image.Image, low: int, high: int) -> Meaning:
    there = alpha.point([255 if 2 * value > high else 0 for value in range(256)])
    # Compare colours where they are strongest: towards a soft edge they fade along with the
    # opacity, into black or into what was erased.
    strongest = alpha.point([255 if value >= _STRONG * high else 0 for value in range(256)])
    seen = _sampled(colours)
    if _is_one_colour(seen, _sampled(strongest), _NOISE + _HALF // high):
        return Meaning(there, Reading.OPAQUE)
    if _share_between(seen, _sampled(there)) <= _FEW:
        ground = Image.new("L", alpha.size)
        return Meaning(Image.composite(colours.convert("L"), ground, there), Reading.LIGHT)
    gone = [255 if 2 * (255 - value) > 255 - low else 0 for value in range(256)]
    return Meaning(alpha.point(gone), Reading.TRANSPARENT)


def _by_light(image: Image.Image) -> Meaning:
    # Converted after downsampling; otherwise a full-size sample would be converted twice.
    seen = _sampled(image).convert("RGB")
    gray = image if image.mode == "L" else image.convert("L")
    shades = seen.getcolors(2)
    if shades is None:
        if _share_between(seen, Image.new("L", seen.size, 255)) > _FEW:
            raise NoMeaning(
                _(
                    "{name} looks like a photograph, not like a mask. Paint the mask white "
                    "on black, or make the part that should be redrawn transparent."
                )
            )
        if _extremes(gray)[1] < _HALF:
            raise NoMeaning(
                _("{name} is entirely dark: there is nothing light in it to use as a mask.")
            )
    elif len(shades) == 2:
        pair = Image.new("RGB", (2, 1))
        pair.putdata([colour for _count, colour in shades])
        dark, light = _extremes(pair.convert("L"))
        if dark < light and not dark < _HALF <= light:
            limit = (dark + light + 1) // 2
            gray = gray.point([255 if value >= limit else 0 for value in range(256)])
    return Meaning(gray, Reading.LIGHT)


def _extremes(image: Image.Image) -> tuple[int, int]:
    """Return the lowest and the highest value in an L image."""
    values = [value for value, count in enumerate(image.histogram()) if count]
    return values[0], values[-1]


def _sampled(image: Image.Image) -> Image.Image:
    """Return the picture, or a smaller one sampled from it."""
    if max(image.size) <= _SAMPLE:
        return image
    scale = _SAMPLE / max(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.NEAREST)


def _is_one_colour(seen: Image.Image, where: Image.Image, tolerance: int) -> bool:
    """Return whether nearly all pixels of an RGB image have one colour where an L image is 255."""
    most = Image.new("RGB", seen.size, tuple(_median(c.histogram(where)) for c in seen.split()))
    red, green, blue = ImageChops.difference(seen, most).split()
    counts = ImageChops.lighter(ImageChops.lighter(red, green), blue).histogram(where)
    return sum(counts[tolerance + 1 :]) <= _FEW * sum(counts)


def _median(counts: list[int]) -> int:
    rest = sum(counts) / 2
    for value, count in enumerate(counts):
        rest -= count
        if rest <= 0:
            return value
    return 0


def _share_between(seen: Image.Image, where: Image.Image) -> float:
    """Return the share of pixels (0..1) far from both black and white, where an L image is 255."""
    red, green, blue = seen.split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    least = ImageChops.darker(ImageChops.darker(red, green), blue)
    near_black = most.point([255] * _FAR + [0] * (256 - _FAR))
    near_white = least.point([0] * (256 - _FAR) + [255] * _FAR)
    counts = ImageChops.lighter(near_black, near_white).histogram(where)
    return counts[0] / max(1, sum(counts))
