"""Zooming and panning by hand, the same over every picture.

- A wheel zooms about the pointer, a pinch about the fingers, plus and minus about the middle.
- 0 shows the whole picture.
- Two fingers and the arrow keys scroll a picture that is not fully visible.
- The middle button drags the picture, and so does the left one while Space is held.

A canvas owns one of these and forwards events to it, after handling its own keys and buttons.
Rejected: a base class, because what has priority differs between canvases; and an event filter,
which would see each move of a brush stroke once more.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from mjstudio.ui.canvas.held_key import COMMANDING, HeldKey
from mjstudio.ui.canvas.scrolling import ZOOM_STEP, Turn, read_pinch, read_wheel
from mjstudio.ui.canvas.viewport import Viewport
from mjstudio.ui.look.key_places import QUARTERS, digit_of

_ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (64, 0),
    Qt.Key.Key_Right: (-64, 0),
    Qt.Key.Key_Up: (0, 64),
    Qt.Key.Key_Down: (0, -64),
}
"""How far each moves the picture, in widget points."""
_ZOOMS: dict[int, float] = {
    Qt.Key.Key_Plus: ZOOM_STEP,
    Qt.Key.Key_Equal: ZOOM_STEP,
    Qt.Key.Key_Minus: 1 / ZOOM_STEP,
    Qt.Key.Key_Underscore: 1 / ZOOM_STEP,
}
_LEAVING = (QEvent.Type.FocusOut, QEvent.Type.WindowDeactivate, QEvent.Type.Hide)
"""Where keys are released elsewhere; after the last two, buttons are too."""
_Button = Qt.MouseButton
_Shape = Qt.CursorShape


class PanZoom(QObject):
    """What the hand does to a viewport over one widget.

    Signals:
        changed(): the zoom, the fit or the widget's size changed; redraw the picture.
        scrolled(QPointF): the picture moved by this many device pixels; nothing else changed.
        space_tapped(): Space was pressed and released without any dragging in between.
        hand_changed(): `panning` did.
    """

    changed = Signal()
    scrolled = Signal(QPointF)
    space_tapped = Signal()
    hand_changed = Signal()

    def __init__(
        self,
        widget: QWidget,
        view: Viewport,
        *,
        pane_at: Callable[[QPointF], QRect] | None = None,
        space: bool = True,
    ) -> None:
        """Look after `view` in `widget`, or in parts of it: `pane_at` gives the one at a point.

        Without `space`, that key is left to the widget.
        """
        # Not a child of the widget: it would receive child events before it can forward its own.
        super().__init__()
        self.view = view
        self.active = True
        """Whether there is a picture; without one, wheel and pinch do nothing."""
        self._widget = widget
        self._pane_at = pane_at or (lambda _point: widget.rect())
        self._space = HeldKey(_is_space if space else _is_none, self._space_turned)
        self._tapping = False
        self._from: QPointF | None = None
        self._button = _Button.NoButton
        self._rest: Qt.CursorShape | None = None
        self._shape: Qt.CursorShape | None = None

    # --- by command ---

    def fit(self) -> None:
        """Show the whole picture, also when the widget's size changes."""
        self.view.fit()
        self.changed.emit()

    def fit_part(self, part: QRectF) -> None:
        """Show a part of the picture, in its pixels, as large as possible but at most at 100 %."""
        self.view.fit_part(part, largest=1.0)
        self.changed.emit()

    def actual_size(self) -> None:
        """Show one picture pixel on one screen pixel."""
        self.set_zoom(1.0)

    def set_zoom(self, zoom: float, about: QPointF | None = None) -> None:
        """Zoom about a point of the widget, or its middle; 1.0 is 100 %."""
        if about is not None:
            about = about - QPointF(self._pane_at(about).topLeft())
        self.view.set_zoom(zoom, about)
        self.changed.emit()

    def zoom_by(self, factor: float, about: QPointF | None = None) -> None:
        """The same by a factor."""
        self.set_zoom(self.view.zoom * factor, about)

    def scroll(self, by: QPointF) -> None:
        """Move the picture by widget points, as far as some of it stays in sight."""
        moved = self.view.scroll(by * self.view.ratio)
        if not moved.isNull():
            self.scrolled.emit(moved)

    def turn(self, turn: Turn, at: QPointF) -> None:
        """Apply what a wheel or two fingers ask for at a point of the widget."""
        if turn.notches:
            self.zoom_by(ZOOM_STEP**turn.notches, at)
        elif turn.pan is not None and not self.view.fitted:
            self.scroll(turn.pan)

    # --- events ---

    def take(self, event: QEvent) -> bool:
        """Process any event of the widget; True if it is fully handled."""
        kind = event.type()
        if kind is QEvent.Type.MouseMove or kind is QEvent.Type.Paint:
            return False  # The frequent ones need not be compared with the rest.
        if isinstance(event, QWheelEvent | QNativeGestureEvent):
            return self._zoomed(event)
        if kind is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            taken = self._space.matches(event)
            if taken:
                event.accept()
            return taken
        if kind is QEvent.Type.Resize or kind is QEvent.Type.DevicePixelRatioChange:
            self.resize()
        elif kind in _LEAVING:
            self._tapping = False
            self._space.let_go()
            if kind is not QEvent.Type.FocusOut:
                self.let_go()
        return False

    def _zoomed(self, event: QWheelEvent | QNativeGestureEvent) -> bool:
        if isinstance(event, QWheelEvent):
            if self.active:
                self.turn(read_wheel(event), event.position())
            event.accept()
            return True
        factor = read_pinch(event)
        if factor is not None and self.active:
            self.zoom_by(factor, event.position())
        return factor is not None

    def resize(self) -> None:
        """Take the widget's size and pixel ratio."""
        self.view.resize(self._pane_at(QPointF()).size(), self._widget.devicePixelRatioF())
        self.changed.emit()

    def press_key(self, event: QKeyEvent) -> bool:
        """Handle a key press; False if the key is not one of these."""
        key, digit = event.key(), digit_of(event)
        arrow = _ARROWS.get(key)
        if self._space.press(event):
            return True
        if digit in QUARTERS:
            # A Czech keyboard has the plus there.
            return False
        if arrow is not None:
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if plain and not self.view.fitted:
                self.scroll(QPointF(*arrow))
                return True
        elif key in _ZOOMS:
            self.zoom_by(_ZOOMS[key])
            return True
        elif digit == 0:
            self.fit()
            return True
        return False

    def release_key(self, event: QKeyEvent) -> bool:
        """Handle the release of Space; False if it was not held."""
        taken = self._space.release(event)
        if taken and self._tapping and not self._space.held:
            self._tapping = False
            self.space_tapped.emit()
        return taken

    def press(self, event: QMouseEvent, *, left: bool = False) -> bool:
        """Grab the picture; `left` says whether the left button does so without Space."""
        button = event.button()
        by_left = button is _Button.LeftButton and (left or self._space.held)
        if button is not _Button.MiddleButton and not by_left:
            return False
        self.grab(event.position(), button)
        return True

    def move(self, event: QMouseEvent) -> bool:
        """Drag the picture; False if it is not grabbed."""
        return self._from is not None and self.drag(event.position(), event.buttons())

    def release(self, event: QMouseEvent) -> bool:
        """Release the picture; False if this button did not grab it."""
        if self._from is None or event.button() is not self._button:
            return False
        self.let_go()
        return True

    # --- the hand ---

    @property
    def space(self) -> bool:
        """Whether Space is held."""
        return self._space.held

    @property
    def grabbed(self) -> bool:
        """Whether the picture is being dragged."""
        return self._from is not None

    @property
    def panning(self) -> bool:
        """Whether the pointer drags the picture, or would when pressed."""
        return self._from is not None or self._space.held

    def grab(self, at: QPointF, button: Qt.MouseButton) -> None:
        """Grab the picture at a point of the widget with a button."""
        self._tapping = False
        self._from, self._button = QPointF(at), button
        self._hand_turned()

    def drag(self, at: QPointF, buttons: Qt.MouseButton) -> bool:
        """Drag the picture while the button is held, because its release may never arrive.

        Returns False if the picture is not grabbed.
        """
        if self._from is None:
            return False
        if buttons & self._button:
            by = at - self._from
            self._from = QPointF(at)
            self.scroll(by)
        else:
            self.let_go()
        return True

    def let_go(self) -> None:
        """Stop dragging."""
        if self._from is not None:
            self._from = None
            self._hand_turned()

    def rest_cursor(self, shape: Qt.CursorShape | None) -> None:
        """The cursor while the picture is not dragged; None for the parent's."""
        if shape is not self._rest:
            self._rest = shape
            self._show_cursor()

    def _space_turned(self) -> None:
        if self._space.held:
            self._tapping = self._from is None
        self._hand_turned()

    def _hand_turned(self) -> None:
        self._show_cursor()
        self.hand_changed.emit()

    def _show_cursor(self) -> None:
        if self._from is not None:
            shape: Qt.CursorShape | None = _Shape.ClosedHandCursor
        else:
            shape = _Shape.OpenHandCursor if self._space.held else self._rest
        if shape is self._shape:
            return
        self._shape = shape
        if shape is None:
            self._widget.unsetCursor()
        else:
            self._widget.setCursor(shape)


def _is_space(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Space and not event.modifiers() & COMMANDING


def _is_none(_event: QKeyEvent) -> bool:
    return False
