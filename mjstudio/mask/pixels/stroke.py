"""One straight stretch of a round brush, and how Qt paints it with hard edges.

The mask and what the screen shows of it are painted from the same outlines, so that they agree
without one being resampled from the other. Rejected: antialiased edges. They cost four times as
much, and JPEG flips such pixels at the threshold of the service.
"""

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPen

MIN_DIAMETER = 1
MAX_DIAMETER = 1024
_CRESCENT_FROM = 96
"""Painted pixels of diameter from which filling the crescent alone is faster."""
_DOT = 1 / 128
_GAPLESS = 1.5
"""Painted pixels of width from which a filled outline covers a centre in every row."""
_STRIP = 90
_OVERLAP = 2
"""Painted pixels by which a crescent overlaps what is there, against seams of rounding."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A round brush drawn from (x0, y0) to (x1, y1), everything in picture pixels.

    Both ends may be the same point, and may lie anywhere, also far outside the picture.
    `add` paints, otherwise the stroke erases. `joined` says that the disc at (x0, y0) was painted
    just so before; a large brush then fills only what it newly covers, a twentieth of its area.
    `begins` is the diameter at (x0, y0) where it is another than at the end; 0 for the same.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    diameter: float
    add: bool = True
    joined: bool = False
    begins: float = 0.0

    @property
    def tapered(self) -> bool:
        """Whether the stroke grows thicker or thinner on its way."""
        return self.begins not in (0.0, self.diameter)

    def bounds(self) -> QRect:
        """The pixels that the stroke may change: its true bounds and a pixel of rounding."""
        x0, y0, x1, y1 = self.x0, self.y0, self.x1, self.y1
        reach = self.diameter / 2
        back_x = back_y = (self.begins or self.diameter) / 2
        if self.joined and self.diameter >= _CRESCENT_FROM and not self.tapered:
            # The disc at the start is painted already: only the sides of the path are new.
            length = math.hypot(x1 - x0, y1 - y0) or 1.0
            back_x *= abs(y1 - y0) / length
            back_y *= abs(x1 - x0) / length
        left, right = min(x0 - back_x, x1 - reach), max(x0 + back_x, x1 + reach)
        top, bottom = min(y0 - back_y, y1 - reach), max(y0 + back_y, y1 + reach)
        near_x, near_y = math.floor(left - 1), math.floor(top - 1)
        return QRect(near_x, near_y, math.ceil(right + 1) - near_x, math.ceil(bottom + 1) - near_y)

    def scaled(self, scale: float, left: float, top: float) -> "Stroke":
        """The same on a screen with `scale` pixels for one, where the picture lies at a corner."""
        return Stroke(
            self.x0 * scale + left,
            self.y0 * scale + top,
            self.x1 * scale + left,
            self.y1 * scale + top,
            self.diameter * scale,
            self.add,
            self.joined,
            self.begins * scale,
        )

    def within(self, width: int, height: int) -> "Stroke | None":
        """The part that can touch a picture of that size; None where no part can.

        What is cut off lies further from the picture than the brush reaches, so the same pixels
        are painted; but Qt's rasteriser fails beyond some 32,000 pixels.
        Raises ValueError for points or diameters that are not numbers of a sensible size.
        """
        first = self.begins or self.diameter
        for diameter in (first, self.diameter):
            if not MIN_DIAMETER <= diameter <= MAX_DIAMETER:
                raise ValueError(f"no brush of {diameter} pixels")
        reach = max(first, self.diameter) / 2 + 2
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
            near, far = sorted(((low - start) / step, (high - start) / step))
            enter, leave = max(enter, near), min(leave, far)
        if enter > leave:
            return None
        return Stroke(
            self.x0 + enter * dx,
            self.y0 + enter * dy,
            self.x0 + leave * dx,
            self.y0 + leave * dy,
            first + leave * (self.diameter - first),
            self.add,
            begins=first + enter * (self.diameter - first),
        )


def paint_stroke(painter: QPainter, stroke: Stroke, paint: QBrush, area: QRect) -> None:
    """Paint a stroke within an area, in the painter's pixels, at least one wide.

    The painter is fresh. What it paints on has 8 bits, or the paint is an opaque picture: Qt
    shares out such fills among threads above some 95 rows, hence the strips. Waking the threads
    takes longer than the fill, and far longer on a busy machine.
    """
    path = _path(stroke)
    # Below one pixel Qt would paint fainter rather than thinner.
    width = max(stroke.diameter, 1.0) if path is None else 1.0
    line = path is None or _thin(stroke)
    if line:
        cap = Qt.PenCapStyle.RoundCap
        painter.setPen(QPen(paint, width, Qt.PenStyle.SolidLine, cap))
    if path is None and area.height() <= _STRIP:
        _draw(painter, stroke)
        return
    left, wide = area.left(), area.width()
    for top in range(area.top(), area.bottom() + 1, _STRIP):
        painter.setClipRect(left, top, wide, min(_STRIP, area.bottom() + 1 - top))
        if path is not None:
            painter.fillPath(path, paint)
        if line:
            _draw(painter, stroke)


def _path(stroke: Stroke) -> QPainterPath | None:
    """The outline to fill; None where a pen line does it."""
    if stroke.tapered:
        return _tapered(stroke)
    if stroke.joined and stroke.diameter >= _CRESCENT_FROM:
        return _crescent(stroke)
    return None


def _thin(stroke: Stroke) -> bool:
    """Whether a part of it may pass between the centres of pixels: a line then fills the gaps."""
    return stroke.tapered and min(stroke.begins, stroke.diameter) < _GAPLESS


def _draw(painter: QPainter, stroke: Stroke) -> None:
    if abs(stroke.x0 - stroke.x1) < _DOT and abs(stroke.y0 - stroke.y1) < _DOT:
        # Qt paints no line at all, be its pen ever so wide, where it is hardly longer than zero.
        painter.drawPoint(QPointF(stroke.x0, stroke.y0))
    else:
        painter.drawLine(QPointF(stroke.x0, stroke.y0), QPointF(stroke.x1, stroke.y1))


def _crescent(stroke: Stroke) -> QPainterPath:
    """What a disc newly covers on its way, and a little more."""
    radius = stroke.diameter / 2
    dx, dy = stroke.x1 - stroke.x0, stroke.y1 - stroke.y0
    length = math.hypot(dx, dy) or 1.0
    side_x, side_y = -dy / length * radius, dx / length * radius
    heading = -math.degrees(math.atan2(dy, dx))
    inner = radius - _OVERLAP
    path = QPainterPath(QPointF(stroke.x0 - side_x, stroke.y0 - side_y))
    path.arcTo(_square(stroke.x1, stroke.y1, radius), heading + 90, -180)
    path.lineTo(stroke.x0 + side_x, stroke.y0 + side_y)
    path.arcTo(_square(stroke.x0, stroke.y0, inner), heading - 90, 180)
    path.closeSubpath()
    return path


def _tapered(stroke: Stroke) -> QPainterPath:
    """The hull of the discs at both ends: every disc on the way, growing evenly, fills just it."""
    first, last = max(stroke.begins, 1.0) / 2, max(stroke.diameter, 1.0) / 2
    dx, dy = stroke.x1 - stroke.x0, stroke.y1 - stroke.y0
    length = math.hypot(dx, dy)
    path = QPainterPath()
    if length <= abs(last - first):
        at = (stroke.x1, stroke.y1) if last >= first else (stroke.x0, stroke.y0)
        path.addEllipse(_square(*at, max(first, last)))
        return path
    heading = -math.degrees(math.atan2(dy, dx))
    # Between the way and the radii to where the straight sides touch both discs.
    opening = math.degrees(math.acos((first - last) / length))
    end, start = _square(stroke.x1, stroke.y1, last), _square(stroke.x0, stroke.y0, first)
    path.arcMoveTo(end, heading - opening)
    path.arcTo(end, heading - opening, 2 * opening)
    path.arcTo(start, heading + opening, 360 - 2 * opening)
    path.closeSubpath()
    return path


def _square(x: float, y: float, radius: float) -> QRectF:
    return QRectF(x - radius, y - radius, 2 * radius, 2 * radius)
