"""Mountains: ranges fading into haze, snow on the peaks, firs in the foreground, or a lake."""

from PIL import Image, ImageChops

from mjstudio.sandbox.painting.colour import mix, shifted
from mjstudio.sandbox.painting.frame import Frame, Point
from mjstudio.sandbox.painting.noise import field
from mjstudio.sandbox.painting.plants import fir
from mjstudio.sandbox.painting.prompt_words import Feature
from mjstudio.sandbox.painting.ridges import Ground, crest, depth, height_at, land, mist, outline
from mjstudio.sandbox.painting.scene import Scene
from mjstudio.sandbox.painting.sky_dome import heaven, sun_of
from mjstudio.sandbox.painting.tone import both, contrasted, curve, lay, step, within
from mjstudio.sandbox.painting.water import mirrored

_BICUBIC = Image.Resampling.BICUBIC


def _snowed(
    picture: Image.Image, frame: Frame, name: str, heights: list[float], line: float, reach: float
) -> Image.Image:
    """Paint lit snow below a crest, broken by rock running down the slopes."""
    palette = frame.palette
    light = mix(palette.light, palette.horizon, 0.25)
    dark = mix(shifted(light, light=-0.2), palette.sky, 0.55)

    def work(rows: Image.Image, part: Frame) -> Image.Image:
        low = depth(part, heights, reach, 2).resize(part.size, _BICUBIC)
        ribs = field(part, name, "ribs", cell=0.16, octaves=6, fall=0.66, shear=0.75, stretch=0.34)
        gulch = field(
            part, name, "gulch", cell=0.13, octaves=6, fall=0.66, shear=-0.8, stretch=0.34
        )
        rock = ImageChops.add(low, Image.blend(ribs, gulch, 0.5), 1, -round(255 * line))
        snow = both(part.mask([outline(part, heights)]), curve(rock, step(0.6, 0.44, 0.8)))
        rows = lay(rows, dark, curve(snow, lambda v: v * 0.75))
        return lay(rows, light, both(snow, contrasted(ribs, 0.4, 0.56)))

    lowest = max(heights) + reach * (line + 0.4)
    return within(picture, frame, min(heights) - 0.005, lowest, work)


def ranges(
    picture: Image.Image, frame: Frame, scene: Scene, horizon: float, floor: float
) -> Image.Image:
    """Paint mountain ranges from the horizon to world y `floor` (or the bottom edge)."""
    dice, palette = frame.dice, frame.palette
    haze = mix(palette.horizon, palette.far, 0.3)
    lake = floor < 50
    count = dice.pick((3, 4), "ranges") if lake else dice.pick((5, 6, 7), "ranges")
    bold = dice.between(0.25, 0.36, "bold") if lake else dice.between(0.17, 0.3, "bold")
    winter = scene.has(Feature.SNOW)
    misty = 0.75 if scene.has(Feature.MIST) else dice.between(0.25, 0.6, "misty")
    base, k = horizon, 0
    while base < min(frame.bottom + 0.3, floor):
        share = min(1.0, k / count)
        name = f"range {k}"
        height = bold * (1.0, 0.85, 0.6, 0.5, 0.42)[min(k, 4)] * dice.between(0.75, 1.3, name)
        cell = dice.between(0.55, 0.85, name, "cell") * (1.0 - 0.3 * share)
        heights = crest(
            frame, name, base, height, cell, ridged=0.85 - 0.5 * share, fall=0.5 - 0.06 * share
        )
        colour = mix(
            haze,
            palette.depth(min(1.0, (0.34 if lake else 0.2) + share * 0.95)),
            0.55 + 0.45 * share,
        )
        colour = mix(colour, palette.near, round(0.55 * share**2, 3))
        foot = mix(colour, haze, max(0.06, 0.6 - 0.7 * share))
        shapes: list[list[Point]] = []
        if k >= max(2, count - 3):
            shapes = _wooded(
                frame, name, heights, 0.026 + 0.05 * share**2 + 0.012 * max(0, k - count)
            )
        ground = Ground(
            colour,
            foot,
            reach=0.16 + 0.12 * share,
            grain=0.42,
            cell=0.09,
            stretch=0.4,
            shear=0.8 if k % 2 else -0.8,
        )
        picture = land(picture, frame, name, heights, ground, shapes=shapes, until=base + 0.6)
        if k < 3 and (winter or dice.happens(0.6, "caps")):
            line = (0.34, 0.2, 0.02)[k] + (0.4 if winter else 0.0)
            picture = _snowed(picture, frame, name, heights, line, 0.3)
        if k < count + 1:
            picture = mist(
                picture,
                frame,
                name,
                base + 0.08 + 0.02 * k,
                mix(haze, palette.glow, 0.25),
                thick=0.06 + 0.05 * dice.number(name, "mist"),
                strength=misty * (1 - 0.75 * share),
            )
        base += dice.between(0.055, 0.1, name, "gap") * (1 + 0.25 * k)
        k += 1
    return picture


def _wooded(frame: Frame, name: str, heights: list[float], size: float) -> list[list[Point]]:
    """Return the outlines of groves of firs, about `size` world units high, along a ridge."""
    shapes: list[list[Point]] = []
    gap = max(size * 0.3, 2.2 / frame.unit)
    for i in frame.slots(gap, size):
        u, v = frame.dice.numbers(2, name, "fir", i)
        thicket = frame.dice.number(name, "grove", i // 7)
        if thicket < 0.3:
            continue
        x = (i + u) * gap
        tall = size * (0.45 + 0.5 * v + 0.35 * thicket)
        shapes.append(fir(frame.dice, x, height_at(frame, heights, x) + size * 0.1, tall, name, i))
    return shapes


def paint_mountains(frame: Frame, scene: Scene) -> Image.Image:
    """Paint mountains, sometimes above a lake."""
    dice = frame.dice
    lake = scene.has(Feature.LAKE) or dice.happens(0.28, "lake")
    horizon = dice.between(0.42, 0.56, "horizon")
    shore = dice.between(0.68, 0.76, "shore")

    def above(part: Frame) -> Image.Image:
        sun = sun_of(part, scene, horizon)
        picture = heaven(part, scene, sun, horizon + 0.05)
        return ranges(picture, part, scene, horizon, shore - 0.02 if lake else 99.0)

    return mirrored(frame, shore, above) if lake else above(frame)
