"""The canvas on which a mask is painted over its picture.

It shows a MaskDocument and passes the pointer on to it; its own truth is the view alone (zoom and
scrolling). See mask_layers for how a stroke reaches the screen.
"""

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from mjstudio.mask.document import MaskDocument
from mjstudio.studio.pictures.pyramid import Pyramid
from mjstudio.ui.canvas.scrolling import ZOOM_STEP
from mjstudio.ui.look.tokens import current_tokens
from mjstudio.ui.mask.gestures import MaskGestures
from mjstudio.ui.mask.layers import Layers
from mjstudio.ui.mask.minimap import Minimap
from mjstudio.ui.mask.outline import Dashes
from mjstudio.ui.mask.pending_outline import PendingOutline
from mjstudio.ui.mask.ring import BrushRing

_OUTLINE_DELAY_MS = 40
_OUTLINE_SECONDS = 0.003
_TOGETHER = 2
"""How much larger than its parts an area may be that is painted as one."""


def _ground() -> QColor:
    """What is around the picture."""
    return QColor(current_tokens().background)


class MaskCanvas(MaskGestures):
    """Shows a picture under its mask, and paints.

    Signals, besides those of MaskGestures:
        zoom_changed(float): screen pixels for one pixel of the picture; 1.0 is 100 %.
        stroke_at(QRect): a drag under way is there, in widget pixels.
        stroke_ended(): it is over.
    """

    zoom_changed = Signal(float)
    stroke_at = Signal(QRect)
    stroke_ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mask_canvas")
        self.setAccessibleName("Mask canvas")
        self.setAccessibleDescription("Paint the part of the picture that should be redrawn.")
        # Every pixel is painted here; Qt need not erase first.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._layers = Layers(self.view)
        self._ring = BrushRing()
        self._ring_area = QRect()
        self._stale = QRect()
        self._told_stroke = False
        self._pending = PendingOutline()
        self._dashes = Dashes()
        self._minimap = Minimap(self)
        self._minimap.place_requested.connect(self._look_at)
        self._minimap.zoom_requested.connect(lambda by: self.set_zoom(self.zoom * ZOOM_STEP**by))
        self._minimap.entered.connect(self._pointer_gone)
        self._outline_timer = QTimer(self)
        self._outline_timer.timeout.connect(self._outline_due)

    # --- what is shown ---

    def set_picture(self, picture: Pyramid | QImage) -> None:
        """Show a picture; one of another size than the last is fitted.

        One that comes without its halves shimmers where it is shown small.
        """
        pyramid = picture if isinstance(picture, Pyramid) else Pyramid((picture,))
        self._layers.pyramid = None if pyramid.full.isNull() else pyramid
        if self._layers.pyramid is not None:
            self.view.set_picture(pyramid.full.size())
        self._match()
        self._view_changed()

    @property
    def picture(self) -> Pyramid | None:
        """The picture under the mask."""
        return self._layers.pyramid

    def set_document(self, document: MaskDocument | None) -> None:
        """Show and paint another mask. Nothing is painted while its size is not the picture's."""
        old = self.document
        if old is document:
            return
        if old is not None:
            old.cancel()
            old.changed.disconnect(self._mask_changed)
            old.stroke_finished.disconnect(self._stroke_finished)
            old.settings_changed.disconnect(self._settings_changed)
            old.outline_changed.disconnect(self._outline_changed)
            old.softness.changed.disconnect(self._expire_overlay)
            old.set_picture(QImage())
        self.document = document
        if document is not None:
            document.changed.connect(self._mask_changed)
            document.stroke_finished.connect(self._stroke_finished)
            document.settings_changed.connect(self._settings_changed)
            document.outline_changed.connect(self._outline_changed)
            document.softness.changed.connect(self._expire_overlay)
        self._match()
        self._settings_changed()
        self._expire_overlay()

    def let_go(self) -> None:
        """Hold neither picture nor mask while nobody sees this canvas."""
        self._dashes.stop()
        self._outline_timer.stop()
        self.set_document(None)
        self.set_picture(QImage())
        self._minimap.show_mask(None, self._layers.ink)
        self._layers.let_go()

    def set_overlay(self, colour: QColor, opacity: float) -> None:
        """Choose the overlay's colour, and its opacity 0..1."""
        ink = QColor(colour)
        ink.setAlphaF(min(max(opacity, 0.0), 1.0))
        self._layers.ink = ink
        self._expire_overlay()

    def set_outline_only(self, only: bool) -> None:
        """Leave out the overlay's colour; a stroke under way still shows what it covers."""
        if only != self._layers.outline_only:
            self._layers.outline_only = only
            self._expire_overlay()

    def _match(self) -> None:
        bitmap = self.document.bitmap if self.document else None
        fits = bitmap is not None and bitmap.rect.size() == self.view.picture
        self._layers.bitmap = bitmap if fits and self._layers.pyramid else None
        self._layers.softness = self.document.softness if self.document else None
        self.paintable = self._layers.bitmap is not None
        if self.document is not None:
            pyramid = self._layers.pyramid
            self.document.set_picture(pyramid.full if pyramid else QImage())

    # --- zoom ---

    @property
    def zoom(self) -> float:
        """Screen pixels for one pixel of the picture."""
        return self.view.zoom

    @property
    def fitted(self) -> bool:
        """Whether the whole picture is kept in sight."""
        return self.view.fitted

    def fit(self) -> None:
        """Show the whole picture, also when the widget's size changes."""
        self.view.fit()
        self._view_changed()

    def set_margin(self, margin: int) -> None:
        """How much is left free around a picture that is seen whole, in widget pixels."""
        self.view.margin = margin
        if self.view.fitted:
            self.fit()

    def actual_size(self) -> None:
        """Show one picture pixel on one screen pixel."""
        self.set_zoom(1.0)

    def set_zoom(self, zoom: float, about: QPointF | None = None) -> None:
        """Zoom about a point of the widget, or its centre; clamped to 5–3200 %."""
        self.view.set_zoom(zoom, about)
        self._view_changed()

    def picture_to_widget(self, point: QPointF) -> QPointF:
        """Where a point of the picture, in its pixels, lies in the widget."""
        return self.view.to_widget(point)

    def widget_to_picture(self, point: QPointF) -> QPointF:
        """The point of the picture, in its pixels, under a point of the widget."""
        return self.view.to_picture(point)

    def _look_at(self, place: QPointF) -> None:
        self._scrolled(QRectF(self.rect()).center() - self.view.to_widget(place))

    def _view_changed(self) -> None:
        self._layers.expire()
        self._minimap.follow(self.view, self._layers.pyramid)
        self._outline_changed()
        self._settings_changed()
        self.update()
        self.zoom_changed.emit(self.view.zoom)

    def _resized(self) -> None:
        self.view.resize(self.size(), self.devicePixelRatioF())
        self._view_changed()

    def _scrolled(self, by: QPointF) -> None:
        ratio = self.view.ratio
        gone = self.view.scroll((by * ratio).toPoint())
        if not gone.isNull():
            self._dashes.stop()
            self._layers.scroll(gone, _ground())
            self._minimap.follow(self.view, self._layers.pyramid)
            self._outline_later()
            self._outline_changed()
            self.update()

    # --- the mask changed ---

    def _mask_changed(self, touched: QRect) -> None:
        stroke = self.document.last_stroke if self.document else None
        if stroke is None:
            self._redraw_mask()
            return
        self._dashes.stop()
        self._layers.show_stroke(stroke, touched)
        self._repaint(self.view.widget_rect(touched))

    def _redraw_mask(self) -> None:
        """The mask changed; where its soft edge will come in a moment, wait rather than flicker."""
        if self.document is None or not self.document.softness.pending:
            self._expire_overlay()

    def _expire_overlay(self) -> None:
        self._layers.expire(backdrop=False)
        self._minimap.show_mask(self._layers.bitmap, self._layers.ink)
        self.update()

    def _tell_stroke(self, area: QRect) -> None:
        dragging = self.document is not None and self.document.dragging
        if dragging and self.pointer is not None:
            self._told_stroke = True
            self.stroke_at.emit(QRect(self.pointer.toPoint(), QSize(1, 1)).united(area))
        elif self._told_stroke and not dragging:
            self._told_stroke = False
            self.stroke_ended.emit()

    def _stroke_finished(self) -> None:
        self._tell_stroke(QRect())
        self._outline_later()
        self._minimap.show_mask(self._layers.bitmap, self._layers.ink)
        self._minimap.follow(self.view, self._layers.pyramid)

    def _outline_later(self) -> None:
        self._outline_timer.start(_OUTLINE_DELAY_MS)

    def _outline_due(self) -> None:
        if self._dashes.under_way:
            self._draw_dashes()
            self.update()
        elif self.document is None or not self.document.dragging:
            self._outline_timer.stop()
            self._redraw_mask()

    def _draw_dashes(self) -> None:
        layers = self._layers
        self._dashes.draw(
            layers.shown, self.view.ratio, _OUTLINE_SECONDS, alone=layers.outline_only
        )
        if self._dashes.under_way:
            self._outline_timer.start(0)
        else:
            self._outline_timer.stop()

    # --- the outline being drawn ---

    def _outline_changed(self) -> None:
        path = self.document.outline() if self.document else None
        stale = self._pending.follow(path, self.view)
        if not stale.isEmpty():
            self.update(stale)

    # --- the brush ring ---

    def _settings_changed(self) -> None:
        if self.document is not None:
            diameter = self.document.size * self.view.zoom if self.document.sized else 0
            self._ring.resize(diameter, self.view.ratio)
        self._pointer_changed()

    def _pointer_changed(self) -> None:
        area = QRect()
        if self._ring_shown() and self.pointer is not None:
            area = self._ring.bounds(self.pointer)
            self._make_room(area)
        self._tell_stroke(area)
        self._repaint(area.united(self._ring_area))
        self._ring_area = area
        self.choose_cursor(ring=self._ring.visible)

    def _repaint(self, area: QRect) -> None:
        """Paint an area soon, together with what else is to be painted near it.

        One rectangle is copied twice as fast as two that overlap: Qt clips to each row of them.
        """
        both = self._stale.united(area)
        parts = self._stale.width() * self._stale.height() + area.width() * area.height()
        self._stale = both if both.width() * both.height() <= _TOGETHER * parts else area
        self.update(self._stale)

    def _make_room(self, area: QRect) -> None:
        minimap = self._minimap
        if (minimap.shown or minimap.away) and self.document is not None:
            if self.document.dragging:
                minimap.avoid(area)
            elif minimap.away:
                minimap.follow(self.view, self._layers.pyramid)

    def _ring_shown(self) -> bool:
        return self.paintable and not self.panning and self._ring.visible

    # --- painting ---

    def _overlay_hidden_changed(self) -> None:
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """The layers keep the ground that they were drawn on: draw them on another theme's."""
        if event.type() == QEvent.Type.PaletteChange:
            self._layers.expire()
            self.update()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Copy the picture with its ink, and the ring."""
        self._stale = QRect()
        layers, ratio = self._layers, self.view.ratio
        zoomed = layers.backdrop_expired
        if layers.refresh(_ground()) and layers.bitmap is not None:
            self._dashes.start(layers.bitmap, self.view)
            # While the wheel turns there is enough to draw without the outline.
            if zoomed:
                self._outline_later()
            else:
                self._draw_dashes()
        painter = QPainter(self)
        if ratio != 1:
            painter.scale(1 / ratio, 1 / ratio)
        painter.drawImage(0, 0, layers.backdrop if self.overlay_hidden else layers.shown)
        if ratio != 1:
            painter.resetTransform()
        if self.pointer is not None and self._ring_shown():
            self._ring.paint(painter, self.pointer)
        self._pending.paint(painter, self.rect())
        painter.end()
