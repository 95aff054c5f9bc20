"""A city: towers fading into the evening, thousands of windows, often a river to reflect them."""

from PIL import Image, ImageDraw

from mjstudio.sandbox.painting.colour import Colour, mix
from mjstudio.sandbox.painting.frame import Frame, Point
from mjstudio.sandbox.painting.lights import lights
from mjstudio.sandbox.painting.noise import field
from mjstudio.sandbox.painting.palette import DARK_HOURS, Hour
from mjstudio.sandbox.painting.prompt_words import Feature
from mjstudio.sandbox.painting.ridges import mist
from mjstudio.sandbox.painting.scene import Scene
from mjstudio.sandbox.painting.sky_dome import heaven, sun_of
from mjstudio.sandbox.painting.tone import coloured, curve, lay, within
from mjstudio.sandbox.painting.water import mirrored

Tower = tuple[float, float, float, int]  # left, width, top, style


def _towers(frame: Frame, row: int, ground: float, tall: float, wide: float) -> list[Tower]:
    towers: list[Tower] = []
    for i in frame.slots(wide, 0.3):
        u, v, w, q = frame.dice.numbers(4, "tower", row, i)
        # Heights rise and fall by district, as real skylines do.
        swell = frame.dice.number("district", row, i // 4) * 0.65 + 0.35
        height = tall * (0.35 + 0.65 * v**1.6) * swell + 0.03
        towers.append(
            (i * wide + wide * 0.3 * u, wide * (0.62 + 0.5 * w), ground - height, int(q * 6))
        )
    return towers


def _shape(tower: Tower, ground: float) -> list[list[Point]]:
    left, width, top, style = tower
    right, middle = left + width, left + width / 2
    body = [(left, ground + 2), (left, top), (right, top), (right, ground + 2)]
    if style == 1:
        inset, step = width * 0.22, min(0.07, (ground - top) * 0.22)
        crown = [
            (left + inset, top),
            (left + inset, top - step),
            (right - inset, top - step),
            (right - inset, top),
        ]
        mast = [(middle - 0.0015, top), (middle, top - step * 1.9), (middle + 0.0015, top)]
        return [body, crown, mast]
    if style == 2:
        return [
            body,
            [(left, top), (right, top - width * 0.55), (right, top + 0.01), (left, top + 0.01)],
        ]
    if style == 3:
        return [body, [(left, top), (middle, top - width * 1.1), (right, top)]]
    if style == 4:
        tank = [
            (left + width * 0.2, top),
            (left + width * 0.2, top - 0.018),
            (left + width * 0.5, top - 0.018),
            (left + width * 0.5, top),
        ]
        return [
            body,
            tank,
            [(right - 0.006, top), (right - 0.0045, top - 0.05), (right - 0.003, top)],
        ]
    return [body]


def _windows(
    frame: Frame, row: int, towers: list[Tower], ground: float, pitch: float, lively: float
) -> tuple[Image.Image, Image.Image]:
    """Return two masks: warm lit windows and cold ones."""
    scale = 2 if max(frame.size) < 1600 else 1
    size = (frame.size[0] * scale, frame.size[1] * scale)
    warm, cold = Image.new("L", size), Image.new("L", size)
    brushes = (ImageDraw.Draw(warm), ImageDraw.Draw(cold))
    fx, fy = size[0] / frame.view.width, size[1] / frame.view.height
    for i, (left, width, top, style) in enumerate(towers):
        columns = max(1, int((width - pitch * 0.4) / pitch))
        high = pitch * (1.5 if style % 2 else 1.15)
        floors = min(64, int((ground - top - 0.008) / high))
        if floors < 1 or top > frame.bottom:
            continue
        seed = round(left * 4096)
        wild = frame.dice.numbers(min(1024, columns * floors), "window", row, seed)
        awake = lively * (0.35 + 1.1 * frame.dice.number("awake", row, seed))
        start = left + (width - columns * pitch) / 2 + pitch * 0.2
        draw = brushes[1 if style in (0, 5) and i % 2 else 0]
        for n, value in enumerate(wild):
            if value > awake:
                continue
            x = (start + (n % columns) * pitch - frame.left) * fx
            y = (top + 0.008 + (n // columns) * high - frame.top) * fy
            draw.rectangle(
                (x, y, x + pitch * 0.55 * fx, y + high * 0.52 * fy),
                fill=round(120 + 135 * (value / max(0.01, awake))),
            )
    if scale > 1:
        return warm.reduce(scale), cold.reduce(scale)
    return warm, cold


def _row(
    picture: Image.Image, frame: Frame, scene: Scene, row: int, ground: float, until: float
) -> Image.Image:
    """Paint one row of towers down to world y `until`, below which nearer things hide it."""
    palette, dice = frame.palette, frame.dice
    tall = dice.between((0.4, 0.34, 0.24)[row], (0.56, 0.48, 0.34)[row], "tall", row)
    towers = _towers(frame, row, ground, tall, (0.05, 0.075, 0.11)[row])
    dark = scene.hour in DARK_HOURS
    share = (0.3, 0.62, 0.95)[row]
    colour = mix(
        mix(palette.horizon, palette.sky, 0.5), palette.depth(0.2 + 0.8 * share), 0.45 + 0.5 * share
    )
    fog = mix(palette.horizon, palette.glow, 0.2)
    glow: Colour = mix(palette.accent, (255, 226, 160), 0.45)
    pale: Colour = mix(palette.light, palette.sky, 0.3)

    def work(rows: Image.Image, part: Frame) -> Image.Image:
        mask = part.mask([shape for tower in towers for shape in _shape(tower, ground)])
        fall = part.column(lambda y: min(1.0, max(0.0, (ground - y) / 0.45)))
        paint = coloured(
            fall,
            (0.0, mix(colour, fog, 0.5 - 0.25 * share)),
            (0.45, colour),
            (1.0, mix(colour, palette.zenith, 0.3)),
        )
        stain = field(part, "wall", row, cell=0.05, stretch=0.4, octaves=5, fall=0.65)
        stained = coloured(stain, (0.2, palette.near), (0.8, fog))
        edges = [
            [
                (left, ground + 2),
                (left, top),
                (left + width * 0.28, top),
                (left + width * 0.28, ground + 2),
            ]
            for left, width, top, _ in towers
        ]
        paint = lay(
            Image.blend(paint, stained, 0.12),
            palette.near,
            curve(part.mask(edges), lambda v: v * 0.2),
        )
        rows = lay(rows, paint, mask)
        pitch, lively = (0.0075, 0.011, 0.015)[row], 0.75 if dark else 0.25
        for panes, tint in zip(
            _windows(part, row, towers, ground, pitch, lively), (glow, pale), strict=True
        ):
            rows = lay(rows, tint, curve(panes, lambda v: v * (0.5 + 0.42 * share)))
        return rows

    highest = min((top for _, _, top, _ in towers), default=ground)
    picture = within(picture, frame, highest - 0.14, until, work)
    if dark:
        lamps = [
            (left + width / 2, top - 0.03, 0.0025)
            for left, width, top, style in towers
            if style == 1
        ]
        lamps += [(left, ground - 0.008, 0.0035) for left, _, _, style in towers if style > 2]
        picture = lights(picture, frame, lamps, palette.accent, spread=0.01)
    return picture


def paint_city(frame: Frame, scene: Scene) -> Image.Image:
    """Paint a skyline above a river or above its own lower roofs."""
    dice, palette = frame.dice, frame.palette
    river = dice.happens(0.7, "river") or scene.has(Feature.RAIN)
    level = dice.between(0.66, 0.78, "level") if river else 1.02

    def above(part: Frame) -> Image.Image:
        sun = sun_of(part, scene, level - 0.22)
        picture = heaven(part, scene, sun, level - 0.06)
        for row in range(3):
            ground = level - 0.075 + 0.036 * row if river else level - 0.3 + 0.22 * row
            until = level if river else 99.0 if row == 2 else ground + 0.3
            picture = _row(picture, part, scene, row, ground, min(until, part.bottom))
            if row < 2:
                fog = mix(palette.horizon, palette.glow, 0.3)
                picture = mist(
                    picture, part, f"smog {row}", ground - 0.03, fog, thick=0.16, strength=0.5
                )
        if river:
            bank = [
                (part.left - 1, level - 0.016),
                (part.right + 1, level - 0.016),
                (part.right + 1, level + 1),
                (part.left - 1, level + 1),
            ]
            picture = lay(picture, mix(palette.near, palette.middle, 0.15), part.mask([bank]))
            lamps = [(i * 0.045, level - 0.02, 0.0028) for i in part.slots(0.045)]
            if scene.hour is not Hour.DAY:
                picture = lights(picture, part, lamps, palette.accent, spread=0.008)
        return picture

    if not river:
        picture = above(frame)
        haze = frame.column(lambda y: 0.55 * max(0.0, min(1.0, (y - 0.75) * 2)))
        return lay(picture, mix(palette.near, palette.zenith, 0.3), haze)
    return mirrored(frame, level, above, rough=dice.between(0.25, 0.5, "rough"), depth=0.35)
