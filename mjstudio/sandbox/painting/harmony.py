"""Fitting new paint to the picture around it, as a painter mixes on the same palette."""

from PIL import Image, ImageStat

SHARE = 0.7
"""How far the new part's light and colour move towards the old part's, 0..1."""


def harmonised(
    replacement: Image.Image, source: Image.Image, mask: Image.Image, share: float = SHARE
) -> Image.Image:
    """Move the colours of a replacement towards what it replaces.

    Args:
        replacement: the new picture, "RGB".
        source: the picture that it goes into, of the same size.
        mask: "L", of the same size; 128 and more is replaced.
        share: how far, 0 not at all, 1 to the same mean and contrast.

    Returns:
        The replacement with each channel's mean and deviation inside the mask moved.
    """
    inside = mask.point([0] * 128 + [255] * 128)
    if inside.getbbox() is None:
        return replacement
    new, old = ImageStat.Stat(replacement, inside), ImageStat.Stat(source.convert("RGB"), inside)
    table: list[int] = []
    for channel in range(3):
        # A flat sky must not flatten what comes into it, nor a flat thing be torn apart.
        contrast = min(max((old.stddev[channel] + 12) / (new.stddev[channel] + 12), 0.8), 1.3)
        for value in range(256):
            fitted = (value - new.mean[channel]) * contrast + old.mean[channel]
            moved = value + share * (fitted - value)
            table.append(round(min(max(moved, 0.0), 255.0)))
    return replacement.point(table)
