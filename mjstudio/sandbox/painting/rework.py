"""Making a new picture from an old one: enlarged, extended beyond its edges, partly redrawn."""

import random

from PIL import Image, ImageChops, ImageFilter

from mjstudio.sandbox.painting.frame import View
from mjstudio.sandbox.painting.picture import paint
from mjstudio.sandbox.painting.scene import Scene
from mjstudio.sandbox.painting.tone import contrasted

_LANCZOS = Image.Resampling.LANCZOS


def upscaled(picture: Image.Image, factor: int, *, detail_seed: int | None = None) -> Image.Image:
    """Return a picture enlarged exactly `factor` times, with a little new texture.

    Args:
        picture: the picture to enlarge.
        factor: 1 or more.
        detail_seed: selects a different, slightly stronger texture.

    Raises:
        ValueError: the factor is below 1.
    """
    if factor < 1:
        message = f"cannot enlarge {factor} times"
        raise ValueError(message)
    width, height = picture.size[0] * factor, picture.size[1] * factor
    large = picture.convert("RGB").resize((width, height), Image.Resampling.BICUBIC)
    # Enlarging blurs a little; restore the lost detail so that reducing gives the original.
    lost = ImageChops.subtract(picture.convert("RGB"), large.reduce(factor), 1, 128)
    large = ImageChops.add(large, lost.resize(large.size, Image.Resampling.BICUBIC), 1, -128)
    amount = 2.4 if detail_seed is None else 3.4
    noise = Image.frombytes(
        "L", (width, height), random.Random(detail_seed or 0).randbytes(width * height)
    )
    noise = noise.point([round(128 + (i - 127.5) / 127.5 * amount) for i in range(256)])
    return ImageChops.add(large, Image.merge("RGB", (noise, noise, noise)), 1, -128)


def _feather(size: tuple[int, int], margins: tuple[float, float, float, float]) -> Image.Image:
    """Return a mask that fades in over margins (left, top, right, bottom) in pixels."""

    def ramp(count: int, before: float, after: float) -> bytes:
        values = []
        for i in range(count):
            rise = (i + 0.5) / before if before else 1.0
            fall = (count - i - 0.5) / after if after else 1.0
            share = min(1.0, rise, fall)
            values.append(round(255 * share * share * (3 - 2 * share)))
        return bytes(values)

    left, top, right, bottom = margins
    across = Image.frombytes("L", (size[0], 1), ramp(size[0], left, right))
    down = Image.frombytes("L", (1, size[1]), ramp(size[1], top, bottom))
    nearest = Image.Resampling.NEAREST
    return ImageChops.darker(across.resize(size, nearest), down.resize(size, nearest))


def outpainted(
    source: Image.Image,
    scene: Scene,
    view: View,
    box: tuple[float, float, float, float],
    size: tuple[int, int],
) -> Image.Image:
    """Extend a picture beyond its edges.

    Args:
        source: the picture to extend.
        scene: the world around it.
        view: the part of the scene's world that the result shows.
        box: where the source goes: left, top, right, bottom as fractions of the result; parts
            beyond 0..1 are cropped.
        size: the result's size in pixels.

    Returns:
        The scene with the source in place, blended along a border of less than 3 %.

    Raises:
        ValueError: the box is empty.
    """
    width, height = size
    left, top, right, bottom = box[0] * width, box[1] * height, box[2] * width, box[3] * height
    if right - left < 1e-6 or bottom - top < 1e-6:
        message = "the box of the source is empty"
        raise ValueError(message)
    result = paint(scene, size, view)
    x0, y0 = max(0, round(left)), max(0, round(top))
    x1, y1 = min(width, round(right)), min(height, round(bottom))
    if x1 <= x0 or y1 <= y0:
        return result
    scale_x, scale_y = source.size[0] / (right - left), source.size[1] / (bottom - top)
    # Rounding the box to whole pixels crops less than one pixel of the source.
    part = (
        min(max(0.0, (x0 - left) * scale_x), source.size[0] - 1e-3),
        min(max(0.0, (y0 - top) * scale_y), source.size[1] - 1e-3),
        min(float(source.size[0]), (x1 - left) * scale_x),
        min(float(source.size[1]), (y1 - top) * scale_y),
    )
    inner = source.convert("RGB").resize((x1 - x0, y1 - y0), _LANCZOS, box=part)
    edge = 0.027 * min(right - left, bottom - top)
    # No blending is needed where the source reaches the result's own border.
    margins = (
        edge if x0 > 0 else 0.0,
        edge if y0 > 0 else 0.0,
        edge if x1 < width else 0.0,
        edge if y1 < height else 0.0,
    )
    result.paste(inner, (x0, y0), _feather(inner.size, margins))
    return result


def redrawn(source: Image.Image, mask: Image.Image, replacement: Image.Image) -> Image.Image:
    """Replace the masked part of a picture.

    Args:
        source: the picture, "RGB", "RGBA" or "L".
        mask: "L"; pixels of 128 and more are replaced, with a soft edge inside that area.
        replacement: what to put there, the same size as the source.

    Returns:
        A picture that equals the source bit for bit wherever the mask is below 128.

    Raises:
        ValueError: an unsupported mode, or sizes that differ.
    """
    if mask.mode != "L" or source.mode not in ("RGB", "RGBA", "L"):
        message = f"cannot redraw {source.mode} by a mask of mode {mask.mode}"
        raise ValueError(message)
    if not source.size == mask.size == replacement.size:
        message = f"sizes differ: {source.size}, mask {mask.size}, new {replacement.size}"
        raise ValueError(message)
    inside = mask.point([0] * 128 + [255] * 128)
    radius = max(1, round(min(source.size) * 0.009))
    near = inside.filter(ImageFilter.BoxBlur(radius))
    soft = contrasted(near, 0.42, 0.97)
    # Areas narrower than the soft edge would never be fully replaced, so they get a hard edge.
    core = near.point([0] * 254 + [255] * 2)
    reached = core.filter(ImageFilter.BoxBlur(3 * radius)).point([255] * 4 + [0] * 252)
    alpha = ImageChops.multiply(ImageChops.lighter(soft, reached), inside)
    return Image.composite(replacement.convert(source.mode), source, alpha)
