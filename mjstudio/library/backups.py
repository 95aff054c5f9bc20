"""Backups of the library's file: the newest twelve, each a complete database."""

import contextlib
import math
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path

KEPT = 12


class Backups:
    """The backups in one folder. All methods block on the disk."""

    def __init__(self, folder: Path, stem: str, *, kept: int = KEPT) -> None:
        self.folder = folder
        self._stem = stem
        self._kept = kept

    def files(self) -> list[Path]:
        """The backups, the newest first."""
        return sorted(self.folder.glob(f"{self._stem}-*.sqlite3"), reverse=True)

    def age(self) -> float:
        """Return the seconds since the newest backup; infinite without a trustworthy one."""
        with contextlib.suppress(OSError, IndexError):
            age = time.time() - self.files()[0].stat().st_mtime
            if age >= 0:
                return age
        return math.inf

    def make(self, connection: sqlite3.Connection) -> Path:
        """Copy the database and delete the oldest backups. Raises OSError and sqlite3.Error."""
        self.folder.mkdir(parents=True, exist_ok=True)
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        path = self.folder / f"{self._stem}-{stamp}.sqlite3"
        half = path.with_suffix(".part")
        try:
            with contextlib.closing(sqlite3.connect(half)) as copy:
                connection.backup(copy)
            half.replace(path)
        except BaseException:
            half.unlink(missing_ok=True)
            raise
        for old in self.files()[self._kept :]:
            old.unlink(missing_ok=True)
        return path

    def restore(self, path: Path) -> Path | None:
        """Put the newest intact backup at `path` and return it; None if there is none."""
        for backup in self.files():
            with contextlib.suppress(sqlite3.Error, OSError):
                with contextlib.closing(sqlite3.connect(backup)) as source:
                    if source.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                        continue
                    with contextlib.closing(sqlite3.connect(path)) as target:
                        source.backup(target)
                return backup
        return None
