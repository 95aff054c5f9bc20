"""The canvas on which a mask is painted over its picture.

It shows a MaskDocument and passes the pointer on to it (see `pointer_input`); its own truth is the
view alone (zoom and place). See `layers` for how a stroke reaches the screen.
"""

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QHideEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from mjstudio.mask.document import MaskDocument
from mjstudio.mask.pixels.stroke import MAX_DIAMETER, MIN_DIAMETER
from mjstudio.studio.pictures.pyramid import Pyramid
from mjstudio.texts import _
from mjstudio.ui.canvas.held_key import COMMANDING, HeldKey
from mjstudio.ui.canvas.pan_zoom import PanZoom
from mjstudio.ui.canvas.scrolling import ZOOM_STEP, read_wheel
from mjstudio.ui.canvas.viewport import MAX_ZOOM, Viewport
from mjstudio.ui.look.key_places import KeyPlace, place_of
from mjstudio.ui.look.tokens import current_tokens
from mjstudio.ui.mask.layers import Layers
from mjstudio.ui.mask.minimap import Minimap
from mjstudio.ui.mask.outline import Dashes
from mjstudio.ui.mask.pending_outline import PendingOutline
from mjstudio.ui.mask.pointer_input import PointerInput
from mjstudio.ui.mask.ring import BrushRing

_OUTLINE_DELAY_MS = 40
_OUTLINE_SECONDS = 0.003
_TOGETHER = 2
"""How much larger than its parts an area may be that is painted as one."""
_SIZE_STEP = 1.15
"""What one notch of the wheel, with Ctrl, makes of the brush's diameter."""


def _ground() -> QColor:
    """What is around the picture."""
    return QColor(current_tokens().background)


class MaskCanvas(QWidget):
    """Shows a picture under its mask, and paints.

    The left button or a pen paints, the right one subtracts; Ctrl and the wheel ask for another
    brush; the keys ` and H hide the overlay while they are held; all else moves the view (see
    `PanZoom`).

    Signals:
        brush_size_requested(int): Ctrl and the wheel requested this diameter.
        zoom_changed(float): screen pixels for one pixel of the picture; 1.0 is 100 %.
        stroke_at(QRect): the position of the drag in progress, in widget pixels.
        stroke_ended(): it is over.
        released(): no button paints or drags the picture any more.
    """

    brush_size_requested = Signal(int)
    zoom_changed = Signal(float)
    stroke_at = Signal(QRect)
    stroke_ended = Signal()
    released = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = Viewport(largest=MAX_ZOOM, whole=True)
        self.pan_zoom = PanZoom(self, self.view)
        self.input = PointerInput(self, self.pan_zoom, self._pointer_changed, self._lifted)
        self._looking = HeldKey(_looks, self.update)
        self.setObjectName("mask_canvas")
        self.setAccessibleName(_("Mask canvas"))
        self.setAccessibleDescription(_("Paint the part of the picture that should be redrawn."))
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # The right button subtracts.
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        # Every pixel is painted here; Qt need not erase first.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._layers = Layers(self.view, _ground)
        self._ring = BrushRing()
        self._ring_area = QRect()
        self._stale = QRect()
        self._told_stroke = False
        self._pending = PendingOutline()
        self._dashes = Dashes()
        self._minimap = Minimap(self)
        self._minimap.place_requested.connect(self._look_at)
        self._minimap.zoom_requested.connect(lambda by: self.pan_zoom.zoom_by(ZOOM_STEP**by))
        self._minimap.entered.connect(self.input.leave)
        self.pan_zoom.changed.connect(self._view_changed)
        self.pan_zoom.scrolled.connect(self._scrolled)
        self.pan_zoom.hand_changed.connect(self._pointer_changed)
        self.pan_zoom.hand_changed.connect(self._lifted)
        self._outline_timer = QTimer(self)
        self._outline_timer.timeout.connect(self._outline_due)

    # --- what is shown ---

    def set_picture(self, picture: Pyramid | QImage) -> None:
        """Show a picture; fit it to the canvas if its size differs from the last one's.

        A picture without a pyramid shimmers when shown small.
        """
        pyramid = picture if isinstance(picture, Pyramid) else Pyramid((picture,))
        self._layers.pyramid = None if pyramid.full.isNull() else pyramid
        if self._layers.pyramid is not None:
            self.view.set_picture(QSizeF(pyramid.full.size()))
        self._match()
        self._view_changed()

    @property
    def picture(self) -> Pyramid | None:
        """The picture under the mask."""
        return self._layers.pyramid

    @property
    def document(self) -> MaskDocument | None:
        """The mask that is shown and painted."""
        return self.input.document

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
        self.input.document = document
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
        """Release picture and mask while the canvas is hidden."""
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
        """Hide the overlay's colour; a stroke in progress still shows what it covers."""
        if only != self._layers.outline_only:
            self._layers.outline_only = only
            self._expire_overlay()

    def _match(self) -> None:
        bitmap = self.document.bitmap if self.document else None
        fits = bitmap is not None and bitmap.rect == self.view.bounds
        self._layers.bitmap = bitmap if fits and self._layers.pyramid else None
        self._layers.softness = self.document.softness if self.document else None
        self.input.paintable = self._layers.bitmap is not None
        if self.document is not None:
            pyramid = self._layers.pyramid
            self.document.set_picture(pyramid.full if pyramid else QImage())

    # --- the view ---

    @property
    def zoom(self) -> float:
        """Screen pixels for one pixel of the picture."""
        return self.view.zoom

    def set_margin(self, margin: int) -> None:
        """How much is left free around a picture that is seen whole, in widget pixels."""
        self.view.margin = margin
        if self.view.fitted:
            self.pan_zoom.fit()

    def picture_to_widget(self, point: QPointF) -> QPointF:
        """Where a point of the picture, in its pixels, is in the widget."""
        return self.view.to_widget(point)

    def widget_to_picture(self, point: QPointF) -> QPointF:
        """The point of the picture, in its pixels, under a point of the widget."""
        return self.view.to_picture(point)

    def _look_at(self, place: QPointF) -> None:
        self.pan_zoom.scroll(QRectF(self.rect()).center() - self.view.to_widget(place))

    def _view_changed(self) -> None:
        self._layers.expire()
        self._minimap.follow(self.view, self._layers.pyramid)
        self._outline_changed()
        self._settings_changed()
        self.update()
        self.zoom_changed.emit(self.view.zoom)

    def _scrolled(self, by: QPointF) -> None:
        self._dashes.stop()
        self._layers.scroll(by.toPoint())
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
        """Redraw after a change; if its soft edge will follow soon, wait rather than flicker."""
        if self.document is None or not self.document.softness.pending:
            self._expire_overlay()

    def _expire_overlay(self) -> None:
        self._layers.expire(backdrop=False)
        self._minimap.show_mask(self._layers.bitmap, self._layers.ink)
        self.update()

    def _tell_stroke(self, area: QRect) -> None:
        dragging = self.document is not None and self.document.dragging
        pointer = self.input.pointer
        if dragging and pointer is not None:
            self._told_stroke = True
            self.stroke_at.emit(QRect(pointer.toPoint(), QSize(1, 1)).united(area))
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
        area, pointer = QRect(), self.input.pointer
        if pointer is not None and self._ring_shown():
            area = self._ring.bounds(pointer)
            self._make_room(area)
        self._tell_stroke(area)
        self._repaint(area.united(self._ring_area))
        self._ring_area = area
        if not self.input.paintable:
            self.pan_zoom.rest_cursor(Qt.CursorShape.ArrowCursor)
        elif self._ring.visible:
            self.pan_zoom.rest_cursor(Qt.CursorShape.BlankCursor)
        else:
            self.pan_zoom.rest_cursor(Qt.CursorShape.CrossCursor)

    def _lifted(self) -> None:
        if not self.input.down:
            self.released.emit()

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
        return self.input.paintable and not self.pan_zoom.panning and self._ring.visible

    # --- the hand ---

    def event(self, event: QEvent) -> bool:
        """The brush's size by Ctrl and the wheel, then zoom, pan and sizes."""
        kind = event.type()
        if kind is QEvent.Type.MouseMove or kind is QEvent.Type.Paint:
            return super().event(event)  # The frequent ones need not be compared with the rest.
        if isinstance(event, QWheelEvent) and self._resizes_brush(event):
            return True
        if kind is QEvent.Type.FocusOut or kind is QEvent.Type.WindowDeactivate:
            # Releases in other windows never arrive here.
            self._looking.let_go()
        if kind is QEvent.Type.WindowDeactivate:
            self.input.pause()
        if (
            kind is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._looking.matches(event)
        ):
            event.accept()
            return True
        return self.pan_zoom.take(event) or super().event(event)

    def _resizes_brush(self, event: QWheelEvent) -> bool:
        notches = read_wheel(event).notches
        if not (notches and event.modifiers() & Qt.KeyboardModifier.ControlModifier):
            return False
        event.accept()
        if self.document is not None:
            old = self.document.size
            new = round(old * _SIZE_STEP**notches)
            if new == old:
                new += 1 if notches > 0 else -1
            self.brush_size_requested.emit(min(max(new, MIN_DIAMETER), MAX_DIAMETER))
        return True

    @property
    def overlay_hidden(self) -> bool:
        """Whether a key is held that shows the picture only."""
        return self._looking.held

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """` and H hide the overlay; Enter, Escape and Backspace work on what is being drawn."""
        taken = self._looking.press(event) or self.pan_zoom.press_key(event)
        if not taken and not self.input.outline_key(event.key()):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """The key is no longer held."""
        if not self._looking.release(event) and not self.pan_zoom.release_key(event):
            super().keyReleaseEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to paint or to pan."""
        self.input.press(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Close an open polygon, or press again."""
        self.input.double_click(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Paint, pan, or move the ring."""
        self.input.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag or the panning."""
        self.input.release(event)

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Paint with a pen."""
        self.input.tablet(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """See whether a button was released elsewhere."""
        self.input.entered(event.buttons())
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Hide the ring."""
        self.input.leave()
        super().leaveEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget held keys, because releases after mask mode never arrive here."""
        self._looking.let_go()
        if event.spontaneous():
            # The window is minimised, and may come back with the button still down.
            self.input.pause()
        else:
            self.input.let_go()
        super().hideEvent(event)

    # --- painting ---

    def changeEvent(self, event: QEvent) -> None:
        """Redraw the layers on the background of another theme."""
        if event.type() == QEvent.Type.PaletteChange:
            self._layers.expire()
            self.update()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Copy the picture with its ink, and the ring."""
        self._stale = QRect()
        layers, ratio = self._layers, self.view.ratio
        zoomed = layers.backdrop_expired
        if layers.refresh() and layers.bitmap is not None:
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
        pointer = self.input.pointer
        if pointer is not None and self._ring_shown():
            self._ring.paint(painter, pointer)
        self._pending.paint(painter, self.rect())
        painter.end()


def _looks(event: QKeyEvent) -> bool:
    """Whether a key hides the overlay.

    The backtick's place holds a dead key or another character on many keyboards. H is found by its
    letter, and by its place where letters are others.
    """
    if event.modifiers() & COMMANDING:
        return False
    key, place = event.key(), place_of(event)
    if place is KeyPlace.BACKTICK or (place is KeyPlace.H and key >= 0x80):
        return True
    return key in (Qt.Key.Key_QuoteLeft, Qt.Key.Key_H)
