"""A wheel zooms, two fingers on a touchpad pan, a pinch zooms: alike over every picture."""

from functools import cache

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QInputDevice, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mjstudio.ui.mask.canvas import MaskCanvas
from tests.ui.canvas.canvases import Canvas, mask_canvas

NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
Phase = Qt.ScrollPhase


@cache
def _device(name: str, kind: QInputDevice.DeviceType) -> QPointingDevice:
    """A device; kept, since events do not keep theirs."""
    pointer = QPointingDevice.PointerType.Generic
    scroll = QInputDevice.Capability.Scroll
    return QPointingDevice(name, 71, kind, pointer, scroll, 1, 3)


def turn(
    canvas: Canvas,
    pixels: tuple[int, int],
    angle: tuple[int, int],
    phase: Phase = Phase.NoScrollPhase,
    device: QPointingDevice | None = None,
    modifiers: Qt.KeyboardModifier = NONE,
) -> None:
    at = QPointF(300, 200)
    event = QWheelEvent(
        at,
        QPointF(canvas.widget.mapToGlobal(at.toPoint())),
        QPoint(*pixels),
        QPoint(*angle),
        Qt.MouseButton.NoButton,
        modifiers,
        phase,
        False,
        Qt.MouseEventSource.MouseEventNotSynthesized,
        device or QPointingDevice.primaryPointingDevice(),
    )
    QApplication.sendEvent(canvas.widget, event)
    assert event.isAccepted()


def fingers(
    canvas: Canvas, system: str, by: tuple[int, int], modifiers: Qt.KeyboardModifier = NONE
) -> None:
    """Move two fingers so that the picture should move by that, as each system tells it."""
    mouse, pad = QInputDevice.DeviceType.Mouse, QInputDevice.DeviceType.TouchPad
    x, y = by
    if system == "wayland or macos":
        turn(canvas, by, (x * 12, y * 12), Phase.ScrollUpdate, modifiers=modifiers)
    elif system == "slowly on wayland":
        for _ in range(10):
            turn(canvas, (0, 0), (x, y), Phase.ScrollUpdate, modifiers=modifiers)
    elif system == "x11 with libinput":
        device = _device("ELAN1200:00 04F3:3067 Touchpad", mouse)
        turn(canvas, (0, 0), (x * 8, y * 8), device=device, modifiers=modifiers)
    elif system == "x11 with synaptics":
        turn(canvas, by, (x * 1, y * 1), device=_device("Virtual core", mouse), modifiers=modifiers)
    else:
        turn(canvas, by, (x * 8, y * 8), device=_device("pointer", pad), modifiers=modifiers)


SYSTEMS = (
    "wayland or macos",
    "slowly on wayland",
    "x11 with libinput",
    "x11 with synaptics",
    "a device that says what it is",
)


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("by", [(40, 0), (-40, 0), (0, 32), (24, -32)])
def test_two_fingers_move_the_picture_with_them(
    canvas: Canvas, system: str, by: tuple[int, int]
) -> None:
    zoom, corner = canvas.zoom(), canvas.corner()
    fingers(canvas, system, by)
    moved = canvas.corner() - corner
    assert canvas.zoom() == zoom
    assert abs(moved.x() - by[0]) <= abs(by[0]) / 3
    assert abs(moved.y() - by[1]) <= abs(by[1]) / 3


def test_a_picture_that_is_seen_whole_stays_where_it_is(canvas: Canvas) -> None:
    canvas.fit()
    zoom, corner = canvas.zoom(), canvas.corner()
    fingers(canvas, "wayland or macos", (40, 30))
    assert (canvas.zoom(), canvas.corner()) == (zoom, corner)


def test_a_wheel_zooms_also_one_that_counts_pixels(canvas: Canvas) -> None:
    for pixels in ((0, 0), (0, 120)):
        before = canvas.zoom()
        turn(canvas, pixels, (0, 120))
        assert canvas.zoom() == pytest.approx(before * 1.25)
    turn(canvas, (0, 0), (0, -60))
    assert canvas.zoom() == pytest.approx(before * 1.25**0.5)


def test_a_wheel_that_is_tilted_moves_the_picture_sideways(canvas: Canvas) -> None:
    zoom, corner = canvas.zoom(), canvas.corner()
    turn(canvas, (0, 0), (120, 0))
    moved = canvas.corner() - corner
    assert canvas.zoom() == zoom
    assert moved.x() > 20
    assert moved.y() == 0


def test_alt_turns_the_wheel_sideways_and_it_zooms_all_the_same(qtbot: QtBot) -> None:
    canvas = mask_canvas()
    qtbot.addWidget(canvas.widget)
    canvas.widget.resize(640, 480)
    before = canvas.zoom()
    turn(canvas, (0, 0), (120, 0), modifiers=ALT)
    assert canvas.zoom() == pytest.approx(before * 1.25)


def test_a_pinch_zooms_about_the_fingers(canvas: Canvas) -> None:
    at = QPointF(210, 140)
    before, corner = canvas.zoom(), canvas.corner()
    under = (at - corner) / before
    for value in (0.2, 0.1, -0.05):
        pinch(canvas, at, value)
    factor = 1.2 * 1.1 * 0.95
    assert canvas.zoom() == pytest.approx(before * factor)
    after = (at - canvas.corner()) / canvas.zoom()
    assert (after - under).manhattanLength() < 2


def pinch(canvas: Canvas, at: QPointF, value: float) -> None:
    device = _device("touchpad", QInputDevice.DeviceType.TouchPad)
    everywhere = QPointF(canvas.widget.mapToGlobal(at.toPoint()))
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        device,
        2,
        at,
        at,
        everywhere,
        value,
        QPointF(),
    )
    assert QApplication.sendEvent(canvas.widget, event)


def test_two_fingers_with_ctrl_zoom(canvas: Canvas) -> None:
    if isinstance(canvas.widget, MaskCanvas):
        asked: list[int] = []
        canvas.widget.brush_size_requested.connect(asked.append)
    before, corner = canvas.zoom(), canvas.corner()
    fingers(canvas, "wayland or macos", (0, 40), CTRL)
    if isinstance(canvas.widget, MaskCanvas):
        assert asked
        assert asked[0] > 120
        assert (canvas.zoom(), canvas.corner()) == (before, corner)
        fingers(canvas, "wayland or macos", (40, 0))
        assert canvas.zoom() == before
    else:
        assert 1.05 < canvas.zoom() / before < 2


def test_two_fingers_over_the_minimap_move_the_picture_below(qtbot: QtBot) -> None:
    canvas = mask_canvas()
    qtbot.addWidget(canvas.widget)
    canvas.widget.resize(800, 600)
    with qtbot.waitExposed(canvas.widget):
        canvas.widget.show()
    canvas.enlarge()
    (minimap,) = (w for w in canvas.widget.findChildren(QWidget) if w.objectName())
    assert minimap.isVisible()
    assert QRect(QPoint(), canvas.widget.size()).contains(minimap.geometry())
    zoom, corner = canvas.zoom(), canvas.corner()
    # Through the window: Qt hands on to a parent only what comes from there.
    place = QPointF(minimap.mapTo(canvas.widget, QPoint(20, 20)))
    for pixels, angle, phase in (
        (QPoint(), QPoint(0, 1), Phase.ScrollBegin),
        (QPoint(30, -20), QPoint(360, -240), Phase.ScrollUpdate),
    ):
        QTest.wheelEvent(canvas.widget.windowHandle(), place, angle, pixels, NONE, phase)
    assert canvas.zoom() == zoom
    assert canvas.corner() - corner == QPointF(30, -20)
