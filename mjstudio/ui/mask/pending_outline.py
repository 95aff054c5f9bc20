"""The outline that is being drawn: black and white dashes, seen on any picture."""

import math

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QTransform

from mjstudio.ui.canvas.viewport import Viewport

_BLACK, _WHITE = Qt.GlobalColor.black, Qt.GlobalColor.white
_ROOM = 3
"""Widget pixels around the outline that its line may touch."""
_DASHES = (4.0, 4.0)


class PendingOutline:
    """An outline in picture pixels as one view shows it."""

    def __init__(self) -> None:
        self._path: QPainterPath | None = None

    def follow(self, path: QPainterPath | None, view: Viewport) -> QRect:
        """Take another outline or view; the widget pixels to be painted again."""
        before = self.bounds()
        self._path = None
        if path is not None:
            scale = view.zoom / view.ratio
            left, top = view.corner.x() / view.ratio, view.corner.y() / view.ratio
            self._path = QTransform(scale, 0, 0, scale, left, top).map(path)
        return before.united(self.bounds())

    def bounds(self) -> QRect:
        """The widget pixels that it touches; empty for none."""
        if self._path is None:
            return QRect()
        box = self._path.boundingRect()
        left, top = math.floor(box.left()) - _ROOM, math.floor(box.top()) - _ROOM
        right, bottom = math.ceil(box.right()) + _ROOM, math.ceil(box.bottom()) + _ROOM
        return QRect(left, top, right - left, bottom - top)

    def paint(self, painter: QPainter, area: QRect) -> None:
        """Draw the part of it inside an area of the widget."""
        if self._path is None:
            return
        painter.setClipRect(QRectF(area))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, dashes in ((_BLACK, ()), (_WHITE, _DASHES)):
            pen = QPen(colour, 1.5)
            if dashes:
                pen.setDashPattern(dashes)
                pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            painter.drawPath(self._path)
