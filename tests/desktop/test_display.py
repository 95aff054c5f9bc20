"""No display, or nothing that could draw on it: one sentence, exit code 1, and no crash."""

import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mjstudio.desktop import libraries
from mjstudio.desktop.libraries import NEEDED, install_command, missing, why_no_window
from tests.desktop.processes import environment

ROOT = Path(__file__).resolve().parents[2]
linux_alone = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 and Wayland")

NEEDS_A_DISPLAY = "mjstudio needs a display: neither DISPLAY nor WAYLAND_DISPLAY is set.\n"


def begin(home: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Start the program on no display, or on those that the variables name."""
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_SESSION_TYPE")
    plain = {name: value for name, value in environment(home).items() if name not in hidden}
    return subprocess.run(
        [sys.executable, "-m", "mjstudio", *words],
        env={**plain, "XDG_RUNTIME_DIR": str(home), "LC_ALL": "C.UTF-8", **variables},
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )


def assert_nothing_crashed(home: Path) -> None:
    """Neither a report for the next start nor a core is left, and the data folder is free."""
    assert list((home / "data" / "logs").iterdir()) == []
    assert list(ROOT.glob("core*")) == []
    assert not (home / "data" / "instance.lock").exists()


@linux_alone
@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, NEEDS_A_DISPLAY),
        ({"QT_QPA_PLATFORM": "xcb"}, NEEDS_A_DISPLAY),
        ({"DISPLAY": ":7077"}, "mjstudio cannot open a window on the display :7077.\n"),
        ({"WAYLAND_DISPLAY": "dead"}, "mjstudio cannot open a window on the display dead.\n"),
        (
            {"DISPLAY": ":7077", "WAYLAND_DISPLAY": "dead"},
            "mjstudio cannot open a window on the display dead, :7077.\n",
        ),
        ({"LC_ALL": "zh_CN.UTF-8"}, "mjstudio 需要显示器：DISPLAY 和 WAYLAND_DISPLAY 均未设置。\n"),
    ],
)
def test_without_a_display_one_sentence_and_no_crash(
    tmp_path: Path, variables: dict[str, str], said: str
) -> None:
    done = begin(tmp_path, **variables)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", said)
    assert_nothing_crashed(tmp_path)


@pytest.fixture
def without_cursors(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a system on which Qt's plugin for X11 cannot be loaded."""
    broken = tmp_path / "libraries"
    broken.mkdir()
    (broken / "libxcb-cursor.so.0").write_text("no library")
    return {"LD_LIBRARY_PATH": str(broken)}


@linux_alone
def test_what_is_missing_for_the_window_is_named_with_its_package(
    tmp_path: Path, without_cursors: dict[str, str]
) -> None:
    done = begin(tmp_path, DISPLAY=":7077", **without_cursors)
    assert done.returncode == 1
    sentence = "mjstudio cannot open a window, because this system lacks libxcb-cursor.so.0."
    assert done.stderr.startswith(sentence)
    assert len(done.stderr.splitlines()) == 1
    assert_nothing_crashed(tmp_path)


@linux_alone
def test_an_installer_can_ask_before_there_is_a_display(
    tmp_path: Path, without_cursors: dict[str, str]
) -> None:
    assert begin(tmp_path, "--check-libraries").returncode == 0
    done = begin(tmp_path, "--check-libraries", **without_cursors)
    assert done.returncode == 1
    assert "libxcb-cursor.so.0" in done.stderr
    assert not (tmp_path / "data").exists()


@linux_alone
def test_qt_that_cannot_be_loaded_is_no_traceback(tmp_path: Path) -> None:
    broken = tmp_path / "libraries"
    broken.mkdir()
    (broken / "libEGL.so.1").write_text("no library")
    done = begin(tmp_path, LD_LIBRARY_PATH=str(broken))
    assert done.returncode == 1
    assert "lacks libEGL.so.1" in done.stderr
    assert "Traceback" not in done.stderr


def test_each_distribution_is_told_its_own_command() -> None:
    lacking = ["libxcb-cursor.so.0", "libxcb-shm.so.0", "libglib-2.0.so.0"]
    commands = {
        "ID=debian VERSION_ID=12": "sudo apt-get install libglib2.0-0 libxcb-cursor0 libxcb-shm0",
        "ID=debian": "sudo apt-get install libglib2.0-0t64 libxcb-cursor0 libxcb-shm0",
        "ID=ubuntu ID_LIKE=debian VERSION_ID=22.04": "sudo apt-get install libglib2.0-0 "
        "libxcb-cursor0 libxcb-shm0",
        "ID=ubuntu ID_LIKE=debian VERSION_ID=24.04": "sudo apt-get install libglib2.0-0t64 "
        "libxcb-cursor0 libxcb-shm0",
        "ID=arch": "sudo pacman -S glib2 libxcb xcb-util-cursor",
        "ID=fedora": "sudo dnf install 'libxcb-cursor.so.0()(64bit)' 'libxcb-shm.so.0()(64bit)' "
        "'libglib-2.0.so.0()(64bit)'",
        "ID=other": "",
    }
    for system, command in commands.items():
        fields = dict(pair.split("=") for pair in system.split())
        assert install_command(lacking, fields) == command, system
    suse = {"ID": "opensuse-leap", "ID_LIKE": "suse opensuse"}
    assert install_command(lacking, suse).startswith("sudo zypper install 'libxcb-cursor.so.0")


def test_machines_that_build_are_told_the_same_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    dev_system = importlib.import_module("dev_system")
    assert {soname: names[0] for soname, names in NEEDED.items()}.items() <= (
        dev_system.OFFSCREEN | dev_system.WINDOW
    ).items()
    assert dev_system.WINDOW.keys() <= NEEDED.keys() | {"libxcb-glx.so.0"}


@linux_alone
def test_what_is_missing_is_asked_of_the_linker() -> None:
    assert missing(lambda soname: soname != "libxcb-cursor.so.0") == ["libxcb-cursor.so.0"]
    assert libraries.is_there("libc.so.6")
    assert not libraries.is_there("libno-such-thing.so.9")


def test_another_reason_is_in_the_words_of_qt() -> None:
    said = why_no_window({"QT_QPA_PLATFORM": "eglfs"}, [], ["no device", "It failed\nhere. "])
    assert said == "mjstudio cannot open a window: It failed here."
