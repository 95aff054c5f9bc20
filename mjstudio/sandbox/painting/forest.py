"""A forest: trunks receding into lit mist, a canopy overhead, shafts of light."""

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from mjstudio.sandbox.painting.colour import Colour, mix, shifted
from mjstudio.sandbox.painting.frame import Frame, Point
from mjstudio.sandbox.painting.noise import field
from mjstudio.sandbox.painting.palette import Hour
from mjstudio.sandbox.painting.plants import fir, trunk
from mjstudio.sandbox.painting.prompt_words import Feature
from mjstudio.sandbox.painting.ridges import Ground, crest, height_at, land, mist
from mjstudio.sandbox.painting.scene import Scene
from mjstudio.sandbox.painting.sky_dome import heaven, sun_of
from mjstudio.sandbox.painting.tone import both, coloured, curve, disc, halo, lay, lit, step

_BICUBIC = Image.Resampling.BICUBIC


def leaf_colour(frame: Frame, scene: Scene) -> Colour:
    """Return the leaf colour for the scene's season and light."""
    own = (206, 104, 38) if scene.has(Feature.AUTUMN) else (74, 122, 62)
    if scene.has(Feature.SNOW):
        own = (168, 186, 200)
    return mix(own, frame.palette.middle, 0.22 if scene.has(Feature.AUTUMN) else 0.42)


def _shafts(picture: Image.Image, frame: Frame, x: float, y: float, strength: float) -> Image.Image:
    """Add shafts of light falling from the point (x, y)."""
    small = frame.coarse(4)
    mask = Image.new("L", small.size)
    draw = ImageDraw.Draw(mask)
    for i in range(26):
        u, v, w = frame.dice.numbers(3, "shaft", i)
        foot = x + (i - 13 + u) * 0.2
        wide = 0.012 + 0.05 * v
        points = [(x + (foot - x) * 0.02, y), (foot - wide, y + 2.0), (foot + wide, y + 2.0)]
        draw.polygon([(small.px(a), small.py(b)) for a, b in points], fill=round(70 + 120 * w))
    mask = mask.filter(ImageFilter.GaussianBlur(max(1.0, small.unit * 0.008)))
    mask = both(mask, disc(small, x, y + 0.3, 1.15, halo(1.0, strength), soft=1))
    return lit(
        picture,
        mix(frame.palette.glow, frame.palette.light, 0.4),
        mask.resize(frame.size, _BICUBIC),
    )


def _leaves(
    picture: Image.Image,
    frame: Frame,
    name: str,
    colour: Colour,
    light: Colour,
    low: float,
    cell: float,
) -> Image.Image:
    """Paint a canopy of leaves that thins out towards world y `low`."""
    mass = field(frame, name, "mass", cell=cell, octaves=7, fall=0.72)
    hang = frame.column(step(low, low - 0.42))
    mask = curve(ImageChops.add(mass, curve(hang, lambda v: v * 0.5), 1, -100), step(0.32, 0.4))
    tone = field(frame, name, "tone", cell=cell * 0.3, octaves=5, fall=0.75)
    return lay(
        picture, coloured(tone, (0.2, colour), (0.55, mix(colour, light, 0.3)), (0.85, light)), mask
    )


def _grove(frame: Frame, scene: Scene) -> Image.Image:
    """Paint the interior of a wood."""
    dice, palette = frame.dice, frame.palette
    x, y = frame.focus(0.25, 0.75, "clearing"), dice.between(0.3, 0.48, "sun")
    leaf = leaf_colour(frame, scene)
    haze = mix(mix(palette.horizon, palette.glow, 0.3), leaf, 0.25)
    deep = mix(leaf, palette.near, 0.55)
    back = field(frame, "thicket", cell=0.2, octaves=7, fall=0.66)
    picture = coloured(
        back, (0.15, mix(deep, haze, 0.4)), (0.6, mix(leaf, haze, 0.45)), (0.9, haze)
    )
    night = scene.hour is Hour.NIGHT
    picture = lit(
        picture, palette.glow, disc(frame, x, y, 0.85, halo(1.5, 0.55 if night else 0.9), soft=8)
    )
    ground = dice.between(0.64, 0.74, "ground")
    picture = _leaves(
        picture,
        frame,
        "far leaves",
        mix(leaf, haze, 0.55),
        mix(haze, palette.light, 0.4),
        0.6,
        0.12,
    )
    for k in range(5):
        share = k / 4
        base = ground + 0.05 * k + 0.1 * share**2
        name = f"stand {k}"
        heights = crest(frame, name, base, 0.035, 0.5, ridged=0.0)
        tone = mix(mix(haze, deep, 0.35 + 0.3 * share), palette.near, 0.85 * share**1.3)
        soil = mix(mix(leaf, palette.near, 0.35), haze, 0.62 * (1 - share))
        floor = Ground(
            mix(soil, palette.glow, 0.3 * (1 - share)),
            soil,
            reach=0.1,
            grain=0.7,
            cell=0.04,
            stretch=2.2,
        )
        picture = land(picture, frame, name, heights, floor)
        gap = 0.075 + 0.1 * share
        shapes: list[list[Point]] = []
        for i in frame.slots(gap, 0.3):
            u, v = dice.numbers(2, name, i)
            place = (i + 0.15 + 0.7 * u) * gap
            # Keep the clearing open, or the light behind it would be hidden.
            if v < 0.22 or (k > 1 and abs(place - x) < 0.05 + 0.06 * share):
                continue
            foot = height_at(frame, heights, place) + 0.012
            shapes += trunk(
                dice, place, foot, foot - 2.2, 0.011 + 0.036 * share * (0.6 + v), name, i
            )
        mask = frame.mask(shapes)
        bark = field(frame, name, "bark", cell=0.02, stretch=0.22, octaves=4, fall=0.7)
        picture = lay(
            picture,
            coloured(bark, (0.2, shifted(tone, light=-0.05)), (0.85, mix(tone, haze, 0.3))),
            mask,
        )
        side = ImageChops.offset(
            mask,
            round((-1 if x < 0.5 * frame.aspect else 1) * -0.004 * (1 + 2 * share) * frame.unit),
            0,
        )
        rim = ImageChops.subtract(mask, side)
        picture = lay(picture, mix(palette.glow, leaf, 0.25), curve(rim, lambda v: v * 0.5))
        if k in (1, 3):
            picture = _leaves(
                picture,
                frame,
                f"leaves {k}",
                mix(tone, leaf, 0.55),
                mix(leaf, palette.light, 0.45),
                0.4 - 0.12 * share,
                0.16,
            )
        if k < 3:
            picture = mist(
                picture, frame, name, base + 0.02, haze, thick=0.13, strength=0.6 - 0.18 * k
            )
    return _shafts(picture, frame, x + 0.1, y - 0.6, 0.25 if night else 0.7)


def _slope(frame: Frame, scene: Scene) -> Image.Image:
    """Paint rows of firs on misty slopes."""
    dice, palette = frame.dice, frame.palette
    horizon = dice.between(0.3, 0.42, "horizon")
    sun = sun_of(frame, scene, horizon + 0.02)
    picture = heaven(frame, scene, sun, horizon + 0.1)
    leaf = leaf_colour(frame, scene)
    haze = mix(palette.horizon, palette.far, 0.3)
    base, k = horizon, 0
    while base < frame.bottom + 0.45:
        share = min(1.0, k / 5)
        name = f"slope {k}"
        heights = crest(frame, name, base, 0.12, 0.9 - 0.05 * k, ridged=0.1)
        tone = mix(
            mix(haze, mix(palette.depth(share), leaf, 0.45), 0.35 + 0.65 * share),
            palette.near,
            0.5 * share**2,
        )
        size = 0.05 + 0.2 * share**1.4
        shapes: list[list[Point]] = []
        gap = size * 0.26
        for i in frame.slots(gap, size):
            u, v = dice.numbers(2, name, "fir", i)
            crowd = dice.number(name, "crowd", i // 6)
            if v < 0.3 - 0.25 * crowd:
                continue
            place = (i + u) * gap
            tall = size * (0.4 + 0.5 * v + 0.4 * crowd)
            shapes.append(
                fir(dice, place, height_at(frame, heights, place) + 0.12 * size, tall, name, i)
            )
        ground = Ground(tone, mix(tone, haze, 0.5 - 0.4 * share), reach=0.14, grain=0.6, cell=0.035)
        picture = land(picture, frame, name, heights, ground, shapes=shapes, until=base + 0.7)
        if k < 6:
            picture = mist(
                picture,
                frame,
                name,
                base + 0.1,
                mix(haze, palette.glow, 0.2),
                thick=0.09,
                strength=0.75 - 0.1 * k,
            )
        base += 0.1 + 0.035 * k
        k += 1
    return _shafts(picture, frame, sun.x, sun.y - 0.4, 0.22) if scene.hour is Hour.DAWN else picture


def paint_forest(frame: Frame, scene: Scene) -> Image.Image:
    """Paint a forest, from inside or from across the valley."""
    inside = not scene.has(Feature.SNOW) and frame.dice.happens(0.72, "inside")
    return _grove(frame, scene) if inside else _slope(frame, scene)
