"""What changed outside the mask: how much, how far, and a heat map of where."""

from dataclasses import dataclass

from PIL import Image, ImageChops

from mjstudio.texts import _
from mjstudio.texts.amounts import percent

NOTICED = 8
"""A pixel counts as changed when one of its channels differs by more than this, of 255."""

_WHITE = 128
_GROUND = 0.35
_MAP = ((0, (70, 20, 110)), (64, (226, 60, 90)), (160, (255, 176, 40)), (255, (255, 250, 190)))
_GAIN = 4
"""The heat map amplifies differences fourfold: visible changes are numerically small."""


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """Two pictures compared outside a mask.

    `worst` is an L image: the largest difference of any channel at each pixel outside the mask,
    0 inside it. `share` is the part of the pixels outside that changed by more than `NOTICED`,
    0..1; `largest` the largest difference, 0..255.
    """

    worst: Image.Image
    share: float
    largest: int

    @property
    def words(self) -> str:
        """Return the figures as one sentence."""
        if not self.largest:
            return _("Nothing changed outside the mask.")
        if not self.share:
            return _(
                "Outside the mask no pixel changed by more than {limit} of 255; "
                "the largest difference is {largest}."
            ).format(limit=NOTICED, largest=self.largest)
        digits = 2 if self.share < 0.01 else 1
        return _(
            "{share} of the pixels outside the mask changed; "
            "the largest difference is {largest} of 255."
        ).format(share=percent(self.share * 100, digits), largest=self.largest)


def outside_of(mask: Image.Image) -> Image.Image:
    """Return 255 where a grayscale mask keeps the picture, 0 where it is redrawn."""
    return mask.point([255] * _WHITE + [0] * (256 - _WHITE))


def difference_outside(before: Image.Image, after: Image.Image, mask: Image.Image) -> Difference:
    """Compare two pictures at the size of `before`, resizing the others. Any thread.

    `before` and `after` are RGB; `mask` is L: values of 128 and more were redrawn.
    """
    size = before.size
    if after.size != size:
        after = after.resize(size, Image.Resampling.LANCZOS)
    if mask.size != size:
        mask = mask.resize(size, Image.Resampling.NEAREST)
    red, green, blue = ImageChops.difference(before, after).split()
    worst = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    outside = outside_of(mask)
    worst = ImageChops.darker(worst, outside)
    counts = worst.histogram()
    pixels = outside.histogram()[255]
    changed = sum(counts[NOTICED + 1 :])
    largest = max((value for value in range(256) if counts[value]), default=0)
    return Difference(worst, changed / pixels if pixels else 0.0, largest)


def heat(before: Image.Image, difference: Difference) -> Image.Image:
    """Return the darkened RGB picture with a heat map of the difference. Any thread."""
    ground = before.point([round(value * _GROUND) for value in range(256)] * 3)
    hot = Image.merge("RGB", [difference.worst.point(channel) for channel in _palette()])
    seen = difference.worst.point([0] + [min(255, 96 + _GAIN * value) for value in range(1, 256)])
    return Image.composite(hot, ground, seen)


def _palette() -> list[list[int]]:
    channels: list[list[int]] = [[], [], []]
    for value in range(256):
        at = min(255, value * _GAIN)
        upper = next(i for i, (stop, _colour) in enumerate(_MAP) if at <= stop)
        (low, cold), (high, warm) = _MAP[max(0, upper - 1)], _MAP[upper]
        part = (at - low) / (high - low) if high > low else 0.0
        for channel, (a, b) in zip(channels, zip(cold, warm, strict=True), strict=True):
            channel.append(round(a + (b - a) * part))
    return channels
