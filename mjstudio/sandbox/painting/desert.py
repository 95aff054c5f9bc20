"""A desert: dunes with a lit and a shaded face, wind ripples, distant mesas."""

from PIL import Image, ImageChops

from mjstudio.sandbox.painting.colour import mix
from mjstudio.sandbox.painting.frame import Frame, Point
from mjstudio.sandbox.painting.noise import field, line
from mjstudio.sandbox.painting.palette import Hour
from mjstudio.sandbox.painting.ridges import Ground, crest, depth, height_at, land, outline
from mjstudio.sandbox.painting.scene import Scene
from mjstudio.sandbox.painting.sky_dome import heaven, sun_of
from mjstudio.sandbox.painting.tone import both, coloured, curve, lay, step, within

_BICUBIC = Image.Resampling.BICUBIC
_SAND = (226, 158, 92)
_LEGS = (-0.32, -0.2, 0.22, 0.34)
# A camel with its rider, about one unit high, its feet at (0, 0).
_RIDER: tuple[tuple[Point, ...], ...] = (
    (
        (-0.42, 0.4),
        (-0.4, 0.66),
        (-0.2, 0.76),
        (-0.05, 1.0),
        (0.12, 0.78),
        (0.36, 0.68),
        (0.48, 0.8),
        (0.58, 1.12),
        (0.78, 1.1),
        (0.76, 1.0),
        (0.64, 0.98),
        (0.56, 0.6),
        (0.4, 0.4),
    ),
    ((-0.16, 0.8), (-0.13, 1.25), (-0.05, 1.45), (0.05, 1.28), (0.12, 0.8)),
    *(((x, 0.45), (x + 0.07, 0.45), (x + 0.05, -0.1), (x, -0.1)) for x in _LEGS),
)


def _mesas(picture: Image.Image, frame: Frame, horizon: float) -> Image.Image:
    palette = frame.palette
    for k in range(2):
        name = f"mesa {k}"
        noise = line(frame, name, cell=0.42 - 0.1 * k, octaves=3)
        rough = line(frame, name, "rough", cell=0.05, octaves=4)
        heights = []
        for value, small in zip(noise, rough, strict=True):
            # Steep walls and a flat top: a step function of smooth noise, eroded at the foot.
            wall = (
                step(0.12, 0.2)(value)
                + 0.45 * step(0.3, 0.36)(value)
                + 0.3 * step(-0.1, 0.12)(value)
            )
            heights.append(horizon + 0.01 - (0.085 - 0.03 * k) * wall - 0.006 * small)
        colour = mix(
            palette.horizon, mix(palette.depth(0.3 + 0.15 * k), _SAND, 0.25), 0.6 + 0.2 * k
        )
        ground = Ground(
            colour, mix(colour, palette.horizon, 0.5), reach=0.1, grain=0.4, cell=0.05, stretch=0.35
        )
        picture = land(picture, frame, name, heights, ground)
    return picture


def _dune(
    picture: Image.Image,
    frame: Frame,
    scene: Scene,
    k: int,
    heights: list[float],
    share: float,
    side: float,
) -> Image.Image:
    """Paint one dune: sand, ripples, and the shaded face with its sharp S-shaped edge."""
    palette = frame.palette
    name = f"dune {k}"
    night = scene.hour in (Hour.NIGHT, Hour.DUSK)
    sand = mix(_SAND, palette.middle, 0.35 if not night else 0.72)
    haze = mix(palette.horizon, palette.far, 0.25)
    bright = mix(mix(sand, palette.glow, 0.35 if not night else 0.12), haze, 0.55 * (1 - share))
    body = mix(sand, haze, 0.5 * (1 - share))
    dark = mix(mix(sand, palette.near, 0.62), haze, 0.5 * (1 - share))
    size = 0.16 + 0.3 * share

    def work(rows: Image.Image, part: Frame) -> Image.Image:
        low = depth(part, heights, 0.16 + 0.22 * share).resize(part.size, _BICUBIC)
        face = field(
            part, name, "face", cell=size * 1.2, octaves=3, fall=0.3, shear=side * 1.5, stretch=1.5
        )
        paint = coloured(low, (0.0, bright), (0.3, body), (1.0, mix(body, dark, 0.35)))
        sharp, gentle = step(0.475, 0.495, 0.95), step(0.5, 0.74, 0.75)
        # A slip face has a sharp upper edge and fades out below it.
        shadow = curve(face, lambda v: sharp(v) * (1.0 - gentle(v)))
        fade = curve(low, lambda v: 1.0 - 0.6 * v)
        paint = lay(paint, dark, both(shadow, fade))
        edge = both(curve(face, lambda v: max(0.0, 1 - abs(v - 0.465) / 0.03)), fade)
        paint = lay(paint, mix(bright, palette.light, 0.4), curve(edge, lambda v: v * 0.6))
        bend = field(part, name, "bend", cell=0.11 + 0.1 * share, octaves=3, fall=0.4, stretch=2.6)
        pitch = 0.055 + 0.01 * (1 - share)
        waves = bend.point([round(128 + 46 * _triangle(i * pitch)) for i in range(256)])
        speck = field(part, name, "speck", cell=0.008, octaves=2, stretch=2.0)
        relief = Image.blend(waves, speck, 0.35)
        soft = curve(relief, lambda v: 0.5 + (v - 0.5) * (0.2 + 0.3 * share))
        paint = ImageChops.overlay(paint, Image.merge("RGB", (soft, soft, soft)))
        return lay(rows, paint, part.mask([outline(part, heights)]))

    lowest = max(heights) + 0.35 + 0.1 * k
    return within(picture, frame, min(heights) - 0.005, lowest, work)


def _triangle(value: float) -> float:
    share = value % 1.0
    return 4 * share - 1 if share < 0.5 else 3 - 4 * share


def _caravan(picture: Image.Image, frame: Frame, heights: list[float], x: float) -> Image.Image:
    """Paint a few riders crossing the crest of a dune."""
    shapes: list[list[Point]] = []
    for i in range(frame.dice.pick((3, 4, 5, 6), "riders")):
        place = x + i * 0.045 + 0.01 * frame.dice.number("rider", i)
        if frame.left < place < frame.right:
            y = height_at(frame, heights, place)
            shapes += [[(place + a * 0.026, y - b * 0.026) for a, b in part] for part in _RIDER]
    return lay(picture, frame.palette.near, frame.mask(shapes)) if shapes else picture


def paint_desert(frame: Frame, scene: Scene) -> Image.Image:
    """Paint a desert."""
    dice = frame.dice
    horizon = dice.between(0.4, 0.58, "horizon")
    sun = sun_of(frame, scene, horizon - 0.02)
    picture = heaven(frame, scene, sun, horizon)
    if dice.happens(0.65, "mesas"):
        picture = _mesas(picture, frame, horizon)
    side = -1.0 if sun.x > 0.5 * frame.aspect else 1.0
    base, k = horizon + 0.02, 0
    riders = dice.pick((1, 2), "riders")
    while base < frame.bottom + 0.3:
        share = min(1.0, k / 4)
        heights = crest(
            frame,
            f"dune {k}",
            base,
            0.07 + 0.15 * share,
            0.5 + 0.45 * share,
            ridged=0.35,
            octaves=3,
            fall=0.33,
        )
        picture = _dune(picture, frame, scene, k, heights, share, side * (1 if k % 2 else 0.7))
        if k == riders and dice.happens(0.6, "caravan"):
            picture = _caravan(picture, frame, heights, frame.focus(0.2, 0.6, "caravan"))
        base += 0.045 + 0.065 * k
        k += 1
    return picture
