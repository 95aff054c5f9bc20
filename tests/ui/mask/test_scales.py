"""The same gesture at every zoom and pixel ratio: the same bits, and the ring around them."""

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication

from mjstudio.mask.document import MaskDocument
from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.ui.mask.canvas import MaskCanvas
from tests.ui.hands import move, wheel

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
PLAIN = Qt.KeyboardModifier.NoModifier
BLUE = QColor(40, 80, 120)
SIZE = QSize(320, 240)
RATIOS = (1.0, 1.25, 1.5, 2.0)


class Screen(MaskCanvas):
    """The canvas on a screen of some pixel ratio."""

    ratio = 1.0

    def devicePixelRatioF(self) -> float:
        return self.ratio

    def take_ratio(self, ratio: float) -> None:
        """As when the window is moved to another screen."""
        self.ratio = ratio
        QApplication.sendEvent(self, QEvent(QEvent.Type.DevicePixelRatioChange))

    def seen(self) -> QImage:
        """What the screen shows, in its own pixels."""
        size = QSize(round(self.width() * self.ratio), round(self.height() * self.ratio))
        image = QImage(size, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(self.ratio)
        self.render(image)
        image.setDevicePixelRatio(1)
        return image


@pytest.fixture
def screen(qtbot) -> Screen:
    canvas = Screen()
    qtbot.addWidget(canvas)
    canvas.resize(640, 480)
    picture = QImage(SIZE, QImage.Format.Format_RGB32)
    picture.fill(BLUE)
    canvas.set_picture(picture)
    document = MaskDocument(MaskBitmap(SIZE.width(), SIZE.height()), canvas)
    canvas.set_document(document)
    with qtbot.waitExposed(canvas):
        canvas.show()
    return canvas


def gesture(canvas, places: list[tuple[float, float]]) -> None:
    """Drag over places of the picture, to fractions of a pixel as a real pointer has them."""
    kind, button = QEvent.Type.MouseButtonPress, LEFT
    for place in places:
        at = canvas.picture_to_widget(QPointF(*place))
        event = QMouseEvent(kind, at, canvas.mapToGlobal(at), button, LEFT, PLAIN)
        QApplication.sendEvent(canvas, event)
        kind, button = QEvent.Type.MouseMove, NONE
    at = canvas.picture_to_widget(QPointF(*places[-1]))
    kind = QEvent.Type.MouseButtonRelease
    QApplication.sendEvent(canvas, QMouseEvent(kind, at, canvas.mapToGlobal(at), LEFT, NONE, PLAIN))


# Three tenths of a pixel lie nowhere near the 64ths in which Qt counts, nor between two of them.
coordinates = st.integers(-60, 380).map(lambda n: n + 0.3)
ways = st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=6)


@given(
    ways,
    st.sampled_from([1, 3, 40, 130]),
    st.sampled_from(["brush", "eraser", "lasso", "rectangle", "ellipse"]),
    st.lists(
        st.tuples(st.sampled_from(RATIOS), st.floats(0.05, 32)), min_size=2, max_size=3, unique=True
    ),
)
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_is_painted_depends_on_neither_zoom_nor_pixel_ratio(screen, way, size, tool, views):
    mask = screen.document
    mask.set_size(size)
    mask.set_tool(tool)
    painted = set()
    for ratio, zoom in views:
        screen.take_ratio(ratio)
        screen.pan_zoom.fit()
        screen.pan_zoom.set_zoom(zoom)
        if tool == "eraser":
            mask.fill()
        else:
            mask.clear()
        gesture(screen, way)
        painted.add(mask.bitmap.to_pillow().tobytes())
    assert len(painted) == 1


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("zoom", [0.21, 0.5, 1.0, 1.7, 2.0, 3.0, 9.0, 32.0])
def test_the_ring_lies_around_what_a_press_paints(screen, ratio, zoom):
    """On the screen, white runs where the paint ends, to a pixel, and dark on both sides of it."""
    screen.take_ratio(ratio)
    screen.pan_zoom.set_zoom(zoom)
    size = max(2, round(min(170 / zoom, 0.6 * SIZE.height())))
    screen.document.set_size(size)
    at = QPointF(screen.picture_to_widget(QPointF(160, 120)).toPoint())
    gesture(screen, [screen.widget_to_picture(at).toTuple()])
    move(screen, at)
    with_ring = screen.seen()
    screen.input.leave()
    bare = screen.seen()
    centre, radius = at * ratio, size * zoom / 2
    # Painted squares reach beyond the circle, or end before it, by half of their diagonal.
    room = 1.5 + (0.75 * zoom if zoom > 1 else 0)

    def place(turn: float, off: float) -> QPoint:
        x, y = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        far = radius + off
        return QPoint(math.floor(centre.x() + x * far), math.floor(centre.y() + y * far))

    for first in (-30, 60, 150, 240):
        turns = range(first, first + 60, 2)
        for turn in turns:
            assert bare.pixelColor(place(turn, -room)).red() > BLUE.red() + 40
            assert bare.pixelColor(place(turn, room)) == BLUE

        # One ray may pass between the pixels of a line; a sixth of the ring tells where it runs.
        def light(off: float, rays: range = turns) -> float:
            seen = [with_ring.pixelColor(place(turn, off)).lightness() for turn in rays]
            return sum(seen) / len(seen)

        profile = {off / 2: light(off / 2) for off in range(-10, 11)}
        brightest = max(profile, key=lambda off: profile[off])
        assert abs(brightest) <= 1
        assert profile[brightest] > 140
        inside = min(profile[off] for off in profile if off < brightest)
        outside = min(profile[off] for off in profile if off > brightest)
        assert inside < light(-room - 6) - 15
        assert outside < BLUE.lightness() - 15


def test_the_zoom_goes_from_5_to_3200_percent_about_the_pointer(screen):
    at = QPointF(301, 222)
    for ratio in RATIOS:
        screen.take_ratio(ratio)
        screen.pan_zoom.fit()
        kept = screen.widget_to_picture(at)
        for notches, bound in ((40, 32.0), (-80, 0.05), (80, 32.0)):
            wheel(screen, at, notches)
            assert screen.zoom == bound
        # Corners lie on whole pixels of the screen: half of one is a sixty-fourth of the picture's.
        assert (screen.widget_to_picture(at) - kept).manhattanLength() < 24
        kept = screen.widget_to_picture(at)
        wheel(screen, at, -6)
        wheel(screen, at, 6)
        assert (screen.widget_to_picture(at) - kept).manhattanLength() < 0.5


@pytest.mark.parametrize("ratio", RATIOS)
def test_100_percent_is_one_pixel_of_the_screen(screen, ratio):
    screen.take_ratio(ratio)
    picture = QImage(SIZE, QImage.Format.Format_RGB32)
    for y in range(SIZE.height()):
        for x in range(SIZE.width()):
            picture.setPixel(x, y, 0xFF000000 | (x * 7 % 256) << 16 | (y * 11 % 256) << 8 | 90)
    screen.set_picture(picture)
    screen.pan_zoom.actual_size()
    shown, corner = screen.seen(), screen.view.corner
    part = shown.copy(corner.x(), corner.y(), SIZE.width(), SIZE.height())
    assert part == picture.convertToFormat(part.format())
