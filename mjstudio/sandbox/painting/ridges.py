"""Ridges: silhouettes of land, one behind the other, with haze gathering at the foot of each."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops

from mjstudio.sandbox.painting.colour import Colour, mix
from mjstudio.sandbox.painting.frame import Frame, Point
from mjstudio.sandbox.painting.noise import added, field, line
from mjstudio.sandbox.painting.tone import both, coloured, curve, lay, step, within

_BICUBIC = Image.Resampling.BICUBIC


def crest(
    frame: Frame,
    name: str,
    base: float,
    height: float,
    cell: float,
    *,
    ridged: float = 0.0,
    octaves: int = 8,
    fall: float = 0.5,
) -> list[float]:
    """Return the world y of a ridge at every pixel column, around `base`."""
    noise = line(frame, name, cell=cell, octaves=octaves, fall=fall, ridged=ridged)
    return [base - height * value for value in noise]


def outline(frame: Frame, heights: Sequence[float]) -> list[Point]:
    """Return the polygon of everything below a ridge."""
    pixel = frame.view.width / len(heights)
    floor = max(frame.bottom, *heights) + 1
    points = [(frame.left + (i + 0.5) * pixel, y) for i, y in enumerate(heights)]
    return [
        (frame.left - pixel, floor),
        (frame.left - pixel, heights[0]),
        *points,
        (frame.right + pixel, heights[-1]),
        (frame.right + pixel, floor),
    ]


def height_at(frame: Frame, heights: Sequence[float], x: float) -> float:
    """Return a ridge's world y at world x, clamped to the columns in view."""
    return heights[
        max(0, min(len(heights) - 1, int((x - frame.left) / frame.view.width * len(heights))))
    ]


def depth(frame: Frame, heights: Sequence[float], reach: float, scale: int = 4) -> Image.Image:
    """Return the distance below a ridge as "L": 0 at the crest, 255 at `reach` below it."""
    small = frame.coarse(scale)
    width, height = small.size
    top, span = frame.top, frame.view.height
    scale_y = 255 / reach
    down = array("f", ((top + (j + 0.5) / height * span) * scale_y for j in range(height)))
    crests = array("f", (-y * scale_y for y in heights))
    column = Image.frombytes("F", (1, height), down.tobytes())
    row = Image.frombytes("F", (len(heights), 1), crests.tobytes())
    row = row.resize((width, 1), _BICUBIC)
    nearest = Image.Resampling.NEAREST
    total = added(column.resize(small.size, nearest), row.resize(small.size, nearest))
    return total.convert("L")


@dataclass(frozen=True, slots=True)
class Ground:
    """What the land below a ridge looks like.

    `top` is its colour at the crest and `foot` its colour `reach` world units below. Texture varies
    it by `grain`, 0..1; the texture's `cell` is its size in world units, `shear` its lean and
    `stretch` its width divided by its height.
    """

    top: Colour
    foot: Colour
    reach: float
    grain: float = 0.2
    cell: float = 0.06
    shear: float = 0.0
    stretch: float = 1.0


def land(
    picture: Image.Image,
    frame: Frame,
    name: str,
    heights: Sequence[float],
    ground: Ground,
    *,
    shapes: Sequence[Sequence[Point]] = (),
    until: float = 99.0,
) -> Image.Image:
    """Paint the land below a ridge, from one colour at the crest to another at its foot.

    Args:
        picture: the background; it is painted over.
        frame: the view that the picture shows.
        name: the ridge's name.
        heights: world y of the crest for each pixel column.
        ground: its colours and texture.
        shapes: things on the ridge, in its colour.
        until: world y below which nearer land will hide this one.
    """

    def work(rows: Image.Image, part: Frame) -> Image.Image:
        mask = part.mask([outline(part, heights), *shapes])
        low = depth(part, heights, ground.reach).resize(part.size, _BICUBIC)
        texture = field(
            part,
            name,
            "texture",
            cell=ground.cell,
            octaves=5,
            fall=0.6,
            shear=ground.shear,
            stretch=ground.stretch,
        )
        spread = curve(texture, lambda v: 0.5 + (v - 0.5) * ground.grain)
        tone = ImageChops.add(low, spread, 1, -128)
        top, foot = ground.top, ground.foot
        paint = coloured(tone, (0.0, top), (0.45, mix(top, foot, 0.55)), (1.0, foot))
        shade = curve(texture, lambda v: 0.5 + (v - 0.5) * ground.grain * 0.9)
        paint = ImageChops.overlay(paint, Image.merge("RGB", (shade, shade, shade)))
        return lay(rows, paint, mask)

    highest = min(*heights, 99.0, *(y for shape in shapes for _, y in shape))
    return within(picture, frame, highest - 0.005, min(until, frame.bottom), work)


def mist(
    picture: Image.Image,
    frame: Frame,
    name: str,
    base: float,
    colour: Colour,
    *,
    thick: float = 0.1,
    strength: float = 0.7,
    cell: float = 0.25,
) -> Image.Image:
    """Paint a bank of mist around a world y."""

    def work(rows: Image.Image, part: Frame) -> Image.Image:
        small = part.coarse(4)
        drift = field(small, name, "mist", cell=cell, stretch=3.2, octaves=5, fall=0.55)
        bank = small.column(
            lambda y: step(base - thick * 1.3, base)(y) * step(base + thick, base + thick * 0.25)(y)
        )
        mask = both(bank, curve(drift, step(0.18, 0.85, strength)))
        return lay(rows, colour, mask.resize(part.size, _BICUBIC))

    return within(picture, frame, base - thick * 1.3, base + thick, work)
