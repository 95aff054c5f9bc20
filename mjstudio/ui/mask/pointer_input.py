"""Turns pointer and pen events over the mask canvas into samples for the document.

The left button or a pen paints, the right one subtracts as Alt does, and so does a pen whose side
button is held when it touches, unless `PanZoom` uses the button to move the picture. A stroke
lasts as long as its button: a release may never arrive, so the buttons in each event count as the
truth. What interrupts a stroke keeps what was painted, and painting goes on where the pointer is
then, if the button is still down.
"""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QTabletEvent
from PySide6.QtWidgets import QWidget

from mjstudio.mask.document import MaskDocument
from mjstudio.mask.tools import PointerSample
from mjstudio.mask.tools.pen import JumpFilter
from mjstudio.ui.canvas.pan_zoom import PanZoom
from mjstudio.ui.mask.pointer import (
    SUBTRACTING,
    PenEcho,
    PenPressure,
    mouse_sample,
    pen_sample,
)

_LEFT, _RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
_NONE = Qt.MouseButton.NoButton
_PAINTING = (_LEFT, _RIGHT)


class PointerInput:
    """Mouse and pen over one canvas.

    `moved` is called after each event that may move `pointer`, `lifted` once `down` may be over.
    """

    def __init__(
        self,
        widget: QWidget,
        pan_zoom: PanZoom,
        moved: Callable[[], None],
        lifted: Callable[[], None],
    ) -> None:
        self.document: MaskDocument | None = None
        self.paintable = False
        """Return whether a press starts a drag."""
        self.pointer: QPointF | None = None
        """Where the pointer is in the widget; None outside."""
        self.subtracting = SUBTRACTING[""]
        """The modifiers that make an adding tool subtract."""
        self._widget, self._pan_zoom = widget, pan_zoom
        self._moved, self._lifted = moved, lifted
        self._pen_paints = False
        self._button = _NONE
        """The button that is down for the stroke; none once that has ended."""
        self._pressure = PenPressure()
        self._echo = PenEcho()
        self._leaps = JumpFilter[PointerSample]()

    @property
    def down(self) -> bool:
        """Whether a button is down that paints or drags the picture."""
        return self._button is not _NONE or self._pan_zoom.grabbed

    # --- mouse ---

    def press(self, event: QMouseEvent) -> None:
        """Begin to paint or to pan."""
        if self._echo.doubles(event):
            return
        if self._pan_zoom.press(event):
            return
        second = self._button != event.button() and event.buttons() & self._button
        if second or event.button() not in _PAINTING or not self.paintable:
            return
        if self.document is None:
            return
        self._move_to(event.position())
        self._pen_paints, self._button = False, event.button()
        sample = self._mouse_sample(event)
        self.document.begin(replace(sample, alt=True) if event.button() == _RIGHT else sample)

    def double_click(self, event: QMouseEvent) -> None:
        """Close an open polygon; otherwise two quick dots are two dots."""
        document = self.document
        if document is None or not document.outlining or self._pan_zoom.space:
            self.press(event)
        elif event.button() in _PAINTING and not self._echo.doubles(event):
            document.close_outline()

    def move(self, event: QMouseEvent) -> None:
        """Paint, pan, or move the ring."""
        if self._echo.doubles(event):
            return
        document, held = self.document, event.buttons() & self._button
        if document is not None and not held and self._stroking(document):
            self._break_off(document)
        if not self._pan_zoom.move(event) and document is not None:
            if document.dragging or document.outlining:
                document.extend(self._mouse_sample(event))
            elif held and document.interrupted:
                sample = self._mouse_sample(event)
                document.begin(replace(sample, alt=True) if held == _RIGHT else sample)
        self._move_to(event.position())

    def release(self, event: QMouseEvent) -> None:
        """End the drag or the panning."""
        if self._pan_zoom.release(event) or self._echo.doubles(event):
            return
        document = self.document
        if document is None or event.buttons() & self._button:
            return
        if event.button() == self._button:
            self._button = _NONE
            document.end(self._mouse_sample(event))
            self._lifted()
        elif self._stroking(document):
            self._break_off(document)

    # --- pen ---

    def tablet(self, event: QTabletEvent) -> None:
        """Paint with a pen; its other end erases."""
        event.accept()
        kind, down = event.type(), bool(event.buttons() & _LEFT)
        self._echo.pen(down=down)
        tip = event.button() == _LEFT
        if kind == QEvent.Type.TabletPress and tip and down:
            # Qt does so for the mouse.
            self._widget.setFocus(Qt.FocusReason.MouseFocusReason)
            self._pen_pressed(event)
        elif kind == QEvent.Type.TabletRelease and tip and not down:
            self._pen_lifted(event)
        else:
            # The button at its side, too, tells whether the tip is down.
            self._pen_moved(event, down=down)
        if not self._leaps.holding:
            self._move_to(event.position())

    def _pen_pressed(self, event: QTabletEvent) -> None:
        at = event.position()
        if self._pan_zoom.space:
            self._pan_zoom.grab(at, _LEFT)
        elif self.document is not None and self.paintable:
            sample = self._pen_sample(event)
            if event.buttons() & _RIGHT:
                sample = replace(sample, alt=True)
            self._pen_begins(self.document, at, sample)

    def _pen_moved(self, event: QTabletEvent, *, down: bool) -> None:
        at, document = event.position(), self.document
        if self._pan_zoom.drag(at, event.buttons()) or document is None:
            return
        if self._pen_paints and not down and self._stroking(document):
            self._break_off(document)
        elif down and document.dragging:
            for believed in self._leaps.follow(at.x(), at.y(), self._pen_sample(event)):
                document.extend(believed)
        elif document.outlining:
            # Without a drag, only an open polygon follows the pen.
            document.extend(self._pen_sample(event))
        elif down and self._pen_paints and self._button and document.interrupted:
            self._pen_begins(document, at, self._pen_sample(event))

    def _pen_begins(self, document: MaskDocument, at: QPointF, sample: PointerSample) -> None:
        self._leaps.begin(at.x(), at.y(), sample)
        self._pen_paints, self._button = True, _LEFT
        document.begin(sample)

    def _pen_lifted(self, event: QTabletEvent) -> None:
        if self._pan_zoom.grabbed:
            self._pan_zoom.let_go()
        elif self.document is not None and self._pen_paints:
            at = event.position()
            late, last = self._leaps.end(at.x(), at.y(), self._pen_sample(event))
            for believed in late:
                self.document.extend(believed)
            self._button = _NONE
            self.document.end(last)
            self._lifted()

    def _mouse_sample(self, event: QMouseEvent) -> PointerSample:
        return mouse_sample(event, self._pan_zoom.view, self.subtracting)

    def _pen_sample(self, event: QTabletEvent) -> PointerSample:
        return pen_sample(event, self._pan_zoom.view, self._pressure.of(event), self.subtracting)

    # --- keys ---

    def outline_key(self, key: int) -> bool:
        """Apply Enter, Escape and Backspace to an open outline; False without one.

        Escape also takes back the stroke in progress, and stops what is being computed.
        """
        document = self.document
        if document is None:
            return False
        if key == Qt.Key.Key_Escape and document.dragging:
            self._button = _NONE
            document.take_back_drag()
            self._lifted()
            return True
        if not document.outlining:
            return key == Qt.Key.Key_Escape and document.stop_searching()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            document.close_outline()
        elif key == Qt.Key.Key_Escape:
            document.drop_outline()
        elif key == Qt.Key.Key_Backspace:
            document.step_back()
        else:
            return False
        return True

    # --- the pointer ---

    def leave(self) -> None:
        """The pointer left the canvas."""
        self.pointer = None
        self._moved()

    def entered(self, buttons: Qt.MouseButton) -> None:
        """The pointer came back with these buttons down; another window may have had the release.

        A pen says by itself whether it is down.
        """
        document = self.document
        if document is None or self._pen_paints or buttons & self._button:
            return
        if self._stroking(document):
            self._break_off(document)

    def pause(self) -> None:
        """The window lost focus, and perhaps the release: keep what the stroke has painted.

        An outline has painted nothing yet, and waits for the pointer.
        """
        self._echo.forget()
        if self.document is not None and self.document.dragging and not self.document.outlining:
            self.document.break_off()

    def let_go(self) -> None:
        """The canvas is hidden: no release will arrive."""
        self._echo.forget()
        if self.document is not None and self._stroking(self.document):
            self._break_off(self.document)

    def _stroking(self, document: MaskDocument) -> bool:
        """Whether a stroke has begun and not ended yet, even if it is interrupted."""
        return document.dragging or self._button is not _NONE

    def _break_off(self, document: MaskDocument) -> None:
        self._button = _NONE
        document.break_off()
        self._lifted()

    def _move_to(self, at: QPointF) -> None:
        self.pointer = at if self._widget.rect().contains(at.toPoint()) else None
        self._moved()
