"""A picture at full size and successive halves, so that drawing it small needs no resampling.

Drawing from the next larger level costs the same at every picture size, and never shimmers.
Pillow's `reduce` releases the GIL, `QImage.scaled` holds it; the bytes are passed without a
conversion, because averaging does not care which channel is red. The worker that decodes the
picture makes all levels. Rejected: halving with QPainter in strips between the window's events,
which takes a twelfth of the work, but all of it on the GUI thread.
"""

from dataclasses import dataclass
from typing import cast

from PySide6.QtGui import QImage

SMALLEST = 192


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class Pyramid:
    """The levels of one picture, full size first, each half as large as the previous one.

    With `stands_in` it is a thumbnail, shown in the picture's place until the picture is decoded.
    """

    levels: tuple[QImage, ...]
    stands_in: bool = False

    @property
    def full(self) -> QImage:
        """The picture itself."""
        return self.levels[0]

    @property
    def bytes(self) -> int:
        """Memory used by all levels."""
        return sum(level.sizeInBytes() for level in self.levels)

    def level_for(self, scale: float) -> QImage:
        """Return the smallest level that is not enlarged at `scale` device pixels per pixel."""
        best = self.levels[0]
        for level in self.levels:
            if level.width() >= self.full.width() * scale:
                best = level
        return best


def build(image: QImage) -> Pyramid:
    """Build the pyramid of a picture. Blocking, for workers."""
    from PIL import Image

    if image.format() != QImage.Format.Format_RGB32:
        image = image.convertToFormat(QImage.Format.Format_RGB32)
    levels = [image]
    size = (image.width(), image.height())
    current = Image.frombuffer("RGBX", size, cast("bytes", image.constBits()), "raw", "RGBX", 0, 1)
    while min(current.size) >= 2 * SMALLEST:
        current = current.reduce(2)
        level = QImage(current.width, current.height, QImage.Format.Format_RGB32)
        # Pasted straight into Qt's memory: `tobytes` and a copy would hold the GIL for 8 ms.
        target = Image.frombuffer(
            "RGBX", current.size, cast("bytes", level.bits()), "raw", "RGBX", 0, 1
        )
        target.readonly = 0
        target.paste(current)
        levels.append(level)
    return Pyramid(tuple(levels))
