"""A picture at full, half, quarter … size, so that zooming out reads few pixels.

The halves are made on the GUI thread in strips of some 3 ms. Rejected: a worker. QImage.scaled and
QPainter hold the interpreter lock there and starve the window for the whole level, and Pillow's
reduce, which releases it, takes twelve times as long.
"""

import math

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

_STRIP_PIXELS = 800_000
_SMALLEST = 512
"""A level of this side or less is not halved again."""


class Pyramid:
    """A picture and its halves. `level` always answers, with what is ready."""

    def __init__(self, picture: QImage) -> None:
        self._levels = [picture]
        self._growing: QImage | None = None
        self._rows = 0

    def grow(self) -> bool:
        """Make a strip of the next half; False once all are made."""
        source = self._levels[-1]
        if max(source.width(), source.height()) <= _SMALLEST:
            return False
        if self._growing is None:
            width, height = max(1, source.width() // 2), max(1, source.height() // 2)
            alpha = source.hasAlphaChannel()
            form = (
                QImage.Format.Format_ARGB32_Premultiplied if alpha else QImage.Format.Format_RGB32
            )
            self._growing, self._rows = QImage(width, height, form), 0
        half = self._growing
        strip = max(1, _STRIP_PIXELS // half.width())
        painter = QPainter(half)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.setClipRect(QRect(0, self._rows, half.width(), strip))
        painter.drawImage(half.rect(), source)
        painter.end()
        self._rows += strip
        if self._rows >= half.height():
            self._levels.append(half)
            self._growing = None
        return True

    @property
    def height(self) -> int:
        """How many levels are ready."""
        return len(self._levels)

    def level(self, zoom: float) -> QImage:
        """The smallest ready level that has at least the pixels that a zoom shows."""
        wanted = math.floor(-math.log2(zoom)) if zoom < 1 else 0
        return self._levels[min(wanted, len(self._levels) - 1)]
