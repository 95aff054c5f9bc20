"""The program replaced while it runs: noticed once, when the new one can start."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest
from pytestqt.qtbot import QtBot

from mjstudio import __version__, assets, preload
from mjstudio.desktop import updates
from mjstudio.desktop.updates import Updates, identity, installed_version
from mjstudio.studio.core.loop import StudioLoop
from mjstudio.studio.core.spawner import Tasks

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a program, of which nothing is loaded beforehand."""
    path = tmp_path / "mjstudio"
    path.write_text("the version that runs")

    async def nothing() -> None:
        return None

    monkeypatch.setattr(updates, "program_file", lambda: path)
    monkeypatch.setattr(updates, "load_everything", nothing)
    return path


def replace(program: Path) -> None:
    """Put another file in its place, as package managers do."""
    new = program.with_suffix(".new")
    new.write_text("the version that runs")
    new.replace(program)


@pytest.fixture
def look(
    loop: StudioLoop,
    qtbot: QtBot,
    program: Path,
) -> Callable[[], list[str]]:
    """Looks for an update: the versions that were found until now."""
    found: list[str] = []
    made = Updates(Tasks())
    made.found.connect(found.append)
    with qtbot.waitSignal(made.loaded):
        made.begin()

    def look() -> list[str]:
        with qtbot.waitSignal(made.looked):
            made.look()
        return found

    return look


def installed(monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    monkeypatch.setattr(updates, "installed_version", lambda: version)


def test_a_program_that_is_as_it_was_is_not_asked(
    look: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(monkeypatch, "9.8.7")
    assert look() == []


def test_another_version_is_told_once(
    look: Callable[[], list[str]], program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(monkeypatch, "9.8.7")
    replace(program)
    assert look() == ["9.8.7"]
    assert look() == ["9.8.7"]
    replace(program)
    assert look() == ["9.8.7", "9.8.7"]


def test_an_update_that_cannot_start_yet_is_told_when_it_can(
    look: Callable[[], list[str]], program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(monkeypatch, "")
    program.unlink()
    assert look() == []
    program.write_text("half of it")
    assert look() == []
    installed(monkeypatch, "9.8.7")
    assert look() == ["9.8.7"]


@pytest.mark.parametrize("packaged", [False, True])
def test_the_same_version_is_an_update_of_a_package_alone(
    look: Callable[[], list[str]],
    program: Path,
    packaged: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "frozen", packaged, raising=False)
    installed(monkeypatch, __version__)
    replace(program)
    assert look() == ([__version__] if packaged else [])


def test_a_file_is_told_from_one_with_its_size_and_time(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.touch()
    os.utime(one, (1, 1))
    before = identity(one)
    other.touch()
    os.utime(other, (1, 1))
    other.replace(one)
    assert before is not None
    assert identity(one) != before
    assert identity(other) is None


def test_the_program_itself_is_asked_for_its_version() -> None:
    assert installed_version() == __version__


def test_a_program_that_does_not_start_has_no_version(monkeypatch: pytest.MonkeyPatch) -> None:
    fails = [sys.executable, "-c", "raise SystemExit('a library is missing')"]
    monkeypatch.setattr(updates, "start_command", lambda _words: fails)
    assert installed_version() == ""
    monkeypatch.setattr(updates, "start_command", lambda _words: ["/no/such/program"])
    assert installed_version() == ""


# What is loaded beforehand


def test_every_module_of_the_window_is_loaded_beforehand() -> None:
    script = (
        "import asyncio, pkgutil, sys, mjstudio\n"
        "from mjstudio.desktop import updates\n"
        "asyncio.run(updates.load_everything())\n"
        "own = pkgutil.walk_packages(mjstudio.__path__, 'mjstudio.')\n"
        "print(*(found.name for found in own if found.name not in sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    others = tuple(f"{name}." for name in preload.NOT_OF_WINDOW)
    assert [name for name in done.stdout.split() if not f"{name}.".startswith(others)] == []


def test_a_package_has_modules_in_its_zip_and_beside_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "base_library.zip", "w") as library:
        library.writestr("encodings/__init__.pyc", b"")
        library.writestr("encodings/idna.pyc", b"")
    for name in (
        "python3.11/lib-dynload/_bz2{}",
        "PIL/_webp{}",
        "PySide6/QtSvg.abi3.so",
        "PySide6/Qt/plugins/imageformats/libqjpeg.so",
        "libQt6Core.so.6",
    ):
        path = tmp_path / name.format(preload.EXTENSION_SUFFIXES[0])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    found = set(preload.modules_beside(tmp_path))
    assert {"encodings", "encodings.idna", "_bz2", "PIL._webp"} <= found
    assert not any("libq" in name or "Qt6Core" in name for name in found)
    assert preload.module_name(PurePosixPath("a/b/__init__.pyc")) == "a.b"


def test_icons_that_were_read_are_there_without_their_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assets.keep_icons()
    kept = assets.icon_svg("brush")
    monkeypatch.setattr(assets, "resources", lambda: tmp_path)
    assert assets.icon_svg("brush") == kept
