import pytest
from PySide6.QtCore import QRect

from mjstudio.mask.document import MaskDocument
from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.mask.pixels.softness import as_sent
from mjstudio.mask.pixels.stroke import Stroke
from mjstudio.mask.tools import PointerSample
from tests.mask.shapes import bits


@pytest.fixture
def document():
    return MaskDocument(MaskBitmap(400, 300))


def drag(document, *points, **held):
    first, *rest = [PointerSample(x, y, **held) for x, y in points]
    document.begin(first)
    for sample in rest:
        document.extend(sample)
    document.end([first, *rest][-1])


def test_a_drag_is_one_step(document, qtbot):
    with qtbot.waitSignals([document.stroke_finished, document.history_changed]):
        drag(document, (20, 20), (100, 40), (200, 250))
    assert document.history.steps == 1
    assert document.undo()
    assert document.bitmap.is_empty()
    assert not document.undo()
    assert document.redo()
    assert not document.redo()


def test_changes_tell_their_place_and_their_stroke(document):
    told = []
    document.changed.connect(lambda area: told.append((area, document.last_stroke)))
    document.set_size(10)
    drag(document, (50, 50), (90, 50))
    document.undo()
    (dot_at, dot), (line_at, line), (undone_at, undone) = told
    assert isinstance(dot, Stroke)
    assert isinstance(line, Stroke)
    assert undone is None
    assert undone_at.contains(QRect(45, 45, 50, 10))
    assert dot_at.contains(QRect(45, 45, 10, 10))
    assert line_at.contains(QRect(45, 45, 50, 10))
    assert document.last_stroke is None


def test_a_cancelled_drag_leaves_no_trace(document):
    drag(document, (10, 10), (30, 30))
    before = bits(document.bitmap)
    document.begin(PointerSample(200, 200))
    document.extend(PointerSample(300, 20))
    document.cancel()
    document.extend(PointerSample(100, 100))
    document.end(PointerSample(100, 100))
    assert bits(document.bitmap) == before
    assert document.history.steps == 1


def test_undo_in_the_middle_of_a_drag_takes_the_drag_back(document):
    document.begin(PointerSample(200, 200))
    document.extend(PointerSample(300, 20))
    assert document.undo()
    assert not document.dragging
    assert document.bitmap.is_empty()


def test_the_size_is_clamped_and_told_once(document, qtbot):
    told = []
    document.settings_changed.connect(lambda: told.append(document.size))
    for size in (5, 5, 0, -3, 5000, 1024):
        document.set_size(size)
    assert told == [5, 1, 1024]


def test_the_tool_in_hand(document):
    told = []
    document.settings_changed.connect(lambda: told.append(document.tool))
    assert document.tools[:3] == ("brush", "eraser", "lasso")
    document.set_tool("brush")
    document.set_tool("eraser")
    document.swap_tool()
    document.swap_tool()
    assert told == ["eraser", "brush", "eraser"]
    with pytest.raises(KeyError):
        document.set_tool("spoon")


def test_the_eraser_takes_away_what_the_brush_painted(document):
    drag(document, (20, 20), (100, 40))
    document.set_tool("eraser")
    document.set_size(1000)
    drag(document, (60, 30))
    assert document.bitmap.is_empty()


def test_pressure_can_be_switched_off(document):
    document.set_size(100)
    drag(document, (100, 100), pressure=0.2)
    thin = document.bitmap.painted()
    document.clear()
    document.set_pressure_scales_size(False)
    drag(document, (100, 100), pressure=0.2)
    assert document.bitmap.painted() > 20 * thin


def test_whole_steps(document):
    document.clear()
    assert not document.can_undo()
    document.invert()
    document.fill()
    assert document.history.steps == 1
    document.clear()
    assert document.history.steps == 2
    document.undo()
    assert document.bitmap.is_full()


def test_what_cannot_be_sent_says_why(document):
    assert not document.can_submit()
    assert document.refusal() == "Paint the part that should be redrawn."
    document.fill()
    assert document.refusal() == "The mask covers the whole picture. Leave something to keep."
    assert not document.can_submit()
    assert document.warning() == ""
    document.clear()
    document.set_size(8)
    drag(document, (20, 20))
    assert document.refusal() == ""
    assert document.can_submit()
    assert "0.5 %" in document.warning()
    document.set_size(200)
    drag(document, (200, 150))
    assert document.warning() == ""
    assert 0.2 < document.coverage() < 0.4


def test_samples_outside_the_picture_paint_only_inside(document):
    drag(document, (-500, -500), (900, 800), (5000, -90))
    assert 0 < document.coverage() < 1


@pytest.mark.parametrize(("eraser", "warns"), [(4, True), (24, True), (60, False)])
def test_a_mask_that_keeps_next_to_nothing_warns_as_one_of_the_whole(document, eraser, warns):
    """GIVEN 99.99 % or 99.6 % of 400 x 300 pixels, THEN it can be sent, and says so."""
    document.fill()
    document.set_tool("eraser")
    document.set_size(eraser)
    drag(document, (200, 150))
    assert document.refusal() == ""
    assert ("whole picture" in document.warning()) == warns


def test_with_a_feather_coverage_and_warning_are_those_of_what_is_sent(document, qtbot):
    """GIVEN thin lines that a feather takes away, THEN only what is left counts."""
    document.set_size(20)
    drag(document, (200, 150))
    document.set_size(1)
    for y in range(10, 290, 30):
        drag(document, (10, y), (390, y))
    assert document.coverage() > 0.03
    assert document.warning() == ""
    with qtbot.waitSignal(document.softness.changed):
        document.set_feather(4)
        assert document.warning() == ""
    sent = as_sent(document.bitmap.snapshot(), 4)
    assert 0 < document.coverage() == sent.coverage() < 0.005
    assert "0.5 %" in document.warning()


@pytest.mark.parametrize("tool", ["brush", "eraser"])
def test_a_straight_line_does_not_start_from_a_dot_that_was_undone(document, tool):
    document.set_size(10)
    if tool == "eraser":
        document.fill()
    document.set_tool(tool)
    drag(document, (40, 40))
    document.undo()
    drag(document, (300, 40), shift=True)
    changed = 255 if tool == "brush" else 0
    assert document.bitmap.row(40)[300] == changed
    assert document.bitmap.row(40)[170] != changed
    drag(document, (300, 200), shift=True)
    assert document.bitmap.row(120)[300] == changed
