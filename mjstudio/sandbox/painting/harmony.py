"""Matching new paint to the picture around it, like mixing on the same palette."""

from PIL import Image, ImageStat

SHARE = 0.7
"""How far the new part's brightness and colour move towards the old part's, 0..1."""


def harmonised(
    replacement: Image.Image, source: Image.Image, mask: Image.Image, share: float = SHARE
) -> Image.Image:
    """Move the colours of a replacement towards those it replaces.

    Args:
        replacement: the new picture, "RGB".
        source: the picture that receives it, of the same size.
        mask: "L", of the same size; pixels of 128 and more are replaced.
        share: 0 changes nothing, 1 matches mean and contrast.

    Returns:
        The replacement, each channel's mean and standard deviation inside the mask moved.
    """
    inside = mask.point([0] * 128 + [255] * 128)
    if inside.getbbox() is None:
        return replacement
    new, old = ImageStat.Stat(replacement, inside), ImageStat.Stat(source.convert("RGB"), inside)
    table: list[int] = []
    for channel in range(3):
        # A flat sky must not flatten the new part, and a busy source must not overdrive it.
        contrast = min(max((old.stddev[channel] + 12) / (new.stddev[channel] + 12), 0.8), 1.3)
        for value in range(256):
            fitted = (value - new.mean[channel]) * contrast + old.mean[channel]
            moved = value + share * (fitted - value)
            table.append(round(min(max(moved, 0.0), 255.0)))
    return replacement.point(table)
