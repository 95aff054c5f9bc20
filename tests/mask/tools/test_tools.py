from itertools import pairwise

from mjstudio.mask.pixels.stroke import Stroke
from mjstudio.mask.tools import TOOLS, Brush, Eraser, PointerSample


class Recorder:
    def __init__(self, size=20, *, pressure=False):
        self.size = size
        self.pressure_scales_size = pressure
        self.strokes: list[Stroke] = []

    def stroke(self, stroke):
        self.strokes.append(stroke)


def test_a_drag_is_a_chain_of_joined_segments():
    tool, surface = Brush(), Recorder()
    tool.press(PointerSample(1, 2), surface)
    tool.move(PointerSample(5, 6), surface)
    tool.move(PointerSample(5, 6), surface)
    tool.release(PointerSample(9, 1), surface)
    assert surface.strokes == [
        Stroke(1, 2, 1, 2, 20),
        Stroke(1, 2, 5, 6, 20, add=True, joined=True),
        Stroke(5, 6, 9, 1, 20, add=True, joined=True),
    ]


def test_shift_joins_the_last_point_by_a_straight_line():
    tool, surface = Brush(), Recorder()
    tool.press(PointerSample(1, 2, shift=True), surface)
    tool.release(PointerSample(1, 2), surface)
    tool.press(PointerSample(50, 60, shift=True), surface)
    assert surface.strokes == [Stroke(1, 2, 1, 2, 20), Stroke(1, 2, 50, 60, 20)]


def test_alt_and_the_pens_other_end_turn_painting_round():
    for tool, sample, adds in (
        (Brush(), PointerSample(0, 0), True),
        (Brush(), PointerSample(0, 0, alt=True), False),
        (Brush(), PointerSample(0, 0, eraser=True), False),
        (Eraser(), PointerSample(0, 0), False),
        (Eraser(), PointerSample(0, 0, alt=True), True),
        (Eraser(), PointerSample(0, 0, eraser=True), False),
    ):
        surface = Recorder()
        tool.press(sample, surface)
        assert surface.strokes[0].add is adds


def test_pressure_scales_the_size_only_where_asked():
    for pressure, first, last in ((True, 1, 20), (False, 20, 20)):
        tool, surface = Brush(), Recorder(pressure=pressure)
        tool.press(PointerSample(0, 0, pressure=0.01), surface)
        tool.move(PointerSample(9, 0, pressure=0.5), surface)
        tool.move(PointerSample(200, 0, pressure=1.0), surface)
        sizes = [stroke.diameter for stroke in surface.strokes]
        assert sizes == sorted(sizes)
        assert (sizes[0], sizes[-1]) == (first, last)


def test_a_stretch_begins_as_wide_as_the_one_before_ended():
    tool, surface = Brush(), Recorder(size=100, pressure=True)
    tool.press(PointerSample(0, 0, pressure=0.5), surface)
    for x, pressure in ((40, 0.6), (50, 0.9), (60, 0.2), (400, 0.2), (420, 0.2)):
        tool.move(PointerSample(x, 0, pressure=pressure), surface)
    for one, other in pairwise(surface.strokes):
        assert other.joined == (one.diameter == other.diameter)
        assert other.joined or other.begins == one.diameter
    assert [stroke.joined for stroke in surface.strokes] == [False] * 5 + [True]


def test_a_pen_that_is_pressed_harder_where_it_touched_grows_its_dot():
    tool, surface = Brush(), Recorder(size=40, pressure=True)
    tool.press(PointerSample(5, 5, pressure=0.1), surface)
    for pressure in (0.4, 0.9, 0.5, 0.9):
        tool.move(PointerSample(5, 5, pressure=pressure), surface)
    tool.release(PointerSample(5, 5, pressure=0.0), surface)
    assert [stroke.diameter for stroke in surface.strokes] == [4, 16, 36]


def test_lifting_the_pen_does_not_thin_the_end():
    tool, surface = Brush(), Recorder(pressure=True)
    tool.press(PointerSample(0, 0, pressure=0.8), surface)
    tool.release(PointerSample(5, 0, pressure=0.0), surface)
    assert len(surface.strokes) == 1


def test_a_move_without_a_press_paints_nothing():
    for tool in (kind() for kind in TOOLS):
        surface = Recorder()
        tool.move(PointerSample(5, 5), surface)
        tool.release(PointerSample(6, 6), surface)
        assert surface.strokes == []
