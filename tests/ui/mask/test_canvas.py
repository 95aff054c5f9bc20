"""The canvas under a real mouse and pen: what is painted, shown, zoomed and scrolled."""

import math

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QInputDevice,
    QPainter,
    QPalette,
    QPointingDevice,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mjstudio.mask.document import MaskDocument
from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.ui.canvas.viewport import Viewport
from mjstudio.ui.mask.canvas import MaskCanvas
from mjstudio.ui.mask.outline import contours
from mjstudio.ui.mask.ring import BrushRing

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
PLAIN = Qt.KeyboardModifier.NoModifier
BLUE = QColor(40, 80, 120)
GROUND = QColor(22, 22, 24)
SIZE = QSize(300, 200)


def blue(size: QSize = SIZE) -> QImage:
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(BLUE)
    return image


@pytest.fixture
def canvas(qtbot):
    canvas = MaskCanvas()
    qtbot.addWidget(canvas)
    palette = canvas.palette()
    palette.setColor(QPalette.ColorRole.Window, GROUND)
    canvas.setPalette(palette)
    canvas.resize(640, 480)
    canvas.set_picture(blue())
    document = MaskDocument(MaskBitmap(SIZE.width(), SIZE.height()))
    document.setParent(canvas)
    document.set_size(20)
    canvas.set_document(document)
    with qtbot.waitExposed(canvas):
        canvas.show()
    canvas.setFocus()
    qtbot.waitUntil(canvas.hasFocus)
    return canvas


def at(canvas: MaskCanvas, x: float, y: float) -> QPoint:
    return canvas.picture_to_widget(QPointF(x, y)).toPoint()


def drag(canvas, *points, button=LEFT, modifiers=PLAIN):
    first, *rest = [QPoint(*point) if isinstance(point, tuple) else point for point in points]
    QTest.mousePress(canvas, button, modifiers, first)
    for point in rest:
        QTest.mouseMove(canvas, point)
    QTest.mouseRelease(canvas, button, modifiers, [first, *rest][-1])


def painted(canvas: MaskCanvas, x: float, y: float) -> bool:
    return canvas.document.bitmap.row(int(y))[int(x)] == 255


def wheel(canvas, where: QPoint, notches: float, modifiers=PLAIN):
    event = QWheelEvent(
        QPointF(where),
        QPointF(canvas.mapToGlobal(where)),
        QPoint(),
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def shown(canvas: MaskCanvas) -> QImage:
    return canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def is_pink(colour: QColor) -> bool:
    wanted = QColor(139, 71, 123)  # #ff3d7f at 46 % over the blue
    return all(
        abs(a - b) <= 2 for a, b in zip(colour.getRgb()[:3], wanted.getRgb()[:3], strict=True)
    )


def test_it_can_be_found_and_named(canvas):
    assert canvas.objectName() == "mask_canvas"
    assert canvas.accessibleName()
    assert canvas.focusPolicy() == Qt.FocusPolicy.StrongFocus


@pytest.mark.parametrize("zoom", [0.5, 1.0, 1.7, 3.0, 12.0])
def test_a_press_paints_exactly_the_ring(canvas, zoom):
    canvas.pan_zoom.set_zoom(zoom, QPointF(at(canvas, 150, 100)))
    where = at(canvas, 150, 100)
    centre = canvas.widget_to_picture(QPointF(where))
    drag(canvas, where)
    for y in range(SIZE.height()):
        for x in range(SIZE.width()):
            off = ((x + 0.5 - centre.x()) ** 2 + (y + 0.5 - centre.y()) ** 2) ** 0.5 - 10
            if abs(off) > 0.75:
                assert painted(canvas, x, y) == (off < 0), (x, y)


def test_what_is_painted_does_not_depend_on_the_zoom(canvas):
    """The same places in the picture give the same bits, at zooms where they are exact."""
    results = []
    for zoom in (1.0, 2.0, 4.0):
        canvas.document.clear()
        canvas.pan_zoom.set_zoom(zoom, QPointF(at(canvas, 150, 100)))
        drag(canvas, *(at(canvas, x, y) for x, y in ((130, 90), (160, 90), (170, 120))))
        results.append(canvas.document.bitmap.to_pillow().tobytes())
    assert results[0] == results[1] == results[2]
    assert any(results[0])


def test_painted_parts_are_pink_and_the_rest_is_untouched(canvas, qtbot):
    before = shown(canvas)
    drag(canvas, at(canvas, 100, 100), at(canvas, 200, 100))
    after = shown(canvas)
    for x in (100, 150, 200):
        assert is_pink(after.pixelColor(at(canvas, x, 97)))
    near = QRect(at(canvas, 100, 100), at(canvas, 200, 100)).adjusted(-40, -40, 40, 40)
    for y in range(0, after.height(), 3):
        for x in range(0, after.width(), 3):
            if not near.contains(x, y):
                assert after.pixel(x, y) == before.pixel(x, y), (x, y)


def test_the_picture_is_fitted_on_the_window_colour_with_a_border(canvas):
    image = shown(canvas)
    corner, end = at(canvas, 0, 0), at(canvas, 300, 200)
    assert image.pixelColor(2, 2) == GROUND
    assert image.pixelColor(corner + QPoint(3, 3)) == BLUE
    assert image.pixelColor(end - QPoint(3, 3)) == BLUE
    assert image.pixelColor(corner.x() + 50, corner.y() - 1) not in (GROUND, BLUE)
    assert abs(corner.x() - (640 - end.x())) <= 1
    assert abs(corner.y() - (480 - end.y())) <= 1


def test_erasing_shows_the_picture_again(canvas):
    drag(canvas, at(canvas, 100, 100), at(canvas, 200, 100))
    canvas.document.set_tool("eraser")
    drag(canvas, at(canvas, 150, 100))
    assert not painted(canvas, 150, 100)
    # The pointer's own ring does not reach the middle.
    assert shown(canvas).pixelColor(at(canvas, 150, 100)) == BLUE


def test_alt_subtracts(canvas):
    drag(canvas, at(canvas, 100, 100), at(canvas, 200, 100))
    drag(canvas, at(canvas, 150, 100), modifiers=Qt.KeyboardModifier.AltModifier)
    assert painted(canvas, 110, 100)
    assert not painted(canvas, 150, 100)


def test_shift_click_paints_a_straight_line(canvas):
    drag(canvas, at(canvas, 30, 30))
    drag(canvas, at(canvas, 250, 150), modifiers=Qt.KeyboardModifier.ShiftModifier)
    assert painted(canvas, 140, 90)
    assert canvas.document.history.steps == 2


def test_strokes_begin_and_run_beyond_the_edges(canvas):
    drag(canvas, at(canvas, -15, 100), at(canvas, 150, 100), at(canvas, 320, 100))
    assert painted(canvas, 0, 100)
    assert painted(canvas, 299, 100)
    drag(canvas, at(canvas, 150, 190), QPoint(300, 5000), QPoint(-900, 60))
    assert painted(canvas, 150, 199)
    assert canvas.document.history.steps == 2


def test_a_stroke_beyond_the_edge_is_shown_inside_the_picture_alone(canvas):
    """GIVEN a brush that reaches over the edge, before anything is drawn anew."""
    shown(canvas)
    corner = at(canvas, 0, 100)
    QTest.mousePress(canvas, LEFT, PLAIN, corner)
    QTest.mouseMove(canvas, corner + QPoint(0, 30))
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))  # no ring
    image, spot = shown(canvas), corner + QPoint(0, 10)
    assert is_pink(image.pixelColor(spot + QPoint(6, 0)))
    assert image.pixelColor(spot - QPoint(6, 0)) == GROUND
    QTest.mouseRelease(canvas, LEFT, PLAIN, corner)


@pytest.mark.parametrize("opacity", [0.1, 0.46, 0.9])
def test_ink_has_one_colour_whether_by_a_stroke_or_drawn_anew(canvas, opacity):
    canvas.set_overlay(QColor("#3fd0ff"), opacity)
    shown(canvas)
    drag(canvas, at(canvas, 100, 100), at(canvas, 200, 100))
    spot = at(canvas, 150, 97)
    live = shown(canvas).pixelColor(spot)
    canvas.document.changed.emit(canvas.document.bitmap.rect)
    assert shown(canvas).pixelColor(spot) == live != BLUE


def test_undo_takes_the_pink_away(canvas):
    drag(canvas, at(canvas, 100, 100), at(canvas, 200, 100))
    drag(canvas, at(canvas, 20, 20))
    canvas.document.undo()
    canvas.document.undo()
    assert shown(canvas).pixelColor(at(canvas, 150, 100)) == BLUE
    canvas.document.redo()
    assert is_pink(shown(canvas).pixelColor(at(canvas, 150, 97)))


@pytest.mark.parametrize("notches", [1, -1, 3, 0.25])
def test_the_wheel_keeps_the_point_under_the_pointer(canvas, qtbot, notches):
    where = QPoint(400, 180)
    kept = canvas.widget_to_picture(QPointF(where))
    before = canvas.zoom
    with qtbot.waitSignal(canvas.zoom_changed) as told:
        wheel(canvas, where, notches)
    assert told.args == [canvas.zoom]
    assert canvas.zoom == pytest.approx(before * 1.25**notches)
    now = canvas.picture_to_widget(kept)
    assert abs(now.x() - where.x()) <= 0.5
    assert abs(now.y() - where.y()) <= 0.5
    assert not canvas.view.fitted


def test_zoom_stays_within_its_bounds(canvas):
    for notches, bound in ((60, 32.0), (-90, 0.05)):
        wheel(canvas, QPoint(300, 200), notches)
        assert canvas.zoom == pytest.approx(bound)
    canvas.pan_zoom.fit()
    assert canvas.view.fitted
    canvas.pan_zoom.actual_size()
    assert canvas.zoom == 1.0


def test_ctrl_and_the_wheel_ask_for_another_size(canvas, qtbot):
    for size, notches, wanted in ((20, 1, 23), (1, 1, 2), (1, -1, 1), (1000, 3, 1024)):
        canvas.document.set_size(size)
        with qtbot.waitSignal(canvas.brush_size_requested) as told:
            wheel(canvas, QPoint(300, 200), notches, Qt.KeyboardModifier.ControlModifier)
        assert told.args == [wanted]
        assert canvas.document.size == size


@pytest.mark.parametrize("way", ["middle", "space"])
def test_dragging_scrolls_and_paints_nothing(canvas, way):
    canvas.pan_zoom.set_zoom(4.0)
    before = at(canvas, 150, 100)
    if way == "space":
        QTest.keyPress(canvas, Qt.Key.Key_Space)
        assert canvas.cursor().shape() == Qt.CursorShape.OpenHandCursor
    button = LEFT if way == "space" else MIDDLE
    drag(canvas, (300, 200), (320, 230), (337, 242), button=button)
    if way == "space":
        QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert at(canvas, 150, 100) - before == QPoint(37, 42)
    assert canvas.document.bitmap.is_empty()
    drag(canvas, (300, 200))
    assert not canvas.document.bitmap.is_empty()


@pytest.mark.parametrize("zoom", [0.05, 0.21, 0.5, 0.97, 1.0, 1.3, 4.0])
def test_an_overlay_drawn_anew_looks_as_the_stroke_did(canvas, zoom):
    """GIVEN a stroke painted at a zoom, drawing it from the mask changes its rim at most."""
    large = QSize(1501, 1203)
    canvas.set_picture(blue(large))
    document = MaskDocument(MaskBitmap(1501, 1203), canvas)
    document.set_size(200)
    canvas.set_document(document)
    canvas.pan_zoom.set_zoom(zoom)
    drag(canvas, at(canvas, 700, 500), at(canvas, 800, 700))
    document.set_size(1)
    live = shown(canvas)
    document.changed.emit(document.bitmap.rect)
    fresh = shown(canvas)
    pairs = [
        (live.pixelColor(x, y), fresh.pixelColor(x, y))
        for y in range(0, live.height(), 3)
        for x in range(0, live.width(), 3)
    ]
    inked = [is_pink(now) for _, now in pairs]
    # White dashes lie on the rim; what is neither pink nor blue is not counted.
    plain = [pair for pair in pairs if all(is_pink(c) or c == BLUE for c in pair)]
    assert any(inked)
    assert sum(was != now for was, now in plain) <= max(6, 0.03 * sum(inked))


def test_scrolling_shows_the_same_as_drawing_anew(canvas):
    picture = blue()
    for x in range(0, 300, 5):
        for y in range(200):
            picture.setPixelColor(x, y, QColor(x % 256, y, 200))
    canvas.set_picture(picture)
    canvas.pan_zoom.set_zoom(3.0)
    drag(canvas, at(canvas, 120, 80), at(canvas, 180, 120))
    shown(canvas)
    drag(canvas, (300, 200), (250, 170), (310, 260), button=MIDDLE)
    canvas.document.set_size(1)  # no ring
    scrolled = shown(canvas)
    canvas.pan_zoom.set_zoom(canvas.zoom)
    fresh = shown(canvas)
    differing = sum(
        scrolled.pixel(x, y) != fresh.pixel(x, y)
        for y in range(0, fresh.height(), 2)
        for x in range(0, fresh.width(), 2)
    )
    # The dashes alone may begin elsewhere.
    assert differing < 600


def test_some_of_the_picture_stays_in_sight(canvas):
    for to in ((9000, 9000), (-9000, -9000), (9000, -9000)):
        drag(canvas, (300, 200), to, button=MIDDLE)
        whole = QRect(at(canvas, 0, 0), at(canvas, 300, 200))
        assert not whole.intersected(canvas.rect()).isEmpty()


def test_resizing_stays_fitted_or_keeps_the_centre(canvas):
    canvas.resize(400, 500)
    assert canvas.view.fitted
    assert canvas.zoom == pytest.approx((400 - 48) / 300)
    canvas.pan_zoom.set_zoom(3.0, QPointF(10, 10))
    middle = canvas.widget_to_picture(QPointF(200, 250))
    canvas.resize(600, 300)
    now = canvas.widget_to_picture(QPointF(300, 150))
    assert abs(now.x() - middle.x()) < 0.5
    assert abs(now.y() - middle.y()) < 0.5
    assert canvas.zoom == 3.0


def test_the_overlay_hides_while_its_key_is_held(canvas):
    drag(canvas, at(canvas, 100, 100), at(canvas, 200, 100))
    QTest.keyPress(canvas, Qt.Key.Key_QuoteLeft)
    assert shown(canvas).pixelColor(at(canvas, 150, 97)) == BLUE
    QTest.keyRelease(canvas, Qt.Key.Key_QuoteLeft)
    assert is_pink(shown(canvas).pixelColor(at(canvas, 150, 97)))


def test_keys_held_are_let_go_with_the_focus(canvas):
    QTest.keyPress(canvas, Qt.Key.Key_QuoteLeft)
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    canvas.clearFocus()
    assert not canvas.pan_zoom.panning
    assert not canvas.overlay_hidden


def test_the_overlay_takes_another_colour(canvas):
    drag(canvas, at(canvas, 100, 100), at(canvas, 200, 100))
    canvas.set_overlay(QColor("#00ff00"), 1.0)
    assert shown(canvas).pixelColor(at(canvas, 150, 97)) == QColor(0, 255, 0)


def test_the_outline_is_dashed_and_white(canvas, qtbot):
    canvas.document.set_size(60)
    drag(canvas, at(canvas, 150, 100))
    QTest.mouseMove(canvas, QPoint(5, 5))

    def dashes() -> int:
        image, radius = shown(canvas), 30 * canvas.zoom
        centre = at(canvas, 150, 100)
        top = round(centre.y() - radius)
        return sum(
            image.pixelColor(x, y).lightness() > 170
            for y in range(top - 3, top + 20)
            for x in range(centre.x() - 30, centre.x() + 30)
        )

    qtbot.waitUntil(lambda: dashes() > 20)
    assert dashes() < 23 * 60 / 3


def test_the_ring_is_shown_over_the_widget_alone(canvas):
    canvas.document.set_size(40)
    QTest.mouseMove(canvas, QPoint(320, 240))
    radius = round(20 * canvas.zoom)
    image = shown(canvas)
    for side in (-radius, radius):
        near = [image.pixelColor(320 + side + by, 240).lightness() for by in (-1, 0, 1)]
        assert max(near) > 150
    assert image.pixelColor(320, 240) == BLUE
    assert canvas.cursor().shape() == Qt.CursorShape.BlankCursor
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    assert shown(canvas).pixelColor(320 + radius, 240) == BLUE


def test_a_ring_too_small_to_see_becomes_a_cross(canvas):
    canvas.document.set_size(1)
    QTest.mouseMove(canvas, QPoint(320, 240))
    assert canvas.cursor().shape() == Qt.CursorShape.CrossCursor
    wheel(canvas, QPoint(320, 240), 10)
    assert canvas.cursor().shape() == Qt.CursorShape.BlankCursor


def test_pixels_are_crisp_beyond_200_percent(canvas):
    picture = blue()
    picture.setPixelColor(150, 100, QColor("white"))
    canvas.set_picture(picture)
    canvas.document.set_size(1)
    canvas.pan_zoom.set_zoom(16.0)
    image, corner = shown(canvas), at(canvas, 150, 100)
    for inside in (QPoint(0, 0), QPoint(15, 15)):
        assert image.pixelColor(corner + inside) == QColor("white")
    for outside in (QPoint(-1, 0), QPoint(16, 15)):
        assert image.pixelColor(corner + outside) == BLUE


def test_the_overlay_follows_the_pixels_of_the_mask_beyond_200_percent(canvas):
    canvas.document.set_size(3)
    canvas.pan_zoom.set_zoom(16.0)
    drag(canvas, at(canvas, 150, 100) + QPoint(8, 8))
    QTest.mouseMove(canvas, QPoint(4, 4))
    image = shown(canvas)
    for x in range(147, 154):
        for y in range(97, 104):
            spot = at(canvas, x, y) + QPoint(8, 8)
            assert is_pink(image.pixelColor(spot)) == painted(canvas, x, y)


PEN = QPointingDevice(
    "pen",
    7,
    QInputDevice.DeviceType.Stylus,
    QPointingDevice.PointerType.Pen,
    QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
    1,
    3,
)
RUBBER = QPointingDevice(
    "rubber",
    8,
    QInputDevice.DeviceType.Stylus,
    QPointingDevice.PointerType.Eraser,
    QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
    1,
    3,
)


def pen(canvas, kind, where: QPoint, pressure: float, device=PEN):
    released = kind == QEvent.Type.TabletRelease
    moved = kind == QEvent.Type.TabletMove
    event = QTabletEvent(
        kind,
        device,
        QPointF(where),
        QPointF(canvas.mapToGlobal(where)),
        pressure,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
        PLAIN,
        Qt.MouseButton.NoButton if moved else LEFT,
        Qt.MouseButton.NoButton if released else LEFT,
    )
    QApplication.sendEvent(canvas, event)
    assert event.isAccepted()


def pen_drag(canvas, *samples, device=PEN):
    for index, (where, pressure) in enumerate(samples):
        kind = QEvent.Type.TabletMove if index else QEvent.Type.TabletPress
        pen(canvas, kind, where, pressure, device)
    pen(canvas, QEvent.Type.TabletRelease, samples[-1][0], 0.0, device)


def test_a_pen_paints_as_wide_as_it_is_pressed(canvas):
    canvas.document.set_size(60)
    pen_drag(canvas, (at(canvas, 60, 100), 0.1), (at(canvas, 240, 100), 0.1))
    thin = canvas.document.bitmap.painted()
    canvas.document.clear()
    pen_drag(canvas, (at(canvas, 60, 100), 1.0), (at(canvas, 240, 100), 1.0))
    assert canvas.document.bitmap.painted() > 8 * thin


def test_the_other_end_of_the_pen_erases(canvas):
    pen_drag(canvas, (at(canvas, 100, 100), 1.0), (at(canvas, 200, 100), 1.0))
    pen_drag(canvas, (at(canvas, 150, 100), 1.0), device=RUBBER)
    assert painted(canvas, 105, 100)
    assert not painted(canvas, 150, 100)


def test_mouse_events_doubled_after_the_pens_are_ignored(canvas):
    spot = at(canvas, 100, 100)
    pen(canvas, QEvent.Type.TabletPress, spot, 0.2)
    QTest.mousePress(canvas, LEFT, PLAIN, spot)
    pen(canvas, QEvent.Type.TabletMove, at(canvas, 140, 100), 0.2)
    QTest.mouseMove(canvas, at(canvas, 140, 100))
    pen(canvas, QEvent.Type.TabletRelease, at(canvas, 140, 100), 0.0)
    QTest.mouseRelease(canvas, LEFT, PLAIN, at(canvas, 140, 100))
    drag(canvas, at(canvas, 250, 50))
    assert canvas.document.history.steps == 1
    assert not painted(canvas, 250, 50)


def test_another_document_brings_its_own_mask(canvas):
    drag(canvas, at(canvas, 100, 100), at(canvas, 200, 100))
    other = MaskDocument(MaskBitmap(SIZE.width(), SIZE.height()), canvas)
    canvas.set_document(other)
    assert shown(canvas).pixelColor(at(canvas, 150, 97)) == BLUE
    drag(canvas, at(canvas, 50, 50))
    assert other.history.steps == 1


def test_nothing_is_painted_on_a_picture_of_another_size(canvas):
    canvas.set_picture(blue(QSize(50, 60)))
    drag(canvas, QPoint(320, 240))
    assert canvas.document.bitmap.is_empty()
    canvas.set_picture(blue())
    drag(canvas, QPoint(320, 240))
    assert not canvas.document.bitmap.is_empty()


def test_without_a_picture_or_a_document_nothing_happens(qtbot):
    canvas = MaskCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(200, 150)
    drag(canvas, QPoint(50, 50), QPoint(90, 90))
    wheel(canvas, QPoint(50, 50), 1, Qt.KeyboardModifier.ControlModifier)
    canvas.set_picture(QImage())
    canvas.set_document(None)
    assert not canvas.grab().isNull()


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("zoom", [0.05, 0.33, 1.0, 7.0, 32.0])
def test_points_map_back_at_every_pixel_ratio(ratio, zoom):
    view = Viewport(whole=True)
    view.set_picture(QSizeF(1024, 768))
    view.resize(QSize(801, 613), ratio)
    view.set_zoom(zoom, QPointF(200, 300))
    for point in (QPointF(0, 0), QPointF(511.5, 3.25), QPointF(1024, 768)):
        back = view.to_picture(view.to_widget(point))
        assert (back - point).manhattanLength() < 1e-6
    step = view.to_widget(QPointF(1, 0)) - view.to_widget(QPointF(0, 0))
    assert step.x() * ratio == pytest.approx(view.zoom)


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("diameter", [4, 31.3, 200, 2600])
def test_the_ring_lies_on_the_circle_at_every_pixel_ratio(qapp, ratio, diameter):
    """GIVEN a ring of so many screen pixels, its white line runs where the brush ends."""
    ring = BrushRing()
    ring.resize(diameter, ratio)
    side = int(diameter) + 40
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(BLUE)
    image.setDevicePixelRatio(ratio)
    centre = side / 2
    painter = QPainter(image)
    ring.paint(painter, QPointF(centre / ratio, centre / ratio))
    painter.end()
    for angle in range(0, 360, 30):
        across, down = math.cos(math.radians(angle)), math.sin(math.radians(angle))

        on, outside, inside = (
            QPoint(
                int(centre + across * (diameter / 2 + off)),
                int(centre + down * (diameter / 2 + off)),
            )
            for off in (0, 8, -8)
        )
        near = [QPoint(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
        assert max(image.pixelColor(on + by).lightness() for by in near) > 120
        assert image.pixelColor(outside) == BLUE
        assert diameter < 20 or image.pixelColor(inside) == BLUE


def test_contours_go_round_every_piece_and_hole():
    rows = [
        "........",
        ".####...",
        ".#..#.#.",
        ".####...",
        "........",
    ]
    data = b"".join(bytes(255 * (c == "#") for c in row) for row in rows)
    lines = list(contours(data, 8, smooth=False))
    assert len(lines) == 3
    assert all(line[0] == line[-1] for line in lines)
    assert {(1, 1), (5, 1), (5, 4), (1, 4)} == set(lines[0])
