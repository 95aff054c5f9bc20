"""What the hand does over the mask canvas: painting, scrolling, zooming, looking."""

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QResizeEvent,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from mjstudio.mask.document import MaskDocument
from mjstudio.mask.pixels.stroke import MAX_DIAMETER, MIN_DIAMETER
from mjstudio.mask.tools import PointerSample
from mjstudio.mask.tools.pen import JumpFilter
from mjstudio.ui.canvas.scrolling import ZOOM_STEP, read_pinch, read_wheel
from mjstudio.ui.look.key_places import KeyPlace, place_of
from mjstudio.ui.mask.pointer import PenEcho, PenPressure, mouse_sample, pen_sample
from mjstudio.ui.mask.view import MaskView

_SIZE_STEP = 1.15
_KEYS: dict[int, str] = {
    Qt.Key.Key_Space: "pan",
    Qt.Key.Key_QuoteLeft: "look",
    Qt.Key.Key_H: "look",
}
_PLACES = {KeyPlace.BACKTICK: "look", KeyPlace.H: "look"}
"""What keys do while they are held. The place of the backtick holds a dead key or another
character on many keyboards; H is found by its letter, and by its place where letters are others."""
_COMMANDING = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.ShiftModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
_ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (64, 0),
    Qt.Key.Key_Right: (-64, 0),
    Qt.Key.Key_Up: (0, 64),
    Qt.Key.Key_Down: (0, -64),
}
"""How far each moves the picture, in widget pixels."""
_Button = Qt.MouseButton


class MaskGestures(QWidget):
    """Turns events into strokes of the document and moves of the view.

    The left button or a pen paints; Space and drag, the middle button or two fingers scroll; the
    wheel zooms about the pointer; the keys ` and H hide the overlay while they are held.

    A release may never be told: what an event says of the buttons held is believed, and nothing
    stays held when the window is left.

    Signals:
        brush_size_requested(int): Ctrl and the wheel asked for this diameter.
    """

    brush_size_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.view = MaskView()
        self.document: MaskDocument | None = None
        self.paintable = False
        self.pointer: QPointF | None = None
        """Where the pointer is in the widget; None outside."""
        self._held: dict[int, str] = {}
        self._panned_from: QPointF | None = None
        self._pan_button = _Button.NoButton
        self._pen_paints = False
        self._pressure = PenPressure()
        self._echo = PenEcho()
        self._leaps = JumpFilter[PointerSample]()
        self._shape: Qt.CursorShape | None = None

    # --- what the canvas does about it ---

    def set_zoom(self, zoom: float, about: QPointF | None = None) -> None:
        """Zoom about a point of the widget."""
        raise NotImplementedError

    def _resized(self) -> None:
        raise NotImplementedError

    def _scrolled(self, by: QPointF) -> None:
        raise NotImplementedError

    def _pointer_changed(self) -> None:
        raise NotImplementedError

    def _overlay_hidden_changed(self) -> None:
        raise NotImplementedError

    # --- pointer ---

    @property
    def overlay_hidden(self) -> bool:
        """Whether a key is held that shows the picture alone."""
        return "look" in self._held.values()

    @property
    def _space(self) -> bool:
        return "pan" in self._held.values()

    @property
    def panning(self) -> bool:
        """Whether the pointer scrolls, or would when pressed, rather than paints."""
        return self._space or self._panned_from is not None

    def choose_cursor(self, *, ring: bool) -> None:
        """Show the cursor for what the pointer would do; none under the brush ring."""
        if self._panned_from is not None:
            shape = Qt.CursorShape.ClosedHandCursor
        elif self._space:
            shape = Qt.CursorShape.OpenHandCursor
        elif not self.paintable:
            shape = Qt.CursorShape.ArrowCursor
        else:
            shape = Qt.CursorShape.BlankCursor if ring else Qt.CursorShape.CrossCursor
        if shape is not self._shape:
            self._shape = shape
            self.setCursor(shape)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to paint or to scroll."""
        if self._echo.doubles(event):
            return
        button = event.button()
        if button == _Button.MiddleButton or (button == _Button.LeftButton and self._space):
            self._panned_from, self._pan_button = event.position(), button
            self._pointer_changed()
        elif button == _Button.LeftButton and self.document is not None and self.paintable:
            self._move_to(event.position())
            self._pen_paints = False
            self.document.begin(mouse_sample(event, self.view))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Close an open polygon; otherwise two quick dots are two dots."""
        if self.document is not None and self.document.outlining and not self._space:
            if event.button() == _Button.LeftButton and not self._echo.doubles(event):
                self.document.close_outline()
        else:
            self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Paint, scroll, or move the ring."""
        if self._echo.doubles(event):
            return
        at, held = event.position(), event.buttons()
        if self._panned_from is not None and not held & self._pan_button:
            self._panned_from = None
        elif self._panned_from is not None:
            by = at - self._panned_from
            self._panned_from = at
            self._scrolled(by)
        elif self.document is not None and self.document.dragging and not held & _Button.LeftButton:
            self.document.break_off()
        elif self.document is not None and (self.document.dragging or self.document.outlining):
            self.document.extend(mouse_sample(event, self.view))
        self._move_to(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag or the scrolling."""
        if self._panned_from is not None and event.button() == self._pan_button:
            self._panned_from = None
            self._pointer_changed()
        elif self._echo.doubles(event):
            return
        elif event.button() == _Button.LeftButton and self.document is not None:
            self.document.end(mouse_sample(event, self.view))

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Paint with a pen; its other end erases."""
        event.accept()
        kind, down = event.type(), bool(event.buttons() & _Button.LeftButton)
        self._echo.pen(down=down)
        if kind == QEvent.Type.TabletPress and event.button() == _Button.LeftButton:
            self._pen_pressed(event)
        elif kind == QEvent.Type.TabletMove:
            self._pen_moved(event, down=down)
        elif kind == QEvent.Type.TabletRelease and not down:
            self._pen_lifted(event)
        if not self._leaps.holding:
            self._move_to(event.position())

    def _pen_pressed(self, event: QTabletEvent) -> None:
        at = event.position()
        if self._space:
            self._panned_from, self._pan_button = at, _Button.LeftButton
        elif self.document is not None and self.paintable:
            sample = self._pen_sample(event)
            self._leaps.begin(at.x(), at.y(), sample)
            self._pen_paints = True
            self.document.begin(sample)

    def _pen_moved(self, event: QTabletEvent, *, down: bool) -> None:
        at = event.position()
        if self._panned_from is not None:
            by, self._panned_from = at - self._panned_from, at if down else None
            if down:
                self._scrolled(by)
        elif self.document is not None:
            if self._pen_paints and self.document.dragging and not down:
                self.document.break_off()
            elif down and self.document.dragging:
                sample = self._pen_sample(event)
                for believed in self._leaps.follow(at.x(), at.y(), sample):
                    self.document.extend(believed)
            elif self.document.outlining:
                # Without a drag, an open polygon alone follows the pen.
                self.document.extend(self._pen_sample(event))

    def _pen_lifted(self, event: QTabletEvent) -> None:
        if self._panned_from is not None:
            self._panned_from = None
        elif self.document is not None and self._pen_paints:
            at = event.position()
            late, last = self._leaps.end(at.x(), at.y(), self._pen_sample(event))
            for believed in late:
                self.document.extend(believed)
            self.document.end(last)

    def _pen_sample(self, event: QTabletEvent) -> PointerSample:
        return pen_sample(event, self.view, self._pressure.of(event))

    def _move_to(self, at: QPointF) -> None:
        self.pointer = at if self.rect().contains(at.toPoint()) else None
        self._pointer_changed()

    def leaveEvent(self, event: QEvent) -> None:
        """Hide the ring."""
        self._pointer_gone()
        super().leaveEvent(event)

    def _pointer_gone(self) -> None:
        self.pointer = None
        self._pointer_changed()

    # --- wheel and trackpad ---

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel zooms about the pointer, or with Ctrl asks for a brush size; fingers scroll."""
        event.accept()
        turn = read_wheel(event)
        steps = turn.notches
        if turn.pan is not None:
            if not self.view.fitted:
                self._scrolled(turn.pan)
        elif not steps:
            return
        elif not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self.view.zoom * ZOOM_STEP**steps, event.position())
        elif self.document is not None:
            old = self.document.size
            new = round(old * _SIZE_STEP**steps)
            if new == old:
                new += 1 if steps > 0 else -1
            self.brush_size_requested.emit(min(max(new, MIN_DIAMETER), MAX_DIAMETER))

    def event(self, event: QEvent) -> bool:
        """See pinches, changes of the pixel ratio, and keys that others would take."""
        kind = event.type()
        if kind is QEvent.Type.MouseMove or kind is QEvent.Type.Paint:
            pass  # The frequent ones need not be compared with the rest.
        elif kind == QEvent.Type.DevicePixelRatioChange:
            self._resized()
        elif kind == QEvent.Type.WindowDeactivate:
            self._let_go()
        elif isinstance(event, QNativeGestureEvent) and (factor := read_pinch(event)) is not None:
            self.set_zoom(self.view.zoom * factor, event.position())
            return True
        elif (
            kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _use_of(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stay fitted, or keep the centre."""
        self._resized()
        super().resizeEvent(event)

    # --- keys ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows and Space scroll; ` and H hide the overlay; others close or drop an outline."""
        step = _ARROWS.get(event.key())
        if step is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._scrolled(QPointF(*step))
        elif not self._press(event) and not self.outline_key(event.key()):
            super().keyPressEvent(event)

    def outline_key(self, key: int) -> bool:
        """What Enter, Escape and Backspace do to an open outline; False where there is none.

        Escape also stops what is being computed.
        """
        if self.document is None:
            return False
        if not self.document.outlining:
            return key == Qt.Key.Key_Escape and self.document.stop_searching()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.document.close_outline()
        elif key == Qt.Key.Key_Escape:
            self.document.drop_outline()
        elif key == Qt.Key.Key_Backspace:
            self.document.step_back()
        else:
            return False
        return True

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """The key is no longer held."""
        # By its place: the character changes when Shift is pressed meanwhile.
        if _code_of(event) not in self._held:
            super().keyReleaseEvent(event)
        elif not event.isAutoRepeat():
            self._hold({code: use for code, use in self._held.items() if code != _code_of(event)})

    def _press(self, event: QKeyEvent) -> bool:
        code, use = _code_of(event), _use_of(event)
        if use and code not in self._held and not event.isAutoRepeat():
            self._hold({**self._held, code: use})
        return bool(use) or code in self._held

    def _hold(self, held: dict[int, str]) -> None:
        panned, hidden = self._space, self.overlay_hidden
        self._held = held
        if panned != self._space:
            self._pointer_changed()
        if hidden != self.overlay_hidden:
            self._overlay_hidden_changed()

    def _let_go(self) -> None:
        """The window is left: neither keys nor buttons will tell us of their release."""
        self._hold({})
        self._echo.forget()
        if self._panned_from is not None:
            self._panned_from = None
            self._pointer_changed()
        if self.document is not None and self.document.dragging:
            self.document.break_off()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keys released elsewhere are never told to us."""
        self._hold({})
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nor is what is released after mask mode was left."""
        self._let_go()
        super().hideEvent(event)


def _code_of(event: QKeyEvent) -> int:
    """What stays the same of a key from its press to its release."""
    return event.nativeScanCode() or event.nativeVirtualKey() or event.key()


def _use_of(event: QKeyEvent) -> str:
    """What a key does while it is held, "pan" or "look"; empty for all others."""
    if event.modifiers() & _COMMANDING:
        return ""
    key, place = event.key(), place_of(event)
    by_place = place in _PLACES and not (place is KeyPlace.H and key < 0x80)
    return _PLACES[place] if by_place and place else _KEYS.get(key, "")
