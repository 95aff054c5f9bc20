"""The sky: its gradient, the sun or the moon with their halo, clouds, stars and aurora."""

import math
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from mjstudio.sandbox.painting.colour import Colour, at, mix, shifted
from mjstudio.sandbox.painting.frame import Frame
from mjstudio.sandbox.painting.noise import field, warped
from mjstudio.sandbox.painting.tone import (
    both,
    coloured,
    contrasted,
    curve,
    disc,
    edge,
    halo,
    lay,
    lit,
    step,
)

_BICUBIC = Image.Resampling.BICUBIC


@dataclass(frozen=True, slots=True)
class Sun:
    """Position of the light and size of its disc (world units); `moon` makes it cold."""

    x: float
    y: float
    radius: float
    moon: bool = False


def gradient(frame: Frame, horizon: float) -> Image.Image:
    """Paint the clear sky down to the horizon (world y), with washes like those of a wide brush."""
    palette = frame.palette
    stops = (
        (-2.5, mix(palette.zenith, (0, 0, 0), 0.35)),
        (-0.35, mix(palette.zenith, (0, 0, 0), 0.06)),
        (horizon - 0.55, mix(palette.zenith, palette.sky, 0.45)),
        (horizon - 0.3, palette.sky),
        (horizon - 0.11, mix(palette.sky, palette.horizon, 0.62)),
        (horizon, palette.horizon),
        (horizon + 0.4, mix(palette.horizon, palette.glow, 0.4)),
    )
    count = 96
    data = bytearray()
    for i in range(count):
        data += bytes(at(stops, frame.top + (i + 0.5) / count * frame.view.height))
    strip = Image.frombytes("RGB", (1, count), bytes(data))
    sky = strip.resize(frame.size, _BICUBIC)
    wash = field(frame, "wash", cell=0.4, stretch=2.6, octaves=6, fall=0.62)
    wash = curve(wash, lambda v: 0.5 + (v - 0.5) * 0.16)
    return ImageChops.overlay(sky, Image.merge("RGB", (wash, wash, wash)))


def shine(picture: Image.Image, frame: Frame, sun: Sun, strength: float = 1.0) -> Image.Image:
    """Add the sun or moon and its halo to a sky."""
    palette = frame.palette
    wide = disc(frame, sun.x, sun.y, 0.95, halo(2.2, 0.62 * strength), flat=0.72, soft=8)
    picture = lit(picture, palette.glow, wide)
    near = disc(frame, sun.x, sun.y, sun.radius * 5, halo(2.6, 0.75 * strength), soft=4)
    picture = lit(picture, mix(palette.glow, palette.disc, 0.5), near)
    if strength < 0.3:
        return picture
    face = disc(frame, sun.x, sun.y, sun.radius, edge(frame, sun.radius), soft=1)
    paint: Image.Image | Colour = palette.disc
    if sun.moon:
        small = frame.coarse(2)
        seas = field(small, "seas", cell=sun.radius * 0.75, octaves=4).resize(frame.size, _BICUBIC)
        paint = coloured(seas, (0.3, shifted(palette.disc, light=-0.13)), (0.62, palette.disc))
    return lay(picture, paint, face)


def clouds(
    picture: Image.Image,
    frame: Frame,
    sun: Sun,
    name: str,
    *,
    cell: float,
    stretch: float,
    cover: float,
    band: tuple[float, float, float],
    opacity: float = 0.9,
) -> Image.Image:
    """Paint clouds with a lit and a shaded side over a sky.

    Args:
        picture: the sky so far.
        frame: the view that the picture shows.
        sun: the light's position, which determines the lit side.
        name: the layer's name.
        cell: size of the largest billows, in world units.
        stretch: their width divided by their height.
        cover: share of the sky covered, 0..1.
        band: world y of the middle, then its extent up and down.
        opacity: opacity of the thickest parts.
    """
    palette = frame.palette
    soft = 2 if max(frame.size) <= 1300 else 4
    big = frame.coarse(soft).padded(0.06)
    body = field(big, name, cell=cell, stretch=stretch, octaves=7, fall=0.56, contrast=1.05)
    body = warped(body, big, name, "bend", amount=cell * 0.2, cell=cell * 0.8)
    left = (big.size[0] - frame.coarse(soft).size[0]) // 2
    upper = (big.size[1] - frame.coarse(soft).size[1]) // 2
    width, height = frame.coarse(soft).size
    # Light comes from the sun and a little from above; slopes facing it are lit.
    dx = -1.0 if sun.x > (frame.left + frame.right) / 2 else 1.0
    reach = max(1.0, cell * frame.unit * 0.05)
    shift_x, shift_y = round(dx * reach * 0.8), round(reach)
    here = body.crop((left, upper, left + width, upper + height))
    there = body.crop(
        (left - shift_x, upper - shift_y, left - shift_x + width, upper - shift_y + height)
    )
    relief = ImageChops.subtract(here, there, 0.75, 128)
    middle, up, down = band
    envelope = frame.coarse(soft).column(
        lambda y: math.exp(-(((y - middle) / (up if y < middle else down)) ** 2))
    )
    bias = (cover - 0.5) * 0.5
    shaped = ImageChops.add(here, curve(envelope, lambda v: v * 0.42), 1, round(bias * 255 - 76))
    alpha = curve(shaped, step(0.44, 0.74, opacity))
    bright = mix(palette.light, palette.glow, 0.45)
    shade = mix(mix(palette.sky, palette.middle, 0.45), palette.horizon, 0.2)
    relief = relief.resize(frame.size, _BICUBIC)
    paint = coloured(
        relief, (0.28, shade), (0.5, mix(shade, palette.horizon, 0.55)), (0.68, bright)
    )
    return lay(picture, paint, alpha.resize(frame.size, _BICUBIC))


def stars(picture: Image.Image, frame: Frame, horizon: float, plenty: float = 1.0) -> Image.Image:
    """Scatter stars, dense and sparse, above a horizon (world y)."""
    scale = 2 if max(frame.size) < 1600 else 1
    night = Image.new("L", (frame.size[0] * scale, frame.size[1] * scale))
    draw = ImageDraw.Draw(night)
    cell = 0.034
    while frame.unit * cell < 9:
        cell *= 2
    size = frame.unit * scale
    for j in range(math.floor(frame.top / cell), math.ceil(min(frame.bottom, horizon) / cell)):
        for i in frame.slots(cell):
            u, v, bright, chance = frame.dice.numbers(4, "star", i, j)
            if chance > 0.7 * plenty:
                continue
            x, y = (i + u) * cell, (j + v) * cell
            fade = min(1.0, max(0.0, (horizon - y) * 3.5))
            radius = max(0.55 * scale, (0.0004 + 0.0016 * bright**9) * size)
            px, py = frame.px(x) * scale, frame.py(y) * scale
            level = round(fade * (50 + 205 * bright**3))
            draw.ellipse((px - radius, py - radius, px + radius, py + radius), fill=level)
    night = night.reduce(scale) if scale > 1 else night
    return lit(picture, mix(frame.palette.light, (255, 255, 255), 0.5), night)


def aurora(picture: Image.Image, frame: Frame, horizon: float) -> Image.Image:
    """Paint curtains of northern lights into a night sky."""
    small = frame.coarse(4).padded(0.1)
    inner = frame.coarse(4).size
    greens = ((92, 255, 178), (64, 226, 210), (150, 120, 255))
    for k in range(3):
        rays = field(small, "rays", k, cell=1.6, stretch=0.035, octaves=4, fall=0.7)
        drift = field(small, "curtain", k, cell=0.5, stretch=1.6, octaves=3)
        middle = horizon - frame.dice.between(0.28, 0.44, "aurora", k) - 0.08 * k
        rise, end = step(middle - 0.42, middle + 0.05), step(middle + 0.12, middle + 0.06)
        hang = both(small.column(rise), small.column(end))
        hang = warped(hang, small, "fold", k, amount=0.3, cell=0.55)
        light = both(both(hang, contrasted(rays, 0.1, 0.85)), contrasted(drift, 0.25, 0.6))
        left, upper = (small.size[0] - inner[0]) // 2, (small.size[1] - inner[1]) // 2
        light = light.crop((left, upper, left + inner[0], upper + inner[1]))
        light = light.filter(ImageFilter.GaussianBlur(0.6)).resize(frame.size, _BICUBIC)
        colour = mix(greens[k], frame.palette.glow, 0.12)
        picture = lit(picture, colour, curve(light, lambda v: 1.15 * v))
    return picture
