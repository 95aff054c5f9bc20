"""One straight stretch of a round brush, and how Qt paints it with hard edges.

The mask and the overlay on the screen are painted by the same `paint_stroke`, so that they agree
without one being resampled from the other. Rejected: antialiased edges. They cost four times as
much, and JPEG flips such pixels at the threshold of the service.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

MIN_DIAMETER = 1
MAX_DIAMETER = 1024
_CRESCENT_FROM = 96
"""Painted pixels of diameter from which filling the crescent alone is faster."""
_DOT = 1 / 128
_STRIP = 90
_OVERLAP = 2
"""Painted pixels by which a crescent overlaps what is there, against seams of rounding."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A round brush drawn from (x0, y0) to (x1, y1), everything in picture pixels.

    Both ends may be the same point, and may lie anywhere, also far outside the picture.
    `add` paints, otherwise the stroke erases. `joined` says that the disc at (x0, y0) was painted
    just so before; a large brush then fills only what it newly covers, a twentieth of its area.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    diameter: float
    add: bool = True
    joined: bool = False

    def bounds(self) -> QRect:
        """The pixels that the stroke may change: its true bounds and a pixel of rounding."""
        x0, y0, x1, y1 = self.x0, self.y0, self.x1, self.y1
        reach = self.diameter / 2
        back_x = back_y = reach
        if self.joined and self.diameter >= _CRESCENT_FROM:
            # The disc at the start is painted: behind it, only the sides of the way are new.
            length = math.hypot(x1 - x0, y1 - y0) or 1.0
            back_x *= abs(y1 - y0) / length
            back_y *= abs(x1 - x0) / length
        if x0 <= x1:
            left, right = x0 - back_x, x1 + reach
        else:
            left, right = x1 - reach, x0 + back_x
        if y0 <= y1:
            top, bottom = y0 - back_y, y1 + reach
        else:
            top, bottom = y1 - reach, y0 + back_y
        near_x, near_y = math.floor(left - 1), math.floor(top - 1)
        return QRect(near_x, near_y, math.ceil(right + 1) - near_x, math.ceil(bottom + 1) - near_y)

    def within(self, width: int, height: int) -> "Stroke | None":
        """The part that can touch a picture of that size; None where no part can.

        What is cut off lies further from the picture than the brush reaches, so the same pixels
        are painted; but Qt's rasteriser loses its way beyond some 32,000 pixels.
        Raises ValueError for points or diameters that are not numbers of a sensible size.
        """
        if not MIN_DIAMETER <= self.diameter <= MAX_DIAMETER:
            raise ValueError(f"no brush of {self.diameter} pixels")
        reach = self.diameter / 2 + 2
        low_x, low_y, high_x, high_y = -reach, -reach, width + reach, height + reach
        if (
            low_x <= self.x0 <= high_x
            and low_x <= self.x1 <= high_x
            and low_y <= self.y0 <= high_y
            and low_y <= self.y1 <= high_y
        ):
            return self
        if not all(map(math.isfinite, (self.x0, self.y0, self.x1, self.y1))):
            raise ValueError("a stroke needs finite points")
        dx, dy = self.x1 - self.x0, self.y1 - self.y0
        enter, leave = 0.0, 1.0
        for start, step, low, high in (
            (self.x0, dx, low_x, high_x),
            (self.y0, dy, low_y, high_y),
        ):
            if step == 0:
                if not low <= start <= high:
                    return None
                continue
            first, last = sorted(((low - start) / step, (high - start) / step))
            enter, leave = max(enter, first), min(leave, last)
        if enter > leave:
            return None
        return Stroke(
            self.x0 + enter * dx,
            self.y0 + enter * dy,
            self.x0 + leave * dx,
            self.y0 + leave * dy,
            self.diameter,
            self.add,
        )


@lru_cache(maxsize=16)
def _pen(rgba: int, width: float) -> QPen:
    colour = QColor.fromRgba(rgba)
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)


def paint_stroke(
    painter: QPainter, stroke: Stroke, colour: QColor, width: float, scale: float = 1.0
) -> None:
    """Paint a stroke `width` wide, replacing what was there.

    The painter has no antialiasing, and paints `scale` pixels for one of the picture.
    """
    # Source replaces: a half-transparent pen would grow darker wherever segments overlap.
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    if stroke.joined and width * scale >= _CRESCENT_FROM:
        painter.fillPath(_crescent(stroke, width / 2, _OVERLAP / scale), colour)
    else:
        painter.setPen(_pen(colour.rgba(), width))
        _draw(painter, stroke)


def paint_in_strips(painter: QPainter, stroke: Stroke, colour: QColor, area: QRect) -> None:
    """As paint_stroke, onto 8 bits a pixel, within an area.

    Qt shares out a fill of 8 bits among threads above some 95 rows; waking them takes longer than
    the fill, and far longer on a busy machine.
    """
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    crescent = None
    if stroke.joined and stroke.diameter >= _CRESCENT_FROM:
        crescent = _crescent(stroke, stroke.diameter / 2, _OVERLAP)
    else:
        painter.setPen(_pen(colour.rgba(), stroke.diameter))
    left, width = area.left(), area.width()
    for top in range(area.top(), area.bottom() + 1, _STRIP):
        painter.setClipRect(left, top, width, min(_STRIP, area.bottom() + 1 - top))
        if crescent is None:
            _draw(painter, stroke)
        else:
            painter.fillPath(crescent, colour)


def _draw(painter: QPainter, stroke: Stroke) -> None:
    if abs(stroke.x0 - stroke.x1) < _DOT and abs(stroke.y0 - stroke.y1) < _DOT:
        # Qt paints no line at all, be its pen ever so wide, where it is hardly longer than zero.
        painter.drawPoint(QPointF(stroke.x0, stroke.y0))
    else:
        painter.drawLine(QPointF(stroke.x0, stroke.y0), QPointF(stroke.x1, stroke.y1))


def _crescent(stroke: Stroke, radius: float, overlap: float) -> QPainterPath:
    """What a disc newly covers on its way, and `overlap` more."""
    dx, dy = stroke.x1 - stroke.x0, stroke.y1 - stroke.y0
    length = math.hypot(dx, dy) or 1.0
    side_x, side_y = -dy / length * radius, dx / length * radius
    heading = -math.degrees(math.atan2(dy, dx))
    inner = radius - overlap
    path = QPainterPath(QPointF(stroke.x0 - side_x, stroke.y0 - side_y))
    path.arcTo(_square(stroke.x1, stroke.y1, radius), heading + 90, -180)
    path.lineTo(stroke.x0 + side_x, stroke.y0 + side_y)
    path.arcTo(_square(stroke.x0, stroke.y0, inner), heading - 90, 180)
    path.closeSubpath()
    return path


def _square(x: float, y: float, radius: float) -> QRectF:
    return QRectF(x - radius, y - radius, 2 * radius, 2 * radius)
