"""The shape of the house, where import-linter cannot look: inside external packages."""

import ast
import re
from pathlib import Path

import mjstudio

ROOT = Path(mjstudio.__file__).parent


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
    return found


def modules(room: str) -> list[Path]:
    found = sorted((ROOT / room).rglob("*.py"))
    assert found, room
    return found


def test_mask_and_studio_know_no_widgets() -> None:
    for room in ("mask", "studio"):
        for path in modules(room):
            assert "PySide6.QtWidgets" not in imports(path), path


def test_only_one_place_starts_tasks() -> None:
    starters = [
        path.relative_to(ROOT).as_posix()
        for room in ("studio", "ui", "tour")
        for path in modules(room)
        if any(word in path.read_text() for word in ("create_task(", "ensure_future("))
    ]
    assert starters == ["studio/core/spawner.py"]


def test_the_map_names_every_room() -> None:
    rooms = {p.name for p in ROOT.iterdir() if (p / "__init__.py").is_file()}
    assert mjstudio.__doc__ is not None
    for room in rooms:
        assert f"{room}/" in mjstudio.__doc__, room


def test_the_map_names_every_folder_in_its_room() -> None:
    """Also the folders inside rooms, each below its own room and nothing else there."""
    assert mjstudio.__doc__ is not None
    map_of_the_house = mjstudio.__doc__.partition("Arrows:")[0]
    told: dict[str, set[str]] = {}
    room = ""
    for line in map_of_the_house.splitlines():
        if begins := re.match(r"    (\w+)/", line):
            room = begins[1]
        elif names := re.match(r"        ((?:\w+/(?:, )?)+)", line):
            told.setdefault(room, set()).update(re.findall(r"(\w+)/", names[1]))
    folders = {
        path.name: {one.name for one in path.iterdir() if (one / "__init__.py").is_file()}
        for path in ROOT.iterdir()
        if (path / "__init__.py").is_file()
    }
    assert told == {name: inside for name, inside in folders.items() if inside}
