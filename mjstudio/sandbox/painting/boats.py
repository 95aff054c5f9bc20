"""Sailing boats, at anchor and under way, with dim reflections."""

from PIL import Image

from mjstudio.sandbox.painting.chance import Key
from mjstudio.sandbox.painting.colour import Colour, mix
from mjstudio.sandbox.painting.frame import Frame, Point
from mjstudio.sandbox.painting.lights import lights
from mjstudio.sandbox.painting.palette import DARK_HOURS
from mjstudio.sandbox.painting.scene import Scene
from mjstudio.sandbox.painting.tone import collage, curve, lay, within


def _boat(frame: Frame, x: float, y: float, size: float, *key: Key) -> list[list[Point]]:
    """Return the outlines of mainsail, jib, hull and mast for a boat floating at (x, y)."""
    u, v = frame.dice.numbers(2, "boat", *key)
    side = 1 if u < 0.5 else -1
    hull = [
        (x - 0.5 * size, y - 0.1 * size),
        (x + 0.56 * size * side, y - 0.15 * size),
        (x + 0.36 * size * side, y + 0.02 * size),
        (x - 0.34 * size * side, y + 0.02 * size),
    ]
    hull[0] = (x - 0.5 * size * side, y - 0.1 * size)
    tall = size * (1.1 + 0.5 * v)
    mast = [
        (x - 0.01 * size, y),
        (x - 0.01 * size, y - tall),
        (x + 0.01 * size, y - tall),
        (x + 0.01 * size, y),
    ]
    main = [
        (x - 0.03 * size * side, y - tall * 0.96),
        (x - 0.16 * size * side, y - tall * 0.5),
        (x - 0.46 * size * side, y - 0.2 * size),
        (x - 0.03 * size * side, y - 0.18 * size),
    ]
    jib = [
        (x + 0.04 * size * side, y - tall * 0.86),
        (x + 0.3 * size * side, y - tall * 0.36),
        (x + 0.5 * size * side, y - 0.2 * size),
        (x + 0.05 * size * side, y - 0.2 * size),
    ]
    return [main, jib, hull, mast]


def boats(
    picture: Image.Image, frame: Frame, scene: Scene, level: float, plenty: float
) -> Image.Image:
    """Paint boats and their dim reflections on the water, from far to near."""
    dice, palette = frame.dice, frame.palette
    lamps: list[tuple[float, float, float]] = []
    for row in range(4):
        drop = (0.012, 0.05, 0.14, 0.3)[row]
        step = (0.22, 0.4, 0.75, 1.3)[row]
        haze = 0.42 - 0.13 * row
        sail = mix(mix(palette.light, palette.accent, 0.25), palette.horizon, haze)
        if scene.hour in DARK_HOURS:
            sail = mix(sail, palette.middle, 0.5)
        hull = mix(palette.near, palette.far, max(0.0, haze))
        colours = (sail, mix(sail, palette.middle, 0.28), hull)
        pieces: list[tuple[Colour, list[Point]]] = []
        flipped: list[list[Point]] = []
        for i in frame.slots(step, 0.3):
            u, v, w = dice.numbers(3, "berth", row, i)
            if w > plenty:
                continue
            x, y = (i + 0.15 + 0.7 * u) * step, level + drop * (0.8 + 0.4 * v)
            size = (0.05 + drop * 0.62) * (0.8 + 0.4 * v)
            shapes = _boat(frame, x, y, size, row, i)
            pieces += zip(colours, shapes[:3], strict=True)
            pieces.append((hull, shapes[3]))
            flipped += [[(px + (py - y) * 0.05, 2 * y - py) for px, py in s] for s in shapes]
            lamps.append((x, y - size * 0.2, size * 0.03))
        if pieces:
            picture = _moored(picture, frame, pieces, flipped)
    if lamps and scene.hour in DARK_HOURS:
        picture = lights(picture, frame, lamps, palette.accent)
    return picture


def _moored(
    picture: Image.Image,
    frame: Frame,
    pieces: list[tuple[Colour, list[Point]]],
    flipped: list[list[Point]],
) -> Image.Image:
    """Paint a row of boats over their dim reflections."""
    deep = mix(frame.palette.near, frame.palette.middle, 0.35)

    def work(rows: Image.Image, part: Frame) -> Image.Image:
        rows = lay(rows, deep, curve(part.mask(flipped), lambda v: v * 0.34))
        return collage(rows, part, pieces)

    top = min(y for _, shape in pieces for _, y in shape)
    return within(picture, frame, top, max(y for shape in flipped for _, y in shape), work)
