"""What the artist sees of a mask: its outline alone, and the minimap."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPalette, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from mjstudio.library.settings_file import load
from mjstudio.mask.document import MaskDocument
from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.model.job import Job
from mjstudio.studio.pictures.pyramid import build
from mjstudio.ui.mask.canvas import MaskCanvas
from mjstudio.ui.mask.minimap import Minimap, small_mask
from tests.conftest import Workbench
from tests.ui.hands import SHIFT, Key, click_name, drag, find, move, press, seen, wheel
from tests.ui.regions import paint

LEFT = Qt.MouseButton.LeftButton
BLUE, GROUND = QColor(40, 80, 120), QColor(22, 22, 24)
PINK = QColor("#ff3d7f")
SIZE = QSize(1200, 800)


@pytest.fixture
def canvas(qtbot) -> MaskCanvas:
    canvas = MaskCanvas()
    qtbot.addWidget(canvas)
    palette = canvas.palette()
    palette.setColor(QPalette.ColorRole.Window, GROUND)
    canvas.setPalette(palette)
    canvas.resize(800, 600)
    picture = QImage(SIZE, QImage.Format.Format_RGB32)
    picture.fill(BLUE)
    for x in range(600, 1200):  # the right half is green
        for y in range(0, 800, 1):
            picture.setPixel(x, y, 0xFF208040)
    canvas.set_picture(build(picture))
    document = MaskDocument(MaskBitmap(SIZE.width(), SIZE.height()), canvas)
    document.set_size(60)
    canvas.set_document(document)
    with qtbot.waitExposed(canvas):
        canvas.show()
    canvas.setFocus()
    qtbot.waitUntil(canvas.hasFocus)
    return canvas


def spot(canvas: MaskCanvas, x: float, y: float) -> QPointF:
    return QPointF(canvas.picture_to_widget(QPointF(x, y)).toPoint())


def minimap(canvas: MaskCanvas) -> Minimap:
    return find(canvas, "mask_minimap", Minimap)


def lights(image: QImage, area: QRect) -> tuple[int, int]:
    """How many pixels of an area are nearly white, and how many nearly black."""
    found = [
        image.pixelColor(x, y).lightness()
        for y in range(area.top(), area.bottom() + 1)
        for x in range(area.left(), area.right() + 1)
    ]
    return sum(v > 190 for v in found), sum(v < 45 for v in found)


# --- outline only ---


def test_outline_only_shows_the_pictures_own_colours_and_a_line_around(canvas, qtbot):
    canvas.set_outline_only(True)
    drag(canvas, spot(canvas, 300, 300), spot(canvas, 450, 300))
    move(canvas, QPointF(3, 3))
    rim = spot(canvas, 375, 270).toPoint()
    beside = QRect(rim.x() - 30, rim.y() - 3, 60, 7)

    def lined() -> bool:
        white, black = lights(seen(canvas), beside)
        return white > 15 and black > 15

    qtbot.waitUntil(lined)
    assert seen(canvas).pixelColor(spot(canvas, 375, 300).toPoint()) == BLUE
    canvas.set_outline_only(False)
    assert seen(canvas).pixelColor(spot(canvas, 375, 300).toPoint()).red() > 100


@pytest.mark.parametrize("zoom", [0.5, 4.0])
def test_a_stroke_under_way_is_seen_all_the_same(canvas, qtbot, zoom):
    canvas.pan_zoom.set_zoom(zoom, spot(canvas, 300, 300))
    canvas.set_outline_only(True)
    seen(canvas)
    start, end = spot(canvas, 300, 300), spot(canvas, 330, 300)
    QTest.mousePress(canvas, LEFT, pos=start.toPoint())
    move(canvas, end, LEFT)
    middle = spot(canvas, 315, 300).toPoint()
    assert seen(canvas).pixelColor(middle).red() > 100
    QTest.mouseRelease(canvas, LEFT, pos=end.toPoint())
    qtbot.waitUntil(lambda: seen(canvas).pixelColor(middle) == BLUE)


def test_a_line_from_far_out_of_sight_is_painted_and_shown_by_its_outline(canvas, qtbot):
    """GIVEN 3200 %, Shift+click from one side of the picture, which is 38,000 pixels away."""
    canvas.set_outline_only(True)
    canvas.document.set_size(8)
    canvas.pan_zoom.set_zoom(32.0)
    small = minimap(canvas)
    drag(small, QPointF(0.05 * small.width(), 0.5 * small.height()))
    QTest.mouseClick(canvas, LEFT, pos=QPoint(400, 300))
    drag(small, QPointF(0.96 * small.width(), 0.5 * small.height()))
    seen(canvas)
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.mousePress(canvas, LEFT, shift, QPoint(400, 300))
    own = seen(canvas).pixelColor(20, 20)
    assert seen(canvas).pixelColor(20, 20 + 8 * 32 // 2 + 300) == own
    QTest.mouseRelease(canvas, LEFT, shift, QPoint(400, 300))
    y = int(canvas.widget_to_picture(QPointF(400, 300)).y())
    assert canvas.document.bitmap.row(y)[600] == 255
    edge = QRect(100, 300 - 8 * 16 - 40, 120, 80)
    qtbot.waitUntil(lambda: lights(seen(canvas), edge)[1] > 15)


def test_scrolling_keeps_the_colour_out(canvas, qtbot):
    canvas.document.fill()
    canvas.set_outline_only(True)
    canvas.pan_zoom.set_zoom(2.0)
    seen(canvas)
    press(Key.Key_Left)
    press(Key.Key_Up)
    image = seen(canvas)
    for place in ((500, 300), (640, 380), (700, 300)):
        near = canvas.picture_to_widget(QPointF(*place)).toPoint()
        assert image.pixelColor(near).red() < 60
    assert image.pixelColor(4, 300).red() < 60


def test_the_choice_is_made_by_button_or_key_and_remembered(studio: Workbench, single: Job) -> None:
    canvas = studio.window.stage.mask_mode.canvas
    region = studio.app.studio.masking.current
    assert region is not None
    region.document.set_size(60)
    paint(studio, (50, 50), (70, 50))
    button = find(studio.window, "mask_outline_only", QPushButton)
    inside = canvas.picture_to_widget(QPointF(60, 50)).toPoint()

    def red() -> int:
        colour = seen(canvas).pixelColor(inside)
        return colour.red() - colour.green()

    move(canvas, QPointF(3, 3))
    covered = red()
    click_name(studio.window, "mask_outline_only")
    assert button.isChecked()
    assert red() < covered - 30
    canvas.setFocus()
    press(Key.Key_O, SHIFT)
    assert not button.isChecked()
    assert red() == covered
    studio.window.commands["mask_outline_only"].trigger()
    assert button.isChecked()
    assert studio.window.commands["mask_outline_only"].isChecked()
    studio.app.settings.write()
    assert load(studio.app.settings._path)[0].mask_outline_only is True


# --- the minimap ---


def test_it_is_there_only_while_a_part_is_out_of_sight(canvas):
    small = minimap(canvas)
    assert small.accessibleName() == "Minimap"
    assert not small.isVisible()
    canvas.pan_zoom.set_zoom(1.0)
    assert small.isVisible()
    assert canvas.rect().contains(small.geometry())
    canvas.pan_zoom.fit()
    assert not small.isVisible()
    canvas.pan_zoom.set_zoom(0.2)
    assert not small.isVisible()


def test_it_has_the_pictures_shape_and_shows_picture_mask_and_frame(canvas, qtbot):
    canvas.document.set_size(300)
    drag(canvas, spot(canvas, 300, 400), spot(canvas, 400, 400))
    qtbot.waitUntil(lambda: not canvas.document.dragging)
    canvas.pan_zoom.set_zoom(1.0)
    small = minimap(canvas)
    assert small.width() / small.height() == pytest.approx(1.5, abs=0.02)
    image = seen(small)

    def colour(x: float, y: float) -> QColor:
        return image.pixelColor(round(x * image.width()), round(y * image.height()))

    assert colour(0.3, 0.5).red() > 100  # painted, in sight
    assert colour(0.7, 0.3).green() > colour(0.7, 0.3).blue()  # the green half
    assert colour(0.95, 0.95).green() < 100 < colour(0.7, 0.3).green()  # out of sight is darker
    frame = small.frame()
    assert frame.width() / small.width() == pytest.approx(800 / 1200, abs=0.01)
    left = [image.pixelColor(round(frame.left()) + by, 60).lightness() for by in range(4)]
    assert max(left) > 200


@pytest.mark.parametrize("place", [(0.5, 0.5), (0.3, 0.6), (0.62, 0.41)])
def test_a_click_looks_there(canvas, place):
    canvas.pan_zoom.set_zoom(4.0)
    small = minimap(canvas)
    at = QPoint(round(place[0] * small.width()), round(place[1] * small.height()))
    QTest.mouseClick(small, LEFT, pos=at)
    middle = canvas.widget_to_picture(QPointF(400, 300))
    assert middle.x() == pytest.approx(at.x() / small.width() * 1200, abs=0.5)
    assert middle.y() == pytest.approx(at.y() / small.height() * 800, abs=0.5)
    frame = small.frame().center()
    assert (frame - QPointF(at)).manhattanLength() < 1
    assert canvas.document.bitmap.is_empty()


def test_a_drag_takes_the_view_along_and_past_the_edge_it_stops(canvas):
    canvas.pan_zoom.set_zoom(4.0)
    small = minimap(canvas)
    drag(small, QPointF(40, 40), QPointF(60, 50), QPointF(500, 900))
    middle = canvas.widget_to_picture(QPointF(400, 300))
    assert (middle.x(), middle.y()) == (pytest.approx(1200, abs=1), pytest.approx(800, abs=1))


def test_a_pen_looks_elsewhere_too_and_paints_nothing_below(canvas):
    from PySide6.QtGui import QTabletEvent

    from tests.ui.mask.test_pen import LIFTED, MOVED, PRESSED, device

    canvas.pan_zoom.set_zoom(4.0)
    small = minimap(canvas)
    pen = device(QPointingDevice.PointerType.Pen)
    for kind, at, held in ((PRESSED, 20, 1), (MOVED, 50, 1), (LIFTED, 50, 0), (MOVED, 90, 0)):
        where = QPointF(at, 56)
        event = QTabletEvent(
            kind,
            pen,
            where,
            small.mapToGlobal(where),
            0.5,
            0,
            0,
            0,
            0,
            0,
            Qt.KeyboardModifier.NoModifier,
            LEFT if kind is not MOVED else Qt.MouseButton.NoButton,
            LEFT if held else Qt.MouseButton.NoButton,
        )
        QApplication.sendEvent(small, event)
    assert canvas.document.bitmap.is_empty()
    middle = canvas.widget_to_picture(QPointF(400, 300))
    assert middle.x() == pytest.approx(50 / small.width() * 1200, abs=0.5)


@pytest.mark.parametrize(
    ("key", "by"),
    [
        (Key.Key_Left, (64, 0)),
        (Key.Key_Right, (-64, 0)),
        (Key.Key_Up, (0, 64)),
        (Key.Key_Down, (0, -64)),
    ],
)
def test_arrow_keys_look_elsewhere(canvas, key, by):
    canvas.pan_zoom.set_zoom(2.0)
    before = canvas.picture_to_widget(QPointF(600, 400))
    press(key)
    assert canvas.picture_to_widget(QPointF(600, 400)) - before == QPointF(*by)


def test_it_makes_room_for_what_is_painted(canvas):
    canvas.pan_zoom.set_zoom(2.0)
    small = minimap(canvas)
    home = small.geometry()
    target = QPointF(home.center())
    QTest.mousePress(canvas, LEFT, pos=QPoint(400, 100))
    move(canvas, QPointF(500, 300), LEFT)
    assert small.geometry() == home
    for at in (QPointF(600, 480), target):
        move(canvas, at, LEFT)
        assert small.isVisible()
        assert not small.geometry().adjusted(-8, -8, 8, 8).contains(at.toPoint())
    assert small.x() < 100
    move(canvas, QPointF(small.geometry().center()), LEFT)
    assert small.geometry() == home
    QTest.mouseRelease(canvas, LEFT, pos=small.geometry().center())


def test_a_brush_that_reaches_both_corners_hides_it_until_the_stroke_ends(canvas):
    canvas.pan_zoom.set_zoom(2.0)
    canvas.document.set_size(500)
    small = minimap(canvas)
    QTest.mousePress(canvas, LEFT, pos=QPoint(400, 400))
    move(canvas, QPointF(410, 420), LEFT)
    assert not small.isVisible()
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(410, 420))
    assert small.isVisible()


def test_after_a_drag_that_painted_nothing_it_is_back_at_the_next_move(canvas):
    canvas.pan_zoom.set_zoom(2.0)
    canvas.document.set_size(500)
    canvas.document.set_tool("eraser")
    QTest.mousePress(canvas, LEFT, pos=QPoint(400, 400))
    move(canvas, QPointF(410, 420), LEFT)
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(410, 420))
    assert not minimap(canvas).isVisible()
    move(canvas, QPointF(412, 420))
    assert minimap(canvas).isVisible()


def test_its_mask_is_made_between_strokes_alone(canvas, qtbot, monkeypatch):
    from mjstudio.ui.mask import minimap as mask_minimap

    made = []

    def watched(bitmap: MaskBitmap, size: QSize, ink: QColor) -> QImage:
        made.append(canvas.document.dragging)
        return small_mask(bitmap, size, ink)

    monkeypatch.setattr(mask_minimap, "small_mask", watched)
    canvas.pan_zoom.set_zoom(2.0)
    seen(canvas)
    assert made == [False]
    QTest.mousePress(canvas, LEFT, pos=QPoint(300, 100))
    for x in range(310, 400, 10):
        move(canvas, QPointF(x, 110), LEFT)
        seen(canvas)
    assert made == [False]
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(390, 110))
    qtbot.waitUntil(lambda: seen(canvas) and len(made) > 1)
    assert not any(made)


def test_the_ring_leaves_the_canvas_when_the_pointer_enters_it(canvas):
    canvas.pan_zoom.set_zoom(2.0)
    move(canvas, QPointF(400, 300))
    assert canvas.input.pointer is not None
    QApplication.sendEvent(minimap(canvas), _enter())
    assert canvas.input.pointer is None


def _enter() -> QEvent:
    from PySide6.QtGui import QEnterEvent

    return QEnterEvent(QPointF(5, 5), QPointF(5, 5), QPointF(5, 5))


def test_the_wheel_over_it_zooms_about_the_middle(canvas):
    canvas.pan_zoom.set_zoom(2.0)
    middle = canvas.widget_to_picture(QPointF(400, 300))
    wheel(minimap(canvas), QPointF(20, 20), 1)
    assert canvas.zoom == pytest.approx(2.5)
    now = canvas.widget_to_picture(QPointF(400, 300))
    assert (now - middle).manhattanLength() < 1


def test_it_stays_out_of_a_canvas_with_no_room_for_it(canvas):
    canvas.resize(300, 200)
    canvas.pan_zoom.set_zoom(2.0)
    assert not minimap(canvas).isVisible()


def test_a_small_mask_is_as_dense_as_what_is_painted(qapp):
    bitmap = MaskBitmap(1600, 1600)
    bitmap.fill()
    for top in range(0, 1600, 16):  # every other eight rows of the right half
        bitmap.paste(QRect(800, top, 800, 8), b"\x00")
    image = small_mask(bitmap, QSize(100, 100), PINK).convertToFormat(QImage.Format.Format_ARGB32)
    assert image.pixelColor(20, 50).alpha() == 255
    right = [image.pixelColor(75, y).alpha() for y in range(100)]
    assert sum(right) / 100 == pytest.approx(127, abs=20)
    assert image.pixelColor(20, 50).rgb() == PINK.rgb()
