"""Growing, shrinking, smoothing, mending and feathering a mask that is being painted."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops
from PySide6.QtCore import QCoreApplication

from mjstudio.mask.document import MaskDocument
from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.mask.pixels.shape import feathered, grow, hard, shrink, smooth
from mjstudio.mask.pixels.softness import as_sent
from mjstudio.mask.tools import TOOLS, PointerSample
from tests.mask.shapes import bits, coordinates
from tests.mask.tools.test_outlines import AtOnce, Never

from .test_document import drag

CHANGES = {"grow": grow, "shrink": shrink, "smooth": smooth}


@pytest.fixture
def document(qapp):
    """A disc of 120 pixels, 0.09 of the picture."""
    document = MaskDocument(MaskBitmap(401, 301))
    drag(document, (200, 150))
    return document


def pixels(document: MaskDocument) -> Image.Image:
    return document.bitmap.to_pillow()


@pytest.mark.parametrize("name", CHANGES)
def test_an_operation_is_one_step_computed_elsewhere(document, qtbot, name):
    document.set_amount(20)
    before = pixels(document)
    told = []
    document.changed.connect(told.append)
    with qtbot.waitSignal(document.history_changed):
        getattr(document, name)()
        assert document.searching
        assert document.activity
        assert bits(document.bitmap) == before.tobytes()
    after = CHANGES[name](before, 20)
    assert bits(document.bitmap) == after.tobytes()
    assert not document.searching
    assert document.activity == ""
    assert document.history.steps == 2
    changed = ImageChops.difference(before, after).getbbox()
    if changed is not None:
        assert told[0].contains(changed[0], changed[1])
        assert told[0].contains(changed[2] - 1, changed[3] - 1)
    document.undo()
    assert bits(document.bitmap) == before.tobytes()
    document.redo()
    assert bits(document.bitmap) == after.tobytes()


def test_what_changes_nothing_is_no_step(document, qtbot):
    document.fill()
    steps = document.history.steps
    done = document.searching_changed
    with qtbot.waitSignal(done, check_params_cb=lambda: not document.searching):
        document.grow()
    assert document.history.steps == steps


INTERRUPTIONS = {
    "a stroke": lambda document: drag(document, (20, 20)),
    "undo": lambda document: document.undo(),
    "redo": lambda document: document.redo(),
    "invert": lambda document: document.invert(),
    "clear": lambda document: document.clear(),
    "escape": lambda document: document.stop_searching(),
    "leaving": lambda document: document.cancel(),
}


@pytest.mark.parametrize("name", INTERRUPTIONS)
def test_whatever_comes_between_stops_it(qapp, qtbot, name):
    """GIVEN a mask that is being grown, the next step leaves nothing of that."""
    later = Never()
    document = MaskDocument(MaskBitmap(400, 300), executor=later)
    drag(document, (200, 150))
    drag(document, (100, 150))
    document.undo()
    other = MaskDocument(MaskBitmap(400, 300))
    drag(other, (200, 150))
    drag(other, (100, 150))
    other.undo()
    document.grow()
    assert document.searching
    assert document.can_undo()
    INTERRUPTIONS[name](document)
    assert not document.searching
    if name != "undo":
        INTERRUPTIONS[name](other)
    for work in later.kept:
        work()
    QCoreApplication.sendPostedEvents()
    assert bits(document.bitmap) == bits(other.bitmap)
    assert document.history.steps == other.history.steps


def test_the_newer_operation_wins(qapp):
    later = Never()
    document = MaskDocument(MaskBitmap(400, 300), executor=later)
    drag(document, (200, 150))
    before = pixels(document)
    document.set_amount(5)
    document.grow()
    document.shrink()
    for work in later.kept:
        work()
    QCoreApplication.sendPostedEvents()
    assert bits(document.bitmap) == shrink(before, 5).tobytes()
    assert document.history.steps == 2


def test_work_that_breaks_leaves_the_mask_alone(qapp, monkeypatch, caplog):
    def breaks(*_args, **_kwargs):
        raise MemoryError

    monkeypatch.setattr("mjstudio.mask.edits.grow", breaks)
    document = MaskDocument(MaskBitmap(400, 300), executor=AtOnce())
    drag(document, (200, 150))
    before = bits(document.bitmap)
    document.grow()
    QCoreApplication.sendPostedEvents()
    assert not document.searching
    assert bits(document.bitmap) == before
    assert "work on the mask broke" in caplog.text


def test_pinholes_are_filled_and_specks_dropped(qapp, qtbot):
    document = MaskDocument(MaskBitmap(400, 300))
    drag(document, (200, 150))
    whole = bits(document.bitmap)
    document.set_size(5)
    drag(document, (40, 40))
    document.set_tool("eraser")
    drag(document, (200, 150))
    for mend in (document.fill_pinholes, document.drop_specks):
        with qtbot.waitSignal(document.history_changed):
            mend()
    assert bits(document.bitmap) == whole
    assert document.history.steps == 5


def test_the_feather_is_a_setting_and_leaves_the_bits_alone(document, qtbot):
    before = pixels(document)
    told = []
    document.settings_changed.connect(lambda: told.append(document.feather))
    with qtbot.waitSignal(document.softness.changed):
        document.set_feather(30)
    soft = document.softness.mask
    assert soft is not None
    assert soft.image.tobytes() == feathered(before, 30).tobytes()
    assert soft.painted == hard(soft.image).histogram()[255]
    assert bits(document.bitmap) == before.tobytes()
    assert document.history.steps == 1
    sent = as_sent(document.bitmap.snapshot(), 30).to_pillow()
    assert sent.tobytes() == hard(soft.image).tobytes()
    assert as_sent(document.bitmap.snapshot(), 0).to_pillow().tobytes() == before.tobytes()
    with qtbot.waitSignal(document.softness.changed):
        document.set_feather(-4)
    assert document.softness.mask is None
    document.set_feather(0)
    document.set_feather(999)
    assert told == [30, 0, 256]


def test_the_soft_edge_follows_each_step_but_not_a_drag(document, qtbot):
    with qtbot.waitSignal(document.softness.changed):
        document.set_feather(10)
    document.begin(PointerSample(40, 40))
    document.extend(PointerSample(60, 40))
    assert document.softness.mask is None
    assert not document.softness.pending
    document.end(PointerSample(60, 40))
    assert document.softness.pending
    for step in (lambda: None, document.undo, document.invert, document.clear):
        step()
        with qtbot.waitSignal(document.softness.changed):
            assert document.softness.pending
        soft = document.softness.mask
        assert soft is not None
        assert soft.image.tobytes() == feathered(pixels(document), 10).tobytes()
        assert not document.softness.pending


def test_a_mask_that_the_feather_takes_away_cannot_be_sent(qapp, qtbot):
    document = MaskDocument(MaskBitmap(400, 300))
    document.set_size(20)
    drag(document, (200, 150))
    with qtbot.waitSignal(document.softness.changed):
        document.set_feather(100)
    assert "feather of 100 px" in document.refusal()
    with qtbot.waitSignal(document.softness.changed):
        document.set_feather(2)
    assert document.refusal() == ""


def test_a_kept_mask_that_is_added_gets_a_soft_edge_of_its_own(document, qtbot):
    with qtbot.waitSignal(document.softness.changed):
        document.set_feather(6)
    kept = MaskBitmap(401, 301)
    kept.fill()
    document.bring_back(kept)
    assert document.softness.mask is None
    with qtbot.waitSignal(document.softness.changed):
        assert document.softness.pending
    assert document.softness.mask.painted == 401 * 301


def test_the_amount_is_clamped(document):
    told = []
    document.settings_changed.connect(lambda: told.append(document.amount))
    for amount in (5, 5, 0, 900):
        document.set_amount(amount)
    assert told == [5, 1, 256]


samples = st.builds(PointerSample, coordinates, coordinates, alt=st.booleans())
steps = st.one_of(
    st.tuples(
        st.sampled_from([tool.name for tool in TOOLS if tool.name != "colour"]),
        st.lists(samples, min_size=1, max_size=5),
    ),
    st.tuples(
        st.sampled_from(
            (
                *("grow", "shrink", "smooth", "fill_pinholes", "drop_specks"),
                *("fill", "clear", "invert", "undo", "redo", "close_outline"),
            )
        ),
        st.none(),
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(steps, min_size=1, max_size=12), st.integers(1, 60), st.integers(0, 9))
def test_any_sequence_undone_and_redone_gives_the_same_bits(qapp, made, amount, feather) -> None:
    document = MaskDocument(MaskBitmap(203, 151), executor=AtOnce())
    document.set_amount(amount)
    document.set_feather(feather)
    document.set_size(30)
    states = [bits(document.bitmap)]
    for name, points in made:
        if points is None:
            getattr(document, name)()
        else:
            document.set_tool(name)
            document.begin(points[0])
            for sample in points[1:]:
                document.extend(sample)
            document.end(points[-1])
        QCoreApplication.sendPostedEvents()
        assert not document.searching
        states = states[: document.history.steps]
        states.append(bits(document.bitmap))
    document.drop_outline()
    for state in reversed(states):
        assert bits(document.bitmap) == state
        document.undo()
    for state in states:
        assert bits(document.bitmap) == state
        document.redo()
