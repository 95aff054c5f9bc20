"""packaging/icons.py: every size that the three systems ask for."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from PIL import Image
from pytestqt.qtbot import QtBot

Import = Callable[[str], ModuleType]


def test_icons_are_drawn_for_every_system(qtbot: QtBot, module: Import, tmp_path: Path) -> None:
    icons = module("icons")
    icons.make(tmp_path)
    for size in icons.SIZES:
        with Image.open(tmp_path / f"mjstudio-{size}.png") as icon:
            assert icon.size == (size, size)
            assert icon.mode == "RGBA"
    with Image.open(tmp_path / "mjstudio.ico") as icon:
        assert icon.info["sizes"] == {(size, size) for size in icons.ICO_SIZES}
    with Image.open(tmp_path / "mjstudio.icns") as icon:
        sizes = {width * scale for width, _height, scale in icon.info["sizes"]}
        assert {32, 64, 128, 256, 512} <= sizes


def test_small_icons_have_a_drawing_of_their_own(module: Import) -> None:
    icons = module("icons")
    assert [size for size in icons.SIZES if icons.drawing(size) == icons.SMALL] == [16, 24]


def test_icons_are_the_same_when_drawn_again(qtbot: QtBot, module: Import, tmp_path: Path) -> None:
    icons, pack = module("icons"), module("pack")
    icons.make(tmp_path / "one")
    icons.make(tmp_path / "other")
    assert pack.differences(tmp_path / "one", tmp_path / "other") == []
