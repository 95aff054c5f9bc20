"""The licence texts of everything in a built folder, and whose each of its libraries is.

What is looked at is the folder itself: its native files on disk, and the modules that PyInstaller
put into the program. Each belongs to a distribution of PyPI, to Python, to PyInstaller's loader or
to one of NATIVE. NATIVE libraries also hide inside others, where bytes that only they have tell of
them. What belongs to nobody, or has no text, fails the build: a package without the terms of a part
must not be handed to anybody.

The texts of distributions are in their wheels, Python's beside its modules. Those that no wheel has
are in packaging/licences: GNU's, Apache's and Mozilla's as in Debian's /usr/share/common-licenses;
those of the libraries in Pillow's wheels as these have them; python-incorporated.txt from Python's
documentation, icu.txt from ICU's own sources, the rest from the copyright files of Debian's
packages.
"""

from __future__ import annotations

import fnmatch
import importlib.metadata as metadata
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import identity
from dev_process import Refusal
from pack_onedir import BENCHMARK

TEXTS = identity.ROOT / "packaging" / "licences"
FOLDER = "licences"
NOTICE = "NOTICE.txt"
_MAGIC = (
    b"\x7fELF",
    b"MZ",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
)
_TOLD = ("type", "name", "version", "licenses")
_LICENCE = re.compile(r"(?i)(^|/)(licen[cs]e|copying|notice|authors)[^/]*$|/licenses/")
_QT = ("LGPL-3.0.txt", "GPL-3.0.txt", "GPL-2.0.txt")
_MORE_TEXTS = {
    "certifi": ("MPL-2.0.txt",),
    "cryptography": ("rust-crates.txt",),
    "pyside6-essentials": _QT,
    "shiboken6": _QT,
}
"""Texts that the wheels of these distributions lack, or only name."""


@dataclass(frozen=True)
class Native:
    """A library in C or C++ that comes inside something else.

    `files` are patterns of its own files, `inside` of the files that it is built into; `mark` is a
    regular expression of bytes that are found wherever it is built in, its first group the version.
    `told` is its name in the bills that wheels bring, where that is another.
    """

    name: str
    terms: str
    files: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    mark: bytes = b""
    text: str = ""
    told: str = ""


NATIVE = (
    Native("brotli", "MIT", ("libbrotli*",)),
    Native("bzip2", "bzip2-1.0.6", ("libbz2*",), mark=rb"bzip2/libbzip2"),
    Native("double-conversion", "BSD-3-Clause", inside=("libQt6Core.*", "Qt6Core.dll", "QtCore")),
    Native("expat", "MIT", ("libexpat*",), mark=rb"expat_(\d+\.\d+\.\d+)", text="Python"),
    Native("freetype", "FTL", ("libfreetype*", "freetype*.dll"), mark=rb"postscript-cmaps"),
    Native("harfbuzz", "MIT", ("libharfbuzz*",), mark=rb"HB_SHAPER_LIST"),
    Native("icu", "ICU", ("libicu*", "icu*.dll")),
    Native("lcms2", "MIT", ("liblcms2*",), told="little cms 2"),
    Native("libavif", "BSD-2-Clause", ("libavif*",)),
    Native("libffi", "MIT", ("libffi*",), ("_cffi_backend*",)),
    Native(
        "libjpeg-turbo",
        "IJG AND BSD-3-Clause AND Zlib",
        ("libjpeg*",),
        mark=rb"libjpeg-turbo version (\d+\.\d+[\d.]*)",
        told="libjpeg / libjpeg-turbo",
    ),
    Native("liblzma", "0BSD", ("liblzma*",)),
    Native("libmpdec", "BSD-2-Clause", ("libmpdec*",), ("_decimal*",), text="Python"),
    Native("libpng", "libpng-2.0", ("libpng*",), mark=rb"libpng version (\d+\.\d+\.\d+)"),
    Native("libtiff", "libtiff", ("libtiff*",)),
    Native("libwebp", "BSD-3-Clause", ("libwebp*", "libsharpyuv*"), ("*qwebp*",)),
    Native("libxau", "MIT", ("libXau*",)),
    Native("libxcb", "X11", ("libxcb-????????.so*", "libxcb.*")),
    Native("libxdmcp", "MIT", ("libXdmcp*",)),
    Native("libxkbcommon", "MIT", ("libxkbcommon.*", "libxkbcommon-x11.*")),
    Native("md4c", "MIT", mark=rb"github\.com/mity/md4c"),
    Native(
        "microsoft-runtime",
        "LicenseRef-Microsoft-Distributable-Code",
        ("vcruntime140*", "msvcp140*", "concrt140*", "ucrtbase*", "api-ms-win-*"),
        text="Python",
    ),
    Native("openjpeg", "BSD-2-Clause", ("libopenjp2*",)),
    Native(
        "openssl",
        "Apache-2.0",
        ("libssl*", "libcrypto*"),
        mark=rb"OpenSSL (\d+\.\d+\.\d+) \d\d? [A-Z][a-z][a-z] 20\d\d",
        text="Apache-2.0.txt",
    ),
    Native("pcre2", "BSD-3-Clause", mark=rb"(10\.\d\d) 20\d\d-\d\d-\d\d"),
    Native("raqm", "MIT", inside=("_imagingft*",)),
    Native("sqlite", "blessing", ("libsqlite3*", "sqlite3*"), mark=rb"SQLite format 3"),
    Native("tinycbor", "MIT", inside=("libQt6Core.*", "Qt6Core.dll", "QtCore")),
    Native("xcb-util", "X11", ("libxcb-util.*",)),
    Native("xcb-util-cursor", "X11", ("libxcb-cursor.*",)),
    Native("xcb-util-image", "X11", ("libxcb-image.*",)),
    Native("xcb-util-keysyms", "X11", ("libxcb-keysyms.*",)),
    Native("xcb-util-renderutil", "X11", ("libxcb-render-util.*",)),
    Native("xcb-util-wm", "X11", ("libxcb-icccm.*",)),
    Native("zlib", "Zlib", ("libz.*", "zlib*.dll"), mark=rb"flate (1\.[\d.]+) Copyright"),
    Native("zlib-ng", "Zlib", ("libz-ng*",), mark=rb"zlib-ng", text="zlib.txt", told="zlib"),
    Native("zstd", "BSD-3-Clause", ("libzstd*",)),
)


@dataclass
class Part:
    """A library of NATIVE in a built folder, with the files that are it or have it inside."""

    name: str
    terms: str
    version: str
    files: list[Path] = field(default_factory=list)


@dataclass
class Survey:
    """What is in a built folder."""

    distributions: dict[str, metadata.Distribution]
    owned: dict[str, list[Path]]
    """The native files of each distribution, of "qt", "python" and "pyinstaller"."""
    native: list[Part]


def survey(folder: Path, found: Mapping[str, metadata.Distribution]) -> Survey:
    """Say whose every native file in the folder is. Raises Refusal naming those of nobody."""
    records = {
        PurePosixPath(str(file)).as_posix(): name
        for name, part in found.items()
        for file in part.files or []
    }
    versions = {
        (name, one["name"].lower()): one.get("version", "")
        for name, part in found.items()
        for one in in_wheel(part)
        if not one.get("purl", "").startswith("pkg:cargo/")
    }
    owned: dict[str, list[Path]] = {}
    native: dict[tuple[str, str], Part] = {}
    nobodys = []
    for path in native_files(folder):
        content = path.read_bytes()
        parts = _place(path.relative_to(folder))
        wheel = records.get("/".join(parts), "")
        library = next((one for one in NATIVE if _named(path.name, one.files)), None)
        owner = _owner(parts, wheel)
        if library is None and owner:
            owned.setdefault(owner, []).append(path)
        elif library is None:
            nobodys.append(path.relative_to(folder).as_posix())
        for one in NATIVE:
            hidden = re.search(one.mark, content) if one.mark else None
            if one is library or hidden or _named(path.name, one.inside):
                # Two copies may be of two versions: Qt and Pillow each bring a libpng.
                version = hidden[1].decode() if hidden and hidden.groups() else ""
                version = version or versions.get((wheel, (one.told or one.name).lower()), "")
                part = native.setdefault((one.name, version), Part(one.name, one.terms, version))
                part.files.append(path)
    if nobodys:
        raise Refusal(
            f"Nobody knows whose these are, and under which terms: {', '.join(nobodys)}\n"
            "Add them to NATIVE in packaging/pack_licences.py, with their text."
        )
    return Survey(dict(found), owned, [native[key] for key in sorted(native)])


def in_wheel(part: metadata.Distribution) -> Iterator[dict[str, Any]]:
    """Yield what the bills in a distribution's own wheel name (PEP 770)."""
    for file in part.files or []:
        if "/sboms/" in str(file) and str(file).endswith(".json"):
            told = json.loads(Path(str(part.locate_file(file))).read_text(encoding="utf-8"))
            for one in told.get("components", []):
                kept = {key: one[key] for key in _TOLD if key in one}
                # What follows may be a folder of the machine that built the wheel.
                purl = one.get("purl", "").split("?")[0]
                yield kept | ({"bom-ref": purl, "purl": purl} if purl else {})


def native_files(folder: Path) -> Iterator[Path]:
    """Yield the programs and libraries of Linux, Windows or macOS that a package has from a folder.

    Links to them are left out.
    """
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file() or path.name.startswith(BENCHMARK):
            continue
        with path.open("rb") as file:
            if file.read(4).startswith(_MAGIC):
                yield path


def _place(path: Path) -> list[str]:
    """Return a file's path as a wheel has it; PyInstaller writes "__dot__" for a leading dot."""
    return [part.replace("__dot__", ".") for part in path.parts if part != "_internal"]


def _named(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch.fnmatchcase(name.lower(), pattern.lower()) for pattern in patterns)


def _owner(parts: Sequence[str], wheel: str) -> str:
    """Return whose a file is that is no library of NATIVE; empty if nobody's.

    `wheel` is the distribution that lists the file, or empty.
    """
    name = parts[-1]
    if len(parts) == 1 and name.removesuffix(".exe") == identity.NAME:
        return "pyinstaller"
    if parts[0] == "PySide6":
        return _of_qt(parts)
    if wheel:
        # What auditwheel and delocate put into a wheel is of others than the wheel.
        vendored = parts[0].endswith(".libs") or ".dylibs" in parts
        return "" if vendored else wheel
    is_python = (
        "lib-dynload" in parts
        or name.split(".")[0] in sys.stdlib_module_names
        or _named(name, ("libpython3*", "python3*.dll", "Python"))
    )
    return "python" if is_python else ""


def _of_qt(parts: Sequence[str]) -> str:
    """Return "qt" or the distribution that brings it; empty for a library of somebody else."""
    name = parts[-1]
    if "plugins" in parts or _named(name, ("libQt6*", "Qt6*.dll")):
        return "qt"
    if any(part.endswith(".framework") for part in parts):
        return "qt"
    in_binding = name.startswith("Qt") or _named(name, ("libpyside6*", "pyside6*"))
    return "pyside6-essentials" if in_binding and "lib" not in parts else ""


# Texts


def texts_of(part: metadata.Distribution) -> list[Path]:
    """Return the licence texts in a distribution's wheel."""
    return [
        Path(str(part.locate_file(file)))
        for file in part.files or []
        if ".dist-info/" in str(file) and _LICENCE.search(str(file).split(".dist-info", 1)[1])
    ]


def texts_of_python() -> list[Path]:
    """Return Python's licence, from where `site` looks for it, and those of what is in Python."""
    modules = Path(os.__file__).parent
    for folder in (modules.parent, modules, Path(sys.base_prefix)):
        for name in ("LICENSE.txt", "LICENSE"):
            if (folder / name).is_file():
                return [folder / name, TEXTS / "python-incorporated.txt"]
    raise Refusal(f"The Python that builds, {sys.base_prefix}, has no LICENSE.txt with it.")


def all_texts(seen: Survey, root: Path = identity.ROOT) -> dict[str, list[Path]]:
    """Return the texts of everything, by its name. Raises Refusal naming what has none."""
    loader = [
        *texts_of(metadata.distribution("pyinstaller")),
        *texts_of(metadata.distribution("pyinstaller-hooks-contrib")),
    ]
    python = texts_of_python()
    texts = {
        "mjstudio": [root / "LICENSE"],
        "inter": [root / "resources" / "fonts" / "OFL.txt"],
        "lucide": [root / "resources" / "icons" / "LICENSE"],
        "python": python,
        "pyinstaller": loader,
        "qt": [TEXTS / name for name in _QT],
    }
    for name, part in seen.distributions.items():
        texts[name] = texts_of(part) + [TEXTS / more for more in _MORE_TEXTS.get(name, ())]
    known = {one.name: one for one in NATIVE}
    for part in seen.native:
        one = known[part.name]
        own = python if one.text == "Python" else [TEXTS / (one.text or f"{one.name}.txt")]
        texts[part.name] = own
    bare = [n for n, paths in texts.items() if not paths or not all(p.is_file() for p in paths)]
    if bare:
        raise Refusal(f"No licence text is known of {', '.join(sorted(bare))}.")
    return dict(sorted(texts.items()))


def write(texts: Mapping[str, Sequence[Path]], notice: str, target: Path) -> None:
    """Write the texts, a folder for each part, and the notice about all of them."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    (target / NOTICE).write_text(notice, encoding="utf-8", newline="\n")
    for name, paths in texts.items():
        (target / name).mkdir()
        for path in paths:
            shutil.copyfile(path, target / name / path.name)


def places(folder: Path) -> list[Path]:
    """Return where the texts go: beside the libraries, and in the bundle of macOS."""
    found = [folder / "_internal" / FOLDER]
    bundle = folder.with_suffix(".app") / "Contents"
    if bundle.is_dir():
        # Data is in Resources there; the program looks where its libraries are.
        found.append(bundle / "Resources" / FOLDER)
        link = bundle / "Frameworks" / FOLDER
        if not link.is_symlink():
            link.symlink_to(f"../Resources/{FOLDER}")
    return found


def notice(seen: Survey, terms: Mapping[str, str]) -> str:
    """Return what a package says about its parts, their sources, and how to replace Qt."""
    qt = seen.distributions["pyside6-essentials"].version
    parts = "\n".join(f"  {name}: {terms[name]}" for name in sorted(terms))
    return _NOTICE.format(qt=qt, series=".".join(qt.split(".")[:2]), parts=parts)


_NOTICE = f"""\
mjstudio and what comes with it
===============================

mjstudio itself is free software under the MIT licence. This package also contains the work of
others, each under its own terms. The texts lie in the folders beside this file, one for each part:

{{parts}}

Qt, PySide6 and Shiboken
------------------------

This program uses Qt {{qt}}, and PySide6 and Shiboken of the same version, under the GNU Lesser
General Public License, version 3. Copyright (C) The Qt Company Ltd. and other contributors. The
LGPL and the GPL, which it refers to, lie in the folders "qt", "pyside6-essentials" and "shiboken6".

They are separate, dynamically linked libraries, as PyPI has them, and you may replace them with
versions of your own that have the same interface:

  Linux    _internal/PySide6/Qt/lib and _internal/PySide6/Qt/plugins; PySide6 and Shiboken in
           _internal/PySide6 and _internal/shiboken6. The folder _internal is in
           /usr/lib/mjstudio (.deb) or ~/.local/opt/mjstudio (.run).
  Windows  _internal\\PySide6 and _internal\\shiboken6 in the folder of the program, which is
           %LOCALAPPDATA%\\Programs\\mjstudio.
  macOS    mjstudio.app/Contents/Frameworks/PySide6 and shiboken6; sign the bundle again
           afterwards: codesign --force --deep --sign - mjstudio.app

You may modify them for your own use, and reverse engineer mjstudio to debug such modifications.

Sources
-------

  Qt                    https://download.qt.io/archive/qt/{{series}}/{{qt}}/submodules/
  PySide6 and Shiboken  https://download.qt.io/official_releases/QtForPython/pyside6/
  mjstudio, and how     {identity.HOMEPAGE}
  it is packed

The authors of mjstudio offer, for at least three years after they last distributed this version,
to give anyone the complete corresponding source code of the parts under the LGPL, the GPL and the
MPL, for no more than the cost of doing so. Ask for it at {identity.HOMEPAGE}/issues

PyInstaller's loader, which starts the program, is under the GNU General Public License, version 2
or later, with an exception that permits its use in programs under any terms.
"""
