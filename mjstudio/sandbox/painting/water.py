"""Water: mirrors what is above its waterline, broken by ripples."""

from collections.abc import Callable
from dataclasses import replace

from PIL import Image, ImageChops

from mjstudio.sandbox.painting.colour import mix, shifted
from mjstudio.sandbox.painting.frame import Frame
from mjstudio.sandbox.painting.noise import field
from mjstudio.sandbox.painting.tone import both, contrasted, curve, disc, halo, lay, lit, step

_BICUBIC = Image.Resampling.BICUBIC


def mirrored(
    frame: Frame,
    level: float,
    above: Callable[[Frame], Image.Image],
    *,
    rough: float = 0.35,
    depth: float = 0.5,
) -> Image.Image:
    """Paint the scenery above a waterline, and its reflection below.

    Args:
        frame: the view to fill.
        level: world y of the waterline.
        above: paints a frame that ends at the waterline.
        rough: 0 for a mirror, 1 for a choppy sea.
        depth: how dark the water becomes towards the viewer, 0..1.
    """
    if frame.bottom <= level:
        return above(frame)
    # The reflection may need land or sky that is out of the picture's view.
    ceiling = 2 * level - frame.bottom
    below_only = frame.top >= level
    top = ceiling if below_only else min(frame.top, ceiling)
    floor = 2 * level - frame.top if below_only else level
    world = above(frame.seen(top, floor))
    width, height = frame.size
    line = 0 if below_only else min(height, round(frame.py(level)))
    result = Image.new("RGB", frame.size, frame.palette.middle)
    if line:
        result.paste(world.crop((0, world.size[1] - line, width, world.size[1])), (0, 0))
    if line < height:
        flipped = world.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        water = flipped.crop((0, 0, width, height - line))
        start = frame.top + line / frame.unit
        lower = frame.seen(start, frame.bottom)
        lower = replace(lower, size=water.size)
        result.paste(_rippled(water, lower, level, rough, depth), (0, line))
    return result


def _rippled(
    water: Image.Image, frame: Frame, level: float, rough: float, depth: float
) -> Image.Image:
    """Break up a reflection: rows shift sideways, wave slopes catch the sky or the deep water."""
    palette = frame.palette
    width, height = water.size
    if height < 2:
        return water
    strip = max(1, round(frame.unit * 0.002))
    waves = Frame((1, -(-height // strip)), frame.view, frame.dice, palette)
    rows = field(waves, "waves", cell=0.016, stretch=1e4, octaves=3, fall=0.6).tobytes()
    mesh = []
    for top in range(0, height, strip):
        bottom = min(height, top + strip)
        y = frame.top + top / frame.unit
        away = min(1.0, (y - level) * 2.2)
        wave = rows[top // strip] / 256 - 0.5
        shift = wave * rough * (0.012 + 0.07 * away) * frame.unit
        left, right = shift, width + shift
        mesh.append(((0, top, width, bottom), (left, top, left, bottom, right, bottom, right, top)))
    # A shifted row leaves a gap at the edge, so fill it from the unshifted picture.
    moved = water.transform(water.size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)
    full = Image.new("L", water.size, 255)
    kept = full.transform(water.size, Image.Transform.MESH, mesh, Image.Resampling.NEAREST)
    water = Image.composite(moved, water, kept)
    fine = field(frame, "fine ripples", cell=0.012, stretch=9.0, octaves=3, fall=0.65)
    wide = field(frame, "wide ripples", cell=0.045, stretch=8.0, octaves=4, fall=0.7)
    near = frame.column(step(level, level + 0.45))
    swell = Image.composite(wide, fine, near)
    slope = curve(swell, lambda v: 0.5 + (v - 0.5) * (0.25 + 0.5 * rough))
    water = ImageChops.overlay(water, Image.merge("RGB", (slope, slope, slope)))
    dark = mix(shifted(palette.zenith, light=-0.05), palette.near, 0.45)
    water = lay(water, dark, frame.column(lambda y: depth * step(level, level + 0.6)(y)))
    glint = both(
        contrasted(swell, 0.62, 0.8, 0.35 + 0.4 * rough), frame.column(step(level + 0.5, level))
    )
    return lay(water, mix(palette.horizon, palette.light, 0.5), curve(glint, lambda v: v * 0.6))


def glitter(
    picture: Image.Image, frame: Frame, x: float, level: float, width: float, strength: float = 1.0
) -> Image.Image:
    """Paint the glittering path of light over water towards a sun at world x."""
    sparkle = field(frame, "glitter", cell=0.02, stretch=6.0, octaves=4, fall=0.75)
    path = disc(frame, x, level + 0.05, 1.0, halo(1.0), flat=0.9, soft=8)
    beam = disc(frame, x, level, width, halo(1.4), flat=9.0, soft=4)
    below = frame.column(lambda y: 1.0 if y > level else 0.0)
    mask = both(both(contrasted(sparkle, 0.5, 0.72), both(beam, below)), path)
    return lit(
        picture,
        mix(frame.palette.glow, frame.palette.disc, 0.5),
        curve(mask, lambda v: v * 2.4 * strength),
    )
