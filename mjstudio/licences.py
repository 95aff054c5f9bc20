"""The licences of the program and of everything that comes with it, to be read offline.

A package has the texts of all its parts in the folder `licences`, which packaging/pack_licences.py
writes. Elsewhere, what pip installed has each licence with it.
"""

import importlib.metadata
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from mjstudio.assets import resources

_NOTICE = "NOTICE.txt"
_LICENCE = re.compile(r"(?i)\.dist-info/(licenses/)?(licen[cs]e|copying|notice)[^/]*$")


@dataclass(frozen=True, slots=True)
class Licence:
    """What belongs under one licence, and the files with its text."""

    name: str
    files: tuple[Path, ...]

    def text(self) -> str:
        """All of it, the files one after another. Raises OSError."""
        return "\n\n".join(
            path.read_text(encoding="utf-8", errors="replace").strip("\n") for path in self.files
        )


def licences() -> list[Licence]:
    """Those in the package, after what it says about all of them; else those installed."""
    frozen = getattr(sys, "_MEIPASS", None)
    return packed(Path(frozen) / "licences") if frozen else installed()


def packed(folder: Path) -> list[Licence]:
    """The licences in such a folder; none if it is not there."""
    found = [Licence("mjstudio", (folder / _NOTICE,))] if (folder / _NOTICE).is_file() else []
    for part in sorted(folder.glob("*/")):
        texts = tuple(sorted(path for path in part.iterdir() if path.is_file()))
        found.append(Licence(part.name, texts))
    return found


def installed() -> list[Licence]:
    """Those of the program, of its font and icons, and of each package that it requires."""
    own = resources()
    found = [
        Licence("Inter", (own / "fonts" / "OFL.txt",)),
        Licence("Lucide", (own / "icons" / "LICENSE",)),
    ]
    try:
        required = importlib.metadata.requires("mjstudio") or []
    except importlib.metadata.PackageNotFoundError:
        return found
    names = [re.split(r"[^\w.-]", requirement, maxsplit=1)[0] for requirement in required]
    for name in ["mjstudio", *sorted(names, key=str.lower)]:
        try:
            files = importlib.metadata.files(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue  # for another system
        texts = tuple(
            Path(str(file.locate())) for file in files if _LICENCE.search(file.as_posix())
        )
        if texts:
            found.append(Licence(name, texts))
    return sorted(found, key=lambda licence: (licence.name != "mjstudio", licence.name.lower()))
