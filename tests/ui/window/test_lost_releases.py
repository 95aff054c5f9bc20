"""A button or a key whose release is never told holds nothing: the pictures on the stage."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from mjstudio.model.comparison import Frame
from mjstudio.model.job import Job
from mjstudio.model.request import ImagineRequest
from mjstudio.studio.pictures.pyramid import Pyramid, build
from mjstudio.ui.compare.canvas import CompareCanvas
from mjstudio.ui.compare.parts import Part
from mjstudio.ui.stage.single_view import SingleView
from tests.conftest import Workbench

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


def mouse(widget: QWidget, kind, at: QPointF, *, button=NONE, held=NONE) -> None:
    plain = Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(kind, at, widget.mapToGlobal(at), button, held, plain)
    QApplication.sendEvent(widget, event)


def press_and_lose(widget: QWidget, at: QPointF) -> None:
    mouse(widget, QEvent.Type.MouseButtonPress, at, button=LEFT, held=LEFT)
    mouse(widget, QEvent.Type.MouseMove, at + QPointF(4, 4), held=LEFT)
    mouse(widget, QEvent.Type.MouseMove, at + QPointF(5, 5))


def picture() -> Pyramid:
    image = QImage(900, 600, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    return build(image)


def test_a_single_picture_is_not_dragged_along(qtbot):
    view = SingleView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    view.show_job(Job(ImagineRequest("a red boat")), picture(), "")
    view.pan_zoom.actual_size()
    press_and_lose(view, QPointF(200, 150))
    place = view.picture_rect
    mouse(view, QEvent.Type.MouseMove, QPointF(100, 100))
    assert view.picture_rect == place


@pytest.mark.parametrize("on_line", [True, False])
def test_neither_the_line_nor_the_pictures_of_a_comparison_follow(qtbot, on_line):
    canvas = CompareCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(400, 300)
    canvas.show()
    part = Part(picture(), (0, 0, 900, 600), "Before")
    canvas.show_parts(part, part, Frame((900, 600), (0, 0, 900, 600)), anew=True)
    canvas.pan_zoom.actual_size()
    press_and_lose(canvas, QPointF(canvas.line, 150) if on_line else QPointF(40, 40))
    divider, place = canvas.divider, canvas.picture_rect
    mouse(canvas, QEvent.Type.MouseMove, QPointF(100, 100))
    assert (canvas.divider, canvas.picture_rect) == (divider, place)


@pytest.mark.parametrize("left", ["window", "page"])
def test_the_picture_before_is_not_shown_on_after_space_was_held(studio: Workbench, left: str):
    view = studio.window.after_redraw.compare
    studio.window.stage.take_over(view)
    QTest.keyPress(view, Qt.Key.Key_Space)
    assert not view.canvas.shows_after
    if left == "window":
        QApplication.sendEvent(view, QEvent(QEvent.Type.WindowDeactivate))
    else:
        view.hide()
    assert view.canvas.shows_after
