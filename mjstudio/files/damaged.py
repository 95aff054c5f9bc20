"""Sets a damaged file aside, so that nothing overwrites what might be rescued by hand."""

from collections.abc import Sequence
from pathlib import Path


def set_aside(path: Path, companions: Sequence[str] = ()) -> Path | None:
    """Rename a damaged file to `<name>.damaged` beside it, and return its new path.

    Files set aside earlier stay: the next one is `<name>.2.damaged`. `companions` are suffixes of
    files that belong to it, such as SQLite's `-wal`; they are renamed along with it. Returns None
    if the file cannot be moved. Blocks on the disk.
    """
    aside = path.with_name(f"{path.name}.damaged")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.{number}.damaged")
    try:
        path.replace(aside)
        for ending in companions:
            companion = path.with_name(path.name + ending)
            if companion.exists():
                companion.replace(aside.with_name(aside.name + ending))
    except OSError:
        return None
    return aside
