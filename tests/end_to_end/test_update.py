"""The program is updated while it runs: it goes on working, says so, and restarts on a press."""

import os
import shutil
from pathlib import Path

import pytest

import mjstudio
from tests.end_to_end.accessible import Gone, Widget, until
from tests.end_to_end.desk import EDIT, Desk, Program, set_up

NEXT = "9.8.7"
ANOTHERS = f"\nimport mjstudio as _own\nassert _own.__version__ == '{NEXT}', 'another version'\n"
"""Ends every module of the next version, so that a program of another version cannot import it."""
NOTICE = "mjstudio was updated"


class Copy:
    """The program in a folder of its own, which can be replaced as package managers do."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def environ(self) -> dict[str, str]:
        """What a start of this copy needs besides its command."""
        return {}

    def start(self, desk: Desk) -> Program:
        """Start it on its own sandbox, and wait until an update takes nothing away from it."""
        program = desk.start(sandbox=True, **self.environ)
        until(lambda: "everything is loaded" in program.logged(), "all to be loaded")
        return program


class Sources(Copy):
    """Modules and resources, as pip installs them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        own = Path(mjstudio.__file__).parent
        plain = shutil.ignore_patterns("__pycache__", "resources")
        shutil.copytree(own, folder / "mjstudio", ignore=plain)
        resources = own / "resources"
        shutil.copytree(
            resources if resources.is_dir() else own.parent / "resources",
            folder / "mjstudio" / "resources",
        )

    @property
    def environ(self) -> dict[str, str]:
        return {"PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"}

    def update(self) -> None:
        """Replace each file by one beside it; what the next version has not is removed."""
        for path in sorted((self.folder / "mjstudio").rglob("*.py")):
            text = path.read_text("utf-8")
            if path.name == "__init__.py" and path.parent.name == "mjstudio":
                text = text.replace(f'"{mjstudio.__version__}"', f'"{NEXT}"')
            else:
                text += ANOTHERS
            replace(path, text.encode())
        for icon in (self.folder / "mjstudio" / "resources" / "icons").glob("*.svg"):
            replace(icon, icon.read_bytes())


class Packaged(Copy):
    """The folder of PyInstaller; the next version's program is elsewhere, and all else is gone."""

    def __init__(self, folder: Path, program: Path) -> None:
        super().__init__(folder)
        self._source = program.resolve().parent
        self.program = folder / program.resolve().name
        shutil.copytree(self._source, folder, symlinks=True)

    def update(self) -> None:
        """Put another program in the place of the one that runs, and remove its other files."""
        other = self._source / self.program.name
        replace(self.program, f'#!/bin/sh\nexec "{other}" "$@"\n'.encode(), 0o755)
        shutil.rmtree(self.folder / "_internal")


def replace(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Give a path another file, as dpkg does: written beside it, and renamed over it."""
    new = path.with_name(f"{path.name}.dpkg-new")
    new.write_bytes(content)
    new.chmod(mode)
    os.replace(new, path)  # noqa: PTH105 (the call that package managers make)


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Sources | Packaged":
    """A copy of the program that is tested."""
    named = os.environ.get("MJSTUDIO_PROGRAM")
    if not named:
        return Sources(tmp_path / "installed")
    packaged = Packaged(tmp_path / "installed", Path(named))
    monkeypatch.setenv("MJSTUDIO_PROGRAM", str(packaged.program))
    return packaged


@pytest.mark.timeout(400)
def test_an_update_takes_nothing_away_and_one_press_restarts(
    tmp_path: Path, copied: "Sources | Packaged"
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with set_up(home) as desk, copied.start(desk) as program:
        copied.update()
        use_what_is_loaded_late(desk, program)
        until(lambda: program.says(NOTICE), "the notice")
        program.write_prompt("a wanderer above the fog --ar 3:2")
        place = program["main_window"].box
        press(program, "Restart now")
        until(lambda: program.process.poll() is not None, "the program to end")
        assert program.process.returncode == 0
        assert program.errors() == ""
        assert "Traceback" not in program.logged()
        with program.successor() as restarted:
            until(lambda: restarted[EDIT].text == "a wanderer above the fog --ar 3:2", "the draft")
            assert restarted["main_window"].box == place
            assert not restarted.says(NOTICE)
            restarted.close()


def use_what_is_loaded_late(desk: Desk, program: Program) -> None:
    """Use every part of the window that is made, and imported, when it is first used."""
    program.finish_grid("a mountain lake")
    desk.key("Escape")
    desk.key("2")
    program.usable("action_variation_region")
    desk.key("m")
    canvas = program.shown("mask_canvas").box
    desk.drag([canvas.at(0.4 + 0.05 * step) for step in range(5)])
    program.usable("mask_undo")
    desk.key("Return")
    until(lambda: not program.is_shown("mask_canvas"), "the redrawn picture")
    desk.key("ctrl+comma")
    program.shown("settings_page_look")
    desk.key("Escape")
    until(lambda: not program.is_shown("settings_page_look"), "the settings to be closed")


def press(program: Program, label: str) -> None:
    """Click the button with a label, wherever it is."""

    def button() -> Widget | None:
        try:
            for frame in program.frames():
                for widget in frame.descendants():
                    if widget.role == "push button" and widget.name == label and widget.showing:
                        return widget
        except Gone:
            return None
        return None

    found: Widget = until(button, f"the button “{label}”")
    program.desk.click(*found.box.at())
