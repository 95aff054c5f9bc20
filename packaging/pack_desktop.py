"""What a desktop shows of the program before it runs: metainfo, manual page, version resource."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from xml.sax.saxutils import escape

import identity
from identity import Release

PLACE = "  <releases/>\n"
_PLACE_NOTE = "  <!-- Filled in from CHANGELOG.md when a package is built. -->\n"

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


def metainfo(template: str, found: Sequence[Release]) -> str:
    """The AppStream metainfo with the notes of every release, newest first."""
    if PLACE not in template:
        raise ValueError("the metainfo has no place for its releases")
    lines = ["  <releases>"]
    for release in found:
        lines.append(f'    <release version="{release.version}" date="{release.day}">')
        if release.changes:
            lines += ["      <description>", "        <ul>"]
            lines += [f"          <li>{escape(change)}</li>" for change in release.changes]
            lines += ["        </ul>", "      </description>"]
        lines.append("    </release>")
    lines.append("  </releases>\n")
    return template.replace(_PLACE_NOTE, "").replace(PLACE, "\n".join(lines))


def debian_changelog(found: Sequence[Release]) -> str:
    """The changelog as Debian writes it."""
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
    """A change as the lines of a Debian changelog, none longer than `width`."""
    lines, line = [], "  *"
    for word in text.split():
        if len(line) + 1 + len(word) > width:
            lines.append(line)
            line = "   "
        line += f" {word}"
    return [*lines, line]


def version_resource(version: str) -> str:
    """The version resource of the Windows program, as PyInstaller reads it."""
    four = (*(int(part) for part in version.split(".")), 0)
    return VERSION_RESOURCE.format(four=four, version=version, copyright=identity.COPYRIGHT)


def make(root: Path, made: Path) -> None:
    """Write all of them into a folder."""
    drawn = root / "resources" / "desktop"
    found = identity.all_releases(root)
    version = identity.version(root)
    name = f"{identity.ID}.metainfo.xml"
    text = (drawn / name).read_text(encoding="utf-8")
    _write(made / name, metainfo(text, found))
    _write(made / "changelog.Debian", debian_changelog(found))
    manual = (drawn / "mjstudio.1").read_text(encoding="utf-8")
    day = found[0].day if found else ""
    _write(made / "mjstudio.1", manual.replace("@VERSION@", version).replace("@DAY@", day))
    _write(made / "version-resource.txt", version_resource(version))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
