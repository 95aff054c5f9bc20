"""One version, one id, one set of release notes, wherever they show."""

import re
import shutil
import subprocess
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

import mjstudio

ROOT = Path(__file__).resolve().parents[2]
DESKTOP = ROOT / "resources" / "desktop"
Import = Callable[[str], ModuleType]

CHANGELOG = """\
# Changelog

## [Unreleased]

### Added

- What nobody has yet.

## [0.2.0] - 2026-05-04

### Fixed

- A mask & its `feather`, kept
  with [it](https://example.org).

## [0.1.0] - 2026-01-02
"""


def test_the_version_stands_in_one_place(module: Import) -> None:
    identity = module("identity")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" not in project["project"]
    assert project["tool"]["hatch"]["version"]["path"] == "mjstudio/__init__.py"
    assert identity.version() == mjstudio.__version__


def test_the_newest_release_of_the_changelog_is_the_version(module: Import) -> None:
    assert module("identity").all_releases()[0].version == mjstudio.__version__


def test_every_heading_of_the_changelog_is_of_its_form() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    sections = re.findall(r"^## .*$", text, re.MULTILINE)
    assert sections[0] == "## [Unreleased]"
    for section in sections[1:]:
        assert re.fullmatch(r"## \[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}", section)
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert set(re.findall(r"^### (.*)$", text, re.MULTILINE)) <= kinds


def test_releases_are_read_with_their_changes_and_without_markup(module: Import) -> None:
    identity = module("identity")
    assert identity.releases(CHANGELOG) == [
        identity.Release("0.2.0", "2026-05-04", ("A mask & its feather, kept with it.",)),
        identity.Release("0.1.0", "2026-01-02", ()),
    ]


def test_the_metainfo_tells_every_release(module: Import) -> None:
    identity, pack_desktop = module("identity"), module("pack_desktop")
    template = (DESKTOP / f"{identity.ID}.metainfo.xml").read_text(encoding="utf-8")
    made = ET.fromstring(pack_desktop.metainfo(template, identity.releases(CHANGELOG)))
    told = [(r.get("version"), r.get("date")) for r in made.iter("release")]
    assert told == [("0.2.0", "2026-05-04"), ("0.1.0", "2026-01-02")]
    assert [item.text for item in made.iter("li")][-1] == "A mask & its feather, kept with it."


def test_debians_changelog_has_its_own_form(module: Import) -> None:
    identity, pack_desktop = module("identity"), module("pack_desktop")
    text = pack_desktop.debian_changelog(identity.releases(CHANGELOG))
    assert text.startswith("mjstudio (0.2.0-1) unstable; urgency=medium\n\n  * A mask")
    assert f" -- {identity.MAINTAINER}  Mon, 04 May 2026 12:00:00 +0000\n" in text
    assert all(len(line) <= 80 for line in text.splitlines() if not line.startswith(" --"))


def test_one_id_names_entry_icon_metainfo_and_windows(module: Import) -> None:
    name = module("identity").ID
    assert name == mjstudio.APP_ID
    metainfo = ET.parse(DESKTOP / f"{name}.metainfo.xml").getroot()
    assert metainfo.findtext("id") == name
    assert metainfo.findtext("launchable") == f"{name}.desktop"
    entry = (DESKTOP / f"{name}.desktop").read_text(encoding="utf-8")
    assert f"Icon={name}\n" in entry
    assert (DESKTOP / f"{name}.svg").is_file()
    assert "setDesktopFileName(APP_ID)" in (ROOT / "mjstudio/start.py").read_text(encoding="utf-8")


def test_what_the_screenshots_of_the_metainfo_show_is_in_the_repository(module: Import) -> None:
    identity = module("identity")
    images = ET.parse(DESKTOP / f"{identity.ID}.metainfo.xml").iter("image")
    names = [(image.text or "").removeprefix(identity.SCREENSHOTS + "/") for image in images]
    assert names
    for name in names:
        assert (ROOT / "resources" / "screenshots" / name).is_file()


def test_the_entry_offers_to_open_pictures_and_nothing_else(module: Import) -> None:
    entry = (DESKTOP / f"{module('identity').ID}.desktop").read_text(encoding="utf-8")
    assert "MimeType=image/png;image/jpeg;image/webp;\n" in entry
    assert "Exec=mjstudio %F\n" in entry


def test_desktop_file_validate_passes(module: Import) -> None:
    tool = shutil.which("desktop-file-validate")
    if tool is None:
        pytest.skip("desktop-file-validate is not here")
    entry = DESKTOP / f"{module('identity').ID}.desktop"
    done = subprocess.run([tool, str(entry)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_appstreamcli_validate_passes(module: Import, tmp_path: Path) -> None:
    tool = shutil.which("appstreamcli")
    if tool is None:
        pytest.skip("appstreamcli is not here")
    module("pack_desktop").make(ROOT, tmp_path)
    metainfo = tmp_path / f"{module('identity').ID}.metainfo.xml"
    command = [tool, *module("pack").APPSTREAM[1:], str(metainfo)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
