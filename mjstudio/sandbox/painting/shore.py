"""Waterside scenery: headlands in the haze, houses with lit windows, a lighthouse."""

from PIL import Image

from mjstudio.sandbox.painting.colour import Colour, mix, shifted
from mjstudio.sandbox.painting.frame import Frame, Point
from mjstudio.sandbox.painting.lights import lights
from mjstudio.sandbox.painting.palette import DARK_HOURS
from mjstudio.sandbox.painting.ridges import Ground, crest, land, mist
from mjstudio.sandbox.painting.scene import Scene
from mjstudio.sandbox.painting.tone import collage, curve, lay, within


def headlands(picture: Image.Image, frame: Frame, level: float, high: float) -> Image.Image:
    """Paint up to three headlands behind a waterline (world y), up to `high` above it."""
    palette = frame.palette
    for k in range(3):
        name = f"headland {k}"
        rise = high * (1.0, 0.6, 0.35)[k]
        heights = crest(frame, name, level + rise * 0.35, rise, 1.1 - 0.25 * k, ridged=0.35)
        colour = mix(palette.horizon, palette.depth(0.15 + 0.22 * k), 0.6 + 0.15 * k)
        ground = Ground(
            colour,
            mix(colour, palette.horizon, 0.45),
            reach=0.14,
            grain=0.35,
            cell=0.06,
            shear=0.6,
            stretch=0.5,
        )
        picture = land(picture, frame, name, heights, ground)
    return mist(picture, frame, "sea", level, mix(palette.horizon, palette.glow, 0.3), thick=0.07)


def houses(picture: Image.Image, frame: Frame, scene: Scene, level: float) -> Image.Image:
    """Paint gabled houses along the waterline, with lanterns along the quay in front of them."""
    dice, palette = frame.dice, frame.palette
    dark = scene.hour in DARK_HOURS
    lamps: list[tuple[float, float, float]] = []
    pieces: list[tuple[Colour, list[Point]]] = []
    walls = (palette.accent, palette.light, palette.middle, palette.far, palette.glow)
    glass = palette.accent if dark else mix(palette.near, palette.sky, 0.4)
    glow = mix(glass, (255, 236, 180), 0.35) if dark else glass
    for row, (step, tall) in enumerate(((0.085, 0.2), (0.1, 0.13))):
        shade = (0.3, 0.1) if dark else (0.25, 0.08)
        for i in frame.slots(step, 0.2):
            u, v, w, q, r = dice.numbers(5, "house", row, i)
            if dice.number("gap", row, i // 5) < (0.28, 0.42)[row]:
                continue
            x, wide = i * step, step * (0.75 + 0.5 * u)
            top = level - tall * (0.55 + 0.6 * v)
            roof = top - wide * (0.28 + 0.5 * w)
            base = mix(walls[int(q * 4.99)], palette.middle, 0.4)
            wall = mix(base, palette.near, 0.5 if dark else 0.2)
            wall = mix(wall, palette.horizon, shade[row])
            body = [(x, level), (x, top), (x + wide, top), (x + wide, level)]
            eaves = wide * 0.06
            gable = [(x - eaves, top), (x + wide / 2, roof), (x + wide + eaves, top)]
            pieces.append((wall, body))
            tile = mix(mix(palette.near, palette.accent, 0.25 * r), palette.horizon, shade[row])
            pieces.append((tile, gable))
            size = 0.011
            for floor in range(int((level - top) / 0.034)):
                for n in range(int(wide / 0.026)):
                    if dice.number("pane", row, i, floor, n) < 0.55:
                        px, py = x + 0.014 + n * 0.026, top + 0.016 + floor * 0.034
                        pane = [
                            (px, py),
                            (px + size, py),
                            (px + size, py + 0.016),
                            (px, py + 0.016),
                        ]
                        pieces.append((mix(glow, wall, 0.15), pane))
            if row and r < 0.75:
                lamps.append((x + wide * 0.5, level - 0.022 - 0.02 * q, 0.0042))
    left, right = frame.left - 1, frame.right + 1
    quay = [(left, level - 0.012), (right, level - 0.012), (right, level + 1), (left, level + 1)]
    pieces.append((mix(palette.near, palette.middle, 0.25), quay))
    picture = within(
        picture, frame, level - 0.4, level, lambda rows, part: collage(rows, part, pieces)
    )
    return lights(picture, frame, lamps, palette.accent) if dark else picture


def lighthouse(picture: Image.Image, frame: Frame, level: float, x: float) -> Image.Image:
    """Paint a lighthouse with its lamp lit, on a rock at world x."""
    palette = frame.palette
    near = palette.near
    rock = [
        (x - 0.24, level),
        (x - 0.15, level - 0.03),
        (x - 0.1, level - 0.025),
        (x - 0.05, level - 0.062),
        (x + 0.05, level - 0.066),
        (x + 0.1, level - 0.04),
        (x + 0.2, level - 0.022),
        (x + 0.3, level),
    ]
    picture = lay(picture, mix(near, palette.middle, 0.2), frame.mask([rock]))
    foot, head = level - 0.05, level - 0.29
    tower = [(x - 0.024, foot), (x - 0.015, head), (x + 0.015, head), (x + 0.024, foot)]
    shade = [(x + 0.002, foot), (x + 0.002, head), (x + 0.015, head), (x + 0.024, foot)]
    picture = lay(picture, mix(palette.light, palette.horizon, 0.3), frame.mask([tower]))
    stripes = [
        [
            (x - 0.024 + 0.009 * t, foot - 0.24 * t),
            (x + 0.024 - 0.009 * t, foot - 0.24 * t),
            (x + 0.021 - 0.009 * t, foot - 0.24 * t - 0.05),
            (x - 0.021 + 0.009 * t, foot - 0.24 * t - 0.05),
        ]
        for t in (0.14, 0.55)
    ]
    picture = lay(picture, shifted(palette.accent, light=-0.12), frame.mask(stripes))
    picture = lay(picture, near, curve(frame.mask([shade]), lambda v: v * 0.35))
    cap = [
        (x - 0.02, head),
        (x + 0.02, head),
        (x + 0.02, head - 0.006),
        (x + 0.011, head - 0.006),
        (x + 0.011, head - 0.034),
        (x, head - 0.052),
        (x - 0.011, head - 0.034),
        (x - 0.011, head - 0.006),
        (x - 0.02, head - 0.006),
    ]
    picture = lay(picture, near, frame.mask([cap]))
    return lights(picture, frame, [(x, head - 0.02, 0.008)], palette.glow, spread=0.03)
