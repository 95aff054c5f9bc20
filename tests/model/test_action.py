"""Known actions have their place; unknown ones get a readable label and go back as they came."""

import string

from hypothesis import given
from hypothesis import strategies as st

from mjstudio.model.action import CATALOGUE, GRID_ACTIONS, SINGLE_ACTIONS, find_action, readable
from mjstudio.model.geometry import placement, quadrant_at, quadrant_box
from mjstudio.model.picture import Picture, looks_like_grid


def test_every_documented_action_is_in_the_catalogue() -> None:
    assert {*GRID_ACTIONS, *SINGLE_ACTIONS} <= set(CATALOGUE)


@given(st.text(string.ascii_letters + string.digits + "_", max_size=30))
def test_an_unknown_action_keeps_its_name_and_has_a_label(name: str) -> None:
    action = find_action(name)
    assert action.name == name
    assert action.label


def test_labels_of_new_actions_read_well() -> None:
    assert readable("zoom_out_3x") == "Zoom out 3×"
    assert readable("remove_background") == "Remove background"
    assert readable("zoom_out_1_25x") == "Zoom out 1.25×"


def test_vary_region_is_offered_on_finished_single_pictures_alone() -> None:
    def offered(actions: tuple[str, ...], grid: bool) -> tuple[str, ...]:
        return Picture("1", "u", (1, 1), "r", (2, 2), actions, is_grid=grid).offered

    assert offered(SINGLE_ACTIONS, False) == (*SINGLE_ACTIONS, "variation_region")
    assert offered(GRID_ACTIONS, True) == GRID_ACTIONS
    assert offered((), False) == ()
    assert offered(("variation_region",), False) == ("variation_region",)


def test_a_picture_tells_by_its_actions_whether_it_is_a_grid() -> None:
    assert looks_like_grid("an_action_of_tomorrow", GRID_ACTIONS)
    assert not looks_like_grid("generate", SINGLE_ACTIONS)
    assert looks_like_grid("generate", ())
    assert not looks_like_grid("upscale1", ())


@given(st.integers(2, 9000), st.integers(2, 9000))
def test_quadrants_cover_the_picture_once(width: int, height: int) -> None:
    boxes = [quadrant_box((width, height), q) for q in range(1, 5)]
    assert sum((r - x) * (b - y) for x, y, r, b in boxes) == width * height
    for quadrant, (left, top, right, bottom) in enumerate(boxes, start=1):
        assert quadrant_at((width, height), left, top) == quadrant
        assert quadrant_at((width, height), right - 1, bottom - 1) == quadrant
    assert quadrant_at((width, height), width, 0) is None


def test_zoom_and_pan_place_the_source() -> None:
    zoomed = placement("zoom_out_2x")
    panned = placement("pan_left")
    assert zoomed is not None
    assert panned is not None
    assert zoomed.box() == (0.25, 0.25, 0.75, 0.75)
    assert panned.box() == (0.25, 0.0, 1.25, 1.0)
    assert placement("upscale_2x") is None
