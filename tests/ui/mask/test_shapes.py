"""Grow, shrink, smooth, select all and feather, by hand, and what the artist sees of them."""

import base64
from io import BytesIO

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSlider

from mjstudio.mask.document import MaskDocument
from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.mask.pixels.shape import feathered, grow, hard
from mjstudio.model.job import Job
from mjstudio.ui.mask.canvas import MaskCanvas
from tests.conftest import Workbench
from tests.mask.tools.test_outlines import Never
from tests.ui.hands import CTRL, SHIFT, Key, click_name, drag, find, move, press, write
from tests.ui.regions import document as open_document
from tests.ui.regions import paint

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

BLUE = QColor(40, 80, 120)
SIZE = QSize(400, 300)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def canvas(qtbot):
    """A blue picture; its left half is painted."""
    picture = QImage(SIZE, QImage.Format.Format_RGB32)
    picture.fill(BLUE)
    canvas = MaskCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(640, 480)
    canvas.set_picture(picture)
    mask = Image.new("L", (400, 300))
    mask.paste(255, (0, 0, 200, 300))
    document = MaskDocument(MaskBitmap.from_pillow(mask), canvas)
    canvas.set_document(document)
    canvas.set_overlay(QColor(255, 0, 0), 1.0)
    with qtbot.waitExposed(canvas):
        canvas.show()
    return canvas


def shown(canvas, x, y=151) -> QColor:
    """The screen over a pixel of the picture."""
    place = canvas.picture_to_widget(QPointF(x + 0.5, y + 0.5)).toPoint()
    return canvas.grab().toImage().pixelColor(place)


def feather(canvas, qtbot, pixels) -> None:
    with qtbot.waitSignal(canvas.document.softness.changed):
        canvas.document.set_feather(pixels)


@pytest.mark.parametrize("zoom", [0.5, 1.0, 1.6, 4.0])
def test_the_soft_edge_is_seen_as_it_is(canvas, qtbot, zoom):
    """GIVEN a feather of 40, the overlay's red fades from column 160 to 240 as the mask does."""
    canvas.pan_zoom.set_zoom(zoom, canvas.picture_to_widget(QPointF(200, 150)))
    feather(canvas, qtbot, 40)
    soft = feathered(canvas.document.bitmap.to_pillow(), 40)
    for x in (150, 175, 190, 210, 225, 250):
        wanted = 40 + (255 - 40) * soft.getpixel((x, 151)) / 255
        # A screen pixel of a small zoom may show the next pixel of the picture, 6 shades on.
        assert shown(canvas, x).red() == pytest.approx(wanted, abs=14)
    feather(canvas, qtbot, 0)
    assert shown(canvas, 190).red() > 250
    assert shown(canvas, 210) == BLUE


def test_the_soft_edge_scrolls_with_the_picture(canvas, qtbot):
    canvas.pan_zoom.set_zoom(3.0, canvas.picture_to_widget(QPointF(200, 150)))
    feather(canvas, qtbot, 40)
    before = [shown(canvas, x).red() for x in (180, 200, 220)]
    canvas.pan_zoom.scroll(QPointF(-90, 40))
    assert [shown(canvas, x).red() for x in (180, 200, 220)] == pytest.approx(before, abs=2)
    right = canvas.widget_to_picture(QPointF(canvas.width() - 2, 0)).x()
    assert shown(canvas, int(right) - 4) == BLUE


def test_a_stroke_is_hard_until_it_ends(canvas, qtbot):
    feather(canvas, qtbot, 30)
    assert shown(canvas, 330) == BLUE
    canvas.document.set_size(60)
    start, end = (canvas.picture_to_widget(QPointF(x, 150)).toPoint() for x in (330, 340))
    QTest.mousePress(canvas, LEFT, pos=start)
    move(canvas, QPointF(end), LEFT)
    assert shown(canvas, 330).red() > 250
    assert 60 < shown(canvas, 190).red() < 240
    assert canvas.document.softness.mask is None
    with qtbot.waitSignal(canvas.document.softness.changed):
        QTest.mouseRelease(canvas, LEFT, pos=end)
    assert 60 < shown(canvas, 312).red() < 240
    with qtbot.waitSignal(canvas.document.softness.changed):
        canvas.document.undo()
    assert shown(canvas, 330) == BLUE


@pytest.mark.parametrize("way", ["escape", "button"])
def test_what_is_computed_is_told_and_can_be_stopped(studio: Workbench, single: Job, way) -> None:
    document = open_document(studio)
    paint(studio, (60, 60))
    before = document.bitmap.to_pillow().tobytes()
    document._edits.jobs._background._executor = Never()
    busy = find(studio.window, "mask_busy")
    assert not busy.isVisible()
    press(Key.Key_G, SHIFT)
    assert document.activity == "Growing"
    studio.qtbot.waitUntil(busy.isVisible)
    canvas = studio.window.stage.mask_mode.canvas
    assert canvas.rect().contains(busy.geometry())
    if way == "escape":
        press(Key.Key_Escape)
    else:
        click_name(studio.window, "mask_busy_cancel")
    assert not busy.isVisible()
    assert studio.window.stage.masking
    assert document.bitmap.to_pillow().tobytes() == before
    press(Key.Key_Escape)
    assert not studio.window.stage.masking


def test_keys_and_buttons_shape_the_mask(studio: Workbench, single: Job) -> None:
    document = open_document(studio)
    document.set_size(30)
    paint(studio, (60, 60))
    small = document.bitmap.to_pillow()
    press(Key.Key_S)
    popup = find(studio.window, "mask_shape_popup")
    studio.qtbot.waitUntil(popup.isVisible)
    amount = find(popup, "mask_amount", QSlider)
    assert amount.hasFocus()
    QTest.keyClick(amount, Key.Key_Left, delay=-1)
    QTest.keyClick(amount, Key.Key_Left, delay=-1)
    assert document.amount == amount.value() == 6
    with studio.qtbot.waitSignal(document.history_changed):
        click_name(popup, "mask_grow")
    assert document.bitmap.to_pillow().tobytes() == grow(small, 6).tobytes()
    with studio.qtbot.waitSignal(document.history_changed):
        click_name(popup, "mask_shrink")
    with studio.qtbot.waitSignal(document.history_changed):
        click_name(popup, "mask_smooth")
    click_name(popup, "mask_select_all")
    assert document.bitmap.is_full()
    assert document.history.steps == 5
    QTest.keyClick(popup, Key.Key_Escape)
    assert not popup.isVisible()
    for _ in range(4):
        press(Key.Key_Z, CTRL)
    assert document.bitmap.to_pillow().tobytes() == small.tobytes()
    press(Key.Key_A, CTRL)
    assert document.bitmap.is_full()


def test_select_all_is_the_prompts_own_while_it_is_written(studio: Workbench, single: Job) -> None:
    write(find(studio.window, "mask_prompt"), "a red boat")
    press(Key.Key_A, CTRL)
    assert open_document(studio).bitmap.is_empty()


def test_what_is_sent_is_the_feathered_mask_made_hard(studio: Workbench, single: Job) -> None:
    document = open_document(studio)
    document.set_size(30)
    paint(studio, (30, 40), (90, 40), (60, 100))
    press(Key.Key_S)
    slider = find(studio.window, "mask_feather", QSlider)
    with studio.qtbot.waitSignal(document.softness.changed):
        slider.setValue(9)
    find(studio.window, "mask_shape_popup").close()
    painted = document.bitmap.to_pillow()
    assert document.feather == 9
    with studio.qtbot.waitSignal(studio.app.studio.masking.submitted):
        click_name(studio.window, "mask_submit")
    studio.wait_for(lambda: bool(studio.service.received("imagine")[2:]))
    sent = base64.b64decode(studio.service.received("imagine")[-1].body["mask"])
    wanted = hard(feathered(painted, 9)).tobytes()
    assert hard(Image.open(BytesIO(sent))).tobytes() == wanted
    assert wanted != painted.tobytes()


def test_a_feather_that_leaves_nothing_is_refused_with_the_reason(
    studio: Workbench, single: Job
) -> None:
    document = open_document(studio)
    document.set_size(8)
    paint(studio, (60, 60))
    submit = find(studio.window, "mask_submit")
    assert submit.isEnabled()
    with studio.qtbot.waitSignal(document.softness.changed):
        document.set_feather(60)
    assert not submit.isEnabled()
    assert "feather of 60 px" in find(studio.window, "mask_said").text()
    document.set_feather(0)
    assert submit.isEnabled()


def test_the_popup_stays_within_the_stage(studio: Workbench, single: Job) -> None:
    press(Key.Key_S)
    popup = find(studio.window, "mask_shape_popup")
    studio.qtbot.waitUntil(popup.isVisible)
    row = studio.window.stage.mask_mode.options
    right = row.mapToGlobal(QPoint(row.width(), 0)).x()
    assert popup.frameGeometry().right() < right
    assert popup.y() > row.mapToGlobal(QPoint(0, 0)).y()
    popup.close()
    canvas = studio.window.stage.mask_mode.canvas
    drag(canvas, QPointF(canvas.rect().center()))
    assert not open_document(studio).bitmap.is_empty()
