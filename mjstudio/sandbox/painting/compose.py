"""Pictures derived from finished ones: the 2x2 grid, a preview of the job, the average colour."""

import random
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageFilter

from mjstudio.sandbox.painting.colour import Colour, from_lab, to_lab


def compose_grid(quarters: Sequence[Image.Image]) -> Image.Image:
    """Arrange four pictures in a 2x2 grid: 1 top left, 2 top right, 3 bottom left, 4 bottom right.

    Raises:
        ValueError: there are not exactly four, or their sizes differ.
    """
    if len(quarters) != 4 or len({quarter.size for quarter in quarters}) != 1:
        message = "a grid takes exactly four pictures of one size"
        raise ValueError(message)
    width, height = quarters[0].size
    grid = Image.new("RGB", (2 * width, 2 * height))
    for i, quarter in enumerate(quarters):
        grid.paste(quarter.convert("RGB"), (i % 2 * width, i // 2 * height))
    return grid


def preview(picture: Image.Image, progress: int, size: tuple[int, int]) -> Image.Image:
    """Return a preview of a picture that is still being made.

    Args:
        picture: the finished picture.
        progress: 0..100; blur and noise decrease as it rises.
        size: the preview's size in pixels.
    """
    missing = 1.0 - min(100, max(0, progress)) / 100
    small = picture.convert("RGB").resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    blurred = small.filter(ImageFilter.GaussianBlur(min(size) * 0.09 * missing**1.2))
    # Blotches rather than pixel noise: early previews look like stains that gather into shapes.
    width, height = max(1, size[0] // 9), max(1, size[1] // 9)
    blotches = Image.frombytes(
        "RGB", (width, height), random.Random(7).randbytes(3 * width * height)
    )
    amount = 30 * missing**1.5
    blotches = blotches.point([round(128 + (i - 127.5) / 127.5 * amount) for i in range(256)] * 3)
    noise = blotches.resize(size, Image.Resampling.BICUBIC)
    return ImageChops.add(blurred, noise, 1, -128)


def average_colour(picture: Image.Image) -> Colour:
    """Return a picture's typical colour, saturated (grey for a grey picture)."""
    small = picture.convert("RGB").resize((24, 24), Image.Resampling.BOX)
    data = small.tobytes()
    light = total_a = total_b = weights = 0.0
    for i in range(0, len(data), 3):
        lightness, a, b = to_lab((data[i], data[i + 1], data[i + 2]))
        chroma = (a * a + b * b) ** 0.5
        # Weight by chroma: colourful areas characterise a picture, dark and pale ones barely do.
        weight = chroma * chroma + 1e-5
        light += weight * lightness
        total_a += weight * a
        total_b += weight * b
        weights += weight
    lightness, a, b = light / weights, total_a / weights, total_b / weights
    chroma = (a * a + b * b) ** 0.5
    boost = min(2.0, max(1.0, 0.13 / chroma)) if chroma > 0.012 else 1.0
    return from_lab((min(0.75, max(0.45, lightness)), a * boost, b * boost))
