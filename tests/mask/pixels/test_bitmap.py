import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PySide6.QtCore import QRect, QRectF

from mjstudio.mask.pixels.bitmap import MAX_SIDE, MaskBitmap
from mjstudio.mask.pixels.stroke import Stroke
from mjstudio.mask.pixels.tiles import packed
from tests.mask.shapes import bits, differing, distance, sides, strokes


@pytest.mark.parametrize("size", [(0, 5), (5, 0), (MAX_SIDE + 1, 5), (5, -1)])
def test_impossible_sizes_are_refused(size):
    with pytest.raises(ValueError, match="not possible"):
        MaskBitmap(*size)


@given(sides, sides, st.lists(strokes, max_size=6))
@settings(deadline=None, max_examples=60)
def test_the_touched_rect_bounds_every_change(width, height, several):
    bitmap = MaskBitmap(width, height)
    for stroke in several:
        before = bits(bitmap)
        touched = bitmap.stroke(stroke)
        after = bits(bitmap)
        assert set(after) <= {0, 255}
        changed = differing(before, after, width)
        assert changed.isEmpty() or touched.contains(changed)
        assert touched.isEmpty() or bitmap.rect.contains(touched)


@given(sides, sides, strokes)
@settings(deadline=None, max_examples=60)
def test_a_stroke_paints_the_pixels_under_the_brush(width, height, stroke):
    """A hard circle at each place on the way: within a quarter of a pixel of the true shape.

    The thinnest brush draws a line one pixel wide, which may pass beside a centre.
    """
    bitmap = MaskBitmap(width, height)
    if not stroke.add:
        bitmap.fill()
    bitmap.stroke(stroke)
    data, radius = bits(bitmap), stroke.diameter / 2
    for at, value in enumerate(data):
        off = distance(at % width, at // width, stroke) - radius
        if off < (-0.25 if stroke.diameter > 1.5 else -0.75):
            assert value == (255 if stroke.add else 0)
        elif off > 0.75:
            assert value == (0 if stroke.add else 255)


@pytest.mark.slow
@given(
    st.lists(st.tuples(st.floats(-50, 200), st.floats(-50, 200)), min_size=2, max_size=8),
    st.floats(96, 200),
)
@settings(deadline=None, max_examples=60)
def test_joined_strokes_leave_no_seams(points, diameter):
    """What a large brush skips because it was painted before, was painted before."""
    bitmap = MaskBitmap(150, 151)
    (x, y), *rest = points
    segments = [Stroke(x, y, x, y, diameter)]
    for to_x, to_y in rest:
        segments.append(Stroke(x, y, to_x, to_y, diameter, add=True, joined=True))
        x, y = to_x, to_y
    data = bits(bitmap)
    for segment in segments:
        touched, before = bitmap.stroke(segment), data
        data = bits(bitmap)
        changed = differing(before, data, 150)
        assert changed.isEmpty() or touched.contains(changed)
    for at in range(0, len(data), 3):
        nearest = min(distance(at % 150, at // 150, segment) for segment in segments)
        if nearest < diameter / 2 - 0.3:
            assert data[at] == 255, (at % 150, at // 150)
        elif nearest > diameter / 2 + 0.75:
            assert data[at] == 0


@pytest.mark.parametrize("diameter", [1, 1.5, 2, 3])
@pytest.mark.parametrize("angle", range(0, 360, 15))
def test_thin_lines_have_no_gaps(diameter, angle):
    bitmap = MaskBitmap(101, 101)
    dx, dy = 45 * math.cos(math.radians(angle)), 45 * math.sin(math.radians(angle))
    bitmap.stroke(Stroke(50.3, 50.6, 50.3 + dx, 50.6 + dy, diameter))
    for step in range(46):
        x, y = 50.3 + dx * step / 45, 50.6 + dy * step / 45
        near = bitmap.copy(QRect(int(x) - 1, int(y) - 1, 3, 3).intersected(bitmap.rect))
        assert 255 in near, step


@pytest.mark.parametrize("diameter", [1, 2, 7, 50, 333, 1024])
def test_a_dot_is_a_circle(diameter):
    bitmap = MaskBitmap(1100, 1100)
    bitmap.stroke(Stroke(550, 550, 550, 550, diameter))
    area = math.pi * diameter * diameter / 4
    assert bitmap.painted() == pytest.approx(area, abs=diameter)


def test_strokes_run_beyond_the_edges_from_any_distance():
    bitmap = MaskBitmap(64, 64)
    touched = bitmap.stroke(Stroke(-1e9, 32.5, 1e9, 32.5, 3))
    assert touched.width() == 64
    assert bitmap.painted() == 3 * 64
    assert bitmap.stroke(Stroke(-1e9, -40, 1e9, -40, 3)).isEmpty()
    assert bitmap.stroke(Stroke(100, 100, 200, 100, 20)).isEmpty()


@pytest.mark.parametrize("diameter", [0, 0.5, 1025, math.nan, math.inf])
def test_impossible_brushes_are_refused(diameter):
    with pytest.raises(ValueError, match="no brush"):
        MaskBitmap(8, 8).stroke(Stroke(1, 1, 2, 2, diameter))


@pytest.mark.parametrize("where", [math.nan, math.inf, -math.inf])
def test_points_that_are_nowhere_are_refused(where):
    with pytest.raises(ValueError, match="finite"):
        MaskBitmap(8, 8).stroke(Stroke(1, where, 2, 2, 3))
    with pytest.raises(ValueError, match="finite"):
        MaskBitmap(8, 8).fill_polygon([(0, 0), (where, 4), (4, 4)])


@pytest.mark.parametrize("size", [(1, 1), (7, 5), (64, 64), (129, 200)])
def test_clear_fill_and_invert(size):
    bitmap = MaskBitmap(*size)
    assert bitmap.is_empty()
    assert not bitmap.is_full()
    assert bitmap.invert() == bitmap.rect
    assert bitmap.is_full()
    assert bitmap.coverage() == 1
    assert bitmap.clear() == bitmap.rect
    assert bitmap.is_empty()
    assert bitmap.fill() == bitmap.rect
    assert bitmap.is_full()


@given(sides, sides, st.lists(strokes, max_size=4))
@settings(deadline=None, max_examples=40)
def test_coverage_counts_every_pixel_once(width, height, several):
    bitmap = MaskBitmap(width, height)
    for stroke in several:
        bitmap.stroke(stroke)
        assert bitmap.painted() == bits(bitmap).count(255)
        bitmap.invert()
        assert bitmap.painted() == bits(bitmap).count(255)
    assert bitmap.coverage() == bitmap.snapshot().coverage()


@given(st.integers(1, 300), st.integers(1, 300), st.lists(strokes, max_size=4), strokes)
@settings(deadline=None, max_examples=60)
def test_a_mask_that_slept_is_what_it_was_and_can_be_edited(width, height, several, another):
    slept, awake = MaskBitmap(width, height), MaskBitmap(width, height)
    for stroke in several:
        slept.stroke(stroke)
        awake.stroke(stroke)
    mask = slept.snapshot()
    assert slept.sleep(mask, packed(mask.view()))
    del mask
    assert not slept.awake
    assert slept.painted() == awake.painted()
    assert bits(slept) == bits(awake)
    assert slept.awake
    mask = slept.snapshot()
    assert slept.sleep(mask, packed(mask.view()))
    slept.stroke(another)
    awake.stroke(another)
    assert bits(slept) == bits(awake)
    assert slept.painted() == awake.painted()


def test_a_mask_that_was_edited_meanwhile_does_not_fall_asleep():
    bitmap = MaskBitmap(200, 200)
    mask = bitmap.snapshot()
    tiles = packed(mask.view())
    bitmap.fill()
    assert not bitmap.sleep(mask, tiles)
    assert bitmap.is_full()
    mask = bitmap.snapshot()
    assert bitmap.sleep(mask, packed(mask.view()))
    assert bitmap.memory < 100
    assert bitmap.is_full()
    assert not bitmap.awake


def test_shapes_fill_what_they_enclose():
    bitmap = MaskBitmap(100, 90)
    touched = bitmap.fill_rectangle(QRectF(10, 20, 30, 40))
    assert bitmap.painted() == 30 * 40
    assert touched.contains(QRect(10, 20, 30, 40))
    bitmap.fill_rectangle(QRectF(0, 0, 1000, 1000), add=False)
    assert bitmap.is_empty()
    bitmap.fill_ellipse(QRectF(10, 10, 60, 40))
    assert bitmap.painted() == pytest.approx(math.pi * 30 * 20, rel=0.02)
    bitmap.clear()
    bitmap.fill_polygon([(10, 10), (90, 10), (10, 80)])
    assert bitmap.painted() == pytest.approx(80 * 70 / 2, rel=0.02)


def test_a_lasso_that_crosses_itself_leaves_no_hole():
    bitmap = MaskBitmap(100, 100)
    star = [(50, 5), (78, 92), (4, 38), (96, 38), (22, 92)]
    bitmap.fill_polygon(star)
    assert bitmap.row(50)[50] == 255


def test_shapes_outside_touch_nothing():
    bitmap = MaskBitmap(20, 20)
    assert bitmap.fill_rectangle(QRectF(50, 50, 5, 5)).isEmpty()
    assert bitmap.fill_ellipse(QRectF(5, 5, 0, 0)).isEmpty()
    assert bitmap.fill_polygon([(1, 1), (5, 5)]).isEmpty()
    assert bitmap.is_empty()


@pytest.mark.parametrize("size", [(1, 1), (7, 5), (130, 131), (256, 64)])
def test_pillow_and_back(size):
    bitmap = MaskBitmap(*size)
    bitmap.stroke(Stroke(0, 0, *size, 4))
    image = bitmap.to_pillow()
    assert (image.mode, image.size) == ("L", size)
    assert bits(MaskBitmap.from_pillow(image)) == bits(bitmap)


def test_shades_become_painted_from_the_middle_upwards():
    image = Image.frombytes("L", (5, 1), bytes([0, 127, 128, 200, 255]))
    assert MaskBitmap.from_pillow(image).row(0) == bytes([0, 0, 255, 255, 255])


@pytest.mark.parametrize("area", [QRect(0, 0, 1, 1), QRect(3, 5, 9, 7), QRect(0, 0, 33, 21)])
def test_an_area_is_put_back_as_it_was(area):
    bitmap = MaskBitmap(33, 21)
    bitmap.stroke(Stroke(2, 2, 30, 20, 6))
    before, kept = bits(bitmap), bitmap.copy(area)
    assert len(kept) == area.width() * area.height()
    bitmap.invert()
    bitmap.invert()
    bitmap.fill_rectangle(QRectF(area), add=True)
    assert bitmap.paste(area, kept) == area
    assert bits(bitmap) == before


def test_a_paste_of_other_bytes_is_refused():
    with pytest.raises(ValueError, match="not the bytes"):
        MaskBitmap(8, 8).paste(QRect(0, 0, 4, 4), b"123")
    with pytest.raises(ValueError, match="not the bytes"):
        MaskBitmap(8, 8).paste(QRect(6, 6, 4, 4), bytes(16))


def test_a_snapshot_does_not_change_with_the_mask():
    bitmap = MaskBitmap(50, 40)
    bitmap.stroke(Stroke(10, 10, 20, 20, 5))
    snapshot, before = bitmap.snapshot(), bits(bitmap)
    assert bitmap.snapshot() is snapshot
    for edit in (bitmap.invert, bitmap.clear, bitmap.fill):
        edit()
    bitmap.stroke(Stroke(0, 0, 40, 40, 9, add=False))
    assert snapshot.to_pillow().tobytes() == before
    assert bits(bitmap) != before
    assert bitmap.painted() == bits(bitmap).count(255)


def test_a_snapshot_that_is_gone_costs_no_copy():
    bitmap = MaskBitmap(50, 40)
    memory = bitmap.snapshot().data
    bitmap.invert()
    assert bitmap.snapshot().data is memory


def test_rows_outside_are_refused():
    with pytest.raises(IndexError):
        MaskBitmap(4, 4).row(4)


def test_rows_made_elsewhere_are_taken_over():
    bitmap = MaskBitmap(5, 3)
    earlier = bitmap.snapshot()
    rows = bytearray(24)
    rows[8:13] = b"\xff" * 5
    assert bitmap.replace(rows, QRect(0, 1, 5, 1)) == QRect(0, 1, 5, 1)
    assert [bitmap.row(y) for y in range(3)] == [bytes(5), b"\xff" * 5, bytes(5)]
    assert bitmap.painted() == 5
    assert earlier.coverage() == 0
    bitmap.fill()
    assert earlier.coverage() == 0
    with pytest.raises(ValueError, match="rows"):
        bitmap.replace(bytearray(15), bitmap.rect)


@given(st.integers(0, 20), st.integers(0, 20), st.integers(2, 70), st.integers(2, 70))
@settings(deadline=None, max_examples=40)
def test_an_ellipse_has_the_pixels_whose_centres_are_in_it(left, top, width, height):
    """GIVEN edges of whole pixels, its top row is there as its bottom row is."""
    bitmap = MaskBitmap(100, 100)
    bitmap.fill_ellipse(QRectF(left, top, width, height))
    wide, high = width / 2, height / 2
    for y in range(100):
        row, down = bitmap.row(y), y + 0.5 - top - high
        for x in range(100):
            across = x + 0.5 - left - wide
            beyond = (across / wide) ** 2 + (down / high) ** 2 - 1
            steep = 2 * math.hypot(across / wide**2, down / high**2)
            # Beside the line itself, where rounding decides.
            if abs(beyond) > 0.06 * steep:
                assert (row[x] == 255) == (beyond < 0), (x, y)
    if width >= height:
        assert any(bitmap.row(top))
        assert any(bitmap.row(top + height - 1))
