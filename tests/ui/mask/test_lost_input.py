"""What pens and keyboards leave out: pressure, a release, a backtick; nothing sticks for it."""

import pytest
from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QPointingDevice,
    QTabletEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mjstudio.mask.document import MaskDocument
from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.ui.mask import pointer as mask_pointer
from mjstudio.ui.mask.canvas import MaskCanvas
from mjstudio.ui.mask.pointer import SUBTRACTING

LEFT, RIGHT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.NoButton
PLAIN = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PRESSED, MOVED = QEvent.Type.TabletPress, QEvent.Type.TabletMove
LIFTED = QEvent.Type.TabletRelease
SIZE = QSize(600, 300)
BACKTICK_PLACE, H_PLACE = 49, 43
"""What X11 calls the keys left of 1 and right of G."""


def pen(serial: int, *, pressure: bool) -> QPointingDevice:
    can = QInputDevice.Capability.Position
    if pressure:
        can |= QInputDevice.Capability.Pressure
    kind = QPointingDevice.PointerType.Pen
    return QPointingDevice("pen", serial, QInputDevice.DeviceType.Stylus, kind, can, 1, 3)


PEN, PLAIN_PEN, MUTE_PEN = (
    pen(901, pressure=True),
    pen(902, pressure=False),
    pen(903, pressure=True),
)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(mask_pointer, "monotonic", clock)
    return clock


@pytest.fixture
def canvas(qtbot) -> MaskCanvas:
    canvas = MaskCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(760, 460)
    picture = QImage(SIZE, QImage.Format.Format_RGB32)
    picture.fill(QColor("navy"))
    canvas.set_picture(picture)
    mask = MaskDocument(MaskBitmap(SIZE.width(), SIZE.height()), canvas)
    mask.set_size(40)
    canvas.set_document(mask)
    with qtbot.waitExposed(canvas):
        canvas.show()
    canvas.pan_zoom.set_zoom(1.0)
    canvas.setFocus()
    return canvas


def tablet(canvas, kind, x, y=150.0, *, pressure=0.5, button=NONE, held=LEFT, stylus=PEN):
    at = canvas.picture_to_widget(QPointF(x, y))
    event = QTabletEvent(
        kind, stylus, at, canvas.mapToGlobal(at), pressure, 0, 0, 0, 0, 0, PLAIN, button, held
    )
    QApplication.sendEvent(canvas, event)


def mouse(canvas, kind, x, y=150.0, *, button=NONE, held=NONE, modifiers=PLAIN):
    at = canvas.picture_to_widget(QPointF(x, y))
    QApplication.sendEvent(
        canvas, QMouseEvent(kind, at, canvas.mapToGlobal(at), button, held, modifiers)
    )


def mouse_stroke(canvas, first, last, y=60.0):
    mouse(canvas, QEvent.Type.MouseButtonPress, first, y, button=LEFT, held=LEFT)
    mouse(canvas, QEvent.Type.MouseMove, last, y, held=LEFT)
    mouse(canvas, QEvent.Type.MouseButtonRelease, last, y, button=LEFT)


def height(canvas, x: int) -> int:
    return sum(canvas.document.bitmap.row(y)[x] == 255 for y in range(SIZE.height()))


def painted(canvas, x: int, y: int) -> bool:
    return canvas.document.bitmap.row(y)[x] == 255


# --- pressure ---


@pytest.mark.parametrize("stylus", [PLAIN_PEN, MUTE_PEN], ids=["no axis", "an axis that is mute"])
def test_a_pen_that_tells_no_pressure_paints_at_full_size(canvas, stylus):
    tablet(canvas, PRESSED, 100, pressure=0, button=LEFT, stylus=stylus)
    for x in range(110, 300, 10):
        tablet(canvas, MOVED, x, pressure=0, stylus=stylus)
    tablet(canvas, LIFTED, 290, pressure=0, button=LEFT, held=NONE, stylus=stylus)
    assert height(canvas, 200) == 40


def test_a_pen_that_told_pressure_once_is_believed_when_it_tells_none(canvas):
    tablet(canvas, PRESSED, 60, pressure=0.8, button=LEFT)
    tablet(canvas, LIFTED, 60, pressure=0, button=LEFT, held=NONE)
    tablet(canvas, PRESSED, 200, pressure=0, button=LEFT)
    for x in range(204, 330, 4):
        tablet(canvas, MOVED, x, pressure=0.1)
    tablet(canvas, LIFTED, 326, pressure=0, button=LEFT, held=NONE)
    assert height(canvas, 300) < 8


# --- a release that never comes ---


def test_after_a_lost_release_of_the_pen_the_mouse_paints(canvas, clock):
    tablet(canvas, PRESSED, 100, button=LEFT)
    tablet(canvas, MOVED, 120)
    clock.now += 2
    mouse(canvas, QEvent.Type.MouseMove, 400, 60)
    assert not canvas.document.dragging
    mouse_stroke(canvas, 400, 500)
    assert painted(canvas, 450, 60)
    assert not painted(canvas, 260, 105)  # (nothing between the pen's last place and the mouse)
    assert canvas.document.history.steps == 2


def test_the_mouse_may_come_back_with_a_press(canvas, clock):
    tablet(canvas, PRESSED, 100, button=LEFT)
    tablet(canvas, MOVED, 120)
    clock.now += 2
    mouse_stroke(canvas, 400, 500)
    assert painted(canvas, 450, 60)
    assert not canvas.document.dragging


def test_a_pen_that_hovers_again_has_been_lifted(canvas):
    tablet(canvas, PRESSED, 100, button=LEFT)
    tablet(canvas, MOVED, 130)
    tablet(canvas, MOVED, 400, 60, pressure=0, held=NONE)
    assert not canvas.document.dragging
    assert canvas.document.history.steps == 1
    assert painted(canvas, 115, 150)
    assert not painted(canvas, 265, 105)


def test_after_a_lost_release_of_the_mouse_moving_it_paints_nothing(canvas):
    mouse(canvas, QEvent.Type.MouseButtonPress, 100, button=LEFT, held=LEFT)
    mouse(canvas, QEvent.Type.MouseMove, 130, held=LEFT)
    mouse(canvas, QEvent.Type.MouseMove, 400)
    assert not canvas.document.dragging
    assert painted(canvas, 115, 150)
    assert not painted(canvas, 300, 150)
    tablet(canvas, PRESSED, 400, 60, pressure=1, button=LEFT)
    tablet(canvas, LIFTED, 400, 60, pressure=0, button=LEFT, held=NONE)
    assert painted(canvas, 400, 60)
    assert canvas.document.history.steps == 2


@pytest.mark.parametrize("button", [Qt.MouseButton.MiddleButton, LEFT])
def test_after_a_lost_release_the_picture_is_not_dragged_along(canvas, button):
    if button == LEFT:
        QTest.keyPress(canvas, Qt.Key.Key_Space)
    mouse(canvas, QEvent.Type.MouseButtonPress, 100, button=button, held=button)
    mouse(canvas, QEvent.Type.MouseMove, 90, held=button)
    if button == LEFT:
        QTest.keyRelease(canvas, Qt.Key.Key_Space)
    place = canvas.picture_to_widget(QPointF(0, 0))
    mouse(canvas, QEvent.Type.MouseMove, 300)
    assert canvas.picture_to_widget(QPointF(0, 0)) == place
    assert not canvas.pan_zoom.panning


def test_the_button_at_the_side_of_the_pen_neither_ends_nor_begins_a_stroke(canvas):
    tablet(canvas, PRESSED, 100, pressure=1, button=LEFT)
    tablet(canvas, PRESSED, 110, pressure=1, button=RIGHT, held=LEFT | RIGHT)
    tablet(canvas, MOVED, 120, pressure=1, held=LEFT | RIGHT)
    tablet(canvas, LIFTED, 125, pressure=1, button=RIGHT, held=LEFT)
    tablet(canvas, MOVED, 160, pressure=1)
    tablet(canvas, LIFTED, 160, pressure=0, button=LEFT, held=NONE)
    assert height(canvas, 155) > 30
    assert canvas.document.history.steps == 1
    tablet(canvas, PRESSED, 400, pressure=0, button=RIGHT, held=RIGHT)
    tablet(canvas, MOVED, 420, pressure=0, held=RIGHT)
    tablet(canvas, LIFTED, 420, pressure=0, button=RIGHT, held=NONE)
    assert not painted(canvas, 410, 150)


@pytest.mark.parametrize("by_pen", [True, False])
def test_a_window_that_is_left_in_mid_stroke_ends_it(canvas, by_pen):
    if by_pen:
        tablet(canvas, PRESSED, 100, pressure=1, button=LEFT)
        tablet(canvas, MOVED, 130, pressure=1)
    else:
        mouse(canvas, QEvent.Type.MouseButtonPress, 100, button=LEFT, held=LEFT)
        mouse(canvas, QEvent.Type.MouseMove, 130, held=LEFT)
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.WindowDeactivate))
    assert not canvas.document.dragging
    assert canvas.document.history.steps == 1
    assert painted(canvas, 115, 150)


@pytest.mark.parametrize("by_pen", [True, False])
@pytest.mark.parametrize("left", ["another window", "minimised"])
def test_a_stroke_goes_on_after_an_interruption_while_its_button_is_down(canvas, by_pen, left):
    """GIVEN a dialog in mid-stroke, WHEN the button stays down, THEN it paints until that is up."""
    held = {"held": LEFT}
    if by_pen:
        tablet(canvas, PRESSED, 100, pressure=1, button=LEFT)
        tablet(canvas, MOVED, 130, pressure=1)
    else:
        mouse(canvas, QEvent.Type.MouseButtonPress, 100, button=LEFT, **held)
        mouse(canvas, QEvent.Type.MouseMove, 130, **held)
    if left == "minimised":
        canvas.window().showMinimized()
        canvas.window().showNormal()
    else:
        QApplication.sendEvent(canvas, QEvent(QEvent.Type.WindowDeactivate))
    for x in (300, 330, 360):
        if by_pen:
            tablet(canvas, MOVED, x, pressure=1)
        else:
            mouse(canvas, QEvent.Type.MouseMove, x, **held)
    assert painted(canvas, 340, 150)
    assert not painted(canvas, 215, 150)  # (no line from where it was interrupted)
    if by_pen:
        tablet(canvas, MOVED, 500, pressure=0, held=NONE)
    else:
        mouse(canvas, QEvent.Type.MouseMove, 500)
    assert not canvas.document.dragging
    assert not painted(canvas, 470, 150)


@pytest.mark.parametrize("by_pen", [True, False])
def test_a_button_that_came_up_meanwhile_paints_nothing_more(canvas, by_pen):
    if by_pen:
        tablet(canvas, PRESSED, 100, pressure=1, button=LEFT)
    else:
        mouse(canvas, QEvent.Type.MouseButtonPress, 100, button=LEFT, held=LEFT)
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.WindowDeactivate))
    for x in (300, 400):
        if by_pen:
            tablet(canvas, MOVED, x, pressure=0, held=NONE)
        else:
            mouse(canvas, QEvent.Type.MouseMove, x)
    assert not canvas.document.dragging
    assert not painted(canvas, 350, 150)
    assert canvas.document.history.steps == 1


@pytest.mark.parametrize("by_pen", [True, False])
def test_a_lasso_waits_for_the_pointer_to_come_back(canvas, by_pen):
    canvas.document.set_tool("lasso")
    places = ((100, 100), (200, 100), (200, 200), (100, 200))
    for number, (x, y) in enumerate(places):
        if by_pen:
            first = {"button": LEFT} if number == 0 else {}
            tablet(canvas, MOVED if number else PRESSED, x, y, **first)
        elif number:
            mouse(canvas, QEvent.Type.MouseMove, x, y, held=LEFT)
        else:
            mouse(canvas, QEvent.Type.MouseButtonPress, x, y, button=LEFT, held=LEFT)
        if number == 1:
            QApplication.sendEvent(canvas, QEvent(QEvent.Type.WindowDeactivate))
    if by_pen:
        tablet(canvas, LIFTED, 100, 200, pressure=0, button=LEFT, held=NONE)
    else:
        mouse(canvas, QEvent.Type.MouseButtonRelease, 100, 200, button=LEFT)
    assert painted(canvas, 150, 150)


def test_the_button_at_the_side_tells_that_the_tip_is_up(canvas):
    """GIVEN a tip whose release was lost, THEN the other button draws no line to where it is."""
    tablet(canvas, PRESSED, 100, pressure=1, button=LEFT)
    tablet(canvas, MOVED, 130, pressure=1)
    tablet(canvas, PRESSED, 300, pressure=0, button=RIGHT, held=RIGHT)
    tablet(canvas, LIFTED, 400, pressure=0, button=RIGHT, held=NONE)
    assert not canvas.document.dragging
    assert not painted(canvas, 250, 150)
    assert canvas.document.history.steps == 1


@pytest.mark.parametrize("other", [RIGHT, Qt.MouseButton.MiddleButton, Qt.MouseButton.BackButton])
def test_a_second_button_of_the_mouse_neither_ends_nor_prolongs_a_stroke(canvas, other):
    mouse(canvas, QEvent.Type.MouseButtonPress, 100, button=LEFT, held=LEFT)
    mouse(canvas, QEvent.Type.MouseMove, 130, held=LEFT)
    mouse(canvas, QEvent.Type.MouseButtonPress, 130, button=other, held=LEFT | other)
    mouse(canvas, QEvent.Type.MouseButtonRelease, 130, button=other, held=LEFT)
    mouse(canvas, QEvent.Type.MouseMove, 200, held=LEFT)
    assert painted(canvas, 165, 150)
    mouse(canvas, QEvent.Type.MouseButtonPress, 200, button=other, held=LEFT | other)
    mouse(canvas, QEvent.Type.MouseMove, 200, held=other)  # (the release of the left one is lost)
    assert not canvas.document.dragging
    mouse(canvas, QEvent.Type.MouseMove, 400, held=other)
    mouse(canvas, QEvent.Type.MouseButtonRelease, 400, button=other)
    assert canvas.document.history.steps == 1
    assert canvas.document.bitmap.painted() < 40 * 160


@pytest.mark.parametrize("tool", ["brush", "lasso", "rectangle"])
@pytest.mark.parametrize("by_pen", [True, False])
def test_escape_takes_back_the_stroke_and_the_rest_of_it(canvas, by_pen, tool):
    mouse_stroke(canvas, 60, 90)
    before, steps = canvas.document.bitmap.painted(), canvas.document.history.steps
    canvas.document.set_tool(tool)
    for x in (200, 260):
        if by_pen:
            tablet(canvas, MOVED if x > 200 else PRESSED, x, x, button=NONE if x > 200 else LEFT)
        elif x > 200:
            mouse(canvas, QEvent.Type.MouseMove, x, x, held=LEFT)
        else:
            mouse(canvas, QEvent.Type.MouseButtonPress, x, x, button=LEFT, held=LEFT)
    key(canvas, DOWN, Qt.Key.Key_Escape)
    assert canvas.document.bitmap.painted() == before
    if by_pen:
        tablet(canvas, MOVED, 400, 200)
        tablet(canvas, LIFTED, 400, 200, pressure=0, button=LEFT, held=NONE)
    else:
        mouse(canvas, QEvent.Type.MouseMove, 400, 200, held=LEFT)
        mouse(canvas, QEvent.Type.MouseButtonRelease, 400, 200, button=LEFT)
    assert canvas.document.bitmap.painted() == before
    assert canvas.document.history.steps == steps
    assert canvas.document.outline() is None


def test_a_lost_release_at_a_corner_keeps_the_polygon(canvas):
    canvas.document.set_tool("polygon")
    for x, y in ((100, 100), (200, 100)):
        mouse(canvas, QEvent.Type.MouseButtonPress, x, y, button=LEFT, held=LEFT)
        mouse(canvas, QEvent.Type.MouseMove, x + 5, y)
    assert canvas.document.outlining
    mouse(canvas, QEvent.Type.MouseButtonPress, 200, 200, button=LEFT, held=LEFT)
    mouse(canvas, QEvent.Type.MouseButtonRelease, 200, 200, button=LEFT)
    canvas.document.close_outline()
    assert painted(canvas, 180, 120)


# --- subtracting ---


def mouse_drag(canvas, button, modifiers=PLAIN):
    """Around the middle of the picture."""
    kind, changed = QEvent.Type.MouseButtonPress, button
    for x, y in ((200, 100), (400, 100), (400, 200), (200, 200), (210, 110), (390, 190)):
        mouse(canvas, kind, x, y, button=changed, held=button, modifiers=modifiers)
        kind, changed = QEvent.Type.MouseMove, NONE
    mouse(canvas, QEvent.Type.MouseButtonRelease, 390, 190, button=button, modifiers=modifiers)


@pytest.mark.parametrize("tool", ["brush", "lasso", "rectangle", "ellipse", "fill"])
def test_the_right_button_subtracts(canvas, tool):
    document = canvas.document
    document.set_size(400)
    document.fill()
    document.set_tool(tool)
    mouse_drag(canvas, RIGHT)
    assert not painted(canvas, 300, 150)
    assert document.history.steps == 2
    document.set_tool("eraser")
    mouse_drag(canvas, RIGHT)
    assert painted(canvas, 300, 150)


def test_a_polygon_begun_with_the_right_button_subtracts(canvas):
    canvas.document.fill()
    canvas.document.set_tool("polygon")
    for x, y in ((100, 100), (200, 100), (200, 200)):
        mouse(canvas, QEvent.Type.MouseButtonPress, x, y, button=RIGHT, held=RIGHT)
        mouse(canvas, QEvent.Type.MouseButtonRelease, x, y, button=RIGHT)
    mouse(canvas, QEvent.Type.MouseButtonDblClick, 200, 200, button=RIGHT, held=RIGHT)
    mouse(canvas, QEvent.Type.MouseButtonRelease, 200, 200, button=RIGHT)
    assert not canvas.document.outlining
    assert not painted(canvas, 180, 120)


def test_the_button_at_the_side_of_the_pen_subtracts_when_it_is_held_at_the_touch(canvas):
    canvas.document.fill()
    tablet(canvas, PRESSED, 100, pressure=0, button=RIGHT, held=RIGHT)
    tablet(canvas, PRESSED, 100, pressure=1, button=LEFT, held=LEFT | RIGHT)
    tablet(canvas, MOVED, 130, pressure=1, held=LEFT | RIGHT)
    tablet(canvas, LIFTED, 130, pressure=0, button=LEFT, held=RIGHT)
    tablet(canvas, LIFTED, 130, pressure=0, button=RIGHT, held=NONE)
    assert not painted(canvas, 115, 150)


@pytest.mark.parametrize("chosen", SUBTRACTING)
def test_the_chosen_modifier_subtracts_beside_alt(canvas, chosen):
    held = {
        "alt": Qt.KeyboardModifier.AltModifier,
        "ctrl": Qt.KeyboardModifier.ControlModifier,
        "meta": Qt.KeyboardModifier.MetaModifier,
    }
    canvas.input.subtracting = SUBTRACTING[chosen]
    for name, modifier in held.items():
        canvas.document.fill()
        mouse_drag(canvas, LEFT, modifier)
        assert painted(canvas, 300, 100) != (name in ("alt", chosen))


# --- looking through ---


def key(canvas, kind, code, *, place=0, modifiers=PLAIN, repeats=False):
    event = QKeyEvent(kind, code, modifiers, place, 0, 0, "", repeats)
    QApplication.sendEvent(canvas, event)


DOWN, UP = QEvent.Type.KeyPress, QEvent.Type.KeyRelease


@pytest.mark.parametrize(
    ("code", "place"),
    [
        (Qt.Key.Key_Dead_Grave, BACKTICK_PLACE),
        (Qt.Key.Key_Dead_Circumflex, BACKTICK_PLACE),
        (Qt.Key.Key_twosuperior, BACKTICK_PLACE),
        (Qt.Key.Key_Semicolon, BACKTICK_PLACE),
        (Qt.Key.Key_H, H_PLACE),
        (Qt.Key(0x0440), H_PLACE),
        (Qt.Key.Key_H, 0),
    ],
    ids=["us intl", "de", "fr", "cz", "H", "ru", "H unplaced"],
)
def test_on_every_keyboard_a_key_looks_through_while_it_is_held(canvas, code, place):
    key(canvas, DOWN, code, place=place)
    assert canvas.overlay_hidden
    key(canvas, UP, code, place=place, repeats=True)
    key(canvas, DOWN, code, place=place, repeats=True)
    assert canvas.overlay_hidden
    key(canvas, UP, code, place=place)
    assert not canvas.overlay_hidden
    override = QKeyEvent(QEvent.Type.ShortcutOverride, code, PLAIN, place, 0, 0)
    override.ignore()
    QApplication.sendEvent(canvas, override)
    assert override.isAccepted()


@pytest.mark.parametrize("place", [0, BACKTICK_PLACE])
def test_the_backtick_looks_through_whether_its_place_is_told_or_not(canvas, place):
    key(canvas, DOWN, Qt.Key.Key_QuoteLeft, place=place)
    assert canvas.overlay_hidden
    key(canvas, UP, Qt.Key.Key_QuoteLeft, place=place)
    assert not canvas.overlay_hidden


def test_a_key_that_changes_its_character_while_it_is_held_does_not_stick(canvas):
    key(canvas, DOWN, Qt.Key.Key_QuoteLeft, place=BACKTICK_PLACE)
    key(canvas, DOWN, Qt.Key.Key_Shift, place=50, modifiers=SHIFT)
    key(canvas, UP, Qt.Key.Key_AsciiTilde, place=BACKTICK_PLACE, modifiers=SHIFT)
    assert not canvas.overlay_hidden


@pytest.mark.parametrize("left", ["window", "page"])
def test_what_is_held_is_let_go_with_the_window_and_with_mask_mode(canvas, left):
    canvas.clearFocus()  # (so that no loss of the focus tells)
    key(canvas, DOWN, Qt.Key.Key_QuoteLeft, place=BACKTICK_PLACE)
    key(canvas, DOWN, Qt.Key.Key_Space, place=65)
    if left == "window":
        QApplication.sendEvent(canvas, QEvent(QEvent.Type.WindowDeactivate))
    else:
        canvas.hide()
    assert not canvas.overlay_hidden
    assert not canvas.pan_zoom.panning


def test_with_control_the_same_keys_are_commands(canvas):
    control = Qt.KeyboardModifier.ControlModifier
    key(canvas, DOWN, Qt.Key.Key_QuoteLeft, place=BACKTICK_PLACE, modifiers=control)
    assert not canvas.overlay_hidden
