"""From Qt's mouse and pen events to samples in picture pixels."""

from time import monotonic

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPointingDevice, QTabletEvent

from mjstudio.mask.tools import PointerSample
from mjstudio.ui.mask_view import MaskView

_ECHO_SECONDS = 0.15


def mouse_sample(event: QMouseEvent, view: MaskView) -> PointerSample:
    """Where a mouse is; its pressure is 1."""
    return _sample(event.position(), event.modifiers(), view, 1.0, eraser=False)


def pen_sample(event: QTabletEvent, view: MaskView) -> PointerSample:
    """Where a pen is, how hard it is pressed, and which of its ends."""
    eraser = event.pointerType() == QPointingDevice.PointerType.Eraser
    return _sample(event.position(), event.modifiers(), view, event.pressure(), eraser=eraser)


def _sample(
    at: QPointF,
    modifiers: Qt.KeyboardModifier,
    view: MaskView,
    pressure: float,
    *,
    eraser: bool,
) -> PointerSample:
    x, y = view.to_picture_xy(at.x(), at.y())
    if not modifiers:
        return PointerSample(x, y, pressure, eraser=eraser)
    return PointerSample(
        x,
        y,
        pressure,
        bool(modifiers & Qt.KeyboardModifier.ShiftModifier),
        bool(modifiers & Qt.KeyboardModifier.AltModifier),
        eraser,
    )


class PenEcho:
    """Tells the mouse events that a system sends once more for what a pen did.

    Accepting a tablet event stops those that Qt makes, but not those of some drivers; these come
    while the pen is down or shortly after.
    """

    def __init__(self) -> None:
        self._down = False
        self._last: float | None = None

    def pen(self, *, down: bool) -> None:
        """A pen event was handled."""
        self._down = down
        self._last = monotonic()

    def doubles(self, event: QMouseEvent) -> bool:
        """Whether a mouse event only repeats the pen."""
        if self._last is None:
            return False
        if event.source() != Qt.MouseEventSource.MouseEventNotSynthesized:
            return self._down or monotonic() - self._last < 1.0
        return self._down or monotonic() - self._last < _ECHO_SECONDS
