"""Where a picture lies in a widget: zoom and pan as plain arithmetic."""

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSizeF

MIN_ZOOM, MAX_ZOOM = 0.05, 32.0


@dataclass(frozen=True, slots=True)
class Viewport:
    """Maps picture pixels to widget points: `widget = picture * zoom + offset`.

    `zoom` is widget points for each picture pixel; `fitted` says that it follows the widget's
    size.
    """

    zoom: float = 1.0
    offset: QPointF = field(default_factory=QPointF)
    fitted: bool = True

    def to_widget(self, point: QPointF) -> QPointF:
        """A picture point in the widget."""
        return point * self.zoom + self.offset

    def to_picture(self, point: QPointF) -> QPointF:
        """A widget point in the picture."""
        return (point - self.offset) / self.zoom

    def rect(self, picture: QSizeF) -> QRectF:
        """Where the whole picture lies in the widget."""
        return QRectF(self.offset, picture * self.zoom)

    def zoomed(self, factor: float, anchor: QPointF) -> "Viewport":
        """Zoomed by a factor; the picture point under `anchor` stays there."""
        return self.set_to(self.zoom * factor, anchor)

    def set_to(self, zoom: float, anchor: QPointF) -> "Viewport":
        """At a zoom, within the limits; the picture point under `anchor` stays there."""
        zoom = min(max(zoom, MIN_ZOOM), MAX_ZOOM)
        fixed = self.to_picture(anchor)
        return Viewport(zoom, anchor - fixed * zoom, fitted=False)

    def panned(self, delta: QPointF, picture: QSizeF, widget: QSizeF) -> "Viewport":
        """Moved by widget points; some of the picture always stays in sight."""
        offset = self.offset + delta
        size = picture * self.zoom
        margin = 48.0
        x = min(max(offset.x(), margin - size.width()), widget.width() - margin)
        y = min(max(offset.y(), margin - size.height()), widget.height() - margin)
        return Viewport(self.zoom, QPointF(x, y), fitted=False)


def fit(picture: QSizeF, widget: QSizeF, margin: float = 0.0, largest: float = 4.0) -> Viewport:
    """The whole picture in the middle of the widget, enlarged at most `largest` times."""
    if picture.isEmpty():
        return Viewport()
    room_x = max(widget.width() - 2 * margin, 1.0)
    room_y = max(widget.height() - 2 * margin, 1.0)
    zoom = min(room_x / picture.width(), room_y / picture.height(), largest)
    size = picture * zoom
    return Viewport(
        zoom,
        QPointF((widget.width() - size.width()) / 2, (widget.height() - size.height()) / 2),
    )
