"""The painter's basic operations: colour a field, layer it over a picture, add light."""

import math
from collections.abc import Callable, Iterable, Sequence

from PIL import Image, ImageChops, ImageDraw

from mjstudio.sandbox.painting.colour import Colour, ramp
from mjstudio.sandbox.painting.frame import Frame, Point

BLACK: Colour = (0, 0, 0)


def coloured(field: Image.Image, *stops: tuple[float, Colour]) -> Image.Image:
    """Map an "L" field to "RGB" through colour stops at positions 0..1."""
    indexed = Image.frombytes("P", field.size, field.tobytes())
    indexed.putpalette(ramp(*stops))
    return indexed.convert("RGB")


def curve(field: Image.Image, shape: Callable[[float], float]) -> Image.Image:
    """Map an "L" field (as 0..1) through a function that returns 0..1."""
    return field.point([max(0, min(255, round(255 * shape(i / 255)))) for i in range(256)])


def step(low: float, high: float, most: float = 1.0) -> Callable[[float], float]:
    """Return a smooth step from 0 at `low` to `most` at `high`; falling where low > high."""

    def shape(value: float) -> float:
        share = min(1.0, max(0.0, (value - low) / (high - low)))
        return most * share * share * (3 - 2 * share)

    return shape


def lay(picture: Image.Image, paint: Image.Image | Colour, mask: Image.Image) -> Image.Image:
    """Composite a colour or a picture over a picture through an "L" mask."""
    if isinstance(paint, tuple):
        paint = Image.new("RGB", picture.size, paint)
    return Image.composite(paint, picture, mask)


def lit(picture: Image.Image, colour: Colour, mask: Image.Image) -> Image.Image:
    """Add coloured light to a picture through an "L" mask."""
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
    """Return an "L" mask around a point: `shape` of the distance (0 centre, 1 the radius).

    `flat` < 1 squashes the disc into an ellipse; `soft` divides the resolution it is computed at.
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
    # Pillow's radial gradient reaches white in its corners, so its sides are at 0.7.
    mask = curve(cone, lambda v: shape(v / 0.7) if v < 0.7 else 0.0)
    return mask if soft == 1 else mask.resize(frame.size, Image.Resampling.BICUBIC)


def halo(power: float, most: float = 1.0) -> Callable[[float], float]:
    """Return a falloff from `most` at the centre to 0 at the radius; higher powers are narrower."""
    return lambda v: most * math.pow(max(0.0, 1.0 - v), power)


def edge(frame: Frame, radius: float) -> Callable[[float], float]:
    """Return the profile of a filled disc with an antialiased edge."""
    blur = min(0.5, 1.2 / max(0.5, radius * frame.unit))
    return step(0.985, 0.985 - 2 * blur)


def contrasted(mask: Image.Image, low: float, high: float, most: float = 1.0) -> Image.Image:
    """Apply a smooth step to a mask."""
    return curve(mask, step(low, high, most))


def within(
    picture: Image.Image,
    frame: Frame,
    top: float,
    bottom: float,
    work: Callable[[Image.Image, Frame], Image.Image],
) -> Image.Image:
    """Apply some work only to the rows between two world y, because pixels cost time.

    Changes the picture in place and returns it.
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
    """Draw antialiased coloured polygons (world units) over a picture, the last one on top."""
    scale = 2
    width, height = frame.size[0] * scale, frame.size[1] * scale
    large = picture.resize((width, height), Image.Resampling.NEAREST)
    draw = ImageDraw.Draw(large)
    fx, fy = width / frame.view.width, height / frame.view.height
    x0, y0 = frame.left, frame.top
    for colour, shape in pieces:
        draw.polygon([((x - x0) * fx, (y - y0) * fy) for x, y in shape], fill=colour)
    return large.reduce(scale)
