"""Finishing touches: bloom, brushwork, and grain that keeps gradients from banding."""

import math
import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from mjstudio.sandbox.painting.chance import digest
from mjstudio.sandbox.painting.frame import Frame
from mjstudio.sandbox.painting.noise import field
from mjstudio.sandbox.painting.tone import curve, step

_BICUBIC = Image.Resampling.BICUBIC


def bloomed(picture: Image.Image, amount: float) -> Image.Image:
    """Make the bright parts of a picture glow into their surroundings. `amount` is 0..1."""
    small = picture.reduce(4) if min(picture.size) > 64 else picture
    table = [round(255 * step(0.55, 1.0)(i / 255) * i / 255) for i in range(256)]
    radius = max(2.0, min(small.size) / 36)
    bright = small.point(table * 3).filter(ImageFilter.GaussianBlur(radius))
    bright = bright.resize(picture.size, Image.Resampling.BILINEAR)
    return ImageChops.screen(picture, bright.point([round(i * amount) for i in range(256)] * 3))


def brushed(
    picture: Image.Image,
    frame: Frame,
    name: str,
    *,
    size: float = 0.02,
    angle: float = 0.0,
    bend: float = 0.9,
    strength: float = 0.5,
    mask: Image.Image | None = None,
) -> Image.Image:
    """Paint over a picture with dabs that take the colour at their starting point.

    Args:
        picture: the picture to paint over.
        frame: the view that the picture shows.
        name: the brushwork's name.
        size: length of a dab, in world units.
        angle: mean direction of the dabs, in radians.
        bend: how far a dab may deviate from `angle`, in radians.
        strength: opacity.
        mask: where to paint; everywhere if omitted.
    """
    # Dabs smaller than a few pixels are invisible but cost as much as large ones.
    while size * frame.unit < 9:
        size *= 2
    sample = picture.reduce(3)
    colours = sample.tobytes()
    layer = picture.copy()
    draw = ImageDraw.Draw(layer)
    gap_x, gap_y = size * 0.78, size * 0.44
    flow = field(frame.coarse(16), name, "flow", cell=0.35, octaves=2)
    turn = flow.tobytes()
    seed = frame.dice.leader
    first, count = math.floor(frame.left / gap_x) - 1, math.ceil(frame.view.width / gap_x) + 3
    half = size * frame.unit / 2
    for j in range(math.floor(frame.top / gap_y) - 1, math.ceil(frame.bottom / gap_y) + 2):
        # Hashing each row from a fixed column keeps every dab in place in all views.
        wild = digest(seed, (name, j, first // 64), 4 * (count + 128))
        offset = 4 * (first % 64)
        for i in range(count):
            u, v, w, jitter = wild[offset + 4 * i : offset + 4 * i + 4]
            x = frame.px((first + i + u / 255) * gap_x)
            y = frame.py((j + v / 255) * gap_y)
            if not (0 <= x < picture.size[0] and 0 <= y < picture.size[1]):
                continue
            k = 3 * (int(y / 3) * sample.size[0] + int(x / 3))
            red, green, blue = colours[k], colours[k + 1], colours[k + 2]
            around = turn[int(y / 16) * flow.size[0] + int(x / 16)]
            heading = angle + (around / 128 - 1) * bend + (w - 128) / 420
            dx, dy = math.cos(heading) * half, math.sin(heading) * half
            thin = 0.22 + w / 1300
            nx, ny = -dy * thin, dx * thin
            change = (jitter - 128) // 11
            draw.polygon(
                (
                    (x - dx, y - dy),
                    (x - dx * 0.5 + nx, y - dy * 0.5 + ny),
                    (x + dx * 0.6 + nx, y + dy * 0.6 + ny),
                    (x + dx, y + dy),
                    (x + dx * 0.6 - nx, y + dy * 0.6 - ny),
                    (x - dx * 0.5 - nx, y - dy * 0.5 - ny),
                ),
                fill=(red + change, green + change, blue + change),
            )
    painted = Image.blend(picture, layer, strength)
    return painted if mask is None else Image.composite(painted, picture, mask)


def textured(picture: Image.Image, frame: Frame, amount: float = 0.1) -> Image.Image:
    """Add a faint texture of bristles and canvas."""
    bristle = field(frame, "bristle", cell=0.01, stretch=3.5, octaves=3, fall=0.8, crisp=True)
    soft = curve(bristle, lambda v: 0.5 + (v - 0.5) * amount)
    return ImageChops.overlay(picture, Image.merge("RGB", (soft, soft, soft)))


def grained(picture: Image.Image, seed: int, amount: float = 3.5) -> Image.Image:
    """Add film grain of about ±`amount` levels."""
    width, height = picture.size
    noise = Image.frombytes("L", picture.size, random.Random(seed).randbytes(width * height))
    noise = noise.point([round(128 + (i - 127.5) / 127.5 * amount) for i in range(256)])
    return ImageChops.add(picture, Image.merge("RGB", (noise, noise, noise)), 1, -128)
