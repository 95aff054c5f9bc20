"""The whole picture in a corner of the canvas, while the view shows only a part of it.

It is drawn from a separate small picture and small mask, which are updated only between strokes, so
that strokes are not slowed down.
"""

from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.studio.pictures.pyramid import Pyramid
from mjstudio.texts import _
from mjstudio.ui.canvas.scrolling import read_wheel
from mjstudio.ui.canvas.viewport import Viewport

LONGEST = 168
"""Widget pixels of its longer side."""
_MARGIN = 16
_ROOM = 24
"""The margin around the current stroke, in widget pixels."""
_RADIUS = 6
_LEAST_CANVAS = 2.5
"""How often it must fit into the canvas, each way, to be shown."""
_LEAST_FRAME = 10.0
"""Pixels of the frame's sides, however little is in sight."""
_FINE = 4
"""Mask pixels sampled per minimap pixel, in each direction."""
_SHADE = QColor(0, 0, 0, 96)
_DARK = QColor(0, 0, 0, 190)
_RIM = QColor(255, 255, 255, 70)


def small_mask(bitmap: MaskBitmap, size: QSize, ink: QColor) -> QImage:
    """A mask in `size` pixels: `ink`, as dense as its pixels are painted."""
    wide, high = size.width(), size.height()
    fine = (min(_FINE * wide, bitmap.width), min(_FINE * high, bitmap.height))
    shares = (
        bitmap.snapshot()
        .view()
        .resize(fine, Image.Resampling.NEAREST)
        .resize((wide, high), Image.Resampling.BOX)
    )
    image = QImage(shares.tobytes(), wide, high, wide, QImage.Format.Format_Indexed8)
    solid, alpha = ink.rgb() & 0xFFFFFF, ink.alpha()
    image.setColorTable([round(alpha * share / 255) << 24 | solid for share in range(256)])
    return image.copy()


def _at_least(area: QRectF, side: float) -> QRectF:
    more_x, more_y = max(0.0, side - area.width()) / 2, max(0.0, side - area.height()) / 2
    return area.adjusted(-more_x, -more_y, more_x, more_y)


class Minimap(QWidget):
    """The picture, its mask, and a frame around the visible part. Arrow keys move it, too.

    Signals:
        place_requested(QPointF): centre this point of the picture, in its pixels.
        zoom_requested(float): the wheel was turned by so many notches.
        entered(): the pointer came from the canvas.
    """

    place_requested = Signal(QPointF)
    zoom_requested = Signal(float)
    entered = Signal()

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.setObjectName("mask_minimap")
        self.setAccessibleName(_("Minimap"))
        self.setAccessibleDescription(_("The whole picture; the frame shows the visible part."))
        self.setToolTip(_("Click or drag to move the view (arrow keys)"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.shown = False
        """Whether it is in sight; quicker than asking Qt at each move of the pointer."""
        self.away = False
        """Whether it would be, but for a brush that reaches both corners."""
        self._view: Viewport | None = None
        self._pyramid: Pyramid | None = None
        self._bitmap: MaskBitmap | None = None
        self._ink = QColor()
        self._small: tuple[int, QSize, QImage] | None = None
        self._mask: QImage | None = None
        self._at_left = False
        self._room = QRect()
        self.hide()

    # --- what is shown ---

    def follow(self, view: Viewport, pyramid: Pyramid | None) -> None:
        """The view or the picture changed; hidden where all of the picture is in sight."""
        self._view, self._pyramid = view, pyramid
        whole = view.device_bounds
        size = view.bounds.size().scaled(LONGEST, LONGEST, Qt.AspectRatioMode.KeepAspectRatio)
        size = size.expandedTo(QSize(16, 16))
        in_sight = QRectF(0, 0, view.device.width(), view.device.height()).contains(whole)
        room = min(view.widget.width() / size.width(), view.widget.height() / size.height())
        self.shown = pyramid is not None and not in_sight and room >= _LEAST_CANVAS
        self.away = False
        if self.shown:
            if size != self.size():
                self._mask = None
                self.resize(size)
            self._place()
            self.update()
        self.setVisible(self.shown)

    def show_mask(self, bitmap: MaskBitmap | None, ink: QColor) -> None:
        """The mask or its colour changed."""
        self._bitmap, self._ink, self._mask = bitmap, ink, None
        self.update()

    def avoid(self, area: QRect) -> None:
        """Move out of the way of strokes in an area of the canvas."""
        if self.away or not self._room.intersects(area):
            return
        near = area.adjusted(-_ROOM, -_ROOM, _ROOM, _ROOM)
        self._at_left = not self._at_left
        if near.intersects(QRect(self._corner(), self.size())):
            # A brush that reaches both corners: in sight again after the stroke.
            self._at_left = not self._at_left
            self.shown, self.away = False, True
            self.hide()
        else:
            self._place()

    def _place(self) -> None:
        self.move(self._corner())
        self._room = self.geometry().adjusted(-_ROOM, -_ROOM, _ROOM, _ROOM)

    def _corner(self) -> QPoint:
        room = self._canvas.size()
        left = _MARGIN if self._at_left else room.width() - self.width() - _MARGIN
        return QPoint(left, room.height() - self.height() - _MARGIN)

    # --- the hand ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look there."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._ask(event.position())
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Centre the view on the dragged position."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._ask(event.position())

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Handle a pen like a mouse; ignored events would paint on the canvas below."""
        event.accept()
        if event.type() == QEvent.Type.TabletMove and not event.buttons():
            return
        if event.type() != QEvent.Type.TabletRelease:
            self._ask(event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the middle of the view; two fingers move the picture instead."""
        notches = read_wheel(event).notches
        # Whoever takes the beginning of a move gets all of it.
        event.setAccepted(bool(notches))
        if notches:
            self.zoom_requested.emit(notches)

    def enterEvent(self, event: QEnterEvent) -> None:
        """The pointer is no longer on the canvas."""
        self.entered.emit()
        super().enterEvent(event)

    def _ask(self, at: QPointF) -> None:
        if self._view is not None:
            picture = self._view.picture
            x = min(max(at.x() / self.width(), 0.0), 1.0) * picture.width()
            y = min(max(at.y() / self.height(), 0.0), 1.0) * picture.height()
            self.place_requested.emit(QPointF(x, y))

    # --- painting ---

    def frame(self) -> QRectF:
        """What is in sight, in its own pixels."""
        view = self._view
        if view is None:
            return QRectF()
        first = view.to_picture(QPointF(0, 0))
        last = view.to_picture(QPointF(view.widget.width(), view.widget.height()))
        across, down = self.width() / view.picture.width(), self.height() / view.picture.height()
        left, top = first.x() * across, first.y() * down
        seen = QRectF(left, top, last.x() * across - left, last.y() * down - top)
        return seen.intersected(QRectF(self.rect()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw picture and mask, darker where they are out of sight."""
        if self._pyramid is None:
            return
        whole, seen = QRectF(self.rect()), self.frame()
        rim = QPainterPath()
        rim.addRoundedRect(whole.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.save()
        painter.setClipPath(rim)
        painter.drawImage(whole, self._picture(self._pyramid))
        if self._bitmap is not None:
            if self._mask is None:
                self._mask = small_mask(self._bitmap, self._device(), self._ink)
            painter.drawImage(whole, self._mask)
        around = QPainterPath()
        around.addRect(whole)
        inside = QPainterPath()
        inside.addRect(seen)
        painter.fillPath(around.subtracted(inside), _SHADE)
        painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(_RIM, 1))
        painter.drawPath(rim)
        line = _at_least(seen, _LEAST_FRAME).adjusted(1.5, 1.5, -1.5, -1.5)
        for colour, width in ((_DARK, 3.0), (QColor(255, 255, 255), 1.0)):
            painter.setPen(QPen(colour, width))
            painter.drawRect(line)
        painter.end()

    def _device(self) -> QSize:
        return self.size() * self.devicePixelRatioF()

    def _picture(self, pyramid: Pyramid) -> QImage:
        size, key = self._device(), pyramid.full.cacheKey()
        if self._small is None or self._small[:2] != (key, size):
            level = pyramid.level_for(size.width() / pyramid.full.width())
            smooth = Qt.TransformationMode.SmoothTransformation
            ignore = Qt.AspectRatioMode.IgnoreAspectRatio
            self._small = (key, size, level.scaled(size, ignore, smooth))
        return self._small[2]
