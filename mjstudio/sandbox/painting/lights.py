"""Small lights in the dark: lanterns, lit windows, distant towns."""

from collections.abc import Iterable
from functools import partial

from PIL import Image, ImageDraw, ImageFilter

from mjstudio.sandbox.painting.colour import Colour, mix
from mjstudio.sandbox.painting.frame import Frame
from mjstudio.sandbox.painting.tone import curve, lit, within

_BICUBIC = Image.Resampling.BICUBIC


def lights(
    picture: Image.Image,
    frame: Frame,
    places: Iterable[tuple[float, float, float]],
    colour: Colour,
    *,
    spread: float = 0.012,
) -> Image.Image:
    """Paint lamps at (world x, y, radius), with glows that extend about `spread` around them."""
    lamps = list(places)
    if not lamps:
        return picture
    top = min(y - radius for _, y, radius in lamps) - spread * 5
    bottom = max(y + radius for _, y, radius in lamps) + spread * 5
    return within(
        picture, frame, top, bottom, lambda rows, part: _lit(rows, part, lamps, colour, spread)
    )


def _burning(gain: float, value: float) -> float:
    return min(0.85, value * gain)


def _lit(
    picture: Image.Image,
    frame: Frame,
    lamps: Iterable[tuple[float, float, float]],
    colour: Colour,
    spread: float,
) -> Image.Image:
    scale = 2 if max(frame.size) < 1600 else 1
    width, height = frame.size
    cores = Image.new("L", (width * scale, height * scale))
    draw = ImageDraw.Draw(cores)
    for x, y, radius in lamps:
        px, py = frame.px(x) * scale, frame.py(y) * scale
        r = max(0.6 * scale, radius * frame.unit * scale)
        draw.ellipse((px - r, py - r * 1.15, px + r, py + r * 1.15), fill=255)
    cores = cores.reduce(scale) if scale > 1 else cores
    small = cores.reduce(2) if min(cores.size) > 8 else cores
    pixels = max(1.0, spread * frame.unit / 2)
    glow = small.filter(ImageFilter.GaussianBlur(pixels))
    wide = small.filter(ImageFilter.GaussianBlur(pixels * 3.5))
    for blurred, gain in ((wide, 5.0), (glow, 2.6)):
        soft = curve(blurred, partial(_burning, gain)).resize(frame.size, _BICUBIC)
        picture = lit(picture, colour, soft)
    return Image.composite(
        Image.new("RGB", frame.size, mix(colour, (255, 248, 226), 0.6)), picture, cores
    )
