"""Small laptops: 1366x768 at 150 % and 1080p at 200 %, under a window manager with frames."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.accessible import Box, until
from tests.end_to_end.desk import Desk, Program, set_up
from tests.end_to_end.test_closing import open_mask

SCREENS = {"laptop": ((1366, 768), 1.5), "full hd": ((1920, 1080), 2.0)}


@pytest.fixture(params=SCREENS.values(), ids=SCREENS)
def small_desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Desk, Box]]:
    (width, height), scale = request.param
    with set_up(tmp_path, f"{width}x{height}x24", scale=scale) as desk:
        yield desk, Box(0, 0, width, height)


def in_sight(program: Program, screen: Box, *names: str) -> None:
    for name in names:
        box = program.shown(name).box
        assert box.inside(screen), (name, box)


def test_a_small_laptop_has_everything_in_sight(small_desk: tuple[Desk, Box]) -> None:
    desk, screen = small_desk
    with desk.start() as program:
        in_sight(program, screen, "main_window", "prompt_edit", "imagine_button", "library_handle")
        assert not program.is_shown("library_dock")
        open_mask(program)
        in_sight(program, screen, "mask_canvas", "mask_submit", "mask_zoom", "mask_panel_handle")
        desk.key("Escape")
        until(lambda: not program.is_shown("mask_canvas"), "the picture")
        in_sight(program, screen, "action_overflow", "parameter_more")
        field, button = program["prompt_edit"].box, program["imagine_button"].box
        picture = program["single_view"].box
        program.write_prompt("a harbour in mist " * 9)
        until(lambda: program["prompt_edit"].box.height > field.height, "a prompt that grew")
        assert program["imagine_button"].box == button
        assert program["single_view"].box == picture
        grown = program["prompt_edit"].box
        # To the pixel in the window's own; 150 % of those may round either way.
        assert abs(grown.y + grown.height - field.y - field.height) <= 1
        desk.key("Escape")
        until(lambda: program["prompt_edit"].box.height == field.height, "one line again")
        desk.key("ctrl+1")
        until(lambda: program.is_shown("library_dock"), "the library over the stage")
        assert program["single_view"].box == picture
        desk.key("Escape")
        until(lambda: not program.is_shown("library_dock"), "the folded library")
        place = program["main_window"].box
        program.close()
    for _ in range(2):
        with desk.start() as program:
            until(lambda p=program: p["main_window"].box == place, f"the window at {place}")
            program.close()
