"""The ring that shows which pixels the brush will touch: dark and white, seen on any picture.

It is drawn once for each size and quarter of a pixel, and then copied: an antialiased circle of
400 pixels costs more than the whole stroke under it.
"""

import math

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

LEAST = 4
"""Screen pixels: a smaller ring cannot be seen, and a cross is shown instead."""
_LARGEST_KEPT = 1200
_DARK = QColor(0, 0, 0, 190)
_WHITE = QColor(255, 255, 255)
_PHASES = 4
_ROOM = 3


class BrushRing:
    """A ring of `diameter` screen pixels; `ratio` makes its lines thicker on dense screens."""

    def __init__(self) -> None:
        self._diameter = 0.0
        self._ratio = 1.0
        self._kept: dict[tuple[int, int], QImage] = {}

    def resize(self, diameter: float, ratio: float) -> None:
        """Choose the size in screen pixels."""
        if (diameter, ratio) != (self._diameter, self._ratio):
            self._diameter, self._ratio = diameter, ratio
            self._kept.clear()

    @property
    def visible(self) -> bool:
        """Whether it is large enough to be seen."""
        return self._diameter >= LEAST

    def bounds(self, centre: QPointF) -> QRect:
        """The widget pixels that the ring at a point of the widget touches."""
        reach = self._diameter / 2 / self._ratio + _ROOM
        left, top = math.floor(centre.x() - reach), math.floor(centre.y() - reach)
        side = math.ceil(2 * reach) + 2
        return QRect(left, top, side, side)

    def paint(self, painter: QPainter, centre: QPointF) -> None:
        """Draw it at a point of the widget."""
        if self._diameter > _LARGEST_KEPT * self._ratio:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw(painter, centre, self._diameter / 2 / self._ratio, 1.0)
            return
        across, down = centre.x() * self._ratio, centre.y() * self._ratio
        left = math.floor(across * _PHASES + 0.5)
        top = math.floor(down * _PHASES + 0.5)
        image = self._image((left % _PHASES, top % _PHASES))
        reach = self._reach()
        corner = QPointF(
            (left // _PHASES - reach) / self._ratio, (top // _PHASES - reach) / self._ratio
        )
        painter.drawImage(corner, image)

    def _reach(self) -> int:
        return math.ceil(self._diameter / 2 + _ROOM * self._ratio)

    def _image(self, phase: tuple[int, int]) -> QImage:
        image = self._kept.get(phase)
        if image is None:
            reach = self._reach()
            side = 2 * reach + 1
            image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
            image.fill(Qt.GlobalColor.transparent)
            painter = QPainter(image)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            centre = QPointF(reach + phase[0] / _PHASES, reach + phase[1] / _PHASES)
            self._draw(painter, centre, self._diameter / 2, self._ratio)
            painter.end()
            image.setDevicePixelRatio(self._ratio)
            self._kept[phase] = image
        return image

    @staticmethod
    def _draw(painter: QPainter, centre: QPointF, radius: float, line: float) -> None:
        circle = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((_DARK, 3 * line), (_WHITE, line)):
            painter.setPen(QPen(colour, width))
            painter.drawEllipse(circle)
