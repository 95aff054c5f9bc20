"""Where a picture is in a widget: zoom and place as plain arithmetic, in pixels of the screen.

Zoom counts screen pixels for one picture pixel, so that 100 % is sharp at every pixel ratio.
Rejected: widget points. On a screen at 150 % a picture at its actual size would begin between two
pixels and be blurred, and 100 % would mean something else on every screen.
"""

import math

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, QSizeF

MIN_ZOOM, MAX_ZOOM = 0.05, 32.0
MARGIN, LOW_MARGIN = 24, 6
"""Widget points left free around a fitted picture; the smaller one in a low window."""
_KEPT = 48
"""Widget points of the picture that no move takes out of sight."""


class Viewport:
    """Maps pixels of a picture to a widget and back.

    "Device" pixels are those of the screen: widget points times `ratio`. A `whole` viewport keeps
    the picture's corner on whole device pixels, so that what is painted once can be moved by a
    copy; any other does so at 100 % alone. What rounding takes is remembered: moves smaller than a
    pixel add up, and zooming about one place in many small steps keeps what is there.

    A fitted picture is enlarged at most `largest` widget points for each of its pixels.
    """

    def __init__(self, *, largest: float = 4.0, whole: bool = False) -> None:
        self.picture = QSizeF(1, 1)
        """The picture's size in its own pixels."""
        self.widget = QSize(1, 1)
        """Size of the widget that shows it, in widget points."""
        self.ratio = 1.0
        """Device pixels for each widget point."""
        self.margin = MARGIN
        self.zoom = 1.0
        """Device pixels for each pixel of the picture: 1.0 is 100 %."""
        self.fitted = True
        """Whether the whole picture stays visible when sizes change."""
        self.origin = QPointF()
        """The picture's top left corner in device pixels."""
        self._largest, self._whole = largest, whole
        self._exact = QPointF()
        """Where the corner would be without rounding."""
        self._about: QPointF | None = None
        """The point of the last zoom, as long as nothing else has moved the picture."""

    # --- from the picture to the screen and back ---

    @property
    def device(self) -> QSize:
        """The widget's size in device pixels."""
        return QSize(
            math.ceil(self.widget.width() * self.ratio),
            math.ceil(self.widget.height() * self.ratio),
        )

    @property
    def corner(self) -> QPoint:
        """The picture's top left corner, in a whole viewport exactly, in device pixels."""
        return self.origin.toPoint()

    @property
    def bounds(self) -> QRect:
        """The picture in its own pixels."""
        return QRect(QPoint(), self.picture.toSize())

    @property
    def device_bounds(self) -> QRectF:
        """Where the whole picture is, in device pixels."""
        return QRectF(self.origin, self.picture * self.zoom)

    @property
    def rect(self) -> QRectF:
        """Where the whole picture is, in widget points."""
        return QRectF(self.origin / self.ratio, self.picture * (self.zoom / self.ratio))

    def to_widget(self, point: QPointF) -> QPointF:
        """Picture pixels to widget points."""
        return (point * self.zoom + self.origin) / self.ratio

    def to_picture(self, point: QPointF) -> QPointF:
        """Widget points to picture pixels; also outside the picture."""
        return QPointF(*self.to_picture_xy(point.x(), point.y()))

    def to_picture_xy(self, x: float, y: float) -> tuple[float, float]:
        """The same for every move of the pointer."""
        origin, ratio = self.origin, self.ratio
        return (x * ratio - origin.x()) / self.zoom, (y * ratio - origin.y()) / self.zoom

    def device_rect(self, area: QRect | QRectF) -> QRectF:
        """Where an area of the picture is, in device pixels."""
        return QRectF(
            area.x() * self.zoom + self.origin.x(),
            area.y() * self.zoom + self.origin.y(),
            area.width() * self.zoom,
            area.height() * self.zoom,
        )

    def widget_rect(self, area: QRect) -> QRect:
        """The widget points that show an area of the picture."""
        scale = self.zoom / self.ratio
        left, top = self.origin.x() / self.ratio, self.origin.y() / self.ratio
        x0, y0 = math.floor(area.x() * scale + left), math.floor(area.y() * scale + top)
        x1 = math.ceil((area.x() + area.width()) * scale + left)
        y1 = math.ceil((area.y() + area.height()) * scale + top)
        return QRect(x0, y0, x1 - x0, y1 - y0)

    def picture_area(self, device: QRect) -> QRect:
        """The whole picture pixels that show in an area of the screen; empty where none do."""
        left = math.floor((device.left() - self.origin.x()) / self.zoom)
        top = math.floor((device.top() - self.origin.y()) / self.zoom)
        right = math.ceil((device.right() + 1 - self.origin.x()) / self.zoom)
        bottom = math.ceil((device.bottom() + 1 - self.origin.y()) / self.zoom)
        return QRect(left, top, right - left, bottom - top).intersected(self.bounds)

    def picture_box(self, device: QRect) -> tuple[QRect, tuple[float, float, float, float]]:
        """Where an area of the screen shows the picture, and which part of that, in its pixels."""
        target = device.intersected(self.device_bounds.toAlignedRect())
        left, top = target.left() - self.origin.x(), target.top() - self.origin.y()
        right, bottom = left + target.width(), top + target.height()
        zoom, picture = self.zoom, self.picture
        return target, (
            left / zoom,
            top / zoom,
            min(right / zoom, picture.width()),
            min(bottom / zoom, picture.height()),
        )

    # --- changing it ---

    def set_picture(self, size: QSizeF) -> None:
        """Show another picture; it is fitted where the size differs."""
        if size != self.picture:
            self.picture = QSizeF(size)
            self.fit()

    def resize(self, widget: QSize, ratio: float) -> None:
        """Apply the widget's new size or pixel ratio: stay fitted, or keep the middle."""
        middle = self.to_picture(_middle(self.widget))
        self.widget, self.ratio = widget, ratio
        if self.fitted:
            self.fit()
        else:
            self._place(middle, _middle(widget))

    def fit(self) -> None:
        """Show the whole picture as large as possible, also after the size changes."""
        self.fit_part(QRectF(QPointF(), self.picture), self._largest * self.ratio)
        self.fitted = True

    def fit_part(self, part: QRectF, largest: float) -> None:
        """Show a part of the picture, in its pixels, in the middle; `largest` limits the zoom."""
        free_width = max(1.0, (self.widget.width() - 2 * self.margin) * self.ratio)
        free_height = max(1.0, (self.widget.height() - 2 * self.margin) * self.ratio)
        self.zoom = min(free_width / part.width(), free_height / part.height(), largest, MAX_ZOOM)
        self.fitted = False
        self._place(part.center(), _middle(self.widget))

    def set_zoom(self, zoom: float, about: QPointF | None = None) -> None:
        """Zoom, keeping the picture in place at a point of the widget, or at its middle."""
        about = _middle(self.widget) if about is None else about
        exact = self._exact if about == self._about else self.origin
        x, y = about.x() * self.ratio, about.y() * self.ratio
        # A picture too large for the least zoom may still be seen whole.
        zoom = min(max(zoom, min(MIN_ZOOM, self.zoom)), MAX_ZOOM)
        factor = zoom / self.zoom
        self.zoom = zoom
        self.fitted = False
        self._put(x - (x - exact.x()) * factor, y - (y - exact.y()) * factor)
        self._about = QPointF(about)

    def scroll(self, by: QPointF) -> QPointF:
        """Move the picture by device pixels; returns how far it went."""
        old = self.origin
        self._put(self._exact.x() + by.x(), self._exact.y() + by.y())
        moved = self.origin - old
        if not moved.isNull():
            self.fitted = False
        return moved

    def _place(self, point: QPointF, at: QPointF) -> None:
        """Bring a point of the picture to a point of the widget."""
        self._put(
            at.x() * self.ratio - point.x() * self.zoom,
            at.y() * self.ratio - point.y() * self.zoom,
        )

    def _put(self, x: float, y: float) -> None:
        """Move the corner there, or as close as keeps part of the picture visible."""
        across = self._limits(self.picture.width(), self.widget.width())
        down = self._limits(self.picture.height(), self.widget.height())
        self._about = None
        self._exact = QPointF(_clamped(x, across), _clamped(y, down))
        if self._whole or self.zoom == 1:
            self.origin = QPointF(
                _on_a_pixel(self._exact.x(), across), _on_a_pixel(self._exact.y(), down)
            )
        else:
            self.origin = self._exact

    def _limits(self, pixels: float, points: int) -> tuple[float, float]:
        """Return the range in which the picture may begin, along one axis, to stay visible."""
        length = pixels * self.zoom
        least = min(_KEPT * self.ratio, length)
        return least - length, points * self.ratio - least


def _clamped(corner: float, limits: tuple[float, float]) -> float:
    return max(limits[0], min(corner, limits[1]))


def _on_a_pixel(corner: float, limits: tuple[float, float]) -> int:
    # Not `round`: a move by whole pixels must be the same distance wherever it begins.
    return max(math.ceil(limits[0]), min(math.floor(corner + 0.5), math.floor(limits[1])))


def _middle(size: QSize) -> QPointF:
    return QPointF(size.width() / 2, size.height() / 2)
