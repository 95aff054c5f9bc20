"""The library's file: opened in whatever state it is found, and never lost."""

import contextlib
import sqlite3
import subprocess
from pathlib import Path

import pytest

from mjstudio.library import schema
from mjstudio.library.backups import Backups
from mjstudio.library.database import Database
from tests.library.test_full_disk import small_disk  # noqa: F401  (a fixture)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / "library.sqlite3"


@contextlib.contextmanager
def opened(path, **more):
    database = Database(path, **more)
    try:
        database.run(lambda _connection: None).result()
        yield database
    finally:
        database.close()


def masks(database):
    asked = "SELECT hash FROM masks ORDER BY rowid"
    return database.run(lambda c: [row[0] for row in c.execute(asked)]).result()


def add(database, name):
    def write(connection):
        connection.execute("INSERT INTO masks VALUES (?, '')", (name,))

    database.run(lambda _connection: database.transact(write)).result()


def test_a_new_library_is_of_this_version(path):
    with opened(path) as database:
        assert database.opened.writable
        assert not database.opened.problem
        assert database.run(schema.version_of).result() == schema.VERSION
        assert database.run(_mode).result() == "wal"


def _mode(connection):
    return connection.execute("PRAGMA journal_mode").fetchone()[0]


def test_what_fails_is_not_written_in_half(path):
    with opened(path) as database:
        add(database, "kept")

        def half(connection):
            connection.execute("INSERT INTO masks VALUES ('half', '')")
            connection.execute("INSERT INTO masks VALUES ('kept', '')")

        with pytest.raises(sqlite3.IntegrityError):
            database.run(lambda _connection: database.transact(half)).result()
        assert masks(database) == ["kept"]


def test_a_newer_library_is_read_and_left_alone(path):
    with opened(path) as database:
        add(database, "of the future")
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    before = path.read_bytes()
    with opened(path) as database:
        assert not database.opened.writable
        assert "newer mjstudio" in database.opened.problem
        assert masks(database) == ["of the future"]
        with pytest.raises(sqlite3.OperationalError):
            add(database, "now")
    assert path.read_bytes() == before


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["cut", "overwritten", "no database at all", "empty header"])
def test_a_damaged_library_is_moved_aside_and_restored(path, damage):
    with opened(path, backup_seconds=0) as database:
        for number in range(400):
            add(database, f"mask {number}")
    data = path.read_bytes()
    broken = {
        "cut": data[: len(data) // 2],
        "overwritten": data[:5000] + b"\xff" * 9000 + data[14000:],
        "no database at all": b"once upon a time " * 900,
        "empty header": b"\0" * 100 + data[100:],
    }[damage]
    path.write_bytes(broken)
    with opened(path) as database:
        assert database.opened.rescued
        assert "moved it aside" in database.opened.problem
        assert masks(database) == [f"mask {number}" for number in range(400)]
        add(database, "after the rescue")
    aside = list(path.parent.glob("library.sqlite3.damaged*"))
    assert [file.read_bytes() for file in aside if file.read_bytes() == broken] == [broken]
    with opened(path) as database:
        assert not database.opened.rescued
        assert "after the rescue" in masks(database)


def test_a_damaged_library_without_backup_begins_anew_and_keeps_the_old_file(path):
    path.parent.mkdir(parents=True)
    path.write_bytes(b"not a database" * 1000)
    with opened(path) as database:
        assert database.opened.rescued
        assert masks(database) == []
    (aside,) = path.parent.glob("library.sqlite3.damaged*")
    assert aside.read_bytes() == b"not a database" * 1000


def test_a_damaged_backup_is_passed_over(path):
    with opened(path, backup_seconds=0) as database:
        add(database, "first")
        add(database, "second")
    backups = Backups(path.parent / "backups", "library")
    newest, older = backups.files()[:2]
    newest.write_bytes(b"rubbish" * 2000)
    path.write_bytes(b"rubbish" * 2000)
    assert older.exists()
    with opened(path) as database:
        assert masks(database) == ["first"]


def test_twelve_backups_are_kept(path):
    with opened(path, backup_seconds=0) as database:
        for number in range(15):
            add(database, f"mask {number}")
        assert len(database.backups.files()) == 12
        with contextlib.closing(sqlite3.connect(database.backups.files()[0])) as newest:
            assert newest.execute("SELECT count(*) FROM masks").fetchone() == (15,)


def test_a_backup_is_made_of_what_is_older_than_half_an_hour(path):
    with opened(path) as database:
        add(database, "first")
        add(database, "second")
        assert len(database.backups.files()) == 1
    with opened(path) as database:
        add(database, "third")
        assert len(database.backups.files()) == 1


def test_another_program_that_holds_the_file_is_waited_for(path):
    with opened(path) as database:
        add(database, "before")
        other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        other.execute("BEGIN IMMEDIATE")
        waiting = database.run(
            lambda _connection: database.transact(
                lambda c: c.execute("INSERT INTO masks VALUES ('after', '')") and None
            )
        )
        assert not waiting.done()
        other.execute("COMMIT")
        waiting.result()
        other.close()
        assert masks(database) == ["before", "after"]


@pytest.mark.parametrize("version", range(1, schema.VERSION + 1))
def test_a_file_of_every_version_can_be_opened(path, version):
    script = (Path(__file__).parent / "schemas" / f"version-{version}.sql").read_text("utf-8")
    path.parent.mkdir(parents=True)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)
    with opened(path) as database:
        assert database.run(schema.version_of).result() == schema.VERSION
        assert database.run(lambda c: c.execute("SELECT count(*) FROM jobs").fetchone()).result()[0]
        assert database.opened.problem == ""
        assert bool(database.backups.files()) is (version < schema.VERSION)


@pytest.mark.parametrize("small_disk", ["4m"], indirect=True)
def test_a_library_on_a_read_only_disk_can_be_looked_at(small_disk):  # noqa: F811
    path = small_disk / "library.sqlite3"
    with opened(path) as database:
        add(database, "from before")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with opened(path) as database:
        assert not database.opened.writable
        assert "can't write to" in database.opened.problem
        assert masks(database) == ["from before"]


@pytest.mark.parametrize("small_disk", ["4m"], indirect=True)
def test_a_read_only_folder_without_a_library_shows_an_empty_one(small_disk):  # noqa: F811
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with opened(small_disk / "data" / "library.sqlite3") as database:
        assert not database.opened.writable
        assert masks(database) == []


def test_a_damaged_library_that_cannot_be_moved_is_left_and_nothing_is_kept(path, monkeypatch):
    path.parent.mkdir(parents=True)
    path.write_bytes(b"not a database" * 1000)
    monkeypatch.setattr("mjstudio.library.database.set_aside", lambda *_: None)
    with opened(path) as database:
        assert masks(database) == []
        assert not database.opened.writable
    assert path.read_bytes() == b"not a database" * 1000
