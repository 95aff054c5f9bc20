"""A meadow: rolling hills, a lone tree, and flowers that grow towards the viewer."""

import math

from PIL import Image, ImageDraw

from mjstudio.sandbox.painting.colour import Colour, mix, shifted
from mjstudio.sandbox.painting.frame import Frame
from mjstudio.sandbox.painting.palette import Hour
from mjstudio.sandbox.painting.plants import tree
from mjstudio.sandbox.painting.prompt_words import Feature
from mjstudio.sandbox.painting.ridges import Ground, crest, height_at, land, mist
from mjstudio.sandbox.painting.scene import Scene
from mjstudio.sandbox.painting.sky_dome import heaven, sun_of
from mjstudio.sandbox.painting.tone import lay

_GREEN = (126, 158, 62)
_BLOOMS: tuple[tuple[Colour, ...], ...] = (
    ((224, 62, 46), (240, 110, 66), (250, 226, 200)),
    ((140, 96, 204), (178, 140, 226), (236, 220, 246)),
    ((246, 196, 52), (250, 226, 120), (255, 248, 224)),
    ((238, 132, 168), (248, 186, 200), (255, 240, 236)),
    ((90, 130, 220), (150, 180, 240), (250, 240, 180)),
    ((255, 250, 240), (250, 214, 90), (226, 88, 60)),
)

_NAMED = {Feature.POPPY: 0, Feature.LAVENDER: 1, Feature.SUNFLOWER: 2}


def _hills(
    picture: Image.Image, frame: Frame, scene: Scene, horizon: float
) -> tuple[Image.Image, list[float]]:
    """Paint distant hills and the meadow; return the picture and the meadow's crest."""
    dice, palette = frame.dice, frame.palette
    green = mix(_GREEN, palette.middle, 0.35 if scene.hour is Hour.DAY else 0.46)
    heights: list[float] = []
    for k in range(4):
        name = f"hill {k}"
        base = horizon + (0.0, 0.035, 0.08, 0.13)[k]
        rise = (0.12, 0.075, 0.06, 0.05)[k] * dice.between(0.7, 1.3, name)
        heights = crest(
            frame, name, base, rise, 0.8, ridged=0.25 if not k else 0.0, octaves=5 - k, fall=0.42
        )
        share = k / 3
        colour = mix(mix(palette.horizon, palette.far, 0.5), green, 0.3 + 0.7 * share)
        ground = Ground(
            mix(colour, palette.glow, 0.25 * share + 0.08),
            mix(colour, palette.near, 0.2 * share),
            reach=0.14 + 0.4 * share,
            grain=0.55,
            cell=0.05,
            stretch=2.4,
        )
        picture = land(picture, frame, name, heights, ground)
        if k in (1, 2):
            groves = [
                shape
                for i in frame.slots(0.07, 0.1)
                if dice.number(name, "grove", i) < 0.33
                for shape in tree(
                    dice,
                    i * 0.07,
                    height_at(frame, heights, i * 0.07) + 0.004,
                    0.02 + 0.02 * k * dice.number(name, "tall", i),
                    k,
                    i,
                )
            ]
            shade = mix(mix(green, palette.near, 0.5), palette.horizon, 0.45 - 0.15 * k)
            picture = lay(picture, shade, frame.mask(groves))
            picture = mist(
                picture,
                frame,
                name,
                base + 0.03,
                mix(palette.horizon, palette.glow, 0.4),
                thick=0.05,
                strength=0.4,
            )
    return picture, heights


def _lone_tree(
    picture: Image.Image, frame: Frame, scene: Scene, heights: list[float]
) -> Image.Image:
    dice, palette = frame.dice, frame.palette
    x = frame.focus(0.2, 0.8, "tree")
    if not frame.left - 0.3 < x < frame.right + 0.3:
        return picture
    tall = dice.between(0.26, 0.42, "tree tall")
    base = height_at(frame, heights, x) + 0.012
    shapes = tree(dice, x, base, tall, "lone")
    own = (214, 116, 48) if scene.has(Feature.AUTUMN) else (86, 116, 52)
    dark = mix(mix(own, palette.near, 0.6), palette.middle, 0.2)
    picture = lay(picture, dark, frame.mask(shapes))
    lift = tall * 0.018
    for share, part in ((0.4, 0.84), (0.75, 0.6)):
        lit = [
            [
                (
                    px + (cx - px) * (1 - part) - lift * share * 2,
                    py + (cy - py) * (1 - part) - lift * share * 3,
                )
                for px, py in shape
            ]
            for shape in shapes[10:]
            if len(shape) > 15
            for cx, cy in [
                (sum(p for p, _ in shape) / len(shape), sum(p for _, p in shape) / len(shape))
            ]
        ]
        picture = lay(
            picture, mix(dark, mix(own, palette.glow, 0.4), share * 0.75), frame.mask(lit)
        )
    return picture


def _grass(picture: Image.Image, frame: Frame, scene: Scene, start: float) -> Image.Image:
    """Paint grass and flowers row by row, larger towards the viewer."""
    dice, palette = frame.dice, frame.palette
    green = mix(_GREEN, palette.middle, 0.3)
    warm, deep = mix(green, palette.glow, 0.35), mix(green, palette.near, 0.62)
    named = [index for feature, index in _NAMED.items() if scene.has(feature)]
    bloom = _BLOOMS[named[0]] if named else dice.pick(_BLOOMS, "blooms")
    blooms = [mix(colour, palette.accent, 0.18) for colour in bloom]
    if scene.hour in (Hour.NIGHT, Hour.DUSK, Hour.STORM):
        blooms = [mix(colour, palette.sky, 0.35) for colour in blooms]
        warm, deep = mix(warm, palette.middle, 0.5), mix(deep, palette.near, 0.4)
    draw = ImageDraw.Draw(picture)
    unit = frame.unit
    away, row = 0.03, 0
    while start + away < frame.bottom + 0.25:
        size = min(0.034, 0.002 + 0.042 * away)
        y0 = start + away
        away += size * 1.05 + 0.006
        row += 1
        if size * unit < 0.9 or y0 < frame.top - 0.1:
            continue
        gap = max(size * 1.15, 2.4 / unit)
        blade = max(1, round(size * unit * 0.1))
        for i in frame.slots(gap, size * 2):
            u, v, w, q, r = dice.numbers(5, "stem", row, i)
            x, y = frame.px((i + u) * gap), frame.py(y0 + (v - 0.5) * size * 1.6)
            tall = size * unit * (1.2 + 1.6 * w)
            bend = (q - 0.5) * tall * 0.6
            draw.line(
                (x, y, x + bend * 0.4, y - tall * 0.6, x + bend, y - tall),
                mix(deep, warm, round(w * 8) / 8),
                blade,
            )
            patch = dice.number("patch", row // 4, math.floor(i * gap / 0.22))
            if r > 0.12 + 0.6 * patch:
                continue
            colour = blooms[0 if q < 0.62 else 1 if q < 0.87 else 2]
            _flower(draw, x + bend, y - tall, size * unit * (0.32 + 0.22 * v), colour, w)
    return picture


def _flower(
    draw: ImageDraw.ImageDraw, x: float, y: float, r: float, colour: Colour, wild: float
) -> None:
    if r < 3:
        draw.ellipse(
            (x - r, y - r * 0.8, x + r, y + r * 0.8),
            fill=shifted(colour, light=(round(wild * 4) - 2) * 0.03),
        )
        return
    for k in range(6):
        angle = k * math.tau / 6 + wild * 3
        px, py, size = x + math.cos(angle) * r * 0.6, y + math.sin(angle) * r * 0.42, r * 0.55
        fill = shifted(colour, light=round(-0.07 * math.sin(angle), 2))
        draw.ellipse((px - size, py - size * 0.75, px + size, py + size * 0.75), fill=fill)
    core = r * 0.26
    fill = mix(colour, (70, 40, 20), 0.7) if wild < 0.5 else mix(colour, (255, 226, 120), 0.75)
    draw.ellipse((x - core, y - core * 0.8, x + core, y + core * 0.8), fill=fill)


def paint_meadow(frame: Frame, scene: Scene) -> Image.Image:
    """Paint a meadow in bloom."""
    dice = frame.dice
    horizon = dice.between(0.36, 0.56, "horizon")
    sun = sun_of(frame, scene, horizon - 0.02)
    picture = heaven(frame, scene, sun, horizon)
    picture, heights = _hills(picture, frame, scene, horizon)
    if scene.has(Feature.TREES) or dice.happens(0.6, "lone tree"):
        picture = _lone_tree(picture, frame, scene, heights)
    return _grass(picture, frame, scene, horizon + 0.12)
