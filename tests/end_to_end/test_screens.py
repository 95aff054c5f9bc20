"""Screens of odd factors, screens that differ, and a screen that is taken away."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.accessible import Box, until
from tests.end_to_end.desk import Desk, Program, paused, set_up
from tests.end_to_end.test_closing import open_mask

LEFT = Box(0, 0, 1440, 900)
RIGHT = Box(1440, 0, 1440, 900)


@pytest.fixture
def desk_of_two(tmp_path: Path) -> Iterator[Desk]:
    with set_up(tmp_path, "2880x900x24") as desk:
        for name, box in (("left", LEFT), ("right", RIGHT)):
            place = f"{box.width}/380x{box.height}/240+{box.x}+{box.y}"
            output = "screen" if name == "left" else "none"
            desk.tool("xrandr", "--setmonitor", name, place, output)
        yield desk


def take_away(desk: Desk) -> None:
    """Take the right screen away; openbox begins anew with what is left, which takes a moment."""
    desk.tool("xrandr", "--delmonitor", "right")
    paused(0.7)


def place(program: Program, x: int, y: int, width: int, height: int) -> None:
    """Move the window there, in pixels of the X server."""
    [window] = program.windows("mjstudio$")
    program.desk.tool("xdotool", "windowsize", "--sync", window, str(width), str(height))
    program.desk.tool("xdotool", "windowmove", "--sync", window, str(x), str(y))


def geometry(program: Program) -> Box:
    """Where the X server has the window, without its frame."""
    [window] = program.windows("mjstudio$")
    lines = program.desk.tool("xdotool", "getwindowgeometry", "--shell", window).splitlines()
    told = dict(line.split("=") for line in lines)
    return Box(*(int(told[name]) for name in ("X", "Y", "WIDTH", "HEIGHT")))


def test_a_window_on_a_screen_taken_away_comes_back_into_sight(desk_of_two: Desk) -> None:
    desk = desk_of_two
    with desk.start() as program:
        place(program, RIGHT.x + 120, 80, 1100, 700)
        until(lambda: geometry(program).x >= RIGHT.x, "the window on the right")
        take_away(desk)
        until(lambda: geometry(program).inside(LEFT), "the window on the screen that is left")
        program.write_prompt("still in sight")
        program.close()


def test_a_window_closed_on_a_screen_that_is_gone_opens_on_another(desk_of_two: Desk) -> None:
    desk = desk_of_two
    with desk.start() as program:
        place(program, RIGHT.x + 120, 80, 1100, 700)
        until(lambda: geometry(program).x >= RIGHT.x, "the window on the right")
        paused(0.3)
        program.close()
    take_away(desk)
    with desk.start() as program:
        until(lambda: geometry(program).inside(LEFT), "the window on the screen that is left")
        program.close()


def test_a_stroke_lands_under_the_pointer_on_either_of_two_unlike_screens(
    desk_of_two: Desk,
) -> None:
    desk = desk_of_two
    variables = {"QT_SCALE_FACTOR": "1", "QT_SCREEN_SCALE_FACTORS": "left=1;right=2"}
    with desk.start(**variables) as program:
        place(program, 10, 40, 1300, 820)
        open_mask(program)
        stroke(desk, program, LEFT)
        place(program, RIGHT.x + 10, 40, 1300, 820)
        until(lambda: geometry(program).x >= RIGHT.x, "the window on the right")
        stroke(desk, program, RIGHT)
        program.close()


def stroke(desk: Desk, program: Program, screen: Box) -> None:
    """Paint a little across the middle of the window, and look for the overlay there alone."""
    box = geometry(program)
    assert box.inside(screen), box
    middle = box.at(0.5, 0.42)
    before = desk.settled((middle[0] - 3, middle[1] - 3, middle[0] + 3, middle[1] + 3))
    desk.drag([(middle[0] - 24, middle[1]), middle, (middle[0] + 24, middle[1])])
    desk.move(box.x + 5, box.y + 60)

    def painted() -> bool:
        box = (middle[0] - 3, middle[1] - 3, middle[0] + 3, middle[1] + 3)
        return desk.screen().crop(box).tobytes() != before

    until(painted, "the overlay under the pointer")
    desk.key("ctrl+z")
    until(lambda: not painted(), "the stroke undone")
