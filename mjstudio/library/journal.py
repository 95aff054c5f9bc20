"""The journal of jobs, written to disk before anything else happens.

It writes a job before its request is sent, then every step and raw answer in order. If a write
fails (no room, no permission) work continues in memory: the journal keeps unwritten entries in
order, retries with every later write and with `flush`, and calls `trouble`.
"""

import contextlib
import logging
import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from mjstudio.library.accounts import AccountFacts
from mjstudio.library.database import Database, Opened
from mjstudio.library.job_records import (
    DamagedRecord,
    decode_job,
    encode_job,
    mask_hash,
    relative,
)
from mjstudio.library.sidecars import read_sidecars, remove_sidecar, write_sidecar
from mjstudio.model.job import Job, State
from mjstudio.texts import N_, _

_log = logging.getLogger(__name__)

Write = Callable[[sqlite3.Connection], None]
Trouble = Callable[[str], None]

_NO_ROOM = N_("The disk is full: new work stays in memory and is saved when there is room.")
_NO_WRITE = N_("The library can't be saved: new work stays in memory, and mjstudio keeps trying.")
_ALL_WELL = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One moment of a job: when (UTC), its state, and the service's raw answer."""

    at: datetime
    state: str
    progress: int
    answer: bytes


@dataclass(frozen=True, slots=True)
class Restored:
    """The contents of the library: the file's state, and all jobs in the order of creation."""

    opened: Opened
    jobs: list[Job]
    damaged: int = 0
    """How many records could not be read; they stay in the file."""


class Journal:
    """The jobs in a database. `pictures` is the folder of their files.

    No method waits for the disk: futures complete in the library's thread. That thread also calls
    `trouble`: with a sentence when writing starts to fail, with an empty one when it works again.
    """

    def __init__(self, database: Database, pictures: Path) -> None:
        self.trouble: Trouble = lambda _words: None
        self._database = database
        self.identities = AccountFacts(database)
        """The facts about the accounts that jobs were sent from."""
        self._pictures = pictures
        self._lock = threading.Lock()
        self._backlog: deque[Write] = deque()
        self._troubled = False

    def load(self) -> "Future[Restored]":
        """Load everything in the library. Damaged records are counted and left alone."""
        return self._database.run(self._load)

    def put(self, job: Job) -> "Future[None]":
        """Write the current state of a job, and the step that led to it."""
        at = datetime.now(UTC).isoformat()
        return self._write(lambda connection: self._put(connection, job, at))

    def star(self, job_id: str, starred: bool) -> "Future[None]":
        """Star a job, or remove its star."""
        change = "UPDATE jobs SET starred = ? WHERE id = ?"
        return self._write(lambda connection: _run(connection, change, (starred, job_id)))

    def delete(self, job: Job) -> "Future[None]":
        """Delete a job and its steps, and its picture unless another job has the same one."""
        return self._write(lambda connection: self._delete(connection, job))

    def steps(self, job_id: str) -> "Future[list[Step]]":
        """Return a job's steps, from its beginning."""
        return self._database.run(lambda connection: _steps(connection, job_id))

    def flush(self) -> "Future[None]":
        """Retry everything that could not be written."""
        return self._database.run(lambda _connection: self._drain())

    @property
    def unwritten(self) -> int:
        """How many writes are pending."""
        return len(self._backlog)

    def close(self) -> None:
        """Write what is pending and close the database. Blocks."""
        self._database.close()

    # --- in the library's thread, except for the first lines ---

    def _write(self, write: Write) -> "Future[None]":
        with self._lock:
            self._backlog.append(write)
        return self._database.run(lambda _connection: self._drain())

    def _drain(self) -> None:
        """Write the backlog in order, as far as possible."""
        if not self._database.opened.writable:
            with self._lock:
                self._backlog.clear()
            return
        while self._backlog:
            write = self._backlog[0]
            try:
                self._database.transact(write)
            except sqlite3.IntegrityError:
                _log.exception("the library refused a write")
            except sqlite3.Error as error:
                self._begin_trouble(error)
                return
            with self._lock:
                self._backlog.popleft()
        if self._troubled:
            self._troubled = False
            self.trouble(_ALL_WELL)

    def _begin_trouble(self, error: sqlite3.Error) -> None:
        if not self._troubled:
            self._troubled = True
            _log.warning("the library could not be written: %s", error)
            full = getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL
            self.trouble(_(_NO_ROOM if full else _NO_WRITE))

    def _put(self, connection: sqlite3.Connection, job: Job, at: str) -> None:
        mask = job.request.mask
        if mask is not None:
            keep = "INSERT OR IGNORE INTO masks (hash, mask) VALUES (?, ?)"
            connection.execute(keep, (mask_hash(mask), mask))
        connection.execute(
            """INSERT INTO jobs (id, created_at, service, state, action, prompt, task_id,
                image_id, parent_image_id, mask, file, starred, record)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET service = excluded.service, state = excluded.state,
                task_id = excluded.task_id, image_id = excluded.image_id, file = excluded.file,
                record = excluded.record""",
            (
                job.id,
                job.created_at.astimezone(UTC).isoformat(),
                job.service,
                job.state.value,
                job.request.action,
                job.prompt,
                job.task_id,
                job.picture.image_id if job.picture else "",
                job.lineage.parent.image_id if job.lineage else "",
                mask_hash(mask) if mask is not None else None,
                relative(job.file, self._pictures),
                job.starred,
                encode_job(job, self._pictures),
            ),
        )
        step = "INSERT INTO steps (job_id, at, state, progress, answer) VALUES (?, ?, ?, ?, ?)"
        connection.execute(step, (job.id, at, job.state.value, job.progress, job.answer))
        if job.state is State.FINISHED and job.file:
            write_sidecar(job, self._pictures)

    def _delete(self, connection: sqlite3.Connection, job: Job) -> None:
        connection.execute("DELETE FROM jobs WHERE id = ?", (job.id,))
        if job.request.mask is not None:
            digest = mask_hash(job.request.mask)
            unused = "hash = ? AND NOT EXISTS (SELECT 1 FROM jobs WHERE mask = ?)"
            connection.execute(f"DELETE FROM masks WHERE {unused}", (digest, digest))  # noqa: S608
        remove_sidecar(job)
        others = "SELECT 1 FROM jobs WHERE file = ? LIMIT 1"
        inside = Path(job.file).is_relative_to(self._pictures) if job.file else False
        shared = connection.execute(others, (relative(job.file, self._pictures),)).fetchone()
        if inside and shared is None:
            with contextlib.suppress(OSError):
                Path(job.file).unlink()

    def _load(self, connection: sqlite3.Connection) -> Restored:
        if self._database.opened.rescued:
            self._rebuild(connection)
        masks = dict(connection.execute("SELECT hash, mask FROM masks"))
        jobs, damaged = [], 0
        for record, starred in connection.execute("SELECT record, starred FROM jobs ORDER BY seq"):
            try:
                job = decode_job(record, self._pictures, masks)
            except DamagedRecord as error:
                _log.warning("a job in the library cannot be read: %s", error)
                damaged += 1
            else:
                jobs.append(job.with_star(bool(starred)))
        return Restored(self._database.opened, jobs, damaged)

    def _rebuild(self, connection: sqlite3.Connection) -> None:
        """Add jobs that the database lacks from the records beside their pictures."""
        known = {row[0] for row in connection.execute("SELECT id FROM jobs")}
        lost = [job for job in read_sidecars(self._pictures) if job.id not in known]

        def take_in(connection: sqlite3.Connection) -> None:
            at = datetime.now(UTC).isoformat()
            for job in sorted(lost, key=lambda job: job.created_at):
                self._put(connection, job, at)

        self._database.transact(take_in)


def _run(connection: sqlite3.Connection, change: str, values: tuple[object, ...]) -> None:
    connection.execute(change, values)


def _steps(connection: sqlite3.Connection, job_id: str) -> list[Step]:
    asked = "SELECT at, state, progress, answer FROM steps WHERE job_id = ? ORDER BY id"
    return [
        Step(datetime.fromisoformat(at), state, progress, bytes(answer))
        for at, state, progress, answer in connection.execute(asked, (job_id,))
    ]
