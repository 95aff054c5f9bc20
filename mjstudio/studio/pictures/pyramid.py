"""A picture at full size and at halves of it, so that it is drawn small without being resampled.

Drawing from the nearest larger level costs the same at every picture size and shimmers at none.
Pillow's `reduce` releases the interpreter's lock, `QImage.scaled` holds it; the bytes are handed
over without a conversion, since an average does not care which channel is red. All levels are made
in the worker that decodes the picture. Rejected: halving with QPainter in strips between the
window's events, a twelfth of the work in total but all of it on the GUI thread.
"""

from dataclasses import dataclass
from typing import cast

from PySide6.QtGui import QImage

SMALLEST = 192


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class Pyramid:
    """The levels of one picture, the full one first; each half as large as the one before.

    One that `stands_in` is a thumbnail, shown in the picture's place until that is decoded.
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
        """The smallest level that is not enlarged at `scale` device pixels for each pixel."""
        best = self.levels[0]
        for level in self.levels:
            if level.width() >= self.full.width() * scale:
                best = level
        return best


def build(image: QImage) -> Pyramid:
    """The pyramid of a picture. Blocking, for workers."""
    from PIL import Image

    if image.format() != QImage.Format.Format_RGB32:
        image = image.convertToFormat(QImage.Format.Format_RGB32)
    levels = [image]
    size = (image.width(), image.height())
    current = Image.frombuffer("RGBX", size, cast("bytes", image.constBits()), "raw", "RGBX", 0, 1)
    while min(current.size) >= 2 * SMALLEST:
        current = current.reduce(2)
        level = QImage(current.width, current.height, QImage.Format.Format_RGB32)
        # Pasted straight into Qt's memory: `tobytes` and a copy would hold the lock for 8 ms.
        target = Image.frombuffer(
            "RGBX", current.size, cast("bytes", level.bits()), "raw", "RGBX", 0, 1
        )
        target.readonly = 0
        target.paste(current)
        levels.append(level)
    return Pyramid(tuple(levels))
