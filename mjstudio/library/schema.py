"""The tables of the library, and the migrations from every earlier version to this one.

`PRAGMA user_version` is the version of a file. Each migration is one transaction, so a file always
has exactly one version.

    jobs      one row a job. `record` is the whole job as JSON, see job_records.py; the other
              columns repeat what is searched, sorted or joined by. `seq` is the order of making.
    steps     what happened to a job and when (UTC, ISO 8601), with the service's raw answer
    identities    facts about the tokens that jobs were sent with, see model/ownership.py
    masks     masks that were sent, as they were sent (base64), by hash of that text; a redraw's
              record names its mask by that hash, so that a mask sent twice is kept once
"""

import sqlite3
from collections.abc import Callable

VERSION = 2
APPLICATION_ID = 0x6D6A7374
"""`mjst`, which tells this file from other SQLite files."""


class NewerSchema(Exception):
    """The file was made by a newer mjstudio: it may be read, but not written."""


def _first(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(
        """CREATE TABLE jobs (
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            created_at TEXT NOT NULL,
            service TEXT NOT NULL,
            state TEXT NOT NULL,
            action TEXT NOT NULL,
            prompt TEXT NOT NULL,
            task_id TEXT NOT NULL,
            image_id TEXT NOT NULL,
            parent_image_id TEXT NOT NULL,
            mask TEXT,
            file TEXT NOT NULL,
            starred INTEGER NOT NULL DEFAULT 0,
            record TEXT NOT NULL
        )"""
    )
    connection.execute("CREATE INDEX jobs_by_image ON jobs (image_id)")
    connection.execute("CREATE INDEX jobs_by_parent ON jobs (parent_image_id)")
    connection.execute("CREATE INDEX jobs_by_file ON jobs (file)")
    connection.execute(
        """CREATE TABLE steps (
            id INTEGER PRIMARY KEY,
            job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
            at TEXT NOT NULL,
            state TEXT NOT NULL,
            progress INTEGER NOT NULL,
            answer BLOB NOT NULL
        )"""
    )
    connection.execute("CREATE INDEX steps_by_job ON steps (job_id)")
    connection.execute("CREATE TABLE masks (hash TEXT PRIMARY KEY, mask TEXT NOT NULL)")


def _second(connection: sqlite3.Connection) -> None:
    connection.execute(
        """CREATE TABLE identities (
            mark TEXT NOT NULL,
            relation TEXT NOT NULL,
            about TEXT NOT NULL,
            PRIMARY KEY (mark, relation, about)
        )"""
    )


_MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (_first, _second)
"""The migration at index n leads from version n to n + 1."""


def version_of(connection: sqlite3.Connection) -> int:
    """The version of the file; 0 for a new one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def need_known(connection: sqlite3.Connection) -> None:
    """Raise NewerSchema if this program does not know the file's version."""
    if version_of(connection) > VERSION:
        raise NewerSchema


def migrate(connection: sqlite3.Connection) -> None:
    """Migrate a file to this version. `connection` is in autocommit mode.

    Raises NewerSchema or sqlite3.Error; the file is unchanged then.
    """
    need_known(connection)
    for version in range(version_of(connection), VERSION):
        connection.execute("BEGIN IMMEDIATE")
        try:
            _MIGRATIONS[version](connection)
            connection.execute(f"PRAGMA user_version = {version + 1}")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
