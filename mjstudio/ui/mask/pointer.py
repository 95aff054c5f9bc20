"""From Qt's mouse and pen events to samples in picture pixels."""

from time import monotonic

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QPointingDevice, QTabletEvent

from mjstudio.mask.tools import PointerSample
from mjstudio.ui.canvas.viewport import Viewport

_ECHO_SECONDS = 0.15
"""How long after an event of the pen its driver may repeat it as that of a mouse."""
_MADE_SECONDS = 1.0
"""The same for mouse events that the system marks as synthesised."""


_ALT = Qt.KeyboardModifier.AltModifier
SUBTRACTING = {
    "": _ALT,
    "ctrl": _ALT | Qt.KeyboardModifier.ControlModifier,
    "meta": _ALT | Qt.KeyboardModifier.MetaModifier,
}
"""The modifiers that subtract, by the setting: window managers may keep Alt and a drag."""


def mouse_sample(
    event: QMouseEvent, view: Viewport, subtracting: Qt.KeyboardModifier
) -> PointerSample:
    """Where a mouse is; its pressure is 1."""
    return _sample(event.position(), event.modifiers(), view, 1.0, subtracting, eraser=False)


def pen_sample(
    event: QTabletEvent, view: Viewport, pressure: float, subtracting: Qt.KeyboardModifier
) -> PointerSample:
    """Where a pen is, how hard it is pressed, 0..1, and which of its ends."""
    eraser = event.pointerType() == QPointingDevice.PointerType.Eraser
    at, modifiers = event.position(), event.modifiers()
    return _sample(at, modifiers, view, pressure, subtracting, eraser=eraser)


def _sample(
    at: QPointF,
    modifiers: Qt.KeyboardModifier,
    view: Viewport,
    pressure: float,
    subtracting: Qt.KeyboardModifier,
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
        bool(modifiers & subtracting),
        eraser,
    )


class PenPressure:
    """The pressure of pens; 1 for pens without pressure.

    Qt reports 0 for a pen without an axis of pressure. Some drivers claim an axis that is never
    moved: a pen is believed once it told any pressure.
    """

    def __init__(self) -> None:
        self._told: set[int] = set()

    def of(self, event: QTabletEvent) -> float:
        """The pressure of one event, 0..1."""
        device = event.pointingDevice()
        if not device.hasCapability(QInputDevice.Capability.Pressure):
            return 1.0
        pen, pressure = device.systemId(), event.pressure()
        if pressure > 0:
            self._told.add(pen)
        return pressure if pen in self._told else 1.0


class PenEcho:
    """Recognises mouse events that a system sends in addition to pen events.

    Accepting a tablet event stops the mouse events that Qt makes, but not those of some drivers,
    which arrive while the pen is down or shortly after. A release of the pen may get lost (it
    leaves the tablet too fast, another window opens under it): then the buttons in a later mouse
    event, or its own press, show that the pen is up.
    """

    def __init__(self) -> None:
        self._down = False
        self._last: float | None = None

    def pen(self, *, down: bool) -> None:
        """A pen event was handled."""
        self._down = down
        self._last = monotonic()

    def forget(self) -> None:
        """The pen is not heard of any more."""
        self._down = False

    def doubles(self, event: QMouseEvent) -> bool:
        """Whether a mouse event only repeats the pen."""
        if self._last is None:
            return False
        own = event.source() == Qt.MouseEventSource.MouseEventNotSynthesized
        if monotonic() - self._last < (_ECHO_SECONDS if own else _MADE_SECONDS):
            return True
        pressed = event.type() == QEvent.Type.MouseButtonPress
        if pressed or not event.buttons() & Qt.MouseButton.LeftButton:
            self._down = False
        return self._down
