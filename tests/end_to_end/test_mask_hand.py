"""The hand over the canvas of a mask: what interrupts a stroke, on a real display."""

import pytest

from tests.end_to_end.accessible import until
from tests.end_to_end.desk import Desk, Program
from tests.end_to_end.test_closing import open_mask


def covered(program: Program) -> str:
    """What the panel says of the mask."""
    return program["mask_coverage"].name


def strokes(program: Program, desk: Desk, count: int) -> None:
    """Undo so many steps, after which there is none left to undo."""
    for left in range(count, 0, -1):
        assert program["mask_undo"].enabled, f"{left} more steps"
        before = covered(program)
        desk.key("ctrl+z")
        until(lambda was=before: covered(program) != was, "the step to be undone")
    until(lambda: not program["mask_undo"].enabled, "nothing to undo")


@pytest.mark.timeout(240)
@pytest.mark.parametrize("opens", ["F1", "ctrl+k"])
def test_what_opens_in_mid_stroke_leaves_no_stuck_brush(desk: Desk, opens: str) -> None:
    """GIVEN a stroke, WHEN a window opens over it and takes the release, THEN hovering is idle."""
    with desk.start() as program:
        open_mask(program)
        canvas = program["mask_canvas"].box
        desk.move(*canvas.at(0.3, 0.2))
        desk.tool("xdotool", "mousedown", "1")
        desk.move(*canvas.at(0.35, 0.2))
        before = program.windows()
        desk.strike(opens)
        until(lambda: program.windows() - before, "a window over it")
        desk.tool("xdotool", "mouseup", "1")
        desk.key("Escape")
        until(lambda: program.windows() == before, "the window to close")
        desk.move(*canvas.at(0.5, 0.5))
        program.usable("mask_undo")
        kept = covered(program)
        for step in range(5):
            desk.move(*canvas.at(0.5 + 0.04 * step, 0.6))
        assert covered(program) == kept
        strokes(program, desk, 1)
        program.close()


@pytest.mark.timeout(240)
def test_escape_in_mid_stroke_takes_it_back_and_then_leaves(desk: Desk) -> None:
    with desk.start() as program:
        open_mask(program)
        canvas = program["mask_canvas"].box
        spot = canvas.at(0.4, 0.3)
        bare = desk.colour(*spot)
        desk.move(*canvas.at(0.36, 0.3))
        desk.tool("xdotool", "mousedown", "1")
        for step in range(6):
            desk.move(*canvas.at(0.36 + 0.03 * step, 0.3))
        until(lambda: desk.colour(*spot) != bare, "the stroke")
        desk.strike("Escape")
        until(lambda: desk.colour(*spot) == bare, "the picture without the stroke")
        desk.move(*canvas.at(0.4, 0.3))
        desk.move(*canvas.at(0.6, 0.6))
        desk.tool("xdotool", "mouseup", "1")
        until(lambda: desk.colour(*spot) == bare, "the picture without the rest of it")
        assert program.is_shown("mask_canvas")
        assert not program["mask_undo"].enabled
        desk.key("Escape")
        until(lambda: not program.is_shown("mask_canvas"), "the stage")
        program.close()


@pytest.mark.timeout(240)
def test_held_keys_and_the_other_enter_do_what_one_press_does(desk: Desk) -> None:
    """GIVEN the keyboard of a display, which repeats held keys and has an Enter at its keypad."""
    with desk.start() as program:
        open_mask(program)
        canvas = program["mask_canvas"].box
        desk.hold("i", 1.6)
        until(lambda: covered(program).startswith("100"), "everything to be painted")
        desk.hold("x", 1.6)
        program.click("mask_canvas")
        until(lambda: not covered(program).startswith("100"), "the eraser in the hand")
        strokes(program, desk, 2)
        desk.key("x")
        desk.drag([canvas.at(0.45 + 0.02 * step, 0.5) for step in range(5)])
        program.usable("mask_region_add")
        before = len(desk.made())
        desk.key("ctrl+KP_Enter")
        until(lambda: program["mask_undo"].enabled and not program["mask_region_add"].enabled, "it")
        assert len(desk.made_when_quiet(before)) == before
        program.close()


@pytest.mark.timeout(240)
def test_the_right_button_subtracts_on_a_display(desk: Desk) -> None:
    with desk.start() as program:
        open_mask(program)
        canvas = program["mask_canvas"].box
        spot = canvas.at(0.5, 0.5)
        bare = desk.colour(*spot)
        desk.drag([canvas.at(0.45, 0.5), spot, canvas.at(0.55, 0.5)])
        desk.move(*canvas.at(0.9, 0.9))
        until(lambda: desk.colour(*spot) != bare, "the stroke")
        desk.drag([canvas.at(0.45, 0.5), spot, canvas.at(0.55, 0.5)], button=3)
        desk.move(*canvas.at(0.9, 0.9))
        until(lambda: desk.colour(*spot) == bare, "the picture without the stroke")
        strokes(program, desk, 2)
        program.close()
