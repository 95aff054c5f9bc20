"""Turns pointer and pen events over the mask canvas into samples for the document.

The left button or a pen paints, unless `PanZoom` uses the button to move the picture. A release may
never arrive, so the buttons in each event count as the truth, and nothing stays held when the
window is left.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QTabletEvent
from PySide6.QtWidgets import QWidget

from mjstudio.mask.document import MaskDocument
from mjstudio.mask.tools import PointerSample
from mjstudio.mask.tools.pen import JumpFilter
from mjstudio.ui.canvas.pan_zoom import PanZoom
from mjstudio.ui.mask.pointer import PenEcho, PenPressure, mouse_sample, pen_sample

_LEFT = Qt.MouseButton.LeftButton


class PointerInput:
    """Mouse and pen over one canvas; `moved` is called after each event that may move `pointer`."""

    def __init__(self, widget: QWidget, pan_zoom: PanZoom, moved: Callable[[], None]) -> None:
        self.document: MaskDocument | None = None
        self.paintable = False
        """Return whether a press starts a drag."""
        self.pointer: QPointF | None = None
        """Where the pointer is in the widget; None outside."""
        self._widget, self._pan_zoom, self._moved = widget, pan_zoom, moved
        self._pen_paints = False
        self._pressure = PenPressure()
        self._echo = PenEcho()
        self._leaps = JumpFilter[PointerSample]()

    # --- mouse ---

    def press(self, event: QMouseEvent) -> None:
        """Begin to paint or to pan."""
        if self._echo.doubles(event):
            return
        if self._pan_zoom.press(event):
            return
        if event.button() == _LEFT and self.document is not None and self.paintable:
            self._move_to(event.position())
            self._pen_paints = False
            self.document.begin(mouse_sample(event, self._pan_zoom.view))

    def double_click(self, event: QMouseEvent) -> None:
        """Close an open polygon; otherwise two quick dots are two dots."""
        document = self.document
        if document is None or not document.outlining or self._pan_zoom.space:
            self.press(event)
        elif event.button() == _LEFT and not self._echo.doubles(event):
            document.close_outline()

    def move(self, event: QMouseEvent) -> None:
        """Paint, pan, or move the ring."""
        if self._echo.doubles(event):
            return
        document = self.document
        if not self._pan_zoom.move(event) and document is not None:
            if document.dragging and not event.buttons() & _LEFT:
                document.break_off()
            elif document.dragging or document.outlining:
                document.extend(mouse_sample(event, self._pan_zoom.view))
        self._move_to(event.position())

    def release(self, event: QMouseEvent) -> None:
        """End the drag or the panning."""
        if self._pan_zoom.release(event) or self._echo.doubles(event):
            return
        if event.button() == _LEFT and self.document is not None:
            self.document.end(mouse_sample(event, self._pan_zoom.view))

    # --- pen ---

    def tablet(self, event: QTabletEvent) -> None:
        """Paint with a pen; its other end erases."""
        event.accept()
        kind, down = event.type(), bool(event.buttons() & _LEFT)
        self._echo.pen(down=down)
        if kind == QEvent.Type.TabletPress and event.button() == _LEFT:
            self._pen_pressed(event)
        elif kind == QEvent.Type.TabletMove:
            self._pen_moved(event, down=down)
        elif kind == QEvent.Type.TabletRelease and not down:
            self._pen_lifted(event)
        if not self._leaps.holding:
            self._move_to(event.position())

    def _pen_pressed(self, event: QTabletEvent) -> None:
        at = event.position()
        if self._pan_zoom.space:
            self._pan_zoom.grab(at, _LEFT)
        elif self.document is not None and self.paintable:
            sample = self._pen_sample(event)
            self._leaps.begin(at.x(), at.y(), sample)
            self._pen_paints = True
            self.document.begin(sample)

    def _pen_moved(self, event: QTabletEvent, *, down: bool) -> None:
        at, document = event.position(), self.document
        if self._pan_zoom.drag(at, event.buttons()) or document is None:
            return
        if self._pen_paints and document.dragging and not down:
            document.break_off()
        elif down and document.dragging:
            for believed in self._leaps.follow(at.x(), at.y(), self._pen_sample(event)):
                document.extend(believed)
        elif document.outlining:
            # Without a drag, only an open polygon follows the pen.
            document.extend(self._pen_sample(event))

    def _pen_lifted(self, event: QTabletEvent) -> None:
        if self._pan_zoom.grabbed:
            self._pan_zoom.let_go()
        elif self.document is not None and self._pen_paints:
            at = event.position()
            late, last = self._leaps.end(at.x(), at.y(), self._pen_sample(event))
            for believed in late:
                self.document.extend(believed)
            self.document.end(last)

    def _pen_sample(self, event: QTabletEvent) -> PointerSample:
        return pen_sample(event, self._pan_zoom.view, self._pressure.of(event))

    # --- keys ---

    def outline_key(self, key: int) -> bool:
        """Apply Enter, Escape and Backspace to an open outline; False without one.

        Escape also stops what is being computed.
        """
        document = self.document
        if document is None:
            return False
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

    def let_go(self) -> None:
        """The window lost focus: no release will arrive."""
        self._echo.forget()
        if self.document is not None and self.document.dragging:
            self.document.break_off()

    def _move_to(self, at: QPointF) -> None:
        self.pointer = at if self._widget.rect().contains(at.toPoint()) else None
        self._moved()
