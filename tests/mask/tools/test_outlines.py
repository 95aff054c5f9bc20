"""Lasso, polygon, rectangle, ellipse, fill and colour, as the document uses them."""

import math
from concurrent.futures import Executor, Future

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QRect
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.exceptions import TimeoutError as NothingCame

from mjstudio.mask.document import MaskDocument
from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.mask.tools import TOOLS, PointerSample
from tests.mask.shapes import bits, coordinates

OUTLINED = ("lasso", "polygon", "rectangle", "ellipse")


class AtOnce(Executor):
    """Does the work when it is asked for."""

    def submit(self, fn, /, *args, **kwargs):
        done = Future()
        done.set_result(fn(*args, **kwargs))
        return done


class Never(Executor):
    """Keeps the work, for the test to do it."""

    def __init__(self):
        self.kept = []

    def submit(self, fn, /, *_args, **_kwargs):
        self.kept.append(fn)
        return Future()


def picture(width=400, height=300):
    """Grey, with two red discs: one at (100, 100), one at (300, 200)."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(90, 90, 90))
    painter = QPainter(image)
    painter.setBrush(QColor(200, 20, 20))
    painter.setPen(QColor(200, 20, 20))
    painter.drawEllipse(QRect(60, 60, 80, 80))
    painter.drawEllipse(QRect(260, 160, 80, 80))
    painter.end()
    return image


@pytest.fixture
def document():
    return MaskDocument(MaskBitmap(400, 300))


def use(document, tool, *points, **held):
    """One drag; a polygon is clicked and closed."""
    document.set_tool(tool)
    samples = [PointerSample(x, y, **held) for x, y in points]
    if tool == "polygon":
        for sample in samples:
            document.begin(sample)
            document.end(sample)
        document.close_outline()
        return
    document.begin(samples[0])
    for sample in samples[1:]:
        document.extend(sample)
    document.end(samples[-1])


def is_painted(document, x, y):
    return document.bitmap.row(y)[x] == 255


SQUARE = ((50, 50), (150, 50), (150, 150), (50, 150))
AREAS = {
    "lasso": (SQUARE, 100 * 100),
    "polygon": (SQUARE, 100 * 100),
    "rectangle": ((SQUARE[0], SQUARE[2]), 100 * 100),
    "ellipse": ((SQUARE[2], SQUARE[0]), math.pi * 50 * 50),
}


@pytest.mark.parametrize("tool", OUTLINED)
def test_an_outline_is_filled_in_one_step_and_alt_takes_it_away(document, tool):
    points, area = AREAS[tool]
    use(document, tool, *points)
    assert document.bitmap.painted() == pytest.approx(area, rel=0.02)
    assert document.history.steps == 1
    assert not document.outlining
    use(document, tool, *points, alt=True)
    assert document.bitmap.is_empty()
    assert document.history.steps == 2
    document.undo()
    assert document.bitmap.painted() == pytest.approx(area, rel=0.02)
    document.undo()
    assert document.bitmap.is_empty()


@pytest.mark.parametrize("tool", ["lasso", "rectangle", "ellipse"])
def test_alt_counts_when_the_pointer_goes_down(document, tool):
    document.fill()
    document.set_tool(tool)
    document.begin(PointerSample(50, 50, alt=True))
    document.extend(PointerSample(150, 60))
    document.extend(PointerSample(150, 150))
    document.end(PointerSample(120, 160))
    assert 0.8 < document.coverage() < 1
    document.begin(PointerSample(50, 50, eraser=True))
    document.extend(PointerSample(350, 60))
    document.end(PointerSample(350, 250, alt=True))
    assert document.coverage() < 0.9


@pytest.mark.parametrize(("tool", "area"), [("rectangle", 80 * 80), ("ellipse", math.pi * 1600)])
@pytest.mark.parametrize("end", [(180, 130), (20, 70), (180, 70), (20, 130), (130, 180)])
def test_shift_keeps_it_square(document, tool, area, end):
    use(document, tool, (100, 100), end, shift=True)
    assert document.bitmap.painted() == pytest.approx(area, rel=0.02)


@pytest.mark.parametrize("tool", OUTLINED)
def test_shapes_run_beyond_the_edges_from_any_distance(document, tool):
    far = 90_000
    corners = ((-far, -far), (far, -far), (far, far), (-far, far))
    use(document, tool, *(corners[::2] if tool in ("rectangle", "ellipse") else corners))
    assert document.bitmap.is_full()
    document.clear()
    corners = ((-far, 100), (far, 100), (far, 200), (-far, 200))
    use(document, tool, *(corners[::2] if tool in ("rectangle", "ellipse") else corners))
    assert document.coverage() == pytest.approx(1 / 3, abs=0.01)
    document.clear()
    use(document, tool, (-500, -500), (-100, -500), (-100, -100))
    assert document.bitmap.is_empty()


def test_a_far_outline_is_cut_where_it_winds(document):
    """GIVEN a star far larger than the mask, its middle is filled as that of a small one is."""
    turns = [i * 4 * math.pi / 5 for i in range(5)]
    star = [(200 + 60_000 * math.sin(turn), 150 - 60_000 * math.cos(turn)) for turn in turns]
    use(document, "lasso", *star)
    assert document.bitmap.is_full()


@pytest.mark.parametrize("tool", OUTLINED)
def test_a_click_alone_paints_nothing_and_is_no_step(document, tool):
    use(document, tool, (100, 100))
    document.cancel()
    assert document.bitmap.is_empty()
    assert not document.can_undo()


@pytest.mark.parametrize("tool", ["lasso", "rectangle", "ellipse"])
def test_a_drag_broken_off_leaves_no_outline(document, tool):
    use(document, "rectangle", (0, 0), (20, 20))
    document.set_tool(tool)
    for broken_off in (document.cancel, document.drop_outline, document.undo, document.invert):
        before = document.bitmap.painted()
        document.begin(PointerSample(100, 100))
        document.extend(PointerSample(200, 120))
        assert document.outline() is not None
        broken_off()
        assert document.outline() is None
        document.extend(PointerSample(220, 200))
        document.end(PointerSample(220, 200))
        assert document.bitmap.painted() in (before, 400 * 300 - before)
        assert not document.dragging


def test_a_polygons_points_are_taken_back_one_by_one(document):
    document.set_tool("polygon")
    for x, y in (*SQUARE, (390, 290)):
        document.begin(PointerSample(x, y))
        document.end(PointerSample(x, y))
    assert document.can_undo()
    assert document.step_back()
    document.close_outline()
    assert document.bitmap.painted() == pytest.approx(100 * 100, rel=0.02)
    assert not document.step_back()
    document.begin(PointerSample(1, 1))
    document.end(PointerSample(1, 1))
    document.close_outline()
    assert document.outlining
    assert document.undo()
    assert not document.outlining
    assert document.history.steps == 1


def test_an_open_polygon_follows_the_pointer_and_goes_with_its_tool(document):
    told = []
    document.outline_changed.connect(lambda: told.append(document.outline()))
    document.set_tool("polygon")
    document.begin(PointerSample(10, 10))
    document.end(PointerSample(10, 10))
    document.extend(PointerSample(60, 40))
    assert told[-1].boundingRect().getRect() == (10, 10, 50, 30)
    document.set_tool("brush")
    assert told[-1] is None
    assert document.bitmap.is_empty()


def test_fill_takes_the_enclosed_area(document):
    use(document, "rectangle", (50, 50), (150, 150))
    use(document, "rectangle", (60, 60), (140, 140), alt=True)
    use(document, "fill", (100, 100))
    assert document.bitmap.painted() == 100 * 100
    use(document, "fill", (100, 100))
    assert document.history.steps == 3
    use(document, "rectangle", (300, 100), (320, 120))
    use(document, "fill", (100, 100), alt=True)
    assert document.bitmap.painted() == 20 * 20
    use(document, "fill", (310, 130), alt=True)
    assert document.bitmap.painted() == 20 * 20


def test_fill_leaks_through_an_open_outline_and_undo_takes_it_back(document):
    use(document, "rectangle", (50, 50), (150, 150))
    use(document, "rectangle", (60, 60), (140, 140), alt=True)
    use(document, "rectangle", (100, 50), (101, 60), alt=True)
    before = bits(document.bitmap)
    use(document, "fill", (100, 100))
    assert document.bitmap.is_full()
    document.undo()
    assert bits(document.bitmap) == before


def test_fill_outside_the_picture_does_nothing(document):
    use(document, "fill", (-1, 20))
    use(document, "fill", (400, 20))
    assert not document.can_undo()


def test_fill_at_4096_takes_the_hole_of_a_ring_and_no_more():
    document = MaskDocument(MaskBitmap(4096, 4096))
    use(document, "ellipse", (100, 100), (4000, 4000))
    whole = document.bitmap.to_pillow().tobytes()
    use(document, "ellipse", (200, 200), (3900, 3900), alt=True)
    assert not is_painted(document, 2000, 300)
    use(document, "fill", (2000, 2000))
    assert document.bitmap.to_pillow().tobytes() == whole


def pick(qtbot, document, x, y, **held):
    with qtbot.waitSignal(document.changed):
        use(document, "colour", (x, y), **held)


def test_a_colour_is_taken_where_it_is_connected_or_everywhere(document, qtbot):
    document.set_picture(picture())
    disc = math.pi * 40 * 40
    pick(qtbot, document, 100, 100)
    assert document.bitmap.painted() == pytest.approx(disc, rel=0.05)
    assert not is_painted(document, 300, 200)
    pick(qtbot, document, 100, 100, shift=True)
    assert document.bitmap.painted() == pytest.approx(2 * disc, rel=0.05)
    pick(qtbot, document, 300, 200, alt=True)
    assert is_painted(document, 100, 100)
    assert not is_painted(document, 300, 200)
    assert document.history.steps == 3
    while document.undo():
        pass
    assert document.bitmap.is_empty()


def test_the_tolerance_says_how_alike_colours_are(document, qtbot):
    ramp = QImage(400, 300, QImage.Format.Format_RGB32)
    painter = QPainter(ramp)
    for x in range(400):
        painter.fillRect(x, 0, 1, 300, QColor(x // 2, 100, 100))
    painter.end()
    document.set_picture(ramp)
    for tolerance, columns in ((0, 2), (10, 42), (255, 400)):
        document.clear()
        document.set_tolerance(tolerance)
        pick(qtbot, document, 200, 10)
        assert document.bitmap.painted() == columns * 300
    document.set_tolerance(999)
    assert document.tolerance == 255


def test_without_a_picture_of_its_size_there_is_no_colour(document):
    document.set_picture(picture(40, 30))
    use(document, "colour", (10, 10))
    assert not document.searching


def test_a_colour_found_during_a_drag_waits_for_its_end(qtbot):
    later = Never()
    document = MaskDocument(MaskBitmap(400, 300), executor=later)
    document.set_picture(picture())
    use(document, "colour", (100, 100))
    assert document.searching
    document.set_tool("brush")
    document.begin(PointerSample(300, 50))
    later.kept[0]()
    qtbot.waitUntil(lambda: not document.searching)
    assert not is_painted(document, 100, 100)
    document.end(PointerSample(300, 50))
    assert is_painted(document, 100, 100)
    assert document.history.steps == 2


@pytest.mark.parametrize("stop", ["cancel", "undo", "stop_searching"])
def test_a_colour_not_wanted_any_more_is_never_painted(qtbot, stop):
    later = Never()
    document = MaskDocument(MaskBitmap(400, 300), executor=later)
    document.set_picture(picture())
    use(document, "rectangle", (0, 0), (10, 10))
    use(document, "colour", (100, 100))
    getattr(document, stop)()
    kept = bits(document.bitmap)
    assert not document.searching
    with pytest.raises(NothingCame), qtbot.waitSignal(document.changed, timeout=50):
        later.kept[0]()
    assert bits(document.bitmap) == kept


@pytest.mark.parametrize("step", ["invert", "grow", "redo"])
def test_a_step_of_the_whole_mask_waits_for_the_colour(qtbot, step):
    later = Never()
    document = MaskDocument(MaskBitmap(400, 300), executor=later)
    other = MaskDocument(MaskBitmap(400, 300), executor=AtOnce())
    for one in (document, other):
        one.set_picture(picture())
        use(one, "rectangle", (0, 0), (10, 10))
        use(one, "colour", (100, 100))
    qtbot.waitUntil(lambda: not other.searching)
    for one in (document, other):
        getattr(one, step)()
    qtbot.waitUntil(lambda: not other.searching)
    while later.kept:
        later.kept.pop(0)()
        QCoreApplication.sendPostedEvents()
    assert not document.searching
    assert bits(document.bitmap) == bits(other.bitmap)
    assert document.history.steps == other.history.steps


def test_undo_takes_back_the_colour_that_was_clicked_last(qtbot):
    later = Never()
    document = MaskDocument(MaskBitmap(400, 300), executor=later)
    document.set_picture(picture())
    use(document, "colour", (100, 100))
    use(document, "colour", (300, 200))
    document.undo()
    for work in later.kept:
        work()
    qtbot.waitUntil(lambda: not document.searching)
    assert is_painted(document, 100, 100)
    assert not is_painted(document, 200, 20)


places = st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=6)
acts = st.one_of(
    st.tuples(st.sampled_from([tool.name for tool in TOOLS]), places, st.booleans(), st.booleans()),
    st.sampled_from(["clear", "fill", "invert", "undo", "redo", "cancel", "step_back"]),
)


@given(st.lists(acts, max_size=12))
@settings(deadline=None, max_examples=80)
def test_any_sequence_of_tools_is_undone_and_redone_to_the_same_bits(qapp, wanted):
    document = MaskDocument(MaskBitmap(200, 150), executor=AtOnce())
    document.set_picture(picture(200, 150))
    for act in wanted:
        if isinstance(act, str):
            getattr(document, act)()
        else:
            tool, points, alt, shift = act
            use(document, tool, *points, alt=alt, shift=shift)
        qapp.processEvents()
        document.drop_outline()
    last, steps = bits(document.bitmap), document.history.steps
    passed = [last]
    while document.undo():
        passed.append(bits(document.bitmap))
    assert not any(passed[-1])
    assert len(passed) == steps + 1
    for state in reversed(passed[:-1]):
        assert document.redo()
        assert bits(document.bitmap) == state
