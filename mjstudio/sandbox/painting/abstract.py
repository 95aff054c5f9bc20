"""Abstract pictures: folded, agate-like strata with gold veins, or plumes like ink in water."""

from PIL import Image, ImageChops

from mjstudio.sandbox.painting.colour import Colour, mix, shifted
from mjstudio.sandbox.painting.frame import Frame
from mjstudio.sandbox.painting.noise import field, warped
from mjstudio.sandbox.painting.scene import Scene
from mjstudio.sandbox.painting.tone import both, coloured, curve, lay, step

_BICUBIC = Image.Resampling.BICUBIC


def _folded(frame: Frame, name: str, cell: float, bend: float, fall: float) -> Image.Image:
    """Return twice-warped noise as an "L" image the size of the frame."""
    big = frame.coarse(2).padded(0.1)
    size = frame.coarse(2).size
    body = field(big, name, cell=cell, octaves=4, fall=fall, contrast=0.82)
    body = warped(body, big, name, "first", amount=bend, cell=cell * 0.8)
    body = warped(body, big, name, "second", amount=bend * 0.4, cell=cell * 0.3)
    left, upper = (big.size[0] - size[0]) // 2, (big.size[1] - size[1]) // 2
    return body.crop((left, upper, left + size[0], upper + size[1])).resize(frame.size, _BICUBIC)


def _relief(body: Image.Image, frame: Frame, strength: float) -> Image.Image:
    """Return a grey relief map that lights a field like terrain seen from above."""
    reach = max(1, round(frame.unit * 0.004))
    moved = ImageChops.offset(body, reach, reach)
    moved.paste(body.crop((0, 0, frame.size[0], reach)), (0, 0))
    moved.paste(body.crop((0, 0, reach, frame.size[1])), (0, 0))
    slope = ImageChops.subtract(body, moved, 1 / strength, 128)
    return Image.merge("RGB", (slope, slope, slope))


def _strata(frame: Frame) -> Image.Image:
    dice, palette = frame.dice, frame.palette
    body = _folded(
        frame, "strata", dice.between(0.34, 0.62, "cell"), dice.between(0.16, 0.32, "bend"), 0.45
    )
    hues: list[Colour] = [
        palette.near,
        palette.zenith,
        palette.sky,
        palette.horizon,
        palette.light,
        palette.glow,
        palette.accent,
        mix(palette.accent, palette.middle, 0.6),
        palette.middle,
        palette.far,
        palette.sky,
        palette.zenith,
    ]
    turn = dice.pick(range(len(hues)), "turn")
    hues = hues[turn:] + hues[:turn]
    grit = field(frame, "grit", cell=0.05, octaves=6, fall=0.75)
    rough = ImageChops.add(body, curve(grit, lambda v: 0.5 + (v - 0.5) * 0.045), 1, -128)
    stops = [(0.1 + 0.8 * i / (len(hues) - 1), hue) for i, hue in enumerate(hues)]
    picture = coloured(rough, *stops)
    table = [0] * 256
    levels = 22 + dice.pick(range(10), "levels")
    for i in range(256):
        # Contour lines look like the growth rings of a stone.
        table[i] = max(0, 120 - round(abs((i * levels / 256) % 1.0 - 0.5) * 620))
    rings = rough.point(table)
    picture = lay(picture, shifted(palette.near, light=-0.02), curve(rings, lambda v: v * 0.5))
    picture = ImageChops.overlay(picture, _relief(rough, frame, 2.4))
    veins = _folded(frame, "veins", 0.5, 0.3, 0.5)
    gold = curve(veins, lambda v: max(0.0, 1.0 - abs(v - 0.5) / 0.013))
    gold = Image.composite(gold, Image.new("L", frame.size), curve(grit, step(0.32, 0.5)))
    sheen = coloured(grit, (0.25, (122, 78, 28)), (0.5, (226, 176, 88)), (0.75, (255, 240, 190)))
    return lay(picture, sheen, gold)


def _plumes(frame: Frame) -> Image.Image:
    dice, palette = frame.dice, frame.palette
    bright = dice.happens(0.55, "paper")
    paper = (
        mix(palette.light, (255, 252, 244), 0.5)
        if bright
        else mix(palette.near, palette.zenith, 0.5)
    )
    fibre = field(frame, "fibre", cell=0.03, octaves=5, fall=0.75)
    picture = coloured(fibre, (0.1, shifted(paper, light=-0.05)), (0.9, shifted(paper, light=0.03)))
    hues = [palette.sky, palette.accent, palette.zenith, palette.glow, palette.middle]
    turn = dice.pick(range(5), "turn")
    for k in range(4):
        hue = hues[(k + turn) % 5]
        body = _folded(frame, f"plume {k}", dice.between(0.4, 0.75, "cell", k), 0.34, 0.55)
        low = 0.5 + 0.04 * k
        layer = coloured(
            body,
            (low, mix(hue, paper, 0.55)),
            (low + 0.12, hue),
            (low + 0.3, shifted(hue, light=-0.2)),
            (1.0, mix(shifted(hue, light=-0.3), palette.near, 0.5)),
        )
        layer = ImageChops.overlay(layer, _relief(body, frame, 2.0))
        wash = curve(body, step(low - 0.03, low + 0.11, 0.9))
        picture = lay(picture, layer, wash)
        # Pigment gathers at the edge of a drying wash.
        rim = both(curve(body, step(low, low + 0.015)), curve(body, step(low + 0.03, low + 0.015)))
        picture = lay(picture, shifted(hue, light=-0.15), curve(rim, lambda v: v * 0.5))
    return picture


def paint_abstract(frame: Frame, scene: Scene) -> Image.Image:
    """Paint an abstract picture; high stylize values favour the strata with gold."""
    chance = 0.45 + 0.3 * scene.drama
    return _strata(frame) if frame.dice.happens(chance, "strata") else _plumes(frame)
