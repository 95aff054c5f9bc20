"""The Flatpak's manifest: its runtime, its rights, and all that it is built of."""

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "packaging" / "flatpak"
Import = Callable[[str], ModuleType]


@pytest.fixture
def manifest(module: Import) -> dict[str, Any]:
    text = (FOLDER / f"{module('identity').ID}.yml").read_text(encoding="utf-8")
    told: dict[str, Any] = yaml.safe_load(text)
    return told


@pytest.fixture
def parts() -> dict[str, Any]:
    told: dict[str, Any] = json.loads((FOLDER / "python.json").read_text(encoding="utf-8"))
    return told


def test_its_qt_is_the_one_that_the_program_is_tested_with(manifest: dict[str, Any]) -> None:
    assert manifest["runtime"] == "org.kde.Platform"
    assert manifest["sdk"] == "org.kde.Sdk"
    assert manifest["base"] == "io.qt.PySide.BaseApp"
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = re.search(r"^pyside6-essentials==(\d+\.\d+)\.", lock, re.MULTILINE)
    assert pinned is not None
    assert manifest["runtime-version"] == manifest["base-version"] == pinned[1]
    assert "/app/cleanup-BaseApp.sh" in manifest["cleanup-commands"]


def test_it_sees_no_folder_of_the_artists(module: Import, manifest: dict[str, Any]) -> None:
    assert manifest["id"] == module("identity").ID
    assert not [right for right in manifest["finish-args"] if "filesystem" in right]


def test_what_it_installs_from_the_repository_is_there_or_made(
    module: Import, manifest: dict[str, Any], tmp_path: Path
) -> None:
    module("pack_desktop").make(ROOT, tmp_path)
    part = manifest["modules"][1]
    assert part["sources"] == [{"type": "dir", "path": "../.."}]
    assert (FOLDER / "../..").resolve() == ROOT
    installed = [line.split()[-1] for line in part["build-commands"] if line.startswith("install")]
    assert len(installed) == 4
    for path in installed:
        assert (ROOT / path).is_file() or (tmp_path / path).is_file()


def test_it_is_built_of_the_pinned_files_of_all_that_the_program_needs(
    module: Import, parts: dict[str, Any]
) -> None:
    tool = module("flatpak_sources")
    pins = tool.pins()
    (builders,) = parts["modules"]
    wanted = {"python-parts": tool.of_the_program(), "python-builders": tool.BUILDERS}
    assert not wanted["python-parts"] & tool.OF_THE_BASE
    for part in (parts, builders):
        names = set()
        for source in part["sources"]:
            address = re.fullmatch(
                r"https://files\.pythonhosted\.org/packages/([\w.]+)/(.)/([a-z0-9-]+)/(\S+)",
                source["url"],
            )
            assert address is not None
            kind, initial, name, file = address.groups()
            names.add(name)
            version, hashes = pins[name]
            assert source["sha256"] in hashes, f"run packaging/flatpak_sources.py for {name}"
            assert f"-{version}" in file
            assert initial == name[0]
            assert (kind == "source") == file.endswith(".tar.gz") == (name in tool.COMPILED)
            assert ("only-arches" in source) == (name in tool.AS_WHEELS)
        assert names == wanted[part["name"]]
        assert "--no-index --no-deps --no-build-isolation" in part["build-commands"][0]
    assert builders["cleanup"] == ["*"]
    # Pillow without WebP would show no preview at all.
    assert "'webp'" in parts["build-commands"][1]


def test_what_builds_the_wheel_is_among_the_builders(module: Import) -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = {requirement.split("==")[0] for requirement in told["build-system"]["requires"]}
    assert names <= module("flatpak_sources").BUILDERS


def test_needs_are_followed_to_their_ends_for_linux(module: Import) -> None:
    needed = module("flatpak_sources").needed
    assert {"keyring", "secretstorage", "cryptography", "cffi"} <= needed(["keyring"])
    assert "pywin32-ctypes" not in needed(["keyring"])
    assert needed(["jeepney; sys_platform == 'win32'"]) == set()
