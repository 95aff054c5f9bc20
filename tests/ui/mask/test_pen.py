"""A pen over the canvas: pressure, its other end, its errors, and strokes without gaps."""

import math
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QImage, QInputDevice, QMouseEvent, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QToolButton

from mjstudio.library.settings_file import load
from mjstudio.mask.document import MaskDocument
from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.model.job import Job
from mjstudio.ui.look.labels import OneLine
from mjstudio.ui.mask.canvas import MaskCanvas
from tests.conftest import Workbench
from tests.ui.hands import CTRL, SHIFT, Key, click_name, find, press
from tests.ui.regions import document

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
PLAIN = Qt.KeyboardModifier.NoModifier
PRESSED, MOVED = QEvent.Type.TabletPress, QEvent.Type.TabletMove
LIFTED = QEvent.Type.TabletRelease
SIZE = QSize(600, 300)
Touch = tuple[float, float, float]
"""Place in the picture and pressure."""


def device(kind: QPointingDevice.PointerType) -> QPointingDevice:
    can = QInputDevice.Capability.Position | QInputDevice.Capability.Pressure
    return QPointingDevice(
        "stylus", int(kind.value), QInputDevice.DeviceType.Stylus, kind, can, 1, 3
    )


PEN = device(QPointingDevice.PointerType.Pen)
RUBBER = device(QPointingDevice.PointerType.Eraser)


@pytest.fixture
def canvas(qtbot) -> MaskCanvas:
    canvas = MaskCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(760, 460)
    picture = QImage(SIZE, QImage.Format.Format_RGB32)
    picture.fill(0x285078)
    canvas.set_picture(picture)
    mask = MaskDocument(MaskBitmap(SIZE.width(), SIZE.height()), canvas)
    mask.set_size(60)
    canvas.set_document(mask)
    with qtbot.waitExposed(canvas):
        canvas.show()
    canvas.pan_zoom.set_zoom(1.0)
    return canvas


def tell(canvas, kind, at: QPointF, pressure: float, stylus=PEN) -> None:
    """Send one event of a pen at a place of the widget."""
    changed = NONE if kind is MOVED else LEFT
    held = NONE if kind is LIFTED else LEFT
    everywhere = canvas.mapToGlobal(at)
    event = QTabletEvent(
        kind, stylus, at, everywhere, pressure, 0, 0, 0, 0, 0, PLAIN, changed, held
    )
    QApplication.sendEvent(canvas, event)
    assert event.isAccepted()


def draw(canvas, *touches: Touch, stylus=PEN) -> None:
    """Draw over the picture, and lift the pen as pens do: without pressure."""
    kind = PRESSED
    for x, y, pressure in touches:
        tell(canvas, kind, canvas.picture_to_widget(QPointF(x, y)), pressure, stylus)
        kind = MOVED
    x, y, _ = touches[-1]
    tell(canvas, LIFTED, canvas.picture_to_widget(QPointF(x, y)), 0.0, stylus)


def widths(canvas, first: int, last: int) -> list[int]:
    """How high the painted part is in each column."""
    rows = [canvas.document.bitmap.row(y) for y in range(SIZE.height())]
    return [sum(row[x] == 255 for row in rows) for x in range(first, last)]


def test_the_width_follows_the_pressure(canvas):
    steady = [
        (x, 150.0, p)
        for p, x0 in ((0.2, 60), (0.8, 250), (0.4, 440))
        for x in range(x0, x0 + 150, 6)
    ]
    draw(canvas, *steady)
    found = widths(canvas, 0, SIZE.width())
    for x, pressure in ((150, 0.2), (380, 0.8), (570, 0.4)):
        assert found[x] == pytest.approx(60 * pressure, abs=1.5), x


@pytest.mark.parametrize("step", [1.0, 7.5, 40.0])
def test_the_edge_has_no_step_though_the_pressure_leaps(canvas, step):
    """GIVEN a pen that tells 0.2 and then 1 at once, the width grows over the way."""
    places = [60 + step * n for n in range(int(480 / step))]
    draw(canvas, *((x, 150.0, 0.2 if x < 300 else 1.0) for x in places))
    found = widths(canvas, 80, 500)
    assert max(abs(other - one) for one, other in pairwise(found)) <= 6
    assert found[20] == pytest.approx(12, abs=1.5)
    assert found[-1] == pytest.approx(60, abs=1.5)


def test_without_pressure_in_the_size_the_stroke_is_even(canvas):
    canvas.document.set_pressure_scales_size(False)
    draw(canvas, *((x, 150.0, (x % 90) / 90) for x in range(60, 500, 8)))
    assert set(widths(canvas, 70, 480)) == {60}


def test_the_other_end_erases_as_wide_as_it_is_pressed(canvas):
    draw(canvas, *((x, 150.0, 1.0) for x in range(60, 500, 8)))
    draw(canvas, *((x, 150.0, 0.5) for x in range(200, 400, 8)), stylus=RUBBER)
    found = widths(canvas, 0, SIZE.width())
    assert found[120] == 60
    assert found[300] == pytest.approx(30, abs=1.5)
    assert canvas.document.tool == "brush"


@pytest.mark.parametrize("error", [(0.0, 0.0), (755.0, 455.0)])
def test_one_wrong_sample_of_the_digitiser_leaves_no_mark(canvas, error):
    touches = [(200.0 + 4 * n, 100.0 + n, 0.6) for n in range(40)]
    draw(canvas, *touches)
    clean = canvas.document.bitmap.to_pillow().tobytes()
    canvas.document.clear()
    for n, (x, y, pressure) in enumerate(touches):
        kind = MOVED if n else PRESSED
        tell(canvas, kind, canvas.picture_to_widget(QPointF(x, y)), pressure)
        if n in (1, 15, 16, 38):
            tell(canvas, MOVED, QPointF(*error), pressure)
            assert canvas.input.pointer == canvas.picture_to_widget(QPointF(x, y))
    tell(canvas, LIFTED, QPointF(*error), 0.0)
    assert canvas.document.bitmap.to_pillow().tobytes() == clean
    assert any(clean)


def test_a_fast_flick_is_painted_from_end_to_end(canvas):
    draw(canvas, (40, 150, 1.0), (42, 150, 1.0), (560, 150, 1.0))
    assert min(widths(canvas, 30, 570)) > 40


def test_what_drivers_repeat_as_a_mouse_is_not_painted_again(canvas):
    """GIVEN a light pen whose driver sends each event as a mouse too, nothing is full width."""

    def echo(kind: QEvent.Type, x: float) -> None:
        at = canvas.picture_to_widget(QPointF(x, 150))
        held = NONE if kind == QEvent.Type.MouseButtonRelease else LEFT
        event = QMouseEvent(kind, at, canvas.mapToGlobal(at), LEFT, held, PLAIN)
        QApplication.sendEvent(canvas, event)

    kinds = (
        (PRESSED, QEvent.Type.MouseButtonPress, 100),
        *((MOVED, QEvent.Type.MouseMove, x) for x in range(106, 400, 6)),
        (LIFTED, QEvent.Type.MouseButtonRelease, 394),
    )
    for kind, mouse, x in kinds:
        tell(
            canvas, kind, canvas.picture_to_widget(QPointF(x, 150)), 0.0 if kind is LIFTED else 0.2
        )
        echo(mouse, x)
    assert canvas.document.history.steps == 1
    assert max(widths(canvas, 0, SIZE.width())) <= 14


places = st.tuples(st.floats(0, 759), st.floats(0, 459))


def paint_with_the_mouse(canvas, places: list[QPointF]) -> None:
    kind, button = QEvent.Type.MouseButtonPress, LEFT
    for at in places:
        event = QMouseEvent(kind, at, canvas.mapToGlobal(at), button, LEFT, PLAIN)
        QApplication.sendEvent(canvas, event)
        kind, button = QEvent.Type.MouseMove, NONE
    kind, at = QEvent.Type.MouseButtonRelease, places[-1]
    QApplication.sendEvent(canvas, QMouseEvent(kind, at, canvas.mapToGlobal(at), LEFT, NONE, PLAIN))


@pytest.mark.parametrize("stylus", [None, PEN])
@given(
    st.lists(st.tuples(places, st.floats(0.05, 1)), min_size=2, max_size=6),
    st.sampled_from([1, 2, 9, 60]),
    st.sampled_from([0.05, 0.4, 1.0, 3.3, 32.0]),
)
@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_stroke_has_no_gaps_at_any_zoom(canvas, stylus, samples, size, zoom):
    """Each pixel on the middle of the way is painted, or with a thin brush one that touches it."""
    canvas.pan_zoom.fit()
    canvas.pan_zoom.set_zoom(zoom)
    mask = canvas.document
    mask.clear()
    mask.set_size(size)
    way = [QPointF(*place) for place, _ in samples]
    if stylus is None:
        paint_with_the_mouse(canvas, way)
    else:
        way = [way[0] + (at - way[0]) * 0.08 for at in way]  # no step that could be an error
        for n, (at, (_, pressure)) in enumerate(zip(way, samples, strict=True)):
            tell(canvas, MOVED if n else PRESSED, at, pressure)
        tell(canvas, LIFTED, way[-1], 0.0)
    rows = [mask.bitmap.row(y) for y in range(SIZE.height())]
    for x, y in passed(canvas, way):
        near = [row[max(0, x - 1) : x + 2] for row in rows[max(0, y - 1) : y + 2]]
        assert any(255 in part for part in near), (x, y)
        assert stylus or size < 9 or rows[y][x] == 255, (x, y)


def passed(canvas, way: list[QPointF]) -> set[tuple[int, int]]:
    """The pixels of the picture on the way."""
    found = set()
    for one, other in pairwise(canvas.widget_to_picture(at) for at in way):
        steps = min(3000, 1 + int(2 * math.dist(one.toTuple(), other.toTuple())))
        for n in range(steps + 1):
            at = one + (other - one) * (n / steps)
            x, y = math.floor(at.x()), math.floor(at.y())
            if 0 <= x < SIZE.width() and 0 <= y < SIZE.height():
                found.add((x, y))
    return found


def test_the_pressure_button_is_there_for_brush_and_eraser_and_is_remembered(
    studio: Workbench, single: Job
) -> None:
    button = find(studio.window, "mask_pressure", QToolButton)
    assert button.isVisible()
    assert button.isChecked()
    click_name(studio.window, "mask_pressure")
    assert not document(studio).pressure_scales_size
    assert not studio.window.commands["mask_pressure"].isChecked()
    studio.window.stage.mask_mode.canvas.setFocus()
    press(Key.Key_E)
    assert button.isVisible()
    press(Key.Key_P, SHIFT)
    assert document(studio).pressure_scales_size
    assert button.isChecked()
    press(Key.Key_P, SHIFT)
    press(Key.Key_L)
    assert not button.isVisible()
    studio.app.settings.write()
    assert load(studio.app.settings._path)[0].mask_pressure is False
    studio.app.studio.masking.close()
    other = studio.finish_a_single("a red desert")
    studio.session.show(other.id)
    studio.window.commands["vary_region"].trigger()
    assert not document(studio).pressure_scales_size


def test_a_press_of_the_mouse_alone_still_paints_at_full_width(canvas):
    spot = canvas.picture_to_widget(QPointF(300, 150)).toPoint()
    QTest.mouseClick(canvas, LEFT, PLAIN, spot)
    assert max(widths(canvas, 0, SIZE.width())) == pytest.approx(60, abs=1)


def tap(canvas, *spots: tuple[float, float]) -> None:
    """Touch the picture with the pen, in its pixels."""
    for spot in spots:
        draw(canvas, (*spot, 0.6))


def test_the_pen_takes_the_keyboard_as_the_mouse_does(studio: Workbench, single: Job) -> None:
    """GIVEN the keyboard in the prompt, WHEN the pen paints, THEN the canvas has the next keys."""
    canvas, words = studio.window.stage.mask_mode.canvas, studio.window.mask_prompt.edit
    before = words.text()
    words.setFocus()
    draw(canvas, (40, 40, 0.5), (60, 60, 0.5))
    assert canvas.hasFocus()
    press(Key.Key_E)
    assert document(studio).tool == "eraser"
    press(Key.Key_Z, CTRL)
    assert not document(studio).can_undo()
    QTest.keyPress(canvas, Key.Key_Space)
    assert canvas.pan_zoom.panning
    QTest.keyRelease(canvas, Key.Key_Space)
    assert words.text() == before


@pytest.mark.parametrize("keyboard", ["canvas", "prompt"])
def test_enter_after_a_polygon_by_pen_closes_it_and_sends_nothing(
    studio: Workbench, single: Job, keyboard: str
) -> None:
    canvas, jobs = studio.window.stage.mask_mode.canvas, len(studio.runner.jobs)
    studio.window.mask_prompt.edit.setFocus()
    document(studio).set_tool("polygon")
    tap(canvas, (20, 20), (90, 20), (90, 90))
    if keyboard == "prompt":
        studio.window.mask_prompt.edit.setFocus()
    press(Key.Key_Return)
    assert not document(studio).outlining
    assert 0 < document(studio).coverage() < 1
    assert len(studio.runner.jobs) == jobs
    assert studio.window.stage.masking


def test_nothing_is_sent_while_an_outline_is_open(studio: Workbench, single: Job) -> None:
    """GIVEN a mask that could be sent, and others that wait, THEN an open polygon holds them."""
    canvas, jobs = studio.window.stage.mask_mode.canvas, len(studio.runner.jobs)
    commands = studio.window.commands
    send = find(studio.window, "mask_submit", QAbstractButton)
    add = find(studio.window, "mask_region_add", QAbstractButton)
    draw(canvas, (40, 40, 0.5), (60, 60, 0.5))
    commands["mask_region_add"].trigger()
    draw(canvas, (40, 40, 0.5), (60, 60, 0.5))
    assert send.isEnabled()
    document(studio).set_tool("polygon")
    tap(canvas, (20, 20), (90, 20))
    assert not send.isEnabled()
    assert not add.isEnabled()
    assert "outline" in find(studio.window, "mask_said", OneLine).words
    commands["mask_region_add"].trigger()
    commands["mask_submit"].trigger()
    assert document(studio).outlining
    assert len(studio.runner.jobs) == jobs
    queue = studio.app.studio.regions.open_queue
    assert queue is not None
    assert len(queue.regions) == 1
    press(Key.Key_Escape)
    assert send.isEnabled()
    assert add.isEnabled()
