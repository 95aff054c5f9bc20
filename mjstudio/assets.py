"""Finds icons and fonts in a checkout, a wheel or a package."""

import sys
from functools import cache
from pathlib import Path

from mjstudio import APP_ID


@cache
def resources() -> Path:
    """The folder of icons and fonts."""
    here = Path(__file__).resolve().parent
    frozen = getattr(sys, "_MEIPASS", None)
    candidates = [here / "resources", here.parent / "resources"]
    if frozen:
        candidates.insert(0, Path(frozen) / "resources")
    for candidate in candidates:
        if (candidate / "icons").is_dir():
            return candidate
    raise FileNotFoundError("mjstudio's icons and fonts are missing; install it again")


@cache
def icon_svg(name: str) -> str:
    """The SVG text of an icon, drawn in `currentColor`; a plain one for an unknown name."""
    path = resources() / "icons" / f"{name}.svg"
    if not path.is_file():
        path = resources() / "icons" / "sparkles.svg"
    return path.read_text(encoding="utf-8")


def keep_icons() -> None:
    """Read every icon, so that none is looked for later. Blocks on the disk."""
    for path in (resources() / "icons").glob("*.svg"):
        icon_svg(path.stem)


def app_icons() -> tuple[Path, Path]:
    """The SVGs of the program's own icon: for up to 24 pixels, and for more."""
    folder = resources() / "desktop"
    return folder / "small.svg", folder / f"{APP_ID}.svg"


def fonts() -> list[Path]:
    """The bundled font files."""
    return sorted((resources() / "fonts").glob("*.ttf"))
