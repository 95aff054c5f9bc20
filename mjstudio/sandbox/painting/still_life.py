"""A still life: a vase in bloom, bottles and fruit on a table, light from a window."""

from PIL import Image, ImageFilter

from mjstudio.sandbox.painting.bouquet import bouquet
from mjstudio.sandbox.painting.colour import Colour, mix
from mjstudio.sandbox.painting.frame import Frame
from mjstudio.sandbox.painting.noise import field
from mjstudio.sandbox.painting.palette import DARK_HOURS
from mjstudio.sandbox.painting.scene import Scene
from mjstudio.sandbox.painting.tone import coloured, curve, disc, halo, lay, lit, step
from mjstudio.sandbox.painting.vessels import fruit, vessel

_BICUBIC = Image.Resampling.BICUBIC
_FRUITS: tuple[Colour, ...] = (
    (204, 58, 44),
    (232, 146, 44),
    (150, 172, 62),
    (122, 58, 104),
    (236, 196, 80),
    (226, 120, 96),
)


def _room(frame: Frame, table: float, side: float) -> Image.Image:
    """Paint the wall, the window's light on it, and the table."""
    palette, dice = frame.palette, frame.dice
    wall = mix(mix(palette.middle, palette.far, 0.35), palette.near, 0.25)
    wash = field(frame, "wall", cell=0.5, octaves=7, fall=0.62)
    picture = coloured(
        wash,
        (0.15, mix(wall, palette.near, 0.45)),
        (0.55, wall),
        (0.9, mix(wall, palette.horizon, 0.35)),
    )
    centre = 0.5 * frame.aspect
    picture = lit(
        picture,
        mix(palette.glow, palette.horizon, 0.4),
        disc(frame, centre + side * 0.35, 0.25, 1.1, halo(1.4, 0.62), soft=8),
    )
    shade = disc(frame, centre - side * 0.75, 0.7, 1.1, halo(1.2, 0.7), soft=8)
    picture = lay(picture, mix(palette.near, palette.zenith, 0.3), shade)
    panes = []
    for i in range(2):
        for j in range(2):
            x, y = centre + side * 0.22 + i * 0.16, 0.08 + j * 0.2
            panes.append([(x, y + 0.04), (x + 0.14, y), (x + 0.14, y + 0.17), (x, y + 0.21)])
    if dice.happens(0.6, "window"):
        glow = (
            frame.coarse(2)
            .mask(panes)
            .filter(ImageFilter.GaussianBlur(max(0.5, frame.unit * 0.004)))
        )
        picture = lit(
            picture,
            mix(palette.glow, palette.light, 0.4),
            curve(glow.resize(frame.size, _BICUBIC), lambda v: v * 0.36),
        )
    wood = field(frame, "wood", cell=0.03, stretch=9.0, octaves=5, fall=0.65)
    cloth = (
        mix(palette.accent, palette.middle, 0.62)
        if dice.happens(0.5, "cloth")
        else mix((120, 78, 50), palette.middle, 0.4)
    )
    top = coloured(
        wood,
        (0.1, mix(cloth, palette.near, 0.4)),
        (0.6, cloth),
        (0.95, mix(cloth, palette.light, 0.4)),
    )
    fall = frame.column(step(table + 0.06, 1.25, 0.75))
    top = lay(top, mix(palette.near, cloth, 0.15), fall)
    top = lit(
        top,
        palette.glow,
        disc(frame, centre + side * 0.3, table + 0.1, 0.7, halo(1.3, 0.45), flat=0.3, soft=8),
    )
    below = frame.mask(
        [
            [
                (frame.left - 1, table),
                (frame.right + 1, table),
                (frame.right + 1, frame.bottom + 9),
                (frame.left - 1, frame.bottom + 9),
            ]
        ]
    )
    return lay(picture, top, below)


def paint_still_life(frame: Frame, scene: Scene) -> Image.Image:
    """Paint a still life."""
    dice, palette = frame.dice, frame.palette
    table = dice.between(0.62, 0.7, "table")
    side = 1.0 if dice.happens(0.5, "side") else -1.0
    picture = _room(frame, table, side)
    if scene.hour in DARK_HOURS:
        # In the evening the room darkens, so that lit things stand out.
        picture = lay(picture, palette.near, frame.column(lambda y: 0.42 - 0.2 * step(0.3, 0.8)(y)))
    x = frame.focus(0.36, 0.64, "vase")
    tall = dice.between(0.26, 0.36, "vase tall")
    glazes = (
        palette.accent,
        palette.sky,
        palette.light,
        palette.far,
        mix(palette.accent, palette.near, 0.4),
    )
    beside = x - side * dice.between(0.2, 0.3, "beside")
    picture = vessel(
        picture,
        frame,
        beside,
        table + 0.07,
        tall * dice.between(0.8, 1.25, "jug"),
        dice.pick(glazes, "g2"),
        side,
        2,
    )
    picture = vessel(picture, frame, x, table + 0.13, tall, dice.pick(glazes, "g1"), side, 1)
    picture = bouquet(
        picture, frame, x, table + 0.13 - tall, tall * dice.between(0.85, 1.15, "bloom"), side
    )
    own = dice.pick(range(len(_FRUITS)), "fruit")
    for row in range(3):
        for i in frame.slots(0.17, 0.2):
            u, v, w, q = dice.numbers(4, "fruit", row, i)
            if w > (0.22, 0.34, 0.26)[row]:
                continue
            r = (0.042 + 0.022 * v) * (1 + 0.16 * row)
            colour = _FRUITS[(own + int(q * 2.4)) % len(_FRUITS)]
            picture = fruit(
                picture,
                frame,
                (i + u) * 0.17,
                table + 0.12 + 0.075 * row,
                r,
                colour,
                side,
                100 * row + i,
            )
    return picture
