"""Writes packaging/flatpak/python.json: the Flatpak's Python packages, by address and hash.

    .venv/bin/python packaging/flatpak_sources.py

Needed after every change of requirements.lock or packaging/release.lock; a test tells. Flathub
builds without a network, so each file is named in the manifest. Packages in plain Python come as
their wheels, which are their source; those with C are built from their source archives;
cryptography, which needs Rust and its crates, comes as the wheel of its authors. Qt, PySide6 and
Shiboken are those of the base, io.qt.PySide.BaseApp.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import re
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

from dev_process import say
from pack_onedir import run
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "packaging" / "flatpak" / "python.json"
LOCKS = (ROOT / "requirements.lock", ROOT / "packaging" / "release.lock")
OF_THE_BASE = {"pyside6-essentials", "shiboken6"}
COMPILED = {"cffi", "msgspec", "pillow"}
MACHINES = {"x86_64": "manylinux_2_28_x86_64", "aarch64": "manylinux_2_28_aarch64"}
AS_WHEELS = {"cryptography"}
BUILDERS = {
    "babel", "hatchling", "packaging", "pathspec", "pluggy", "pybind11", "setuptools",
    "setuptools-scm", "trove-classifiers", "vcs-versioning",
}  # fmt: skip
# The Python of org.kde.Platform 6.11, which is that of the Freedesktop runtime 25.08.
_TARGET = {
    "python_version": "3.13",
    "python_full_version": "3.13.0",
    "sys_platform": "linux",
    "platform_system": "Linux",
    "platform_python_implementation": "CPython",
    "implementation_name": "cpython",
    "os_name": "posix",
    "platform_machine": "x86_64",
    "extra": "",
}
# Pillow builds without what it does not find, and says nothing of it.
_WHOLE = (
    'python3 -c "from PIL import features;'
    " assert all(map(features.check, ('jpg', 'webp', 'zlib')))\""
)
_PIP = "pip3 install --no-index --no-deps --no-build-isolation --ignore-installed --prefix=/app"


def needed(requirements: Iterable[str]) -> set[str]:
    """Return the names of the packages that requirements come to on the Flatpak's system.

    What each package needs in turn is asked of those installed beside this Python.
    """
    found: set[str] = set()
    waiting = [Requirement(text) for text in requirements]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        marker = requirement.marker
        if name in found | OF_THE_BASE or (marker and not marker.evaluate(dict(_TARGET))):
            continue
        found.add(name)
        waiting += map(Requirement, importlib.metadata.distribution(name).requires or ())
    return found


def of_the_program() -> set[str]:
    """Return the names of the packages that the program needs, without those of the base."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return needed(told["project"]["dependencies"])


def pins() -> dict[str, tuple[str, set[str]]]:
    """Return the pinned version of each package, and the checksums of its files."""
    found: dict[str, tuple[str, set[str]]] = {}
    for lock in reversed(LOCKS):  # requirements.lock wins
        for entry in re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8")):
            name, _, rest = entry.partition("==")
            hashes = set(re.findall(r"--hash=sha256:(\w+)", rest))
            found[name] = (rest.split()[0], hashes) if rest else ("", set())
    return found


def address(name: str, file: str) -> str:
    """Return where PyPI serves a file: the address that needs no look-up of the file's hash."""
    kind = file.split("-")[-3] if file.endswith(".whl") else "source"
    return f"https://files.pythonhosted.org/packages/{kind}/{name[0]}/{name}/{file}"


def sources(name: str, version: str, hashes: set[str]) -> list[dict[str, object]]:
    """Download a package's files and return them as sources of a manifest.

    Raises ValueError for a file that is not one of the pinned ones.
    """
    wanted: list[list[str]] = [["--only-binary", ":all:", "--platform", "any"]]
    if name in COMPILED:
        wanted = [["--no-binary", name]]
    elif name in AS_WHEELS:
        wanted = [
            ["--only-binary", ":all:", "--python-version", "3.13", "--platform", platform]
            for platform in MACHINES.values()
        ]
    made = []
    for options in wanted:
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "pip", "download", "--no-deps", "--dest", folder]
            run([*command, *options, f"{name}=={version}"])
            (path,) = Path(folder).iterdir()
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            if digest not in hashes:
                raise ValueError(f"{path.name} is not pinned")
            source: dict[str, object] = {
                "type": "file",
                "url": address(name, path.name),
                "sha256": digest,
            }
            machines = [machine for machine in MACHINES if path.name.endswith(f"_{machine}.whl")]
            made.append(source | ({"only-arches": machines} if machines else {}))
            say(f"  {path.name}")
    return made


def module(name: str, packages: Iterable[str], check: Sequence[str] = ()) -> dict[str, object]:
    """Return a module of a manifest that installs packages; `check` are commands after that."""
    pinned = pins()
    found = [one for part in sorted(packages) for one in sources(part, *pinned[part])]
    kinds = sorted({Path(str(one["url"])).suffix for one in found})
    files = " ".join(f"./*{kind}" for kind in reversed(kinds))
    return {
        "name": name,
        "buildsystem": "simple",
        "build-commands": [f"{_PIP} {files}", *check],
        "sources": found,
    }


def main() -> int:
    """Write the file; returns 0."""
    builders = module("python-builders", BUILDERS & pins().keys()) | {"cleanup": ["*"]}
    parts = module("python-parts", of_the_program(), [_WHOLE])
    # Nested, for a manifest takes one module of a file: what is nested is built first.
    TARGET.write_text(json.dumps(parts | {"modules": [builders]}, indent=2) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
