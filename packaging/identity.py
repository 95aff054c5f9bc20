"""The program's identity on a desktop: its id, version and changes, each defined in one place.

The version is `__version__` in mjstudio/__init__.py; pyproject.toml, the packages and the metainfo
read it there. CHANGELOG.md records what changed, and when.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ID = "io.github.mjstudio.mjstudio"
NAME = "mjstudio"
SUMMARY = "Make pictures with Midjourney"
HOMEPAGE = "https://github.com/mjstudio/mjstudio"
SCREENSHOTS = "https://raw.githubusercontent.com/mjstudio/mjstudio/main/resources/screenshots"
MAINTAINER = "The mjstudio authors <mjstudio@users.noreply.github.com>"
MACOS = "13.0"
"""The oldest macOS that the program runs on: PySide6's wheel, macosx_13_0, decides."""
COPYRIGHT = "Copyright the mjstudio authors. MIT licence."

_RELEASE = re.compile(r"^## \[(?P<version>\d+\.\d+\.\d+)\] - (?P<day>\d{4}-\d{2}-\d{2})$")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)|`([^`]*)`")


@dataclass(frozen=True)
class Release:
    """One numbered section of the changelog; `day` is YYYY-MM-DD, a change a sentence or more."""

    version: str
    day: str
    changes: tuple[str, ...]


def version(root: Path = ROOT) -> str:
    """The version of a checkout."""
    text = (root / "mjstudio" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"$', text, re.MULTILINE)
    if found is None:
        raise ValueError("mjstudio/__init__.py has no __version__")
    return found[1]


def releases(changelog: str) -> list[Release]:
    """Return a changelog's numbered sections, newest first, without the unreleased one."""
    found: list[Release] = []
    changes: list[str] = []
    section: re.Match[str] | None = None

    def close() -> None:
        if section is not None:
            found.append(Release(section["version"], section["day"], tuple(changes)))

    for line in changelog.splitlines():
        if line.startswith("## "):
            close()
            section, changes = _RELEASE.match(line), []
        elif line.startswith("- "):
            changes.append(_plain(line[2:]))
        elif line.startswith("  ") and line.strip() and changes:
            changes[-1] += " " + _plain(line.strip())
    close()
    return found


def all_releases(root: Path = ROOT) -> list[Release]:
    """The numbered sections of CHANGELOG.md."""
    return releases((root / "CHANGELOG.md").read_text(encoding="utf-8"))


def translated_releases(root: Path = ROOT) -> dict[str, list[Release]]:
    """Return the same sections in their translations, by language as `LANG` writes it."""
    return {
        path.name.split(".")[1].replace("-", "_"): releases(path.read_text(encoding="utf-8"))
        for path in sorted((root / ".github").glob("CHANGELOG.*.md"))
    }


def _plain(text: str) -> str:
    return _LINK.sub(lambda match: match[1] or match[2], text).strip()
