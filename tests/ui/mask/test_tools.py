"""Every tool that draws an outline or finds an area, under a real mouse and keyboard."""

import math

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSlider

from mjstudio.mask.document import MaskDocument
from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.mask.tools import PointerSample
from mjstudio.model.job import Job
from mjstudio.ui.canvas.viewport import Viewport
from mjstudio.ui.mask.canvas import MaskCanvas
from mjstudio.ui.mask.pending_outline import PendingOutline
from tests.conftest import Workbench
from tests.ui.hands import ALT, SHIFT, Key, click_name, drag, find, move, press
from tests.ui.regions import document as open_document

LEFT = Qt.MouseButton.LeftButton
BLUE, RED = QColor(40, 80, 120), QColor(200, 30, 30)
SIZE = QSize(300, 200)
DISC = QRect(200, 100, 60, 60)
SQUARE = ((40, 40), (140, 40), (140, 140), (40, 140))
DRAGS = {
    "lasso": (*SQUARE, (40, 60)),
    "rectangle": (SQUARE[0], SQUARE[2]),
    "ellipse": (SQUARE[0], SQUARE[2]),
}


@pytest.fixture
def canvas(qtbot):
    """A blue picture with a red disc, and no mask."""
    picture = QImage(SIZE, QImage.Format.Format_RGB32)
    picture.fill(BLUE)
    painter = QPainter(picture)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(RED)
    painter.drawEllipse(DISC)
    painter.end()
    canvas = MaskCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(640, 480)
    canvas.set_picture(picture)
    document = MaskDocument(MaskBitmap(SIZE.width(), SIZE.height()))
    document.setParent(canvas)
    canvas.set_document(document)
    with qtbot.waitExposed(canvas):
        canvas.show()
    canvas.setFocus()
    qtbot.waitUntil(canvas.hasFocus)
    return canvas


def at(canvas, x, y) -> QPoint:
    return canvas.picture_to_widget(QPointF(x, y)).toPoint()


def painted(canvas, x, y) -> bool:
    return canvas.document.bitmap.row(y)[x] == 255


def shown(canvas) -> QImage:
    return canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def sweep(canvas, *points, held=Qt.KeyboardModifier.NoModifier):
    places = [at(canvas, *point) for point in points]
    QTest.mousePress(canvas, LEFT, held, places[0])
    for place in places[1:]:
        move(canvas, QPointF(place), LEFT)
    QTest.mouseRelease(canvas, LEFT, held, places[-1])


def click(canvas, x, y, held=Qt.KeyboardModifier.NoModifier):
    QTest.mouseClick(canvas, LEFT, held, at(canvas, x, y))


@pytest.mark.parametrize("tool", DRAGS)
def test_a_drag_encloses_an_area_and_alt_subtracts_it(canvas, tool):
    canvas.document.set_tool(tool)
    sweep(canvas, *DRAGS[tool])
    area = math.pi * 2500 if tool == "ellipse" else 10_000
    assert canvas.document.bitmap.painted() == pytest.approx(area, rel=0.04)
    assert painted(canvas, 90, 90)
    assert shown(canvas).pixelColor(at(canvas, 90, 90)) != BLUE
    sweep(canvas, *DRAGS[tool], held=ALT)
    assert canvas.document.bitmap.is_empty()
    assert shown(canvas).pixelColor(at(canvas, 90, 90)) == BLUE
    assert canvas.document.history.steps == 2


@pytest.mark.parametrize("tool", DRAGS)
def test_a_drag_begins_and_ends_beyond_the_edge(canvas, tool):
    canvas.document.set_tool(tool)
    sweep(canvas, (-15, -10), (315, -15), (310, 212), (-12, 210), (312, 211))
    assert painted(canvas, 290, 150)


@pytest.mark.parametrize("close", ["double click", "enter"])
def test_a_polygon_is_clicked_taken_back_and_closed(canvas, close):
    """GIVEN four corners and a wrong one, Backspace takes that back and the rest is filled."""
    canvas.document.set_tool("polygon")
    for corner in (*SQUARE[:3], (280, 190)):
        click(canvas, *corner)
    QTest.keyClick(canvas, Qt.Key.Key_Backspace)
    assert canvas.document.bitmap.is_empty()
    click(canvas, *SQUARE[3])
    if close == "enter":
        QTest.keyClick(canvas, Qt.Key.Key_Return)
    else:
        QTest.mouseDClick(canvas, LEFT, pos=at(canvas, *SQUARE[3]))
    assert canvas.document.bitmap.painted() == pytest.approx(10_000, rel=0.04)
    assert canvas.document.history.steps == 1
    assert not canvas.document.outlining


def test_a_polygon_begun_with_alt_subtracts(canvas):
    canvas.document.fill()
    canvas.document.set_tool("polygon")
    click(canvas, *SQUARE[0], held=ALT)
    for corner in SQUARE[1:]:
        click(canvas, *corner)
    QTest.keyClick(canvas, Qt.Key.Key_Enter)
    assert not painted(canvas, 90, 90)
    assert painted(canvas, 20, 20)


def test_escape_drops_the_open_polygon(canvas):
    canvas.document.set_tool("polygon")
    before = shown(canvas)
    for corner in SQUARE:
        click(canvas, *corner)
    assert shown(canvas) != before
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert not canvas.document.outlining
    assert not canvas.document.can_undo()
    assert shown(canvas) == before


@pytest.mark.parametrize("tool", ["rectangle", "ellipse"])
def test_shift_keeps_both_sides_equal(canvas, tool):
    canvas.document.set_tool(tool)
    sweep(canvas, (40, 40), (140, 90), held=SHIFT)
    assert canvas.document.bitmap.painted() > 2000
    assert painted(canvas, 90, 42 if tool == "ellipse" else 139 - 10)


def test_the_bucket_fills_and_leaks_and_undo_takes_it_back(canvas):
    document = canvas.document
    document.set_tool("rectangle")
    sweep(canvas, *DRAGS["rectangle"])
    sweep(canvas, (60, 60), (120, 120), held=ALT)
    document.set_tool("fill")
    click(canvas, 90, 90)
    assert painted(canvas, 90, 90)
    assert document.bitmap.painted() == pytest.approx(10_000, rel=0.04)
    document.undo()
    document.set_tool("rectangle")
    sweep(canvas, (85, 30), (95, 70), held=ALT)
    before = document.bitmap.to_pillow().tobytes()
    document.set_tool("fill")
    click(canvas, 90, 90)
    assert document.bitmap.is_full()
    document.undo()
    assert document.bitmap.to_pillow().tobytes() == before
    click(canvas, 50, 50, held=ALT)
    assert document.bitmap.is_empty()


def test_a_colour_is_selected_in_the_picture(canvas, qtbot):
    canvas.document.set_tool("colour")
    with qtbot.waitSignal(canvas.document.stroke_finished):
        click(canvas, *DISC.center().toTuple())
    assert canvas.document.bitmap.painted() == pytest.approx(math.pi * 900, rel=0.05)
    with qtbot.waitSignal(canvas.document.stroke_finished):
        click(canvas, 20, 20, held=SHIFT)
    assert canvas.document.bitmap.is_full()
    with qtbot.waitSignal(canvas.document.stroke_finished):
        click(canvas, *DISC.center().toTuple(), held=ALT)
    assert canvas.document.bitmap.painted() == pytest.approx(60_000 - math.pi * 900, rel=0.01)


@pytest.mark.parametrize("tool", [*DRAGS, "polygon"])
def test_what_is_painted_does_not_depend_on_the_zoom(canvas, tool):
    results = []
    canvas.document.set_tool(tool)
    corners = ((130, 80), (170, 80), (170, 115), (130, 115))
    for zoom in (1.0, 2.0, 4.0):
        canvas.document.clear()
        canvas.pan_zoom.set_zoom(zoom, QPointF(at(canvas, 150, 100)))
        if tool == "polygon":
            for corner in corners:
                click(canvas, *corner)
            QTest.keyClick(canvas, Qt.Key.Key_Return)
        else:
            sweep(canvas, *(corners if tool == "lasso" else corners[::2]))
        results.append(canvas.document.bitmap.to_pillow().tobytes())
    assert results[0] == results[1] == results[2]
    assert any(results[0])


@pytest.mark.parametrize("zoom", [0.4, 1.0, 3.0, 20.0])
def test_the_outline_is_seen_while_it_is_drawn_and_gone_after(canvas, zoom):
    canvas.pan_zoom.set_zoom(zoom, QPointF(at(canvas, 90, 90)))
    canvas.document.set_tool("rectangle")
    before = shown(canvas)
    reach = 60 / zoom
    corner, end = at(canvas, 90 - reach, 90 - reach), at(canvas, 90 + reach, 90 + reach)
    QTest.mousePress(canvas, LEFT, pos=corner)
    move(canvas, QPointF(end), LEFT)
    during = shown(canvas)
    shades = {
        during.pixelColor(x, corner.y() + off).lightness()
        for x in range(corner.x() + 5, end.x() - 5)
        for off in (-1, 0)
    }
    assert min(shades) < 60
    assert max(shades) > 180
    middle = QRect(corner, end).adjusted(5, 5, -5, -5)
    assert during.copy(middle) == before.copy(middle)
    canvas.document.cancel()
    assert shown(canvas) == before


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_the_outline_lies_on_the_picture_at_every_pixel_ratio(qapp, ratio):
    document = MaskDocument(MaskBitmap(300, 200))
    document.set_tool("rectangle")
    view = Viewport(whole=True)
    view.set_picture(QSizeF(SIZE))
    view.resize(QSize(640, 480), ratio)
    view.set_zoom(2.0, QPointF(320, 240))
    document.begin(PointerSample(100, 80))
    document.extend(PointerSample(200, 120))
    pending = PendingOutline()
    stale = pending.follow(document.outline(), view)
    corner = view.to_widget(QPointF(100, 80))
    assert stale.contains(corner.toPoint())
    image = QImage(view.device, QImage.Format.Format_RGB32)
    image.fill(BLUE)
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    pending.paint(painter, QRect(0, 0, 640, 480))
    painter.end()
    x = round(view.to_widget(QPointF(150, 80)).x() * ratio)
    line = round(corner.y() * ratio)
    near = {image.pixelColor(x, line + off).name() for off in (-1, 0)}
    assert near != {BLUE.name()}
    assert image.pixelColor(x, line + 8) == BLUE
    assert image.pixelColor(x, line - 8) == BLUE


def test_the_cross_is_shown_rather_than_the_ring(canvas):
    canvas.document.set_tool("lasso")
    assert canvas.cursor().shape() == Qt.CursorShape.CrossCursor
    canvas.document.set_tool("brush")
    assert canvas.cursor().shape() == Qt.CursorShape.BlankCursor


# In the window.


def test_every_tool_has_its_key_and_its_button(studio: Workbench, single: Job) -> None:
    document = open_document(studio)
    for key, name in (
        (Key.Key_L, "lasso"),
        (Key.Key_P, "polygon"),
        (Key.Key_U, "rectangle"),
        (Key.Key_O, "ellipse"),
        (Key.Key_G, "fill"),
        (Key.Key_W, "colour"),
    ):
        press(key)
        assert document.tool == name
        click_name(studio.window, "mask_brush")
        assert document.tool == "brush"
        click_name(studio.window, f"mask_{name}")
        assert document.tool == name
        sliders = [find(studio.window, f"mask_{n}", QSlider) for n in ("size", "tolerance")]
        assert [slider.isVisible() for slider in sliders] == [False, name == "colour"]
    slider = find(studio.window, "mask_tolerance", QSlider)
    slider.setFocus()
    press(Key.Key_Right, times=3)
    assert document.tolerance == slider.value() == 35


def test_in_the_window_enter_and_escape_serve_the_polygon_first(
    studio: Workbench, single: Job
) -> None:
    canvas = studio.window.stage.mask_mode.canvas
    document, jobs = open_document(studio), len(studio.runner.jobs)
    press(Key.Key_P)
    spots = [canvas.picture_to_widget(QPointF(x, y)) for x, y in ((20, 20), (90, 20), (90, 90))]
    for spot in spots:
        drag(canvas, spot)
    undo = find(studio.window, "mask_undo")
    assert undo.isEnabled()
    press(Key.Key_Escape)
    assert studio.window.stage.masking
    assert not document.outlining
    assert not undo.isEnabled()
    for spot in spots:
        drag(canvas, spot)
    press(Key.Key_Return)
    assert len(studio.runner.jobs) == jobs
    assert 0 < document.coverage() < 1
    drag(canvas, spots[0])
    find(studio.window, "mask_lasso").setFocus()
    press(Key.Key_Escape)
    assert studio.window.stage.masking
    press(Key.Key_Escape)
    assert not studio.window.stage.masking
