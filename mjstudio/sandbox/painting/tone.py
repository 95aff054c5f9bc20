"""The painter's few moves: colouring a field, laying it over a picture, adding light."""

import math
from collections.abc import Callable, Iterable, Sequence

from PIL import Image, ImageChops, ImageDraw

from mjstudio.sandbox.painting.colour import Colour, ramp
from mjstudio.sandbox.painting.frame import Frame, Point

BLACK: Colour = (0, 0, 0)


def coloured(field: Image.Image, *stops: tuple[float, Colour]) -> Image.Image:
    """Turn an "L" field into "RGB" through colour stops at places 0..1."""
    indexed = Image.frombytes("P", field.size, field.tobytes())
    indexed.putpalette(ramp(*stops))
    return indexed.convert("RGB")


def curve(field: Image.Image, shape: Callable[[float], float]) -> Image.Image:
    """Send an "L" field (0..1) through a function to 0..1."""
    return field.point([max(0, min(255, round(255 * shape(i / 255)))) for i in range(256)])


def step(low: float, high: float, most: float = 1.0) -> Callable[[float], float]:
    """Return a smooth step from 0 at `low` to `most` at `high`; low > high falls."""

    def shape(value: float) -> float:
        share = min(1.0, max(0.0, (value - low) / (high - low)))
        return most * share * share * (3 - 2 * share)

    return shape


def lay(picture: Image.Image, paint: Image.Image | Colour, mask: Image.Image) -> Image.Image:
    """Lay a colour or a picture over a picture where an "L" mask is white."""
    if isinstance(paint, tuple):
        paint = Image.new("RGB", picture.size, paint)
    return Image.composite(paint, picture, mask)


def lit(picture: Image.Image, colour: Colour, mask: Image.Image) -> Image.Image:
    """Add light of a colour to a picture where an "L" mask is white."""
    return ImageChops.screen(picture, coloured(mask, (0, BLACK), (1, colour)))


def both(first: Image.Image, second: Image.Image) -> Image.Image:
    """Multiply two masks."""
    return ImageChops.multiply(first, second)


def disc(
    frame: Frame,
    x: float,
    y: float,
    radius: float,
    shape: Callable[[float], float],
    flat: float = 1.0,
    soft: int = 4,
) -> Image.Image:
    """Return an "L" mask around a place: `shape` of the distance (0 centre, 1 the radius).

    `flat` < 1 flattens the disc to an ellipse; `soft` is how many times fewer pixels it takes.
    """
    small = frame.coarse(soft)
    cone = Image.radial_gradient("L")
    scale_x = 127.5 / radius * frame.view.width / small.size[0]
    scale_y = 127.5 / (radius * flat) * frame.view.height / small.size[1]
    matrix = (
        scale_x,
        0.0,
        128 + (frame.left - x) * 127.5 / radius,
        0.0,
        scale_y,
        128 + (frame.top - y) * 127.5 / (radius * flat),
    )
    cone = cone.transform(
        small.size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR, fillcolor=255
    )
    # Pillow's cone reaches white in its corners: its sides stand at 0.7.
    mask = curve(cone, lambda v: shape(v / 0.7) if v < 0.7 else 0.0)
    return mask if soft == 1 else mask.resize(frame.size, Image.Resampling.BICUBIC)


def halo(power: float, most: float = 1.0) -> Callable[[float], float]:
    """Return a fall from `most` at the centre to 0 at the radius; a higher power is narrower."""
    return lambda v: most * math.pow(max(0.0, 1.0 - v), power)


def edge(frame: Frame, radius: float) -> Callable[[float], float]:
    """Return the shape of a filled disc with an antialiased edge."""
    blur = min(0.5, 1.2 / max(0.5, radius * frame.unit))
    return step(0.985, 0.985 - 2 * blur)


def contrasted(mask: Image.Image, low: float, high: float, most: float = 1.0) -> Image.Image:
    """Send a mask through a smooth step."""
    return curve(mask, step(low, high, most))


def within(
    picture: Image.Image,
    frame: Frame,
    top: float,
    bottom: float,
    work: Callable[[Image.Image, Frame], Image.Image],
) -> Image.Image:
    """Do some work on the rows between two world y only, because pixels cost time.

    The picture itself is changed, and returned.
    """
    middle, half = (top + bottom) / 2, (bottom - top) / 2
    centre = (frame.left + frame.right) / 2
    if half <= 0 or (found := frame.window(centre, middle, frame.view.width, half)) is None:
        return picture
    part, corner = found
    rows = picture.crop((0, corner[1], picture.size[0], corner[1] + part.size[1]))
    picture.paste(work(rows, part), corner)
    return picture


def collage(
    picture: Image.Image, frame: Frame, pieces: Iterable[tuple[Colour, Sequence[Point]]]
) -> Image.Image:
    """Lay antialiased coloured polygons (world units) over a picture, the last on top."""
    scale = 2
    width, height = frame.size[0] * scale, frame.size[1] * scale
    large = picture.resize((width, height), Image.Resampling.NEAREST)
    draw = ImageDraw.Draw(large)
    fx, fy = width / frame.view.width, height / frame.view.height
    x0, y0 = frame.left, frame.top
    for colour, shape in pieces:
        draw.polygon([((x - x0) * fx, (y - y0) * fy) for x, y in shape], fill=colour)
    return large.reduce(scale)
