"""World noise: hashed lattices on integer coordinates, enlarged with bicubic interpolation.

A lattice node belongs to a place in the world rather than to a picture, so every view of a place
shows the same noise. Coarse octaves are rotated against each other, because the eye would see the
blocks of an unrotated lattice; fine ones only ever look like texture.
"""

import math
from array import array

from PIL import Image, ImageMath

from mjstudio.sandbox.painting.chance import Dice, Key, digest
from mjstudio.sandbox.painting.frame import Frame

_BLOCK = 64
_BICUBIC = Image.Resampling.BICUBIC


def lattice(
    dice: Dice, key: tuple[Key, ...], x: int, y: int, width: int, height: int, gain: float = 1.0
) -> Image.Image:
    """Return the nodes x..x+width, y..y+height as an "F" image of about -gain..gain."""
    total = Image.new("F", (width, height))
    for seed, weight in dice.strains:
        nodes = Image.new("L", (width, height))
        for by in range(y // _BLOCK, (y + height - 1) // _BLOCK + 1):
            for bx in range(x // _BLOCK, (x + width - 1) // _BLOCK + 1):
                data = digest(seed, (*key, bx, by), _BLOCK * _BLOCK)
                block = Image.frombytes("L", (_BLOCK, _BLOCK), data)
                nodes.paste(block, (bx * _BLOCK - x, by * _BLOCK - y))
        scale = gain * weight * dice.gain / 127.5
        part = nodes.convert("F").point(lambda v, s=scale: v * s - 127.5 * s)
        total = added(total, part)
    return total


def added(first: Image.Image, second: Image.Image) -> Image.Image:
    """Add two "F" images."""
    result: Image.Image = ImageMath.lambda_eval(lambda a: a["f"] + a["s"], f=first, s=second)
    return result


def field(
    frame: Frame,
    *key: Key,
    cell: float,
    stretch: float = 1.0,
    octaves: int = 5,
    fall: float = 0.5,
    shear: float = 0.0,
    contrast: float = 1.0,
    crisp: bool = False,
) -> Image.Image:
    """Return fractal noise as an "L" image centred on 128.

    Args:
        frame: the view to fill.
        key: the noise's name; each name gives different noise.
        cell: size of the largest blobs, in world units.
        stretch: width of a blob divided by its height.
        octaves: number of layers of detail, each half the size of the last; layers finer than a
            pixel are skipped.
        fall: amplitude of each layer relative to the last.
        shear: horizontal lean of the blobs, in world x per world y.
        contrast: 1 uses most of the range.
        crisp: compute every pixel; otherwise large pictures get a slightly softer field.
    """
    size = frame.size
    if not crisp and max(size) > 420:
        # Brushwork and grain hide the lost detail, and this takes a quarter of the time.
        frame = frame.coarse(2 if max(size) <= 1300 else 3)
    coarse = frame.coarse(4)
    norm = sum(fall ** (2 * i) for i in range(octaves)) ** 0.5
    soft = Image.new("F", coarse.size)
    fine: list[Image.Image] = []
    for i in range(octaves):
        gain = 112 * contrast * fall**i / norm
        height = cell / 2**i
        width = height * stretch
        pixels = min(height, width) * frame.unit
        if i and pixels < 1.6:
            break
        if pixels >= 14 or i == 0:
            layer = _turned(coarse, (*key, i), width, height, 0.5 + 1.1 * i, shear, gain)
            soft = added(soft, layer)
        else:
            fine.append(_straight(frame, (*key, i), width, height, gain))
    total = soft.resize(frame.size, _BICUBIC)
    for layer in fine:
        total = added(total, layer)
    result = total.point(lambda v: v * 1.0 + 128.0).convert("L")
    return result if result.size == size else result.resize(size, _BICUBIC)


def _straight(
    frame: Frame, key: tuple[Key, ...], width: float, height: float, gain: float
) -> Image.Image:
    u0, u1 = frame.left / width, frame.right / width
    v0, v1 = frame.top / height, frame.bottom / height
    x, y = math.floor(u0) - 3, math.floor(v0) - 3
    nodes = lattice(frame.dice, key, x, y, math.ceil(u1) + 4 - x, math.ceil(v1) + 4 - y, gain)
    return nodes.resize(frame.size, _BICUBIC, box=(u0 - x, v0 - y, u1 - x, v1 - y))


def _turned(
    frame: Frame,
    key: tuple[Key, ...],
    width: float,
    height: float,
    angle: float,
    shear: float,
    gain: float,
) -> Image.Image:
    cos, sin = math.cos(angle), math.sin(angle)
    step_x = frame.view.width / frame.size[0]
    step_y = frame.view.height / frame.size[1]

    def place(x: float, y: float) -> tuple[float, float]:
        u, v = (x + shear * y) / width, y / height
        return cos * u - sin * v, sin * u + cos * v

    corners = [place(x, y) for x in (frame.left, frame.right) for y in (frame.top, frame.bottom)]
    x0 = math.floor(min(u for u, _ in corners)) - 3
    y0 = math.floor(min(v for _, v in corners)) - 3
    x1 = math.ceil(max(u for u, _ in corners)) + 4
    y1 = math.ceil(max(v for _, v in corners)) + 4
    nodes = lattice(frame.dice, key, x0, y0, x1 - x0, y1 - y0, gain)
    u, v = place(frame.left, frame.top)
    across, along = place(step_x, 0.0), place(0.0, step_y)
    matrix = (across[0], along[0], u - x0, across[1], along[1], v - y0)
    return nodes.transform(frame.size, Image.Transform.AFFINE, matrix, _BICUBIC)


def line(
    frame: Frame, *key: Key, cell: float, octaves: int = 6, fall: float = 0.5, ridged: float = 0.0
) -> list[float]:
    """Return fractal noise along x: one number per pixel column (at most 1024), about -1..1.

    `ridged` (0..1) folds the noise into sharp, mountain-like crests.
    """
    columns = min(1024, frame.size[0])
    total = [0.0] * columns
    norm = sum(fall**i for i in range(octaves))
    for i in range(octaves):
        width = cell / 2**i
        if i and width * columns / frame.view.width < 1.0:
            break
        u0, u1 = frame.left / width, frame.right / width
        x = math.floor(u0) - 3
        nodes = lattice(frame.dice, (*key, i), x, 0, math.ceil(u1) + 4 - x, 1)
        row = nodes.resize((columns, 1), _BICUBIC, box=(u0 - x, 0, u1 - x, 1))
        gain = fall**i / norm
        for j, value in enumerate(array("f", row.tobytes())):
            crest = 1.0 - 2.2 * abs(value)
            total[j] += gain * (value + (crest - value) * ridged)
    return total


def warped(
    picture: Image.Image,
    frame: Frame,
    *key: Key,
    amount: float,
    cell: float,
) -> Image.Image:
    """Distort a picture by noise that shifts every point by up to `amount` world units."""
    width, height = frame.size
    step = max(6, round(cell * frame.unit / 5))
    columns, rows = -(-width // step), -(-height // step)
    grid = Frame((columns + 1, rows + 1), frame.view, frame.dice, frame.palette, frame.aspect)
    shift_x = field(grid, *key, "x", cell=cell, octaves=2).tobytes()
    shift_y = field(grid, *key, "y", cell=cell, octaves=2).tobytes()
    reach = amount * frame.unit / 128

    def node(i: int, j: int) -> tuple[float, float]:
        k = j * (columns + 1) + i
        x = i * step + (shift_x[k] - 128) * reach
        y = j * step + (shift_y[k] - 128) * reach
        return min(width - 1.0, max(0.0, x)), min(height - 1.0, max(0.0, y))

    mesh = []
    for j in range(rows):
        for i in range(columns):
            box = (i * step, j * step, min(width, i * step + step), min(height, j * step + step))
            mesh.append((box, (*node(i, j), *node(i, j + 1), *node(i + 1, j + 1), *node(i + 1, j))))
    return picture.transform(frame.size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)
