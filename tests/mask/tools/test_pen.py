"""A pen's pressure and its leaps, sample by sample."""

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.mask.pixels.stroke import Stroke
from mjstudio.mask.tools.pen import JumpFilter, PressureFilter
from tests.mask.shapes import bits, differing

pressures = st.floats(0, 1)
ways = st.floats(0, 4)
Place = tuple[float, float]


@given(pressures, st.lists(st.tuples(pressures, ways), max_size=40))
def test_pressure_stays_between_what_the_pen_told(first, samples):
    smooth, told = PressureFilter(), [first]
    assert smooth.begin(first) == first
    for pressure, way in samples:
        told.append(pressure)
        assert min(told) <= smooth.follow(pressure, way) <= max(told)


@given(pressures, st.lists(st.tuples(pressures, st.floats(0.001, 1)), min_size=1, max_size=40))
def test_the_edge_never_leaves_the_way_steeper_than_two_for_one(first, samples):
    """For one brush diameter of way the diameter changes by four, so each edge by two."""
    smooth = PressureFilter()
    before = smooth.begin(first)
    travelled = 0.0
    for pressure, way in samples:
        travelled += way
        now = smooth.follow(pressure, way)
        if travelled > 0.25:
            assert abs(now - before) <= 4 * way + 1 / 2048
        before = now


def test_there_is_no_lag_at_the_touch_and_a_steady_pressure_is_reached():
    smooth = PressureFilter()
    assert smooth.begin(0.05) == 0.05
    assert smooth.follow(0.3, 0.1) == 0.3
    assert smooth.follow(0.2, 0.1) == 0.3
    assert 0.3 < smooth.follow(0.9, 0.5) < 0.9
    assert smooth.follow(0.9, 5.0) == 0.9


def test_shaking_pressure_is_calmed():
    smooth = PressureFilter()
    smooth.begin(0.5)
    smooth.follow(0.5, 1.0)
    shaken = [smooth.follow(0.5 + 0.2 * (-1) ** at, 0.02) for at in range(100)]
    assert max(shaken) - min(shaken) < 0.05  # of 0.4


def followed(*places: Place) -> list[Place]:
    """Where a pen is believed to have been, from its touch to where it was lifted."""
    jumps = JumpFilter[Place]()
    first, *middle, last = places
    jumps.begin(*first, first)
    way = [first]
    for place in middle:
        way += jumps.follow(*place, place)
    late, end = jumps.end(*last, last)
    return [*way, *late, end]


def test_a_leap_that_comes_back_never_happened():
    way = [(300, 200), (304, 202), (309, 205), (315, 208), (320, 212), (320, 212)]
    for error in ((0, 0), (900, 700), (320, 900)):
        for at in range(1, 5):
            assert followed(*way[:at], error, *way[at:]) == way


@given(st.floats(70, 3000), st.floats(0, math.tau), st.integers(1, 6))
def test_a_fast_flick_loses_nothing(far, angle, steps):
    """GIVEN a pen that goes far between two samples and stays there, all of it is painted."""
    dx, dy = far * math.cos(angle), far * math.sin(angle)
    there = [(500 + dx * n / steps, 500 + dy * n / steps) for n in range(1, steps + 1)]
    way = [(500.0, 500.0), (501.0, 500.5), *there, there[-1]]
    assert followed(*way) == way


def test_a_flick_there_and_back_by_samples_of_its_own_is_painted():
    way = [(100, 100), (140, 100), (190, 100), (350, 100), (600, 100), (380, 100), (120, 100)]
    assert followed(*way) == way


def test_a_pen_lifted_with_a_leap_ends_where_it_was():
    assert followed((300, 200), (310, 204), (0, 0)) == [(300, 200), (310, 204), (310, 204)]


def test_a_leap_at_the_touch_is_known_by_what_follows():
    assert followed((300, 200), (0, 0), (302, 201), (303, 203)) == [
        (300, 200),
        (302, 201),
        (303, 203),
    ]


# --- strokes that change their width ---

coordinates = st.floats(-150, 300, allow_nan=False)
diameters = st.floats(1, 200, allow_nan=False)
tapers = st.builds(
    lambda x0, y0, x1, y1, begins, ends, add: Stroke(x0, y0, x1, y1, ends, add=add, begins=begins),
    coordinates,
    coordinates,
    coordinates,
    coordinates,
    diameters,
    diameters,
    st.booleans(),
)


def reach(x: float, y: float, stroke: Stroke) -> float:
    """How far outside (or, below zero, inside) the nearest disc on its way a pixel lies."""
    steps = 400
    return min(
        math.hypot(
            x + 0.5 - stroke.x0 - (stroke.x1 - stroke.x0) * n / steps,
            y + 0.5 - stroke.y0 - (stroke.y1 - stroke.y0) * n / steps,
        )
        - (stroke.begins + (stroke.diameter - stroke.begins) * n / steps) / 2
        for n in range(steps + 1)
    )


@pytest.mark.slow
@given(tapers)
@settings(deadline=None, max_examples=60)
def test_a_stroke_grows_evenly_from_one_end_to_the_other(stroke):
    bitmap = MaskBitmap(97, 83)
    if not stroke.add:
        bitmap.fill()
    before = bits(bitmap)
    touched = bitmap.stroke(stroke)
    data = bits(bitmap)
    changed = differing(before, data, 97)
    assert changed.isEmpty() or touched.contains(changed)
    ink = 255 * stroke.add
    for at in range(0, len(data), 7):
        off = reach(at % 97, at // 97, stroke)
        if off < -0.75:
            assert data[at] == ink, (at % 97, at // 97)
        elif off > 1:
            assert data[at] == 255 - ink, (at % 97, at // 97)


@pytest.mark.parametrize("begins", [1, 1.2, 3])
@pytest.mark.parametrize("angle", range(0, 360, 15))
def test_a_thin_stroke_that_changes_its_width_has_no_gaps(begins, angle):
    bitmap = MaskBitmap(101, 101)
    dx, dy = 45 * math.cos(math.radians(angle)), 45 * math.sin(math.radians(angle))
    bitmap.stroke(Stroke(50.3, 50.6, 50.3 + dx, 50.6 + dy, 1.4, begins=begins))
    for step in range(46):
        x, y = int(50.3 + dx * step / 45), int(50.6 + dy * step / 45)
        near = [bitmap.row(y + down)[x - 1 : x + 2] for down in (-1, 0, 1)]
        assert any(255 in row for row in near), step


@pytest.mark.parametrize(("begins", "ends"), [(0.5, 20), (20, 0.5), (2000, 20), (math.nan, 3)])
def test_impossible_widths_are_refused(begins, ends):
    with pytest.raises(ValueError, match="no brush"):
        MaskBitmap(8, 8).stroke(Stroke(1, 1, 2, 2, ends, begins=begins))


def test_pairs_of_stretches_meet_without_a_seam():
    """The widths along a chain change by no more than its stretches say."""
    bitmap = MaskBitmap(400, 120)
    widths = [10, 30, 26, 60, 60, 22]
    for at, (begins, ends) in enumerate(pairwise(widths)):
        bitmap.stroke(Stroke(40 + at * 60, 60, 100 + at * 60, 60, ends, begins=begins))
    columns = [sum(bitmap.row(y)[x] == 255 for y in range(120)) for x in range(45, 338)]
    assert max(abs(one - other) for one, other in pairwise(columns)) <= 2
