"""packaging/smoke.py: what it takes for amiss."""

import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image

Import = Callable[[str], ModuleType]


def png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def picture(mode: str, colours: int) -> Image.Image:
    """A picture in random patches, so that every filter of PNG is used."""
    dice = random.Random(colours)
    bands = len(mode)
    made = Image.new(mode, (61, 47))
    palette = [tuple(dice.randrange(256) for _ in range(bands)) for _ in range(colours)]
    for number in range(colours * 3):
        colour = palette[number % colours]
        x, y = dice.randrange(61), dice.randrange(47)
        made.paste(colour if bands > 1 else colour[0], (x, y, x + 9, y + 7))
    return made


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
@pytest.mark.parametrize("colours", [1, 5, 40])
def test_colours_are_counted_as_pillow_counts_them(module: Import, mode: str, colours: int) -> None:
    image = picture(mode, colours)
    found = module("smoke").count_colours(png(image))
    assert found == len(image.getcolors(maxcolors=10_000) or [])


def tour(folder: Path, *, ok: bool = True, image: Image.Image | None = None) -> Path:
    folder.mkdir()
    told = {"ok": ok, "steps": [{"name": "begin", "ok": ok}]}
    (folder / "tour.json").write_text(json.dumps(told))
    if image is not None:
        (folder / "01-begin.png").write_bytes(png(image))
    return folder


def test_a_tour_in_order_is_reported(module: Import, tmp_path: Path) -> None:
    steps, colours = module("smoke").report(tour(tmp_path / "t", image=picture("RGB", 40)))
    assert steps == 1
    assert colours["01-begin.png"] >= 16


def test_a_blank_screenshot_is_amiss(module: Import, tmp_path: Path) -> None:
    smoke = module("smoke")
    with pytest.raises(smoke.Failed, match="blank screenshots: 01-begin"):
        smoke.report(tour(tmp_path / "t", image=Image.new("RGB", (50, 50), "navy")))


def test_no_screenshot_at_all_is_amiss(module: Import, tmp_path: Path) -> None:
    smoke = module("smoke")
    with pytest.raises(smoke.Failed, match="no screenshot"):
        smoke.report(tour(tmp_path / "t"))


def test_a_step_that_failed_is_amiss(module: Import, tmp_path: Path) -> None:
    smoke = module("smoke")
    with pytest.raises(smoke.Failed, match="begin"):
        smoke.report(tour(tmp_path / "t", ok=False, image=picture("RGB", 40)))


def test_any_line_of_output_is_amiss(module: Import) -> None:
    smoke = module("smoke")
    smoke.expect_silence("the program", "\n  \n")
    with pytest.raises(smoke.Failed, match="something"):
        smoke.expect_silence("the program", "\nqt.qpa: something\n")


def test_what_stays_of_a_package_is_told_and_what_was_there_before_is_not(module: Import) -> None:
    own = ["/.", "/usr", "/usr/bin", "/usr/bin/mjstudio", "/usr/lib/mjstudio"]
    assert module("smoke").left_over(own, {"usr/lib/mjstudio", "var/log/apt"}) == [
        "/usr/lib/mjstudio"
    ]


def test_without_a_package_it_says_how_to_make_one(module: Import, tmp_path: Path) -> None:
    smoke = module("smoke")
    with pytest.raises(smoke.Failed, match=r"dev\.py package"):
        smoke.only_package(tmp_path)
