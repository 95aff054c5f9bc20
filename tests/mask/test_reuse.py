"""Masks along a lineage, as geometry alone; the pictures themselves: tests/studio."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.mask.reuse import CannotReuse, Move, move_between, transferred
from mjstudio.model.action import find_action
from mjstudio.model.geometry import placement
from mjstudio.model.job import Job, Lineage
from mjstudio.model.picture import Picture
from mjstudio.model.request import ImagineRequest
from tests.mask.shapes import bits, sides, strokes

PLACED = ("zoom_out_2x", "zoom_out_1_5x", "pan_left", "pan_right", "pan_up", "pan_down", "square")
STILL = ("variation_subtle", "variation_strong", "variation_region", "upscale_2x", "upscale_4x")
SIZE = (160, 96)


def made(line, action, size=None):
    """One more picture of a line, made by an action."""
    parent = line[-1] if line else None
    grid = find_action(action).makes_grid
    if size is None:
        size = (SIZE[0] * 2, SIZE[1] * 2) if grid else SIZE
    number = str(2**60 + hash((tuple(job.picture.image_id for job in line), action)) % 2**60)
    picture = Picture(number, "u", size, "r", size, is_grid=grid)
    if parent is None:
        return [Job(ImagineRequest("a lake"), picture=picture)]
    mask = "bWFzaw==" if action == "variation_region" else None
    request = ImagineRequest("a lake", action=action, image_id="1", mask=mask)
    lineage = Lineage(parent.picture, action, find_action(action).quadrant)
    return [*line, Job(request, lineage=lineage, picture=picture)]


def line_of(*actions):
    line = made([], "generate")
    for action in actions:
        line = made(line, action)
    return line


def near(one, other):
    for name in ("left", "top", "across", "down"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), abs=1e-9), name


quarters = st.integers(1, 4)
steps = st.lists(st.tuples(st.sampled_from(PLACED + STILL), quarters), max_size=5)


def descend(line, chosen):
    for action, quarter in chosen:
        line = made(line, action)
        if line[-1].makes_grid:
            line = made(line, f"upscale{quarter}")
    return line


@given(steps, steps, steps)
@settings(deadline=None)
def test_there_and_back_is_where_it_was_through_any_ancestor(common, one, other):
    root = descend(line_of("upscale1"), common)
    here, there = descend(root, one), descend(root, other)
    near(move_between(here, there).then(move_between(there, here)), Move())
    near(move_between(here, root).then(move_between(root, there)), move_between(here, there))


@pytest.mark.parametrize("action", PLACED[:-1])
@pytest.mark.parametrize("quarter", [1, 2, 3, 4])
def test_every_quarter_of_zoom_out_and_pan_shows_the_source_placed(action, quarter):
    root = line_of("upscale3")
    placed = placement(action)
    found = move_between(root, descend(root, [(action, quarter)]))
    near(found, Move(placed.left, placed.top, placed.scale, placed.scale))


def test_square_keeps_the_longer_side_and_adds_to_the_shorter():
    root = line_of("upscale1")
    near(move_between(root, descend(root, [("square", 1)])), Move(0, 0.2, 1, 0.6))


def test_siblings_of_a_varied_quarter_show_the_same_place():
    one, other = line_of("variation2", "upscale1"), line_of("variation2", "upscale4")
    near(move_between(one, other), Move())


def test_a_reroll_of_a_zoom_keeps_its_source_where_it_was():
    root = line_of("upscale1")
    near(
        move_between(root, made(made(made(root, "zoom_out_2x"), "reroll"), "upscale2")),
        Move(0.25, 0.25, 0.5, 0.5),
    )


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        (["upscale1"], ["upscale2"], "another quarter"),
        (["upscale1"], ["variation3", "upscale1"], "another quarter"),
        (["upscale1"], ["reroll", "upscale1"], "Reroll"),
    ],
)
def test_pictures_without_a_common_place_are_refused_in_words(one, other, words):
    grid = line_of()

    def below(actions):
        line = grid
        for action in actions:
            line = made(line, action)
        return line

    with pytest.raises(CannotReuse, match=words):
        move_between(below(one), below(other))


def test_strangers_and_unknown_actions_are_refused_in_words():
    root = line_of("upscale1")
    with pytest.raises(CannotReuse, match="does not come from"):
        move_between(root, line_of("upscale1")[1:])
    with pytest.raises(CannotReuse, match="where “Swirl” moved things"):
        move_between(root, made(root, "swirl"))


@given(sides, sides, sides, sides, st.lists(strokes, max_size=4), st.sampled_from(PLACED[:-1]))
@settings(deadline=None, max_examples=60)
def test_a_pixel_is_painted_where_the_mask_is_at_its_centre(
    width, height, wide, high, several, action
):
    bitmap = MaskBitmap(width, height)
    for stroke in several:
        bitmap.stroke(stroke)
    placed = placement(action)
    move = Move(placed.left, placed.top, placed.scale, placed.scale)
    result = transferred(bitmap.snapshot(), move, (wide, high))
    for y in range(0, high, max(1, high // 9)):
        v = ((y + 0.5) / high - move.top) / move.down * height
        for x in range(0, wide, max(1, wide // 9)):
            u = ((x + 0.5) / wide - move.left) / move.across * width
            if min(abs(u - round(u)), abs(v - round(v))) < 1e-3:
                continue  # On the edge of two pixels either is right.
            inside = 0 <= u < width and 0 <= v < height
            expected = bitmap.row(int(v))[int(u)] if inside else 0
            assert result.row(y)[x] == expected, (x, y)


@given(sides, sides, st.lists(strokes, max_size=4), st.sampled_from([2, 4]))
@settings(deadline=None, max_examples=40)
def test_up_and_down_again_are_the_same_bits(width, height, several, factor):
    bitmap = MaskBitmap(width, height)
    for stroke in several:
        bitmap.stroke(stroke)
    large = transferred(bitmap.snapshot(), Move(), (width * factor, height * factor))
    assert large.painted() == bitmap.painted() * factor * factor
    assert bits(transferred(large.snapshot(), Move(), (width, height))) == bits(bitmap)
