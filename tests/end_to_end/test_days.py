"""A first day, a second, and a third that begins after a crash: everything is there again."""

import json
import signal
from pathlib import Path

import pytest

from tests.end_to_end.accessible import Box, until
from tests.end_to_end.desk import EDIT, Desk, Program, by_ctrl_q, by_signal

LIGHT_STAGE = (0xE9, 0xE9, 0xEB)
DRAFT = "a draft that was never sent, 狐狸 --ar 3:2"


@pytest.mark.timeout(300)
def test_three_days(desk: Desk) -> None:
    with desk.start() as program:
        mask = first_day(program)
        place, docks = arrange(program)
        program.close()
    with desk.start() as program:
        second_day(program, mask, place, docks)
        program.close(by_ctrl_q)
    with desk.start() as program:
        program.imagine("a harbour at night --seed 3")
        program.usable("action_reroll")
        program.write_prompt("a draft of the third day")
        until(lambda: "third day" in draft_kept(desk), "the draft on the disk")
        program.kill()
    paid = len(desk.made())
    with desk.start() as program:
        program.usable("action_reroll")
        assert program[EDIT].text == "a draft of the third day"
        assert rows(program) == 3
        program.close(by_signal(signal.SIGTERM))
    assert len(desk.made()) == paid, "a restart sent something"


def first_day(program: Program) -> str:
    """Make a grid, an upscale, a star, and a mask that is not sent; returns what it covers."""
    desk = program.desk
    program.finish_grid("a lake in mist --seed 7")
    program.focus_stage()
    desk.key("1")
    program.usable("action_variation_region")
    program.focus_stage()
    desk.key("f")
    until(lambda: "checked" in program["details_star"].states, "the star")
    desk.key("m")
    canvas = program.shown("mask_canvas").box
    desk.drag([canvas.at(0.45, 0.5), canvas.at(0.5, 0.55), canvas.at(0.55, 0.5)])
    program.usable("mask_undo")
    covered = program["mask_coverage"].name
    assert covered not in ("", "0 %")
    desk.key("Escape")
    until(lambda: not program.is_shown("mask_canvas"), "the stage")
    return covered


def arrange(program: Program) -> tuple[Box, dict[str, int]]:
    """Choose the light theme, move the window, make the library wider, and write a draft."""
    desk = program.desk
    palette(program, "light theme")
    until(lambda: stage_colour(program) == LIGHT_STAGE, "the light theme")
    library = program["library_dock"].box
    edge = library.x + library.width
    desk.drag([(edge + 1, 300), (edge + 20, 300), (edge + 57, 300)])
    until(lambda: program["library_dock"].box.width > library.width + 30, "a wider library")
    [window] = program.windows("mjstudio$")
    desk.tool("xdotool", "windowsize", "--sync", window, "1210", "760")
    desk.tool("xdotool", "windowmove", "--sync", window, "103", "71")
    program.write_prompt(DRAFT)
    return program["main_window"].box, dock_widths(program)


def second_day(program: Program, mask: str, place: Box, docks: dict[str, int]) -> None:
    """Everything of the first day is there, and can be worked with."""
    desk = program.desk
    program.usable("action_variation_region")
    until(lambda: program["main_window"].box == place, f"the window at {place}")
    assert dock_widths(program) == docks
    assert stage_colour(program) == LIGHT_STAGE
    assert program[EDIT].text == DRAFT
    assert "checked" in program["details_star"].states
    assert rows(program) == 2
    program.focus_stage()
    desk.key("m")
    program.shown("mask_canvas")
    until(lambda: program["mask_coverage"].name == mask, f"a mask of {mask}")
    desk.key("Escape")
    until(lambda: not program.is_shown("mask_canvas"), "the stage")
    assert program.is_shown("library_dock"), "the library is gone after mask mode"


def palette(program: Program, words: str) -> None:
    """Do a command by the palette."""
    desk = program.desk
    before = program.windows()
    desk.key("ctrl+k")
    until(lambda: program.windows() - before, "the palette")
    desk.type(words)
    desk.key("Return")


def stage_colour(program: Program) -> tuple[int, int, int]:
    """The colour of the stage beside its picture."""
    stage = program["Stage"].box
    return program.desk.colour(stage.x + 4, stage.y + stage.height // 2)


def dock_widths(program: Program) -> dict[str, int]:
    """How wide the docks at the sides are."""
    names = ("library_dock", "details_dock")
    return {name: program[name].box.width for name in names}


def rows(program: Program) -> int:
    """How many pictures the library shows."""
    return len(program["library_view"].children)


def draft_kept(desk: Desk) -> str:
    """Everything that the data folder's JSON files hold, as text."""
    texts = []
    for path in Path(desk.data).glob("*.json"):
        try:
            texts.append(json.dumps(json.loads(path.read_text(encoding="utf-8"))))
        except (OSError, ValueError):
            continue
    return "".join(texts)
