"""A cat sitting in the foreground, seen from behind against the light."""

import math

from PIL import Image

from mjstudio.sandbox.painting.colour import mix
from mjstudio.sandbox.painting.frame import Frame, Point
from mjstudio.sandbox.painting.noise import field
from mjstudio.sandbox.painting.tone import coloured, curve, lay

# The right half of a seated cat of height one, from the top of the head down; y points up.
_HALF: tuple[Point, ...] = (
    (0.0, 0.915),
    (0.05, 0.92),
    (0.085, 0.94),
    (0.15, 1.03),
    (0.165, 0.9),
    (0.172, 0.82),
    (0.15, 0.75),
    (0.105, 0.7),
    (0.12, 0.65),
    (0.175, 0.57),
    (0.225, 0.45),
    (0.262, 0.3),
    (0.27, 0.17),
    (0.25, 0.07),
    (0.2, 0.01),
    (0.1, -0.01),
    (0.0, -0.01),
)


def _smooth(points: list[Point]) -> list[Point]:
    """Round the corners of a closed outline twice, for the softness of fur."""
    for _ in range(2):
        cut: list[Point] = []
        for (ax, ay), (bx, by) in zip(points, [*points[1:], points[0]], strict=True):
            cut += [(0.75 * ax + 0.25 * bx, 0.75 * ay + 0.25 * by)]
            cut += [(0.25 * ax + 0.75 * bx, 0.25 * ay + 0.75 * by)]
        points = cut
    return points


def seat_cat(picture: Image.Image, frame: Frame) -> Image.Image:
    """Paint a seated cat at the lower edge of the home view."""
    dice, palette = frame.dice, frame.palette
    x, base = frame.focus(0.28, 0.72, "cat"), dice.between(0.93, 0.985, "cat base")
    tall = dice.between(0.36, 0.52, "cat tall")
    reach = tall * 0.75
    if (found := frame.window(x, base - tall / 2, reach, reach)) is None:
        return picture
    part, corner = found
    side = 1.0 if dice.happens(0.5, "cat side") else -1.0
    outline = _smooth([*_HALF, *((-px, py) for px, py in _HALF[-2:0:-1])])
    body = [(x + px * tall, base - py * tall) for px, py in outline]
    # The tail curls around the cat, its tip raised.
    spine = [
        (0.2 + 0.36 * math.sin(t * 1.7), 0.05 - 0.05 * math.sin(t * 3.1) + 0.2 * max(0.0, t - 0.55))
        for t in (i / 14 for i in range(15))
    ]
    upper = [(x + side * px * tall, base - (py + 0.035) * tall) for px, py in spine]
    lower = [(x + side * px * tall, base - (py - 0.035) * tall) for px, py in spine]
    shapes = [body, [*upper, *reversed(lower)]]
    under = picture.crop((*corner, corner[0] + part.size[0], corner[1] + part.size[1]))
    pelt = mix(palette.near, palette.middle, 0.12)
    glow = curve(part.mask([[(px, py - 0.006) for px, py in shape] for shape in shapes]), _rim)
    under = lay(under, mix(palette.glow, palette.light, 0.4), glow)
    fur = field(part, "fur", cell=0.025, stretch=0.4, octaves=4, fall=0.7)
    paint = coloured(fur, (0.25, pelt), (0.95, mix(pelt, palette.middle, 0.45)))
    picture.paste(lay(under, paint, part.mask(shapes)), corner)
    return picture


def _rim(value: float) -> float:
    return 0.75 * value
