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


FOLLOWING = {
    "a stroke": lambda document: drag(document, (20, 20), (60, 90)),
    "an erasing stroke": lambda document: drag(document, (140, 150), (60, 150), alt=True),
    "another tool": lambda document: (
        document.set_tool("rectangle"),
        drag(document, (5, 5), (60, 60)),
    ),
    "another size": lambda document: (document.set_size(9), drag(document, (20, 20))),
    "a polygon": lambda document: (
        document.set_tool("polygon"),
        *(drag(document, corner) for corner in ((9, 9), (80, 9), (80, 80))),
        document.close_outline(),
    ),
    "redo": lambda document: document.redo(),
    "invert": lambda document: document.invert(),
    "clear": lambda document: document.clear(),
    "grow": lambda document: document.grow(),
    "a smaller grow": lambda document: (document.set_amount(3), document.grow()),
    "another mask": lambda document: document.replace(MaskBitmap(400, 300)),
    "leaving": lambda document: document.cancel(),
    "a stroke and undo": lambda document: (drag(document, (20, 20)), document.undo()),
    "several": lambda document: (
        document.shrink(),
        drag(document, (20, 20)),
        document.undo(),
        document.redo(),
        document.invert(),
        document.smooth(),
    ),
}


def painted_twice(executor) -> MaskDocument:
    """A disc, and another that was undone."""
    document = MaskDocument(MaskBitmap(400, 300), executor=executor)
    drag(document, (200, 150))
    drag(document, (100, 150))
    document.undo()
    return document


def work_off(later: Never) -> None:
    """Let the thread do what it was given, and what follows from that."""
    while later.kept:
        later.kept.pop(0)()
        QCoreApplication.sendPostedEvents()


@pytest.mark.parametrize("name", FOLLOWING)
def test_what_follows_waits_and_nothing_is_lost(qapp, name):
    """GIVEN a mask that is being grown, the next step starts from the grown one."""
    later = Never()
    document, other = painted_twice(later), painted_twice(AtOnce())
    document.grow()
    before = bits(document.bitmap)
    FOLLOWING[name](document)
    assert document.searching
    assert bits(document.bitmap) == before
    other.grow()
    QCoreApplication.sendPostedEvents()
    for step in FOLLOWING[name], work_off_now:
        step(other)
    work_off(later)
    assert not document.searching
    assert not document.dragging
    assert bits(document.bitmap) == bits(other.bitmap)
    assert document.history.steps == other.history.steps
    while other.undo():
        assert document.undo()
        assert bits(document.bitmap) == bits(other.bitmap)


def work_off_now(_document: MaskDocument) -> None:
    QCoreApplication.sendPostedEvents()


def test_three_quick_grows_of_10_grow_by_30_in_three_steps(qapp):
    later = Never()
    document = painted_twice(later)
    document.set_amount(10)
    passed = [pixels(document)]
    for _ in range(3):
        document.grow()
        passed.append(grow(passed[-1], 10))
    work_off(later)
    for state in reversed(passed):
        assert bits(document.bitmap) == state.tobytes()
        document.undo()


def test_undo_takes_back_what_is_computed_and_redo_asks_for_it_again(qapp):
    later = Never()
    document = painted_twice(later)
    document.set_amount(7)
    disc = pixels(document)
    document.grow()
    document.shrink()
    document.undo()
    document.undo()
    assert not document.searching
    assert bits(document.bitmap) == disc.tobytes()
    document.undo()
    assert document.bitmap.is_empty()
    for _ in range(3):
        assert document.can_redo()
        document.redo()
    work_off(later)
    assert bits(document.bitmap) == shrink(grow(disc, 7), 7).tobytes()
    assert not document.can_redo()


def test_escape_stops_what_is_computed_and_keeps_the_strokes_behind_it(qapp):
    later = Never()
    document = painted_twice(later)
    other = painted_twice(later)
    document.grow()
    drag(document, (20, 20), (60, 90))
    document.grow()
    assert document.stop_searching()
    drag(other, (20, 20), (60, 90))
    assert not document.searching
    assert bits(document.bitmap) == bits(other.bitmap)
    work_off(later)
    assert bits(document.bitmap) == bits(other.bitmap)
    assert document.history.steps == other.history.steps


def test_a_stroke_that_waits_is_painted_on_as_soon_as_it_can_be(qapp):
    """GIVEN a stroke begun over a running grow, it is shown once that ends, and goes on."""
    later = Never()
    document = painted_twice(later)
    document.grow()
    document.begin(PointerSample(20, 20))
    document.extend(PointerSample(60, 20))
    assert document.dragging
    work_off(later)
    assert document.dragging
    assert document.bitmap.row(20)[60] == 255
    document.extend(PointerSample(200, 20))
    assert document.bitmap.row(20)[200] == 255
    document.end(PointerSample(200, 20))
    assert not document.dragging
    assert document.history.steps == 3


def test_escape_takes_back_a_stroke_that_waits(qapp):
    later = Never()
    document = painted_twice(later)
    document.grow()
    document.begin(PointerSample(20, 20))
    document.set_size(30)
    assert document.take_back_drag()
    document.end(PointerSample(200, 20))
    work_off(later)
    assert document.history.steps == 2
    drag(document, (20, 40))
    column = [document.bitmap.row(y)[20] for y in range(80)]
    assert sum(column) == 30 * 255


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


SHAPES = ("grow", "shrink", "smooth", "fill_pinholes", "drop_specks")
WHOLE = ("fill", "clear", "invert")
queued = st.one_of(
    st.tuples(
        st.sampled_from(["brush", "eraser", "lasso", "rectangle"]),
        st.lists(samples, min_size=1, max_size=4),
    ),
    st.tuples(st.sampled_from((*SHAPES, *WHOLE)), st.none()),
    st.just(("a computation ends", None)),
)


def ask(document: MaskDocument, name: str, points: list[PointerSample] | None) -> None:
    """One drag, or one step."""
    if points is None:
        getattr(document, name)()
        return
    document.set_tool(name)
    document.set_size(10 + 7 * len(points))
    document.begin(points[0])
    for sample in points[1:]:
        document.extend(sample)
    document.end(points[-1])


@settings(max_examples=40, deadline=None)
@given(st.lists(queued, min_size=1, max_size=12), st.integers(1, 20))
def test_steps_that_wait_give_the_bits_of_those_that_do_not(qapp, asked, amount) -> None:
    """GIVEN any steps, each asked for while others are computed, THEN all are made in order."""
    later = Never()
    hasty = MaskDocument(MaskBitmap(203, 151), executor=later)
    patient = MaskDocument(MaskBitmap(203, 151), executor=AtOnce())
    for document in (hasty, patient):
        document.set_amount(amount)
    for name, points in asked:
        if name == "a computation ends":
            if later.kept:
                later.kept.pop(0)()
                QCoreApplication.sendPostedEvents()
            continue
        ask(hasty, name, points)
        ask(patient, name, points)
        QCoreApplication.sendPostedEvents()
    work_off(later)
    assert not hasty.searching
    assert hasty.history.steps == patient.history.steps
    while True:
        assert bits(hasty.bitmap) == bits(patient.bitmap)
        if not patient.undo():
            break
        assert hasty.undo()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.one_of(queued, st.tuples(st.sampled_from(["undo", "redo"]), st.none())),
        min_size=1,
        max_size=14,
    ),
    st.integers(1, 20),
)
def test_undo_and_redo_among_steps_that_wait_return_to_the_same_bits(qapp, asked, amount) -> None:
    later = Never()
    document = MaskDocument(MaskBitmap(203, 151), executor=later)
    document.set_amount(amount)
    for name, points in asked:
        if name != "a computation ends":
            ask(document, name, points)
        elif later.kept:
            later.kept.pop(0)()
            QCoreApplication.sendPostedEvents()
    work_off(later)
    assert not document.searching
    assert not document.dragging
    states = [bits(document.bitmap)]
    while document.undo():
        states.append(bits(document.bitmap))
    assert not any(states[-1])
    for state in reversed(states[:-1]):
        assert document.redo()
        work_off(later)
        assert bits(document.bitmap) == state
