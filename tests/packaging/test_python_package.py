"""What PyPI shows and what pip installs: the metadata, the wheel and the source archive."""

import importlib.util
import json
import re
import subprocess
import sys
import tarfile
import zipfile
from email.parser import BytesParser
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import mjstudio

ROOT = Path(__file__).resolve().parents[2]
HOME = "https://github.com/mjstudio/mjstudio"
RAW = f"https://raw.githubusercontent.com/mjstudio/mjstudio/v{mjstudio.__version__}"


def hatchling(*arguments: str, cwd: Path = ROOT) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def metadata() -> dict[str, Any]:
    """The metadata as hatchling sees it, which refuses classifiers that PyPI does not know."""
    told: dict[str, Any] = json.loads(hatchling("metadata"))
    return told


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    path = ROOT / "packaging" / "hatch_build.py"
    spec = importlib.util.spec_from_file_location("hatch_build", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_metadata_say_what_whose_and_for_whom(metadata: dict[str, Any]) -> None:
    assert metadata["version"] == mjstudio.__version__
    assert metadata["license"] == "MIT AND OFL-1.1 AND ISC"
    assert metadata["urls"]["Homepage"] == HOME
    assert {"Changelog", "Issues", "Releases"} <= metadata["urls"].keys()
    assert metadata["gui-scripts"] == {"mjstudio": "mjstudio.cli:main"}
    assert metadata["keywords"]
    assert len(metadata["description"]) <= 80


def test_the_pythons_are_those_that_dev_and_the_metadata_allow(metadata: dict[str, Any]) -> None:
    minors = re.findall(r"Programming Language :: Python :: 3\.(\d+)", str(metadata["classifiers"]))
    assert minors == ["11", "12", "13"]
    beyond, oldest = re.findall(r"[<>]=?3\.(\d+)", metadata["requires-python"])
    assert (oldest, beyond) == (minors[0], str(int(minors[-1]) + 1))


def test_what_pypi_shows_is_found_from_there(metadata: dict[str, Any]) -> None:
    readme = metadata["readme"]
    assert readme["content-type"] == "text/markdown"
    links = re.findall(r"(!?)\[[^\]]*\]\(([^)]+)\)", readme["text"])
    pictures = [path for picture, path in links if picture]
    assert pictures
    for path in pictures:
        assert path.startswith(f"{RAW}/resources/screenshots/")
        assert (ROOT / path.removeprefix(f"{RAW}/")).is_file()
    for picture, path in links:
        if not picture and path.startswith(f"{HOME}/blob/"):
            name = path.removeprefix(f"{HOME}/blob/v{mjstudio.__version__}/")
            assert (ROOT / name).is_file()
        assert path.startswith("https://")


def test_links_into_the_repository_and_the_readme_are_changed_alone(hook: ModuleType) -> None:
    text = "[a](b/c.md) ![d](e.png) [f](https://g.org) [h](#i) [j](mailto:k@l.org) `m`(n)"
    assert hook.with_addresses(text, HOME, "v1") == (
        f"[a]({HOME}/blob/v1/b/c.md)"
        " ![d](https://raw.githubusercontent.com/mjstudio/mjstudio/v1/e.png)"
        f" [f](https://g.org) [h]({HOME}#i) [j](mailto:k@l.org) `m`(n)"
    )


@pytest.mark.slow
def test_the_source_archive_builds_the_same_wheel(tmp_path: Path) -> None:
    hatchling("build", "-d", str(tmp_path), "-t", "sdist", "-t", "wheel")
    name = f"mjstudio-{mjstudio.__version__}"
    with tarfile.open(tmp_path / f"{name}.tar.gz") as archive:
        # As of Python 3.14; Debian 12's own Python knows no filters.
        modern = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        archive.extractall(tmp_path / "source", **modern)  # noqa: S202  (our own archive)
    again = tmp_path / "again"
    hatchling("build", "-d", str(again), "-t", "wheel", cwd=tmp_path / "source" / name)
    contents = []
    for folder in (tmp_path, again):
        with zipfile.ZipFile(folder / f"{name}-py3-none-any.whl") as wheel:
            contents.append({entry: wheel.read(entry) for entry in wheel.namelist()})
    assert contents[0] == contents[1]
    wheel_files = contents[0]
    assert "mjstudio/resources/locale/zh_CN/LC_MESSAGES/mjstudio.mo" in wheel_files
    assert "mjstudio/resources/fonts/OFL.txt" in wheel_files
    told = BytesParser().parsebytes(wheel_files[f"{name}.dist-info/METADATA"])
    assert told["License-Expression"] == "MIT AND OFL-1.1 AND ISC"
    assert f"{RAW}/resources/screenshots/grid.png" in told.get_payload()
    licences = told.get_all("License-File")
    assert licences == ["LICENSE", "resources/fonts/OFL.txt", "resources/icons/LICENSE"]
    for path in licences:
        assert f"{name}.dist-info/licenses/{path}" in wheel_files
