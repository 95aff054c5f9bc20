"""Objects on a table: lathe-turned vessels and round fruit, shaded as solids."""

import math
from itertools import pairwise

from PIL import Image, ImageChops

from mjstudio.sandbox.painting.colour import Colour, mix
from mjstudio.sandbox.painting.frame import Frame, Point
from mjstudio.sandbox.painting.noise import field
from mjstudio.sandbox.painting.tone import coloured, curve, disc, edge, halo, lay, lit

_BICUBIC = Image.Resampling.BICUBIC
# Half the width of a vessel at fractions of its height, both as multiples of the height.
_PROFILES: tuple[tuple[Point, ...], ...] = (
    ((0.0, 0.26), (0.05, 0.3), (0.3, 0.46), (0.55, 0.42), (0.78, 0.2), (0.9, 0.17), (1.0, 0.24)),
    ((0.0, 0.22), (0.1, 0.36), (0.35, 0.4), (0.62, 0.3), (0.8, 0.2), (1.0, 0.28)),
    ((0.0, 0.3), (0.04, 0.31), (0.55, 0.31), (0.66, 0.24), (0.74, 0.11), (0.96, 0.1), (1.0, 0.12)),
    ((0.0, 0.18), (0.08, 0.2), (0.5, 0.3), (0.85, 0.36), (1.0, 0.37)),
)


def _shadow(
    picture: Image.Image, frame: Frame, x: float, y: float, width: float, side: float
) -> Image.Image:
    found = frame.window(x - side * width * 0.8, y, width * 2.2, width * 0.8)
    if found is None:
        return picture
    part, corner = found
    under = picture.crop((*corner, corner[0] + part.size[0], corner[1] + part.size[1]))
    mask = disc(part, x - side * width * 0.7, y, width * 1.7, halo(0.9, 0.75), flat=0.2, soft=2)
    picture.paste(lay(under, mix(frame.palette.near, (0, 0, 0), 0.3), mask), corner)
    return picture


def fruit(
    picture: Image.Image,
    frame: Frame,
    x: float,
    base: float,
    r: float,
    own: Colour,
    side: float,
    key: int,
) -> Image.Image:
    """Paint one round fruit resting at (x, base)."""
    picture = _shadow(picture, frame, x, base - r * 0.06, r, side)
    y = base - r * 0.92
    if (found := frame.window(x, y, r * 1.3)) is None:
        return picture
    part, corner = found
    palette = frame.palette
    colour = mix(own, palette.accent, 0.12)
    shine = disc(part, x + side * r * 0.42, y - r * 0.42, r * 1.75, lambda v: 1.0 - v, soft=1)
    skin = field(part, "skin", key, cell=r * 0.5, octaves=5, fall=0.65, shear=0.3, stretch=0.5)
    tone = ImageChops.add(shine, curve(skin, lambda v: 0.5 + (v - 0.5) * 0.22), 1, -128)
    paint = coloured(
        tone,
        (0.0, mix(mix(colour, palette.near, 0.82), palette.zenith, 0.2)),
        (0.3, mix(colour, palette.near, 0.5)),
        (0.62, colour),
        (0.85, mix(colour, palette.glow, 0.35)),
        (1.0, mix(colour, palette.light, 0.75)),
    )
    bounce = disc(part, x - side * r * 0.5, y + r * 0.65, r * 0.75, halo(1.0, 0.3), soft=1)
    paint = lit(paint, mix(colour, palette.horizon, 0.5), bounce)
    under = picture.crop((*corner, corner[0] + part.size[0], corner[1] + part.size[1]))
    result = lay(under, paint, disc(part, x, y, r, edge(part, r), flat=0.94, soft=1))
    stem = [
        (x - r * 0.03, y - r * 0.78),
        (x + r * 0.1, y - r * 1.18),
        (x + r * 0.17, y - r * 1.15),
        (x + r * 0.06, y - r * 0.76),
    ]
    picture.paste(lay(result, mix(palette.near, (80, 60, 30), 0.5), part.mask([stem])), corner)
    return picture


def vessel(
    picture: Image.Image,
    frame: Frame,
    x: float,
    base: float,
    height: float,
    colour: Colour,
    side: float,
    key: int,
) -> Image.Image:
    """Paint a turned vessel (vase, jug, bottle, bowl) resting at (x, base)."""
    profile = frame.dice.pick(_PROFILES, "profile", key)
    picture = _shadow(picture, frame, x, base, height * 0.34, side)
    if (found := frame.window(x, base - height / 2, height * 0.5, height * 0.56)) is None:
        return picture
    part, corner = found
    palette = frame.palette
    right: list[Point] = []
    for i in range(41):
        share = i / 40
        for (a, low), (b, high) in pairwise(profile):
            if a <= share <= b:
                t = (share - a) / (b - a)
                right.append(
                    (x + height * (low + (high - low) * t * t * (3 - 2 * t)), base - height * share)
                )
                break
    foot = [
        (
            x + math.cos(t / 12 * math.pi) * height * profile[0][1],
            base + math.sin(t / 12 * math.pi) * height * 0.035,
        )
        for t in range(13)
    ]
    shape = [*reversed(right), *foot, *((2 * x - px, py) for px, py in right)]
    mask = part.mask([shape])
    # A turned form is lit along its curve: highlight on one side, bounce light on the other.
    cells = []
    for i in range(128):
        place = (part.left + (i + 0.5) / 128 * part.view.width - x) / (height * 0.46)
        light = math.exp(-(((place * side - 0.42) / 0.3) ** 2)) + 0.28 * math.exp(
            -(((place * side + 0.95) / 0.16) ** 2)
        )
        cells.append(
            round(255 * min(1.0, 0.12 + 0.25 * max(0.0, 1 - place * place) + 0.62 * light))
        )
    tone = Image.frombytes("L", (128, 1), bytes(cells)).resize(part.size, _BICUBIC)
    glaze = field(part, "glaze", key, cell=height * 0.16, octaves=6, fall=0.66)
    tone = ImageChops.add(tone, curve(glaze, lambda v: 0.5 + (v - 0.5) * 0.15), 1, -128)
    paint = coloured(
        tone,
        (0.0, mix(colour, palette.near, 0.8)),
        (0.35, mix(colour, palette.near, 0.35)),
        (0.6, colour),
        (0.85, mix(colour, palette.glow, 0.4)),
        (1.0, mix(colour, palette.light, 0.85)),
    )
    under = picture.crop((*corner, corner[0] + part.size[0], corner[1] + part.size[1]))
    result = lay(under, paint, mask)
    lip, top = height * profile[-1][1], base - height
    if profile[-1][1] > 0.15:
        rim = disc(part, x, top, lip, edge(part, lip), flat=0.14, soft=1)
        result = lay(result, mix(colour, palette.light, 0.35), rim)
        hole = disc(part, x, top + lip * 0.01, lip * 0.88, edge(part, lip), flat=0.11, soft=1)
        result = lay(result, mix(palette.near, colour, 0.15), hole)
    picture.paste(result, corner)
    return picture
