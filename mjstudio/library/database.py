"""The library's SQLite file, and the one thread that reads and writes it.

WAL with `synchronous=NORMAL`: a commit costs some 50 µs, and a killed process loses nothing that
was committed (a power cut may take the last moments, and never damages the file).

Opening, in this order:

    folder or disk not writable    open for reading; nothing new is saved
    made by a newer mjstudio       the same
    damaged                        move aside, put the newest intact backup in its place
    made by an earlier version     back up, then migrate
"""

import contextlib
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from mjstudio.files.damaged import set_aside
from mjstudio.library import schema
from mjstudio.library.backups import Backups
from mjstudio.library.schema import NewerSchema
from mjstudio.texts import _

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")

BUSY_SECONDS = 5.0
"""How long to wait while another program has locked the file."""

_COMPANIONS = ("-wal", "-shm")
"""The suffixes of the files that SQLite keeps beside the library's."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The state in which the file was found.

    `problem` is a sentence for the artist, empty if all is well. `rescued` means that the file was
    damaged and replaced, so the caller should recover what the backup lacks.
    """

    writable: bool = True
    rescued: bool = False
    problem: str = ""


class Database:
    """Runs pieces of work one after another, each with exclusive use of the connection.

    The first one opens the file; after that, `opened` describes the state it was in.
    """

    def __init__(self, path: Path, *, backup_seconds: float = 30 * 60) -> None:
        self.path = path
        self.backups = Backups(path.parent / "backups", path.stem)
        self.opened = Opened()
        self._backup_seconds = backup_seconds
        self._backed_up: float | None = None
        self._closed = False
        self._connection: sqlite3.Connection | None = None
        self._thread = ThreadPoolExecutor(1, "library")

    def run(self, work: Callable[[sqlite3.Connection], _Result]) -> "Future[_Result]":
        """Run some work in the library's thread, outside of a transaction."""
        return self._thread.submit(lambda: work(self._open()))

    def transact(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        """Run some writing as one transaction; call it from work given to `run`.

        Raises sqlite3.Error; then nothing was written.
        """
        connection = self._open()
        connection.execute("BEGIN IMMEDIATE")
        try:
            result = work(connection)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        self._back_up_if_due(connection)
        return result

    def close(self) -> None:
        """Finish all work, and close. Blocks; no work may be added afterwards."""
        if not self._closed:
            self._closed = True
            self._thread.submit(self._close).result()
            self._thread.shutdown()

    # --- in the library's thread ---

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = self._find()
        return self._connection

    def _find(self) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError:
            return self._unwritable()
        if self.path.exists() and not os.access(self.path, os.W_OK):
            return self._unwritable()
        if not os.access(self.path.parent, os.W_OK):
            return self._unwritable()
        rescued = False
        if self.path.exists() and not self._whole():
            rescued = True
            if set_aside(self.path, _COMPANIONS) is None:
                return self._unwritable()
            self.backups.restore(self.path)
        try:
            connection = self._connect()
        except NewerSchema:
            self.opened = Opened(
                writable=False,
                problem=_(
                    "A newer mjstudio made this library. You can look at it here, but "
                    "nothing new will be saved in it."
                ),
            )
            return self._read_only()
        if rescued:
            self.opened = Opened(
                rescued=True,
                problem=_(
                    "The library file was damaged. mjstudio moved it aside and restored "
                    "the library from the newest backup and the pictures themselves."
                ),
            )
        return connection

    def _connect(self) -> sqlite3.Connection:
        with _kept_if_usable(str(self.path)) as connection:
            schema.need_known(connection)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            if 0 < schema.version_of(connection) < schema.VERSION:
                self.backups.make(connection)
            schema.migrate(connection)
        return connection

    def _unwritable(self) -> sqlite3.Connection:
        self.opened = Opened(
            writable=False,
            problem=_(
                "mjstudio can't write to “{folder}”. You can look at the library, but "
                "nothing new will be saved in it."
            ).format(folder=self.path.parent),
        )
        return self._read_only()

    def _read_only(self) -> sqlite3.Connection:
        """Open the existing file for reading, or an empty library if there is none.

        In WAL mode even reading writes, unless the file is declared immutable. SQLite then ignores
        what is still in the `-wal` file, so this is the last resort.
        """
        if self.path.exists():
            uri = self.path.absolute().as_uri()
            for how in ("?mode=ro", "?mode=ro&immutable=1"):
                with contextlib.suppress(sqlite3.Error):
                    with _kept_if_usable(uri + how) as connection:
                        connection.execute("SELECT count(*) FROM jobs").fetchone()
                    return connection
        with _kept_if_usable(":memory:") as connection:
            schema.migrate(connection)
        return connection

    def _whole(self) -> bool:
        """Return whether the file is an undamaged database; a locked one counts as undamaged."""
        try:
            with contextlib.closing(_connection(str(self.path))) as connection:
                row = connection.execute("PRAGMA quick_check(1)").fetchone()
                return row is not None and row[0] == "ok"
        except sqlite3.OperationalError:
            return True  # locked, or no room: not the file's fault
        except sqlite3.DatabaseError as error:
            _log.warning("the library is damaged: %s", error)
            return False

    def _back_up_if_due(self, connection: sqlite3.Connection) -> None:
        now = time.monotonic()
        if self._backed_up is None:
            self._backed_up = now - self.backups.age()
        if now - self._backed_up < self._backup_seconds:
            return
        self._backed_up = now
        try:
            self.backups.make(connection)
        except (OSError, sqlite3.Error) as error:
            _log.warning("no backup of the library was made: %s", error)

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        with contextlib.suppress(sqlite3.Error):
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()


@contextlib.contextmanager
def _kept_if_usable(target: str) -> Iterator[sqlite3.Connection]:
    """Open a database; it is closed again if anything fails before the block ends."""
    connection = _connection(target)
    try:
        yield connection
    except BaseException:
        connection.close()
        raise


def _connection(target: str) -> sqlite3.Connection:
    # Created and used only in the library's thread; this module controls the transactions.
    return sqlite3.connect(
        target, timeout=BUSY_SECONDS, isolation_level=None, uri=target.startswith("file:")
    )
