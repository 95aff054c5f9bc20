"""Pictures that leave the program and come back, as files that other programs see."""

import base64
import itertools
import json
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from mjstudio.sandbox.trouble.faults import Fault
from tests.end_to_end.accessible import until
from tests.end_to_end.desk import Desk, Program, command, paused
from tests.end_to_end.test_closing import open_mask

PROMPT = "a quiet lake --seed 7"
TOLD = (256, 256)
PLACE = (1180, 560, 160, 120)
"""Where the other program's window lies: over the panel at the right."""


class Neighbour:
    """The other program; it prints a line when it is there, for each move of a drag, and a drop."""

    def __init__(self, desk: Desk, printed: Path) -> None:
        self._printed = printed
        command = [sys.executable, str(Path(__file__).with_name("neighbour.py")), *map(str, PLACE)]
        with printed.open("w", encoding="utf-8") as out:
            self.process = subprocess.Popen(command, env=desk.environ, stdout=out)
        until(lambda: self.lines[:1] == ["here"], "the other program")

    @property
    def lines(self) -> list[str]:
        return self._printed.read_text("utf-8").splitlines()

    def file(self) -> Path:
        """The one file that is dropped."""
        told = json.loads(until(lambda: [x for x in self.lines if x[0] == "{"], "a drop")[0])
        assert "text/uri-list" in told["formats"]
        assert len(told["files"]) == 1
        return Path(told["files"][0])


@pytest.fixture
def neighbour(desk: Desk, tmp_path: Path) -> Iterator[Neighbour]:
    """The other program, ready."""
    other = Neighbour(desk, tmp_path / "printed.txt")
    yield other
    other.process.terminate()
    other.process.wait()


def drag_to(desk: Desk, neighbour: Neighbour, start: tuple[int, int]) -> None:
    """Drag from a place to the other program, as slowly as a hand does, and drop where it answers.

    A drag moves on only when the other program has answered to its last move: the second move over
    it tells that a drop will be taken.
    """
    end = (PLACE[0] + PLACE[2] // 2, PLACE[1] + PLACE[3] // 2)
    desk.move(*start)
    desk.tool("xdotool", "mousedown", "1")
    steps = 14
    for step in range(1, steps + 1):
        place = [round(a + (b - a) * step / steps) for a, b in zip(start, end, strict=True)]
        desk.move(*place)
        paused(0.05)
    wobble = itertools.cycle((-2, 2))

    def answered() -> bool:
        desk.move(end[0] + next(wobble), end[1])
        return neighbour.lines.count("over") > 1

    until(answered, "the drag over the other program")
    desk.tool("xdotool", "mouseup", "1")


@pytest.mark.parametrize("source", ["library", "stage"])
def test_a_picture_dragged_to_another_program_has_its_name_and_prompt_and_is_known_again(
    desk: Desk, neighbour: Neighbour, source: str
) -> None:
    with desk.start() as program:
        program.finish_grid(PROMPT)
        drag_to(desk, neighbour, place_of(program, source))
        file = neighbour.file()
        assert file.name.startswith("a quiet lake")
        assert file.suffix == ".png"
        with Image.open(file) as picture:
            assert picture.info["parameters"] == PROMPT
            assert min(picture.size) > 0
        spot = program["grid_view"].box.at(0.4, 0.4)
        first = desk.colour(*spot)
        program.finish_grid("a loud sea --seed 8")
        until(lambda: desk.colour(*spot) != first, "the other picture on the stage")
        later = subprocess.run([*command(), str(file)], env=desk.environ, check=False)
        assert later.returncode == 0
        until(lambda: desk.colour(*spot) == first, "the picture on the stage")
        program.shown("reference_1")
        program.close()


@pytest.mark.parametrize(("layout", "key"), [("de", "49"), ("fr", "49"), ("ru", "43")])
def test_a_key_held_shows_the_picture_without_its_mask_on_every_keyboard(
    desk: Desk, layout: str, key: str
) -> None:
    """Keys by their number, since what is printed on them differs: left of 1, and right of G."""
    with desk.start() as program:
        open_mask(program)
        desk.layout(layout)
        canvas = program["mask_canvas"].box
        spot = canvas.at(0.5, 0.5)
        before = desk.colour(*spot)
        desk.drag([canvas.at(0.45, 0.5), spot, canvas.at(0.55, 0.5)])
        desk.move(*canvas.at(0.9, 0.9))
        until(lambda: desk.colour(*spot) != before, "the stroke")
        desk.tool("xdotool", "keydown", key)
        until(lambda: desk.colour(*spot) == before, "the picture alone")
        desk.tool("xdotool", "keydown", "Shift_L")
        desk.tool("xdotool", "keyup", key)
        desk.tool("xdotool", "keyup", "Shift_L")
        until(lambda: desk.colour(*spot) != before, "the mask again")
        program.close()


def test_the_hole_that_was_cut_into_a_picture_is_what_is_redrawn(
    desk: Desk, tmp_path: Path
) -> None:
    picture = Image.merge("RGB", [Image.linear_gradient("L").rotate(turn) for turn in (0, 90, 180)])
    picture.putalpha(255)
    picture.paste((0, 0, 0, 0), (64, 64, 192, 128))
    hole = tmp_path / "hole.png"
    picture.save(hole)
    with desk.start() as program:
        open_mask(program)
        program.click("mask_load")
        program.shown("mask_file_dialog")
        desk.type(str(hole))
        desk.key("Return")
        until(lambda: program.says("Read the transparent part of hole.png"), "the word")
        program.click("mask_submit")
        sent = desk.made_when_quiet(3)[-1].body
        program.close()
    with Image.open(BytesIO(base64.b64decode(sent["mask"]))) as mask:
        wide, high = mask.size
        for x, y, white in (
            (0.5, 0.4, True),
            (0.27, 0.27, True),
            (0.5, 0.6, False),
            (0.1, 0.4, False),
        ):
            shade = mask.getpixel((int(x * wide), int(y * high)))
            assert isinstance(shade, (int, float))
            assert (shade > 128) is white, (x, y)


def test_the_mask_of_a_picture_that_exif_turns_has_the_size_that_was_told(desk: Desk) -> None:
    """GIVEN a service that tells a square and gives a JPEG of 64x96 with a turn in its EXIF."""
    with desk.start() as program:
        program.finish_grid(PROMPT)
        desk.service.faults.order(Fault.ROTATED, where="picture", times=99)
        program.focus_stage()
        desk.key("1")
        program.usable("action_variation_region")
        program.focus_stage()
        desk.key("m")
        canvas = program.shown("mask_canvas").box
        desk.drag([canvas.at(0.45, 0.2), canvas.at(0.5, 0.2), canvas.at(0.55, 0.2)])
        program.click("mask_submit")
        sent = desk.made_when_quiet(3)[-1].body
        program.close()
    with Image.open(BytesIO(base64.b64decode(sent["mask"]))) as mask:
        assert mask.size == TOLD
        assert mask.getextrema()[1] == 255


def place_of(program: Program, source: str) -> tuple[int, int]:
    if source == "stage":
        return program.shown("grid_view").box.at(0.3, 0.3)
    box = program.shown("library_view").box
    return (box.x + 50, box.y + 50)
