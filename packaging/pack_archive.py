"""The self-extracting archive that installs without root: a shell script followed by a tar.xz."""

from __future__ import annotations

import hashlib
import io
import lzma
import platform
import tarfile
from collections.abc import Mapping
from pathlib import Path

import identity
import pack_deb
import pack_desktop
from pack_onedir import BENCHMARK, PROGRAMS

MARK = ".mjstudio-package"
"""The file by which the script recognises a folder as its own."""


def build(root: Path, folder: Path, made: Path, dist: Path, variables: Mapping[str, str]) -> Path:
    """Build the archive out of the folder; return its path."""
    version, machine = identity.version(root), platform.machine()
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    files.pop(BENCHMARK, None)
    files |= {f"share/{name}": path for path, name in pack_deb.desktop_files(root, made).items()}
    manuals = {"": made / "mjstudio.1"} | {
        f"{language}/": made / path.name for language, path in pack_desktop.manuals(root).items()
    }
    files |= {f"share/man/{folder}man1/mjstudio.1": path for folder, path in manuals.items()}
    payload = packed(files, {MARK: f"{version}\n".encode()}, int(variables["SOURCE_DATE_EPOCH"]))
    template = (root / "packaging/linux/install.sh").read_text(encoding="utf-8")
    archive = dist / f"mjstudio-{version}-linux-{machine}.run"
    archive.write_bytes(header(template, payload, version, machine) + payload)
    archive.chmod(0o755)
    return archive


def packed(files: Mapping[str, Path], texts: Mapping[str, bytes], time: int) -> bytes:
    """Return a tar.xz of files and texts, sorted by name, all with one time and owned by root."""
    raw = io.BytesIO()
    with (
        lzma.LZMAFile(raw, "wb", preset=6) as squeezed,
        tarfile.open(fileobj=squeezed, mode="w", format=tarfile.GNU_FORMAT) as tar,
    ):
        for name in sorted([*files, *texts]):
            entry = tarfile.TarInfo(name)
            entry.mtime = time
            entry.mode = 0o755 if name in PROGRAMS else 0o644
            path = files.get(name)
            if path is None:
                entry.size = len(texts[name])
                tar.addfile(entry, io.BytesIO(texts[name]))
            elif path.is_symlink():
                entry.type, entry.linkname = tarfile.SYMTYPE, str(path.readlink())
                tar.addfile(entry)
            elif path.is_dir():
                entry.type, entry.mode = tarfile.DIRTYPE, 0o755
                tar.addfile(entry)
            else:
                entry.size = path.stat().st_size
                with path.open("rb") as content:
                    tar.addfile(entry, content)
    return raw.getvalue()


def header(template: str, payload: bytes, version: str, machine: str) -> bytes:
    """Return the script before the payload, with its own length and the payload's checksum."""
    values = {
        "VERSION": version,
        "MACHINE": machine,
        "ID": identity.ID,
        "SUM": hashlib.sha256(payload).hexdigest(),
        "LINES": str(template.count("\n") + 1),
    }
    for name, value in values.items():
        template = template.replace(f"@{name}@", value)
    return template.encode()
