"""Where a picture lies in the mask canvas: zoom and scrolling, without a widget.

Zoom counts screen pixels for one picture pixel, so that 100 % is sharp at every pixel ratio. The
picture's corner lies on a whole screen pixel: scrolling then moves what is painted already.
"""

import math

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize

MIN_ZOOM, MAX_ZOOM = 0.05, 32.0
MARGIN = 24
"""Free widget pixels around a fitted picture."""
_KEPT = 48
"""Widget pixels of the picture that scrolling never takes out of sight."""


class MaskView:
    """The view's truth: sizes in, points between widget and picture out.

    Screen pixels ("device") are widget pixels times `ratio`.
    """

    def __init__(self) -> None:
        self.picture = QSize(1, 1)
        self.widget = QSize(1, 1)
        self.ratio = 1.0
        self.zoom = 1.0
        self.fitted = True
        self.margin = MARGIN
        self.corner = QPoint()
        """The picture's top left corner in screen pixels."""

    @property
    def device(self) -> QSize:
        """The widget's size in screen pixels."""
        return QSize(
            math.ceil(self.widget.width() * self.ratio),
            math.ceil(self.widget.height() * self.ratio),
        )

    def to_widget(self, point: QPointF) -> QPointF:
        """Picture pixels to widget pixels."""
        return QPointF(
            (point.x() * self.zoom + self.corner.x()) / self.ratio,
            (point.y() * self.zoom + self.corner.y()) / self.ratio,
        )

    def to_picture(self, point: QPointF) -> QPointF:
        """Widget pixels to picture pixels; also outside the picture."""
        return QPointF(*self.to_picture_xy(point.x(), point.y()))

    def to_picture_xy(self, x: float, y: float) -> tuple[float, float]:
        """As `to_picture`, for every move of the pointer."""
        corner, ratio = self.corner, self.ratio
        return (x * ratio - corner.x()) / self.zoom, (y * ratio - corner.y()) / self.zoom

    def device_rect(self, area: QRect) -> QRectF:
        """Where an area of the picture lies, in screen pixels."""
        return QRectF(
            area.x() * self.zoom + self.corner.x(),
            area.y() * self.zoom + self.corner.y(),
            area.width() * self.zoom,
            area.height() * self.zoom,
        )

    def widget_rect(self, area: QRect) -> QRect:
        """The widget pixels that show an area of the picture."""
        scale = self.zoom / self.ratio
        left, top = self.corner.x() / self.ratio, self.corner.y() / self.ratio
        x0, y0 = math.floor(area.x() * scale + left), math.floor(area.y() * scale + top)
        x1 = math.ceil((area.x() + area.width()) * scale + left)
        y1 = math.ceil((area.y() + area.height()) * scale + top)
        return QRect(x0, y0, x1 - x0, y1 - y0)

    def picture_area(self, device: QRect) -> QRect:
        """The whole picture pixels that show in an area of the screen; empty where none do."""
        left = math.floor((device.left() - self.corner.x()) / self.zoom)
        top = math.floor((device.top() - self.corner.y()) / self.zoom)
        right = math.ceil((device.right() + 1 - self.corner.x()) / self.zoom)
        bottom = math.ceil((device.bottom() + 1 - self.corner.y()) / self.zoom)
        area = QRect(left, top, right - left, bottom - top)
        return area.intersected(QRect(QPoint(), self.picture))

    def set_picture(self, size: QSize) -> None:
        """Show another picture; it is fitted where the size differs."""
        if size != self.picture:
            self.picture = size
            self.fit()

    def resize(self, widget: QSize, ratio: float) -> None:
        """The widget's size or pixel ratio changed: stay fitted, or keep the centre."""
        middle = self.to_picture(_middle(self.widget))
        self.widget, self.ratio = widget, ratio
        if self.fitted:
            self.fit()
        else:
            self._place(middle, _middle(widget))

    def fit(self) -> None:
        """Show the whole picture as large as it goes."""
        free_width = max(1.0, (self.widget.width() - 2 * self.margin) * self.ratio)
        free_height = max(1.0, (self.widget.height() - 2 * self.margin) * self.ratio)
        self.zoom = min(
            free_width / self.picture.width(), free_height / self.picture.height(), MAX_ZOOM
        )
        self.fitted = True
        centre = QPointF(self.picture.width() / 2, self.picture.height() / 2)
        self._place(centre, _middle(self.widget))

    def set_zoom(self, zoom: float, about: QPointF | None = None) -> None:
        """Zoom, keeping the picture's point under a point of the widget, or the centre."""
        about = _middle(self.widget) if about is None else about
        kept = self.to_picture(about)
        # A picture too large for the least zoom may still be seen whole.
        lowest = min(MIN_ZOOM, self.zoom)
        self.zoom = min(max(zoom, lowest), MAX_ZOOM)
        self.fitted = False
        self._place(kept, about)

    def scroll(self, by: QPoint) -> QPoint:
        """Move the picture by screen pixels; returns how far it went."""
        old = self.corner
        self.corner = self.corner + by
        self._hold()
        if self.corner != old:
            self.fitted = False
        return self.corner - old

    def _place(self, point: QPointF, at: QPointF) -> None:
        """Bring a point of the picture to a point of the widget."""
        self.corner = QPoint(
            round(at.x() * self.ratio - point.x() * self.zoom),
            round(at.y() * self.ratio - point.y() * self.zoom),
        )
        self._hold()

    def _hold(self) -> None:
        """Keep a part of the picture in sight."""
        device = self.device
        kept = round(_KEPT * self.ratio)
        held = []
        for corner, length, shown in (
            (self.corner.x(), self.picture.width() * self.zoom, device.width()),
            (self.corner.y(), self.picture.height() * self.zoom, device.height()),
        ):
            least = min(kept, math.ceil(length))
            held.append(max(math.ceil(least - length), min(corner, shown - least)))
        self.corner = QPoint(*held)


def _middle(size: QSize) -> QPointF:
    return QPointF(size.width() / 2, size.height() / 2)
