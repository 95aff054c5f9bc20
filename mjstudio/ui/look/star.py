"""The artist's mark on a picture: a star that is filled, or an outline that offers itself."""

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

from mjstudio.ui.look.icons import Ground, IconEngine, Mode, State, pixmap
from mjstudio.ui.look.tokens import Tokens, with_alpha

SIZE = 24
"""Diameter of the round ground behind the star, in points; also the click target."""

FILLED = "#f2b84b"
"""The star is on pictures, not on a theme's background: the same in dark and light."""

_OUTLINE = "#ececee"


def star_icon() -> QIcon:
    """The star of a button: an outline, filled while the button is on."""
    return QIcon(IconEngine(_draw_icon))


def _draw_icon(tokens: Tokens, mode: Mode, state: State, side: int, ratio: float) -> QPixmap:
    if state is State.On:
        return _full(tokens.warning, side, ratio)
    return pixmap("star", Ground.PANEL.colour(tokens, mode, state), side, ratio)


@lru_cache(maxsize=16)
def _full(outline: str, side: int, ratio: float) -> QPixmap:
    size = round(side * ratio)
    result = QPixmap(size, size)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(outline), size / 16))
    painter.setBrush(QColor(FILLED))
    painter.drawPolygon(_star(QPointF(size / 2, size / 2 + size / 32), size * 0.44))
    painter.end()
    result.setDevicePixelRatio(ratio)
    return result


def star_place(area: QRectF) -> QRectF:
    """The rectangle of a thumbnail's star, in its upper right corner."""
    return QRectF(area.right() - SIZE - 4, area.top() + 4, SIZE, SIZE)


def paint_star(painter: QPainter, place: QRectF, *, filled: bool) -> None:
    """Draw a star on its dark ground."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(with_alpha("#131316", 0.72))
    painter.drawEllipse(place)
    if filled:
        painter.setBrush(QColor(FILLED))
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(_OUTLINE), 1.4))
    painter.drawPolygon(_star(place.center(), place.width() * 0.33))
    painter.restore()


def _star(centre: QPointF, radius: float) -> QPolygonF:
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.44
        angle = math.pi * (corner / 5 - 0.5)
        points.append(centre + QPointF(reach * math.cos(angle), reach * math.sin(angle)))
    return QPolygonF(points)
