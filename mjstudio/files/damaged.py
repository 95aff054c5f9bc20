"""A damaged file set aside, so that nothing writes over what may still be rescued by hand."""

from collections.abc import Sequence
from pathlib import Path


def set_aside(path: Path, companions: Sequence[str] = ()) -> Path | None:
    """Move a damaged file beside itself, as `<name>.damaged`, and return where it is now.

    One that was set aside before stays: the next is `<name>.2.damaged`. `companions` are endings
    of files that belong to it, such as SQLite's `-wal`; they go along under the new name. Returns
    None where the file cannot be moved. Blocks on the disk.
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
