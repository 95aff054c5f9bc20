"""Masks from elsewhere: one step to become one, and the way back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mjstudio.mask.document import MaskDocument
from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.mask.tools import PointerSample
from tests.mask.shapes import bits, sides, strokes

several = st.lists(strokes, max_size=4)


def painted(width, height, what):
    bitmap = MaskBitmap(width, height)
    for stroke in what:
        bitmap.stroke(stroke)
    return bitmap


@given(sides, sides, several, several)
@settings(deadline=None, max_examples=60)
def test_replacing_is_one_step_and_undo_gives_every_bit_back(width, height, mine, theirs):
    document = MaskDocument(painted(width, height, mine))
    other = painted(width, height, theirs)
    before, after = bits(document.bitmap), bits(other)
    told = []
    document.changed.connect(told.append)
    assert document.replace(other) == (before != after)
    assert bits(document.bitmap) == after
    assert document.history.steps == len(told) == (before != after)
    assert document.undo() == (before != after)
    assert bits(document.bitmap) == before
    document.redo()
    assert bits(document.bitmap) == after
    other.clear()
    assert bits(document.bitmap) == after


@given(sides, sides, several)
@settings(deadline=None, max_examples=40)
def test_an_untouched_mask_becomes_what_was_kept_without_a_step(width, height, kept):
    document = MaskDocument(MaskBitmap(width, height))
    other = painted(width, height, kept)
    document.bring_back(painted(width, height, kept))
    assert bits(document.bitmap) == bits(other)
    assert document.bitmap.painted() == other.painted()
    assert not document.can_undo()
    document.invert()
    document.undo()
    assert bits(document.bitmap) == bits(other)


def test_a_drag_under_way_is_finished_and_loses_nothing():
    document = MaskDocument(MaskBitmap(200, 100))
    document.set_size(10)
    document.begin(PointerSample(20, 20))
    document.extend(PointerSample(60, 20))
    kept = MaskBitmap(200, 100)
    kept.fill_polygon([(100, 0), (200, 0), (200, 100), (100, 100)])
    document.bring_back(kept)
    assert not document.dragging
    row = document.bitmap.row(20)
    assert (row[40], row[150], row[80]) == (255, 255, 0)
    document.undo()
    assert document.bitmap.row(20)[150] == 0
    document.undo()
    assert document.bitmap.is_empty()


def test_a_mask_of_another_size_is_not_taken():
    with pytest.raises(ValueError, match="another size"):
        MaskBitmap(10, 10).take(MaskBitmap(11, 10).snapshot())
