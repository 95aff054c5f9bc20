"""Tells wheels, touchpads and pinches apart, and reads what they ask for.

A wheel zooms, fingers on a touchpad pan, a pinch zooms, and Ctrl makes fingers count as a wheel. Qt
calls both scrolling, and each system distinguishes them in its own way:

- Wayland and macOS give fingers a phase and pixels, and a wheel neither. Fingers slower than a
  pixel for each event come with a phase and an angle alone (`FrameData::pixelDeltaAndError` in
  qwaylandinputdevice.cpp).
- X11 gives no phase, and pixels to whatever counts finely, wheels of some drivers included
  (`xi2HandleScrollEvent` in qxcbconnection_xi2.cpp). libinput's touchpads come as an angle alone,
  from a device of the type of a mouse; what is left to know them by is the device's name.
- Windows gives neither phase nor pixels: fingers are a wheel there, but for those that go sideways.
"""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QNativeGestureEvent, QWheelEvent

ZOOM_STEP = 1.25
"""What one notch of a wheel zooms by."""

_NOTCH = 120
"""What one notch counts (QWheelEvent.angleDelta: eighths of a degree, 15 degrees)."""
_NOTCH_PIXELS = 60.0
"""How far fingers go, with Ctrl held, for as much as one notch."""
_ANGLE_OF_PIXEL = 8.0
"""Angle per pixel if the event gives no pixels: 15 of libinput's units are one notch."""
_PADS = ("touchpad", "trackpad", "glidepoint", "magic mouse")
_FINGERS = (
    Qt.ScrollPhase.ScrollBegin,
    Qt.ScrollPhase.ScrollUpdate,
    Qt.ScrollPhase.ScrollEnd,
    Qt.ScrollPhase.ScrollMomentum,
)


@dataclass(frozen=True, slots=True)
class Turn:
    """Either notches of a wheel, positive away from the hand, or a move in widget points."""

    notches: float = 0.0
    pan: QPointF | None = None


def read_wheel(event: QWheelEvent) -> Turn:
    """What a wheel event asks for; neither of both where it tells that fingers were lifted."""
    angle, pixels = event.angleDelta(), event.pixelDelta()
    if _by_fingers(event):
        moved = QPointF(pixels) if not pixels.isNull() else QPointF(angle) / _ANGLE_OF_PIXEL
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return Turn(notches=moved.y() / _NOTCH_PIXELS)
        return Turn() if moved.isNull() else Turn(pan=moved)
    if event.modifiers() & Qt.KeyboardModifier.AltModifier:
        # Alt turns the wheel sideways in Qt.
        return Turn(notches=(angle.y() or angle.x()) / _NOTCH)
    if angle.y():
        return Turn(notches=angle.y() / _NOTCH)
    return Turn(pan=QPointF(angle.x() / _NOTCH * _NOTCH_PIXELS, 0)) if angle.x() else Turn()


def read_pinch(event: QEvent) -> float | None:
    """The zoom factor of a pinch; None for any other event."""
    if (
        isinstance(event, QNativeGestureEvent)
        and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture
    ):
        return 1 + event.value()
    return None


def _by_fingers(event: QWheelEvent) -> bool:
    if event.phase() in _FINGERS:
        return True
    device = event.pointingDevice()
    if device is not None:
        if device.type() == QInputDevice.DeviceType.TouchPad:
            return True
        name = device.name().lower()
        if any(pad in name for pad in _PADS):
            return True
    angle = event.angleDelta()
    whole = angle.x() % _NOTCH == 0 and angle.y() % _NOTCH == 0
    return not event.pixelDelta().isNull() and not whole
