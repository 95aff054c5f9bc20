"""Foreground weather and birds: rain, snow, a flock."""

import math

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from mjstudio.sandbox.painting.colour import mix
from mjstudio.sandbox.painting.frame import Frame, Point
from mjstudio.sandbox.painting.noise import field
from mjstudio.sandbox.painting.prompt_words import Feature, Kind
from mjstudio.sandbox.painting.scene import Scene
from mjstudio.sandbox.painting.tone import contrasted, curve, lay, lit, within

_OUTDOORS = frozenset(Kind) - {Kind.SPACE, Kind.STILL_LIFE, Kind.ABSTRACT}


def weathered(picture: Image.Image, frame: Frame, scene: Scene) -> Image.Image:
    """Add the weather that a scene's prompt asks for."""
    if scene.kind not in _OUTDOORS:
        return picture
    if scene.has(Feature.RAIN):
        picture = _rain(picture, frame)
    if scene.has(Feature.SNOW):
        picture = _snowfall(picture, frame)
    birds = scene.has(Feature.BIRDS) or frame.dice.happens(0.22, "birds")
    if birds and scene.kind not in (Kind.FOREST, Kind.CITY):
        picture = _birds(picture, frame)
    return picture


def _rain(picture: Image.Image, frame: Frame) -> Image.Image:
    palette = frame.palette
    haze = field(frame.coarse(4), "veil", cell=0.3, stretch=0.4, octaves=4, shear=0.35)
    veil = curve(haze.resize(frame.size, Image.Resampling.BICUBIC), lambda v: 0.1 + 0.22 * v)
    picture = lay(picture, mix(palette.horizon, palette.sky, 0.5), veil)
    streaks = Image.new("L", frame.size)
    draw = ImageDraw.Draw(streaks)
    slant = frame.dice.between(-0.22, 0.22, "slant")
    cell = max(0.036, 14 / frame.unit)
    for j in range(math.floor(frame.top / cell) - 2, math.ceil(frame.bottom / cell) + 1):
        for i in frame.slots(cell, 0.05):
            u, v, w, q = frame.dice.numbers(4, "drop", i, j)
            x, y, fall = (i + u) * cell, (j + v) * cell, 0.03 + 0.09 * w
            ends = (frame.px(x), frame.py(y), frame.px(x + slant * fall), frame.py(y + fall))
            draw.line(ends, round(30 + 75 * q), max(1, round(0.0014 * frame.unit)))
    return lit(picture, mix(palette.light, palette.horizon, 0.4), streaks)


def _snowfall(picture: Image.Image, frame: Frame) -> Image.Image:
    flakes = Image.new("L", frame.size)
    draw = ImageDraw.Draw(flakes)
    cell = max(0.05, 11 / frame.unit)
    for j in range(math.floor(frame.top / cell) - 1, math.ceil(frame.bottom / cell) + 1):
        for i in frame.slots(cell, 0.02):
            u, v, w, q = frame.dice.numbers(4, "flake", i, j)
            x, y = frame.px((i + u) * cell), frame.py((j + v) * cell)
            r = max(0.6, (0.0012 + 0.0052 * w**5) * frame.unit)
            draw.ellipse((x - r, y - r, x + r, y + r), fill=round(90 + 150 * q))
    soft = flakes.filter(ImageFilter.BoxBlur(max(0.4, 0.0007 * frame.unit)))
    drift = field(frame.coarse(4), "flurry", cell=0.35, octaves=5, stretch=1.5)
    drift = contrasted(drift, 0.45, 0.95, 0.3).resize(frame.size, Image.Resampling.BICUBIC)
    return lay(picture, (250, 251, 255), ImageChops.lighter(soft, drift))


def _birds(picture: Image.Image, frame: Frame) -> Image.Image:
    """Paint a loose flock crossing the sky."""
    dice = frame.dice
    x, y = frame.focus(0.2, 0.75, "flock x"), dice.between(0.14, 0.34, "flock y")
    shapes: list[list[Point]] = []
    for i in range(dice.pick((5, 7, 9, 12), "flock")):
        u, v, w, q = dice.numbers(4, "bird", i)
        bx, by = x + (u - 0.5) * 0.32, y + (v - 0.5) * 0.14
        s = 0.008 + 0.009 * w
        up = s * (0.25 + 0.5 * q)
        shapes.append(
            [
                (bx - s, by - up),
                (bx - s * 0.45, by - up * 0.75),
                (bx, by),
                (bx + s * 0.45, by - up * 0.75),
                (bx + s, by - up * 0.9),
                (bx + s * 0.42, by - up * 0.45),
                (bx, by + s * 0.2),
                (bx - s * 0.42, by - up * 0.45),
            ]
        )
    colour = mix(frame.palette.near, frame.palette.middle, 0.3)
    return within(
        picture,
        frame,
        y - 0.1,
        y + 0.1,
        lambda rows, part: lay(rows, colour, curve(part.mask(shapes), lambda v: v * 0.85)),
    )
