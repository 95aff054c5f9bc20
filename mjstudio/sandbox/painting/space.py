"""Space: nebulae in three colours, dust, stars, and planets with their own weather."""

from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw

from mjstudio.sandbox.painting.colour import Colour, mix, shifted
from mjstudio.sandbox.painting.frame import Frame
from mjstudio.sandbox.painting.noise import field, warped
from mjstudio.sandbox.painting.prompt_words import Feature
from mjstudio.sandbox.painting.ridges import Ground, crest, land
from mjstudio.sandbox.painting.scene import Scene
from mjstudio.sandbox.painting.sky import stars
from mjstudio.sandbox.painting.tone import both, coloured, curve, disc, edge, halo, lay, lit, step

_BICUBIC = Image.Resampling.BICUBIC
_PAIRS: tuple[tuple[Colour, Colour, Colour], ...] = (
    ((214, 66, 132), (60, 120, 230), (255, 186, 120)),
    ((236, 110, 60), (40, 150, 170), (255, 220, 160)),
    ((120, 70, 220), (30, 170, 190), (240, 150, 220)),
    ((70, 170, 130), (50, 80, 200), (236, 220, 150)),
)


def _nebula(frame: Frame, colours: tuple[Colour, Colour, Colour]) -> Image.Image:
    small = frame.coarse(2).padded(0.08)
    inner = frame.coarse(2).size
    left, upper = (small.size[0] - inner[0]) // 2, (small.size[1] - inner[1]) // 2
    box = (left, upper, left + inner[0], upper + inner[1])
    deep = mix(frame.palette.zenith, (2, 3, 10), 0.75)
    picture = Image.new("RGB", inner, deep)
    for k, colour in enumerate(colours):
        cloud = field(small, "nebula", k, cell=(0.62, 0.5, 0.34)[k], octaves=7, fall=0.6)
        cloud = warped(cloud, small, "swirl", k, amount=0.2, cell=0.42).crop(box)
        hue = mix(colour, frame.palette.accent if k == 2 else frame.palette.sky, 0.3)
        body = curve(cloud, step((0.42, 0.46, 0.56)[k], 1.0, (0.85, 0.8, 0.9)[k]))
        picture = lit(picture, hue, body)
        core = curve(cloud, step(0.66, 0.98, 0.6))
        picture = lit(picture, mix(hue, (255, 244, 230), 0.6), core)
    dust = field(small, "dust", cell=0.4, octaves=7, fall=0.64)
    dust = warped(dust, small, "drift", amount=0.15, cell=0.3).crop(box)
    picture = lay(picture, mix(deep, (0, 0, 0), 0.3), curve(dust, step(0.55, 0.85, 0.8)))
    return picture.resize(frame.size, _BICUBIC)


@dataclass(frozen=True, slots=True)
class Planet:
    """A planet at a world position; `light` is the unit vector towards its light source."""

    name: str
    x: float
    y: float
    radius: float
    colour: Colour
    light: tuple[float, float]
    ringed: bool = False


def planet(picture: Image.Image, frame: Frame, one: Planet) -> Image.Image:
    """Paint a planet."""
    if found := frame.window(one.x, one.y, one.radius * (2.6 if one.ringed else 1.3)):
        part, corner = found
        under = picture.crop((*corner, corner[0] + part.size[0], corner[1] + part.size[1]))
        picture.paste(_globe(under, part, one), corner)
    return picture


def _globe(under: Image.Image, part: Frame, one: Planet) -> Image.Image:
    x, y, radius, colour = one.x, one.y, one.radius, one.colour
    accent = part.palette.accent
    air = disc(part, x, y, radius * 1.22, halo(1.6, 0.5), soft=2)
    under = lit(under, mix(colour, (160, 200, 255), 0.5), air)
    bands = field(
        part, one.name, "bands", cell=radius * 0.4, stretch=5.0, octaves=6, fall=0.58, shear=0.0
    )
    bands = warped(bands, part, one.name, "weather", amount=radius * 0.12, cell=radius * 0.3)
    paint = coloured(
        bands,
        (0.15, shifted(colour, light=-0.18, hue=-18)),
        (0.4, colour),
        (0.58, mix(colour, accent, 0.4)),
        (0.75, shifted(colour, light=0.16)),
        (0.95, (250, 240, 226)),
    )
    lx, ly = one.light
    day = disc(
        part, x + lx * radius * 0.75, y + ly * radius * 0.75, radius * 1.75, step(1.0, 0.25), soft=2
    )
    dark = mix(mix(colour, part.palette.zenith, 0.7), (0, 0, 4), 0.72)
    paint = Image.composite(paint, Image.new("RGB", part.size, dark), day)
    rim = both(disc(part, x, y, radius * 1.03, step(0.8, 1.0, 0.8), soft=2), day)
    paint = lit(paint, mix(colour, (200, 225, 255), 0.7), rim)
    face = disc(part, x, y, radius, edge(part, radius), soft=1)
    result = lay(under, paint, face)
    return _ring(result, part, one, day) if one.ringed else result


def _ring(picture: Image.Image, part: Frame, one: Planet, day: Image.Image) -> Image.Image:
    x, y, radius = one.x, one.y, one.radius
    grooves = [part.dice.number(one.name, "groove", i) for i in range(24)]

    def shape(value: float) -> float:
        place = (value - 0.56) / 0.4
        return 0.25 + 0.7 * grooves[int(place * 23)] if 0 < place < 1 else 0.0

    ring = disc(part, x, y, radius * 2.4, shape, flat=0.24, soft=1)
    ring = ring.rotate(14, Image.Resampling.BICUBIC, center=(part.px(x), part.py(y)))
    front = Image.new("L", part.size, 255)
    slant = [
        (0.0, part.py(y) + 0.25 * part.px(x)),
        (part.size[0], part.py(y) - 0.25 * (part.size[0] - part.px(x))),
    ]
    ImageDraw.Draw(front).polygon([(0, 0), (part.size[0], 0), slant[1], slant[0]], fill=0)
    globe = disc(part, x, y, radius, edge(part, radius), soft=1)
    behind = both(ImageChops.invert(front), globe)
    ring = ImageChops.subtract(ring, behind)
    tint = mix(mix(one.colour, part.palette.light, 0.65), part.palette.accent, 0.2)
    return lay(
        picture, tint, curve(both(ring, curve(day, lambda v: 0.3 + 0.7 * v)), lambda v: v * 0.9)
    )


def paint_space(frame: Frame, scene: Scene) -> Image.Image:
    """Paint deep space, usually with planets, sometimes above strange ground."""
    dice, palette = frame.dice, frame.palette
    picture = _nebula(frame, dice.pick(_PAIRS, "colours"))
    picture = stars(picture, frame, 99.0, 1.4 if scene.has(Feature.STARS) else 1.1)
    x, y = frame.focus(0.22, 0.78, "planet x"), dice.between(0.24, 0.66, "planet y")
    side = 1.0 if dice.happens(0.5, "side") else -1.0
    light = (side * 0.8, -0.6)
    if scene.has(Feature.RINGS) or dice.happens(0.85, "planet"):
        radius = dice.between(0.12, 0.3, "planet radius")
        own = dice.pick(
            ((214, 150, 96), (86, 150, 190), (190, 96, 84), (126, 172, 140), (170, 130, 196)), "own"
        )
        own = mix(own, palette.middle, 0.3)
        for k in range(2):
            far = radius * dice.between(1.6, 2.6, "moon", k)
            mx, my = x + far * (1.0 if k else -0.9), y - far * dice.between(-0.5, 0.7, "moon y", k)
            size, pale = radius * (0.08 + 0.12 * k), mix(own, palette.light, 0.5)
            picture = planet(picture, frame, Planet(f"moon {k}", mx, my, size, pale, light))
        ringed = scene.has(Feature.RINGS) or dice.happens(0.35, "rings")
        picture = planet(picture, frame, Planet("planet", x, y, radius, own, light, ringed))
    if dice.happens(0.35, "ground"):
        for k in range(6):
            base = 0.8 + 0.09 * k + 0.05 * k * k
            if base > frame.bottom + 0.3:
                break
            heights = crest(frame, f"rock {k}", base, 0.16 - 0.02 * k, 0.45, ridged=0.7)
            tone = mix(mix(palette.sky, palette.accent, 0.15), palette.near, 0.5 + 0.18 * min(k, 2))
            ground = Ground(
                tone,
                mix(tone, palette.near, 0.7),
                reach=0.2,
                grain=0.6,
                cell=0.08,
                shear=0.7,
                stretch=0.5,
            )
            picture = land(picture, frame, f"rock {k}", heights, ground)
    return picture
