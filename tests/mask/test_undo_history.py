import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mjstudio.mask.document import MaskDocument
from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.mask.pixels.stroke import Stroke
from mjstudio.mask.undo_history import MaskHistory
from tests.mask.shapes import bits, strokes


def paint(bitmap, history, *several):
    for stroke in several:
        history.before(stroke.bounds())
        bitmap.stroke(stroke)
    return history.commit()


edits = st.one_of(
    st.lists(strokes, min_size=1, max_size=4),
    st.sampled_from(["clear", "fill", "invert", "undo", "redo"]),
)


@given(st.integers(1, 300), st.integers(1, 300), st.lists(edits, max_size=14))
@settings(deadline=None, max_examples=60)
def test_undo_and_redo_return_to_the_same_bits(width, height, wanted):
    """GIVEN any edits, undone and redone in between, each state is found again, both ways."""
    document = MaskDocument(MaskBitmap(width, height))
    past, future = [bits(document.bitmap)], []
    for edit in wanted:
        if isinstance(edit, list):
            for stroke in edit:
                document.surface.stroke(stroke)
            document.history.commit()
        else:
            getattr(document, edit)()
        now = bits(document.bitmap)
        if edit == "undo":
            if len(past) > 1:
                future.append(past.pop())
        elif edit == "redo":
            if future:
                past.append(future.pop())
        elif now != past[-1]:
            past.append(now)
            future.clear()
        assert now == past[-1]
    while document.undo():
        past.pop()
        assert bits(document.bitmap) == past[-1]
    assert len(past) == 1
    assert not any(past[0])


def test_undo_tells_where_pixels_changed():
    bitmap = MaskBitmap(500, 500)
    history = MaskHistory(bitmap)
    paint(bitmap, history, Stroke(10, 10, 60, 60, 8), Stroke(60, 60, 400, 20, 8))
    painted = bits(bitmap)
    for touched in (history.undo(), history.redo()):
        assert touched
        assert all(bitmap.rect.contains(area) for area in touched)
    assert bits(bitmap) == painted
    assert history.redo() == []


def test_an_edit_that_changes_nothing_is_no_step():
    bitmap = MaskBitmap(200, 200)
    history = MaskHistory(bitmap)
    assert not paint(bitmap, history, Stroke(5, 5, 90, 90, 9, add=False))
    assert not history.can_undo()
    assert paint(bitmap, history, Stroke(5, 5, 90, 90, 9))
    assert not paint(bitmap, history, Stroke(5, 5, 90, 90, 9))
    assert history.steps == 1


def test_a_new_step_ends_what_could_be_redone():
    bitmap = MaskBitmap(200, 200)
    history = MaskHistory(bitmap)
    paint(bitmap, history, Stroke(5, 5, 90, 90, 9))
    history.undo()
    kept = history.bytes
    paint(bitmap, history, Stroke(100, 100, 100, 100, 3))
    assert not history.can_redo()
    assert history.bytes < 2 * kept


def test_inverting_a_large_mask_keeps_no_pixels():
    bitmap = MaskBitmap(4096, 4096)
    history = MaskHistory(bitmap)
    history.invert()
    assert bitmap.is_full()
    assert history.bytes < 1000
    assert history.undo() == [bitmap.rect]
    assert bitmap.is_empty()
    assert history.redo() == [bitmap.rect]
    assert bitmap.is_full()


def test_a_rolled_back_drag_leaves_no_trace():
    bitmap = MaskBitmap(300, 300)
    history = MaskHistory(bitmap)
    paint(bitmap, history, Stroke(5, 5, 90, 90, 9))
    before = bits(bitmap)
    history.before(bitmap.rect)
    bitmap.invert()
    assert history.rollback()
    assert bits(bitmap) == before
    assert history.steps == 1


def test_steps_are_bounded():
    bitmap = MaskBitmap(64, 64)
    history = MaskHistory(bitmap, max_steps=5)
    for at in range(20):
        assert paint(bitmap, history, Stroke(at * 3, 5, at * 3, 5, 2))
    assert history.steps == 5
    while history.undo():
        pass
    assert not bitmap.is_empty()


def test_bytes_are_bounded_and_accounted_for():
    bitmap = MaskBitmap(512, 512)
    history = MaskHistory(bitmap, max_bytes=20_000)
    for at in range(60):
        paint(bitmap, history, Stroke(at * 8, 0, 500 - at * 8, 511, 7, add=at % 3 != 2))
        assert history.bytes <= 20_000
    assert 0 < history.steps < 60


def test_a_step_larger_than_the_bound_is_forgotten():
    bitmap = MaskBitmap(512, 512)
    history = MaskHistory(bitmap, max_bytes=100)
    paint(bitmap, history, Stroke(0, 0, 511, 511, 20))
    assert not history.can_undo()
    assert history.bytes == 0


def test_a_diagonal_at_2048_keeps_under_32_kib():
    bitmap = MaskBitmap(2048, 2048)
    history = MaskHistory(bitmap)
    history.before(bitmap.rect)
    paint(bitmap, history, *(Stroke(i, i, i + 32, i + 32, 60) for i in range(0, 2048, 32)))
    assert history.steps == 1
    assert history.bytes < 32 * 1024


@pytest.mark.parametrize("diameter", [50, 200])
def test_a_long_stroke_at_4096_goes_and_comes_back_to_the_bit(diameter):
    bitmap = MaskBitmap(4096, 4096)
    history = MaskHistory(bitmap)
    paint(
        bitmap,
        history,
        *(
            Stroke(1000 + i, 2000 + i / 2, 1020 + i, 2010 + i / 2, diameter)
            for i in range(0, 800, 20)
        ),
    )
    painted = bitmap.to_pillow().tobytes()
    for _ in range(7):
        history.undo()
        assert bitmap.is_empty()
        history.redo()
        assert bitmap.to_pillow().tobytes() == painted
