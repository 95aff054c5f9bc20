"""The main job with the keys and the pointer of an artist, judged by what is on the screen."""

import base64
import io
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from tests.end_to_end.accessible import until
from tests.end_to_end.desk import EDIT, Desk, set_up

SCREENS = {1.0: "1440x900x24", 1.25: "1800x1125x24", 2.0: "2880x1800x24"}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("scale", SCREENS)
def test_prompt_upscale_mask_redraw_and_vary(tmp_path: Path, scale: float) -> None:
    with set_up(tmp_path, SCREENS[scale], scale=scale) as desk:
        main_job(desk)


def main_job(desk: Desk) -> None:
    with desk.start() as program:
        desk.type("1 mountain lake, mist --seed 12")
        until(lambda: program[EDIT].text.endswith("--seed 12"), "the text")
        assert program[EDIT].text == "1 mountain lake, mist --seed 12"
        assert desk.made() == [], "a key fired while text was typed"
        desk.key("Return")
        program.usable("action_reroll")
        assert [r.body["prompt"] for r in desk.made()] == ["1 mountain lake, mist --seed 12"]

        desk.key("Escape")
        desk.key("2")
        program.usable("action_variation_region")
        upscaled = desk.made()[-1].body
        assert upscaled["action"] == "upscale2"

        desk.key("m")
        canvas = program.shown("mask_canvas").box
        middle = canvas.at()
        until(lambda: max(desk.colour(*middle)) > 40, "the picture on the canvas")
        clean = desk.colour(*middle)
        desk.drag([canvas.at(0.4 + 0.05 * step) for step in range(5)])
        program.usable("mask_undo")
        desk.move(*canvas.at(0.02, 0.02))

        def pinker() -> int:
            seen = desk.colour(*middle)
            return (seen[0] - seen[1]) - (clean[0] - clean[1])

        until(lambda: pinker() > 30, "the overlay on the screen")
        desk.key("ctrl+z")
        until(lambda: pinker() < 10, "the undone stroke on the screen")
        desk.key("ctrl+shift+z")
        until(lambda: pinker() > 30, "the redone stroke on the screen")

        desk.key("Return")
        until(lambda: len(desk.made()) == 3, "the redraw")
        redraw = desk.made()[-1].body
        assert redraw["action"] == "variation_region"
        mask = Image.open(io.BytesIO(base64.b64decode(redraw["mask"])))
        source = newest(desk, 2)
        assert (mask.mode, mask.size) == ("L", source.size)
        bits = mask.point(lambda value: 255 * (value > 127))
        box = bits.getbbox()
        assert box is not None
        assert bits.getpixel((mask.width // 2, mask.height // 2)) == 255
        assert box[3] - box[1] < mask.height / 2, "more than the stroke was sent"

        until(lambda: len(pictures(desk)) == 3, "the redrawn picture")
        redrawn = newest(desk, 3)
        outside = ImageChops.invert(bits)
        for quarter in quarters(redrawn):
            difference = ImageChops.difference(quarter, source).convert("L")
            assert ImageChops.multiply(difference, outside).getbbox() is None
            assert ImageChops.multiply(difference, bits).getbbox() is not None

        until(lambda: not program.is_shown("mask_canvas"), "the stage after the redraw")
        program.close()
    assert len(desk.made()) == 3


def pictures(desk: Desk) -> list[Path]:
    """The pictures that are kept, oldest first."""
    return sorted((desk.data / "pictures").rglob("*.png"), key=lambda path: path.stat().st_mtime_ns)


def newest(desk: Desk, count: int) -> Image.Image:
    """The newest of so many kept pictures, RGB."""
    until(lambda: len(pictures(desk)) == count, f"{count} kept pictures")
    with Image.open(pictures(desk)[-1]) as picture:
        return picture.convert("RGB")


def quarters(grid: Image.Image) -> list[Image.Image]:
    """The four quarters of a 2x2 grid, in reading order."""
    width, height = grid.width // 2, grid.height // 2
    corners = [(0, 0), (width, 0), (0, height), (width, height)]
    return [grid.crop((x, y, x + width, y + height)) for x, y in corners]
