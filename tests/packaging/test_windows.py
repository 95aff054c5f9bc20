"""The Windows installer, as far as it can be tested elsewhere: it compiles without a warning."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "packaging" / "windows" / "mjstudio.nsi"
Import = Callable[[str], ModuleType]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the script, and with what it packs."""
    made = tmp_path / "build/package/made/icons"
    folder = tmp_path / "build/package/onedir/mjstudio"
    for path in (made, folder / "_internal", tmp_path / "build/dist", tmp_path / "packaging"):
        path.mkdir(parents=True)
    Image.new("RGB", (32, 32)).save(made / "mjstudio.ico")
    (folder / "mjstudio.exe").write_text("a program")
    (folder / "_internal" / "library.dll").write_text("a library")
    shutil.copytree(SCRIPT.parent, tmp_path / "packaging/windows")
    return tmp_path


def test_the_installer_compiles_without_a_warning(checkout: Path) -> None:
    tool = shutil.which("makensis")
    if tool is None:
        pytest.skip("makensis is not here")
    done = subprocess.run(
        [tool, "-V2", "-WX", "-DVERSION=1.2.3", "mjstudio.nsi"],
        cwd=checkout / "packaging/windows",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    setup = checkout / "build/dist/mjstudio-1.2.3-windows-x64-setup.exe"
    assert setup.read_bytes()[:2] == b"MZ"


@pytest.mark.parametrize("name", ["mjstudio", "Uninstall"])
def test_a_program_that_runs_is_ended_before_anything_is_touched(name: str) -> None:
    text = SCRIPT.read_text(encoding="utf-8")
    section = re.search(rf'^Section "{name}"\n(.*?)^SectionEnd', text, re.MULTILINE | re.DOTALL)
    assert section is not None
    commands = [line.strip() for line in section[1].splitlines()]
    first = next(line for line in commands if line and not line.startswith(";"))
    assert first in ("Call EndRunning", "Call un.EndRunning")


def test_the_installer_asks_in_words_that_the_program_knows() -> None:
    text = SCRIPT.read_text(encoding="utf-8")
    manual = (ROOT / "resources/desktop/mjstudio.1").read_text(encoding="utf-8")
    (words,) = re.findall(r"ExecWait '\"\$INSTDIR\\mjstudio\.exe\" (.*?)'", text)
    assert words.replace("-", "\\-") in manual
