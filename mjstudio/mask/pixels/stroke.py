"""One straight segment of a round brush stroke, and how Qt paints it with hard edges.

The mask and its display on screen are painted from the same outlines, so they agree without
resampling one from the other. Rejected: antialiased edges. They take four times as long, and JPEG
pushes such pixels across the service's threshold.
"""

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPen

MIN_DIAMETER = 1
MAX_DIAMETER = 1024
_CRESCENT_FROM = 96
"""Diameter in painted pixels from which filling only the crescent is faster."""
_DOT = 1 / 128
_GAPLESS = 1.5
"""Width in painted pixels from which a filled outline covers a pixel centre in every row."""
_STRIP = 90
_OVERLAP = 2
"""Overlap in painted pixels between a crescent and the previous disc, to avoid seams."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A round brush drawn from (x0, y0) to (x1, y1), everything in picture pixels.

    The ends may coincide, and may be anywhere, even far outside the picture. `add` paints,
    otherwise the stroke erases. `joined` means that an identical disc was already painted at (x0,
    y0); a large brush then fills only what it newly covers, a twentieth of its area. `begins` is
    the diameter at (x0, y0) if it differs from the one at the end, else 0.
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
        """Whether the diameter changes along the stroke."""
        return self.begins not in (0.0, self.diameter)

    def bounds(self) -> QRect:
        """The pixels that the stroke may change: its exact bounds plus one pixel for rounding."""
        x0, y0, x1, y1 = self.x0, self.y0, self.x1, self.y1
        reach = self.diameter / 2
        back_x = back_y = (self.begins or self.diameter) / 2
        if self.joined and self.diameter >= _CRESCENT_FROM and not self.tapered:
            # The starting disc is already painted, so only the sides of the path are new.
            length = math.hypot(x1 - x0, y1 - y0) or 1.0
            back_x *= abs(y1 - y0) / length
            back_y *= abs(x1 - x0) / length
        left, right = min(x0 - back_x, x1 - reach), max(x0 + back_x, x1 + reach)
        top, bottom = min(y0 - back_y, y1 - reach), max(y0 + back_y, y1 + reach)
        near_x, near_y = math.floor(left - 1), math.floor(top - 1)
        return QRect(near_x, near_y, math.ceil(right + 1) - near_x, math.ceil(bottom + 1) - near_y)

    def scaled(self, scale: float, left: float, top: float) -> "Stroke":
        """Return the stroke in screen pixels, given the scale and the picture's top left corner."""
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
        """Return the part that can touch a picture of that size; None if no part can.

        What is cut off is further from the picture than the brush reaches, so the same pixels are
        painted; but Qt's rasteriser fails beyond some 32,000 pixels.
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
    """Paint a stroke within an area, in the painter's pixels, at least one pixel wide.

    Expects a painter in its initial state, on a device with 8 bits per pixel or with an opaque
    picture as paint: Qt splits such fills among threads above some 95 rows, hence the strips.
    Waking the threads takes longer than the fill, and far longer on a busy machine.
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
    """Return the outline to fill; None if a pen line is enough."""
    if stroke.tapered:
        return _tapered(stroke)
    if stroke.joined and stroke.diameter >= _CRESCENT_FROM:
        return _crescent(stroke)
    return None


def _thin(stroke: Stroke) -> bool:
    """Return whether parts may fall between pixel centres, so that a line must fill the gaps."""
    return stroke.tapered and min(stroke.begins, stroke.diameter) < _GAPLESS


def _draw(painter: QPainter, stroke: Stroke) -> None:
    if abs(stroke.x0 - stroke.x1) < _DOT and abs(stroke.y0 - stroke.y1) < _DOT:
        # Qt paints nothing for lines of almost zero length, however wide the pen.
        painter.drawPoint(QPointF(stroke.x0, stroke.y0))
    else:
        painter.drawLine(QPointF(stroke.x0, stroke.y0), QPointF(stroke.x1, stroke.y1))


def _crescent(stroke: Stroke) -> QPainterPath:
    """Return what a disc newly covers along its path, plus a small overlap."""
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
    """Return the convex hull of both end discs, which evenly growing discs between them fill."""
    first, last = max(stroke.begins, 1.0) / 2, max(stroke.diameter, 1.0) / 2
    dx, dy = stroke.x1 - stroke.x0, stroke.y1 - stroke.y0
    length = math.hypot(dx, dy)
    path = QPainterPath()
    if length <= abs(last - first):
        at = (stroke.x1, stroke.y1) if last >= first else (stroke.x0, stroke.y0)
        path.addEllipse(_square(*at, max(first, last)))
        return path
    heading = -math.degrees(math.atan2(dy, dx))
    # The angle between the path and the radii to where the straight sides touch the discs.
    opening = math.degrees(math.acos((first - last) / length))
    end, start = _square(stroke.x1, stroke.y1, last), _square(stroke.x0, stroke.y0, first)
    path.arcMoveTo(end, heading - opening)
    path.arcTo(end, heading - opening, 2 * opening)
    path.arcTo(start, heading + opening, 360 - 2 * opening)
    path.closeSubpath()
    return path


def _square(x: float, y: float, radius: float) -> QRectF:
    return QRectF(x - radius, y - radius, 2 * radius, 2 * radius)
