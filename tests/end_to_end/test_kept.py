"""What lies on the desk in the evening lies there in the morning; what nobody asked stays still."""

import pytest

from tests.end_to_end.accessible import until
from tests.end_to_end.desk import EDIT, Desk, Program, paused
from tests.end_to_end.test_closing import open_mask

WHEEL_UP, WHEEL_DOWN = 4, 5
WORDS = " a wanderer  above the fog, --ar 3:2 --s"


@pytest.mark.timeout(180)
def test_kill_9_two_seconds_after_typing_loses_no_letter(desk: Desk) -> None:
    with desk.start() as program:
        desk.type(WORDS)
        until(lambda: program[EDIT].text == WORDS, "the text")
        paused(2)
        program.kill()
    with desk.start() as program:
        assert program[EDIT].text == WORDS
        assert program[EDIT].caret == len(WORDS)
        desk.type(" 250")
        until(lambda: program[EDIT].text == f"{WORDS} 250", "the rest of the text")
        program.close()
    with desk.start() as program:
        assert program[EDIT].text == f"{WORDS} 250"
        program.close()


def brush(program: Program) -> tuple[float, bool]:
    """The brush's place on its slider, and whether the eraser is in the hand."""
    return program["mask_size"].value, "checked" in program["mask_eraser"].states


@pytest.mark.timeout(240)
def test_the_second_day_goes_on_with_the_brush_and_the_filter_of_the_first(desk: Desk) -> None:
    with desk.start() as program:
        open_mask(program)
        before = brush(program)
        desk.key("e")
        canvas = program["mask_canvas"].box
        desk.move(*canvas.at())
        desk.tool("xdotool", "keydown", "ctrl", "click", str(WHEEL_UP), "keyup", "ctrl")
        until(lambda: brush(program)[0] > before[0] and brush(program)[1], "the larger eraser")
        chosen = brush(program)
        desk.click(*program["mask_size"].box.at(0.9), button=WHEEL_UP, times=3)
        desk.click(*program["mask_size"].box.at(0.9), button=WHEEL_DOWN, times=5)
        fit = program["mask_fit"].name
        desk.click(*canvas.at(), button=WHEEL_UP)
        until(lambda: program["mask_fit"].name != fit, "another zoom")
        assert brush(program) == chosen
        desk.key("Escape")
        program.click("filter_singles")
        until(lambda: "checked" in program["filter_singles"].states, "singles alone")
        program.close()
    with desk.start() as program:
        program.usable("action_variation_region")
        assert "checked" in program["filter_singles"].states
        program.focus_stage()
        desk.key("m")
        program.shown("mask_canvas")
        until(lambda: brush(program) == chosen, f"a brush of {chosen}")
        program.close()


@pytest.mark.timeout(180)
def test_a_search_from_mask_mode_shows_its_field_and_gives_the_room_back(desk: Desk) -> None:
    with desk.start() as program:
        open_mask(program)
        assert not program.is_shown("library_search")
        desk.key("ctrl+f")
        until(lambda: program.has_focus("library_search"), "the search to have the keyboard")
        assert program.is_shown("library_search")
        desk.type("lake")
        until(lambda: program["library_search"].text == "lake", "the text")
        desk.key("Escape")
        until(lambda: not program.is_shown("library_search"), "the library to go")
        assert program.is_shown("mask_canvas")
        program.close()


@pytest.mark.timeout(180)
def test_a_notice_floats_over_the_canvas_and_passes(desk: Desk) -> None:
    with desk.start() as program:
        open_mask(program)
        canvas = program["mask_canvas"].box
        desk.key("ctrl+v")
        notice = program.shown("notice_area").box
        assert program["mask_canvas"].box == canvas
        assert notice.inside(canvas)
        until(lambda: not program.is_shown("notice_area"), "the notice to pass")
        assert program["mask_canvas"].box == canvas
        program.close()
