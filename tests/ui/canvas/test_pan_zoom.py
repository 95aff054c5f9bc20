"""The picture in the hand: Space, the middle button and the keys, alike over every picture."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mjstudio.model.comparison import Frame
from mjstudio.model.job import Job, State
from mjstudio.model.picture import Picture
from mjstudio.model.request import ImagineRequest
from mjstudio.studio.pictures.pyramid import Pyramid
from mjstudio.ui.compare.canvas import CompareCanvas
from mjstudio.ui.compare.parts import Part
from mjstudio.ui.stage.grid_view import GridView
from mjstudio.ui.stage.single_view import SingleView
from tests.ui.canvas.canvases import SIZE, Canvas
from tests.ui.registry import commands

LEFT, MIDDLE, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.NoButton
PLAIN = Qt.KeyboardModifier.NoModifier
SPACE = Qt.Key.Key_Space
Kind = QEvent.Type


def mouse(
    widget: QWidget, kind: QEvent.Type, at: QPointF, button: Qt.MouseButton, held: Qt.MouseButton
) -> None:
    event = QMouseEvent(kind, at, widget.mapToGlobal(at), button, held, PLAIN)
    QApplication.sendEvent(widget, event)


def drag(widget: QWidget, first: QPointF, last: QPointF, button: Qt.MouseButton = LEFT) -> None:
    mouse(widget, Kind.MouseButtonPress, first, button, button)
    mouse(widget, Kind.MouseMove, (first + last) / 2, NONE, button)
    mouse(widget, Kind.MouseMove, last, NONE, button)
    mouse(widget, Kind.MouseButtonRelease, last, button, NONE)


def moved(canvas: Canvas, before: QPointF) -> QPoint:
    return (canvas.corner() - before).toPoint()


@pytest.mark.parametrize("way", ["middle", "space"])
@pytest.mark.parametrize("whole", [True, False])
def test_a_drag_moves_the_picture(canvas: Canvas, way: str, whole: bool) -> None:
    if whole:
        canvas.fit()
    before, zoom = canvas.corner(), canvas.zoom()
    if way == "space":
        QTest.keyPress(canvas.widget, SPACE)
    button = MIDDLE if way == "middle" else LEFT
    drag(canvas.widget, QPointF(200, 150), QPointF(240, 120), button)
    if way == "space":
        QTest.keyRelease(canvas.widget, SPACE)
    assert moved(canvas, before) == QPoint(40, -30)
    assert canvas.zoom() == zoom


def test_plus_minus_and_0_zoom(canvas: Canvas) -> None:
    zoom = canvas.zoom()
    QTest.keyClick(canvas.widget, Qt.Key.Key_Plus)
    assert canvas.zoom() == pytest.approx(zoom * 1.25)
    QTest.keyClick(canvas.widget, Qt.Key.Key_Equal)
    QTest.keyClick(canvas.widget, Qt.Key.Key_Minus)
    QTest.keyClick(canvas.widget, Qt.Key.Key_Minus)
    assert canvas.zoom() == pytest.approx(zoom)
    QTest.keyClick(canvas.widget, Qt.Key.Key_0)
    assert canvas.zoom() < zoom
    assert canvas.corner().x() > 0


def test_arrows_move_what_is_not_seen_whole(canvas: Canvas) -> None:
    if isinstance(canvas.widget, GridView):
        pytest.skip("in a grid they light quarters")
    before = canvas.corner()
    QTest.keyClick(canvas.widget, Qt.Key.Key_Up)
    assert moved(canvas, before) == QPoint(0, 64)
    canvas.fit()
    before = canvas.corner()
    QTest.keyClick(canvas.widget, Qt.Key.Key_Up)
    assert canvas.corner() == before


def test_slow_fingers_are_followed_to_the_pixel(canvas: Canvas) -> None:
    before = canvas.corner()
    mouse(canvas.widget, Kind.MouseButtonPress, QPointF(200, 150), MIDDLE, MIDDLE)
    for step in range(1, 101):
        mouse(canvas.widget, Kind.MouseMove, QPointF(200 + step * 0.3, 150), NONE, MIDDLE)
    mouse(canvas.widget, Kind.MouseButtonRelease, QPointF(230, 150), MIDDLE, NONE)
    assert moved(canvas, before) == QPoint(30, 0)


# --- Space on the stage ---


def finished(view: SingleView | GridView, qtbot: QtBot) -> list[Job]:
    """A kept picture in a view that has the keyboard; the list gets each drag of it."""
    qtbot.addWidget(view)
    view.resize(640, 480)
    with qtbot.waitExposed(view):
        view.show()
    image = QImage(SIZE, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    size = (SIZE.width(), SIZE.height())
    picture = Picture("one", "https://pictures/one.png", size, "https://pictures/raw.png", size)
    request = ImagineRequest("a quiet lake")
    job = Job(request, state=State.FINISHED, picture=picture, file="/kept/picture.png")
    view.show_job(job, Pyramid((image,)), "")
    dragged: list[Job] = []
    view.drag_wanted.connect(dragged.append)
    return dragged


def test_a_tap_on_space_shows_the_actual_size_and_a_drag_does_not(qtbot: QtBot) -> None:
    view = SingleView()
    finished(view, qtbot)
    fitted = view.zoom
    QTest.keyPress(view, SPACE)
    assert view.zoom == fitted
    QTest.keyRelease(view, SPACE)
    assert view.zoom == 1
    QTest.keyPress(view, SPACE)
    drag(view, QPointF(300, 200), QPointF(330, 210))
    QTest.keyRelease(view, SPACE)
    assert view.zoom == 1
    QTest.keyClick(view, SPACE)
    assert view.zoom == fitted


def test_space_that_repeats_is_one_tap(qtbot: QtBot) -> None:
    view = SingleView()
    finished(view, qtbot)
    for kind, repeats in (
        (Kind.KeyPress, False),
        (Kind.KeyRelease, True),
        (Kind.KeyPress, True),
        (Kind.KeyRelease, True),
        (Kind.KeyPress, True),
        (Kind.KeyRelease, False),
    ):
        QApplication.sendEvent(view, QKeyEvent(kind, SPACE, PLAIN, " ", repeats))
    assert view.zoom == 1


def test_space_that_is_let_go_elsewhere_is_no_tap_and_holds_nothing(qtbot: QtBot) -> None:
    view = SingleView()
    dragged = finished(view, qtbot)
    fitted = view.picture_rect
    QTest.keyPress(view, SPACE)
    assert view.cursor().shape() == Qt.CursorShape.OpenHandCursor
    QApplication.sendEvent(view, QEvent(Kind.WindowDeactivate))
    assert view.cursor().shape() == Qt.CursorShape.ArrowCursor
    QTest.keyRelease(view, SPACE)
    assert view.picture_rect == fitted
    drag(view, QPointF(300, 200), QPointF(340, 210))
    assert view.picture_rect == fitted
    assert len(dragged) > 0


def test_a_click_while_space_is_held_selects_nothing(qtbot: QtBot) -> None:
    view = GridView(commands())
    dragged = finished(view, qtbot)
    lit: list[int] = []
    view.quadrant_changed.connect(lit.append)
    at = view.quadrant_rect(3).center()
    QTest.keyPress(view, SPACE)
    mouse(view, Kind.MouseMove, at, NONE, NONE)
    QTest.mouseClick(view, LEFT, pos=at.toPoint())
    QTest.mouseDClick(view, LEFT, pos=at.toPoint())
    drag(view, at, at + QPointF(50, 0))
    QTest.keyRelease(view, SPACE)
    assert (lit, view.peeking, dragged) == ([], 0, [])
    mouse(view, Kind.MouseMove, view.quadrant_rect(3).center(), NONE, NONE)
    assert lit == [3]


# --- every pixel ratio ---


class _Single(SingleView):
    ratio = 1.0

    def devicePixelRatioF(self) -> float:
        return self.ratio


class _Compare(CompareCanvas):
    ratio = 1.0

    def devicePixelRatioF(self) -> float:
        return self.ratio


def chequered() -> QImage:
    image = QImage(SIZE, QImage.Format.Format_RGB32)
    for y in range(SIZE.height()):
        for x in range(SIZE.width()):
            image.setPixel(x, y, 0xFF000000 | (x * 7 % 256) << 16 | (y * 11 % 256) << 8 | 90)
    return image


def on_screen(widget: QWidget, ratio: float) -> QImage:
    """What the screen shows, in its own pixels."""
    size = QSize(round(widget.width() * ratio), round(widget.height() * ratio))
    image = QImage(size, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    widget.render(image)
    image.setDevicePixelRatio(1)
    return image


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("size", [QSize(640, 480), QSize(641, 479)])
@pytest.mark.parametrize("shown", ["single", "compare"])
def test_at_actual_size_the_screen_shows_the_pixels_themselves(
    qtbot: QtBot, ratio: float, size: QSize, shown: str
) -> None:
    image = chequered()
    pyramid, box = Pyramid((image,)), (0, 0, SIZE.width(), SIZE.height())
    view: _Single | _Compare = _Single() if shown == "single" else _Compare()
    view.ratio = ratio
    if isinstance(view, _Single):
        finished(view, qtbot)
        assert view.job is not None
        view.show_job(view.job, pyramid, "")
    else:
        qtbot.addWidget(view)
        part = Part(pyramid, box, "Before")
        view.show_parts(part, part, Frame((SIZE.width(), SIZE.height()), box), anew=True)
        view.set_divider(0)
    view.resize(size)
    QApplication.sendEvent(view, QEvent(Kind.DevicePixelRatioChange))
    view.pan_zoom.actual_size()
    corner = view.pan_zoom.view.corner
    # Below the badges that name the pictures, and beside the line between them.
    inner = QRect(60, 100, SIZE.width() - 120, SIZE.height() - 120)
    part_seen = on_screen(view, ratio).copy(inner.translated(corner))
    assert part_seen == image.copy(inner).convertToFormat(part_seen.format())
