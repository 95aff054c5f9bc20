"""A bouquet: sprays of leaves, and blossoms built petal by petal from rim to heart."""

import math

from PIL import Image, ImageDraw

from mjstudio.sandbox.painting.colour import Colour, mix, shifted
from mjstudio.sandbox.painting.frame import Frame


def bouquet(
    picture: Image.Image, frame: Frame, x: float, y: float, size: float, side: float
) -> Image.Image:
    """Paint leaves and blossoms in a vase whose mouth is at (x, y)."""
    dice, palette = frame.dice, frame.palette
    draw = ImageDraw.Draw(picture)
    unit, green = frame.unit, mix((78, 112, 64), palette.middle, 0.35)
    own: tuple[Colour, ...] = dice.pick(
        (
            ((232, 120, 140), (250, 214, 214)),
            ((238, 176, 70), (252, 236, 190)),
            ((158, 118, 204), (230, 214, 244)),
            ((214, 70, 56), (246, 160, 110)),
            ((250, 244, 230), (240, 200, 150)),
        ),
        "blossom",
    )
    for i in range(70):
        u, v, w, q = dice.numbers(4, "spray", i)
        angle, reach = (u - 0.5) * 3.0, size * (0.25 + 0.85 * v)
        lx, ly = x + math.sin(angle) * reach * 0.95, y - math.cos(angle) * reach * 0.95
        heading, long = angle + (w - 0.5) * 1.4, size * (0.1 + 0.13 * q)
        dx, dy = math.sin(heading) * long, -math.cos(heading) * long
        draw.line(
            (frame.px(x), frame.py(y), frame.px(lx), frame.py(ly)),
            mix(green, palette.near, 0.5),
            max(1, round(0.003 * unit)),
        )
        shape = [
            (lx, ly),
            (lx + dx * 0.5 - dy * 0.2, ly + dy * 0.5 + dx * 0.2),
            (lx + dx, ly + dy),
            (lx + dx * 0.5 + dy * 0.2, ly + dy * 0.5 - dx * 0.2),
        ]
        shade = mix(
            mix(palette.near, green, 0.35 + 0.6 * w),
            palette.glow,
            0.25 * max(0.0, math.sin(angle) * side) * w,
        )
        draw.polygon([(frame.px(a), frame.py(b)) for a, b in shape], fill=shade)
    for i in range(34):
        u, v, w, q = dice.numbers(4, "blossom", i)
        angle, reach = (u - 0.5) * 2.7, size * (1.0 - 0.72 * (i / 34)) * (0.75 + 0.25 * v)
        bx, by = x + math.sin(angle) * reach * 0.9, y - math.cos(angle) * reach * 0.85 - size * 0.14
        radius = size * (0.075 + 0.1 * w) * (1.25 if i > 20 else 1.0)
        tone = mix(
            mix(own[0], own[1], q),
            palette.near,
            0.34 * (1 - i / 34) + 0.2 * max(0.0, -math.sin(angle) * side),
        )
        _blossom(draw, frame, bx, by, radius, tone, mix(own[1], palette.light, 0.5), i, side)
    return picture


def _blossom(
    draw: ImageDraw.ImageDraw,
    frame: Frame,
    x: float,
    y: float,
    radius: float,
    colour: Colour,
    light: Colour,
    key: int,
    side: float,
) -> None:
    for ring in range(4):
        share = 1.0 - ring / 4
        count = 5 + 2 * (3 - ring)
        for k in range(count):
            wild = frame.dice.number("petal", key, ring, k)
            angle = k / count * math.tau + wild + ring
            far = radius * share * 0.62
            px, py = frame.px(x + math.cos(angle) * far), frame.py(y + math.sin(angle) * far * 0.82)
            size = radius * (0.3 + 0.16 * share) * (0.8 + 0.5 * wild) * frame.unit
            facing = 0.5 + 0.5 * math.cos(angle + (2.4 if side < 0 else 0.75))
            fill = mix(
                shifted(colour, light=-0.16 * (1 - facing) - 0.05 * (ring % 2)),
                light,
                round(0.5 * facing * wild, 2),
            )
            draw.ellipse((px - size, py - size * 0.8, px + size, py + size * 0.8), fill=fill)
