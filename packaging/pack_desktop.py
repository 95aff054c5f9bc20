"""What a desktop shows of the program before it runs: metainfo, manual page, version resource."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from types import MappingProxyType
from xml.sax.saxutils import escape

import identity
from identity import Release

PLACE = "  <releases/>\n"
_PLACE_NOTE = "  <!-- Filled in from CHANGELOG.md when a package is built. -->\n"

_MACOS_TAG = re.compile(r"^Tag: \S+-macosx_(\d+)_(\d+)_\w+$", re.MULTILINE)

VERSION_RESOURCE = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={four}, prodvers={four}, mask=0x3f, flags=0x0, OS=0x40004,
                    fileType=0x1, subtype=0x0, date=(0, 0)),
  kids=[
    StringFileInfo([StringTable("040904B0", [
      StringStruct("CompanyName", "The mjstudio authors"),
      StringStruct("FileDescription", "mjstudio"),
      StringStruct("FileVersion", "{version}"),
      StringStruct("InternalName", "mjstudio"),
      StringStruct("LegalCopyright", "{copyright}"),
      StringStruct("OriginalFilename", "mjstudio.exe"),
      StringStruct("ProductName", "mjstudio"),
      StringStruct("ProductVersion", "{version}"),
    ])]),
    VarFileInfo([VarStruct("Translation", [0x0409, 0x04B0])]),
  ],
)
"""


def metainfo(
    template: str,
    found: Sequence[Release],
    translated: Mapping[str, Sequence[Release]] = MappingProxyType({}),
) -> str:
    """Return the AppStream metainfo with the notes of every release, newest first.

    Each note is followed by its translations in `translated`, which must contain the same releases
    and changes in the same order. Raises ValueError if they do not.
    """
    if PLACE not in template:
        raise ValueError("the metainfo has no place for its releases")
    lines = ["  <releases>"]
    for release in found:
        lines.append(f'    <release version="{release.version}" date="{release.day}">')
        if release.changes:
            lines += ["      <description>", "        <ul>"]
            for change, *others in zip(
                release.changes, *_changes_of(release, translated), strict=True
            ):
                lines.append(f"          <li>{escape(change)}</li>")
                lines += [
                    f'          <li xml:lang="{language}">{escape(other)}</li>'
                    for language, other in zip(translated, others, strict=True)
                ]
            lines += ["        </ul>", "      </description>"]
        lines.append("    </release>")
    lines.append("  </releases>\n")
    return template.replace(_PLACE_NOTE, "").replace(PLACE, "\n".join(lines))


def _changes_of(
    release: Release, translated: Mapping[str, Sequence[Release]]
) -> Iterator[tuple[str, ...]]:
    """Return the changes of a release in each language."""
    for language, releases in translated.items():
        same = [one for one in releases if one.version == release.version]
        if not same or len(same[0].changes) != len(release.changes):
            raise ValueError(f"the {language} changelog tells {release.version} otherwise")
        yield same[0].changes


def debian_changelog(found: Sequence[Release]) -> str:
    """Return the changelog in Debian's format."""
    entries: list[str] = []
    for release in found:
        day = datetime.fromisoformat(release.day).replace(hour=12, tzinfo=UTC)
        lines = [f"mjstudio ({release.version}-1) unstable; urgency=medium", ""]
        for change in release.changes or ("Released.",):
            lines += folded(change)
        lines += ["", f" -- {identity.MAINTAINER}  {format_datetime(day)}", ""]
        entries.append("\n".join(lines))
    return "\n".join(entries)


def folded(text: str, width: int = 76) -> list[str]:
    """Wrap a change into lines of a Debian changelog, none longer than `width`."""
    lines, line = [], "  *"
    for word in text.split():
        if len(line) + 1 + len(word) > width:
            lines.append(line)
            line = "   "
        line += f" {word}"
    return [*lines, line]


def version_resource(version: str) -> str:
    """Return the Windows program's version resource, as PyInstaller reads it."""
    four = (*(int(part) for part in version.split(".")), 0)
    return VERSION_RESOURCE.format(four=four, version=version, copyright=identity.COPYRIGHT)


def wheels() -> list[str]:
    """Return the WHEEL file of every package of this Python's environment that has one."""
    found = (part.read_text("WHEEL") for part in importlib.metadata.distributions())
    return [text for text in found if text]


def minimum_macos(wheels: Iterable[str]) -> str:
    """Return the oldest macOS that all installed wheels are for, as "13.0".

    A wheel's tag tells its own oldest macOS
    (https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/). Raises
    ValueError if that of all is not the one that identity.MACOS announces.
    """
    found = [
        min((int(major), int(minor)) for major, minor in tags)
        for tags in (_MACOS_TAG.findall(text) for text in wheels)
        if tags
    ]
    oldest = "{}.{}".format(*max(found, default=(0, 0)))
    if oldest != identity.MACOS:
        raise ValueError(f"the wheels need macOS {oldest}; identity.MACOS is {identity.MACOS}")
    return oldest


def manuals(root: Path) -> dict[str, Path]:
    """Return the translated manual pages, by language as `LANG` writes it."""
    drawn = root / "resources" / "desktop"
    return {path.name.split(".")[1]: path for path in sorted(drawn.glob("mjstudio.*.1"))}


def make(root: Path, made: Path) -> None:
    """Write all of them into a folder."""
    drawn = root / "resources" / "desktop"
    found = identity.all_releases(root)
    version = identity.version(root)
    name = f"{identity.ID}.metainfo.xml"
    text = (drawn / name).read_text(encoding="utf-8")
    _write(made / name, metainfo(text, found, identity.translated_releases(root)))
    _write(made / "changelog.Debian", debian_changelog(found))
    day = found[0].day if found else ""
    for path in (drawn / "mjstudio.1", *manuals(root).values()):
        manual = path.read_text(encoding="utf-8")
        _write(made / path.name, manual.replace("@VERSION@", version).replace("@DAY@", day))
    _write(made / "version-resource.txt", version_resource(version))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
