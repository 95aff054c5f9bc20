"""The journal: every job and step is there again, in order, whatever the disk does."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mjstudio.library.database import Database
from mjstudio.library.journal import Journal
from mjstudio.library.pictures import PictureStore
from mjstudio.model.job import Job, State
from mjstudio.model.picture import Picture
from mjstudio.model.request import ImagineRequest
from mjstudio.model.update import TaskUpdate
from tests.library import jobs as made
from tests.library.test_full_disk import fill, small_disk  # noqa: F401  (a fixture)


@contextlib.contextmanager
def journal_in(folder):
    journal = Journal(Database(folder / "library.sqlite3"), folder / "pictures")
    try:
        yield journal
    finally:
        journal.close()


def picture(image_id="77"):
    return Picture(image_id, "u", (1, 1), "r", (2, 2), ("upscale1",), "task")


def new(prompt="a lake"):
    return Job(ImagineRequest(prompt))


def finished(folder, data=b"the picture"):
    file = PictureStore(folder / "pictures").keep(data, "png")
    job = new().advanced(TaskUpdate("task", 100, picture(), True, b'{"progress":100}'))
    return job.finished(str(file))


def test_jobs_come_back_in_the_order_of_their_making(tmp_path):
    first, second = new("first"), new("second")
    with journal_in(tmp_path) as journal:
        journal.put(first)
        journal.put(second)
        journal.put(first.moved(State.SENT)).result()
    with journal_in(tmp_path) as journal:
        restored = journal.load().result()
    assert restored.jobs == [first.moved(State.SENT), second]
    assert restored.damaged == 0


def test_every_step_and_raw_answer_is_kept(tmp_path):
    job = new()
    with journal_in(tmp_path) as journal:
        for step in (job, job.moved(State.SENT)):
            journal.put(step)
        journal.put(job.advanced(TaskUpdate("t", 40, None, False, b'{"progress":40}')))
        steps = journal.steps(job.id).result()
    assert [(step.state, step.progress) for step in steps] == [
        ("queued", 0),
        ("sent", 0),
        ("running", 40),
    ]
    assert steps[-1].answer == b'{"progress":40}'
    assert steps[0].at <= steps[-1].at
    assert steps[0].at.utcoffset().total_seconds() == 0


@settings(max_examples=25, deadline=None)
@given(many=st.lists(made.jobs, max_size=6, unique_by=lambda job: job.id))
def test_any_jobs_come_back(tmp_path_factory, many):
    folder = tmp_path_factory.mktemp("library")
    with journal_in(folder) as journal:
        for job in many:
            journal.put(job)
        back = journal.load().result().jobs
    assert [replace(job, error=None) for job in back] == [replace(job, error=None) for job in many]
    assert [made.told(job.error) for job in back] == [made.told(job.error) for job in many]


def test_a_star_stays_through_later_steps(tmp_path):
    job = new()
    with journal_in(tmp_path) as journal:
        journal.put(job)
        journal.star(job.id, True)
        journal.put(job.moved(State.SENT))
        assert journal.load().result().jobs[0].starred


def test_a_deleted_job_takes_its_picture_along_unless_another_has_the_same(tmp_path):
    first, second = finished(tmp_path), finished(tmp_path)
    assert first.file == second.file
    with journal_in(tmp_path) as journal:
        journal.put(first)
        journal.put(second)
        journal.delete(first).result()
        assert Path(second.file).read_bytes() == b"the picture"
        assert journal.load().result().jobs == [replace(second, answer=b"")]
        journal.delete(second).result()
        assert not Path(second.file).exists()
        assert journal.load().result().jobs == []
        assert journal.steps(second.id).result() == []
    assert [path for path in (tmp_path / "pictures").rglob("*") if path.is_file()] == []


def test_a_damaged_record_is_counted_and_left_where_it_is(tmp_path):
    with journal_in(tmp_path) as journal:
        journal.put(new("good"))
        journal.put(new("bad")).result()
    with contextlib.closing(sqlite3.connect(tmp_path / "library.sqlite3")) as connection:
        connection.execute("UPDATE jobs SET record = '{' WHERE prompt = 'bad'")
        connection.commit()
    with journal_in(tmp_path) as journal:
        restored = journal.load().result()
        assert [job.request.prompt for job in restored.jobs] == ["good"]
        assert restored.damaged == 1
    with contextlib.closing(sqlite3.connect(tmp_path / "library.sqlite3")) as connection:
        assert connection.execute("SELECT count(*) FROM jobs").fetchone() == (2,)


def test_a_destroyed_library_is_rebuilt_from_the_pictures(tmp_path):
    one, two = finished(tmp_path, b"one"), finished(tmp_path, b"two")
    with journal_in(tmp_path) as journal:
        journal.put(one)
        journal.put(two).result()
    for file in tmp_path.glob("backups/*"):
        file.unlink()
    (tmp_path / "library.sqlite3").write_bytes(b"gone" * 5000)
    with journal_in(tmp_path) as journal:
        restored = journal.load().result()
        assert restored.opened.rescued
        assert restored.jobs == [replace(one, answer=b""), replace(two, answer=b"")]
    with journal_in(tmp_path) as journal:
        assert len(journal.load().result().jobs) == 2


@pytest.mark.parametrize("small_disk", ["4m"], indirect=True)
def test_on_a_full_disk_the_work_goes_on_and_is_written_when_there_is_room(small_disk):  # noqa: F811
    told = []
    with journal_in(small_disk) as journal:
        journal.trouble = told.append
        journal.put(new("before")).result()
        fill(small_disk / "filler")
        for number in range(20):
            journal.put(new(f"{number} " + "x" * 400))
        journal.flush().result()
        assert journal.unwritten > 0
        assert len(told) == 1
        assert "disk is full" in told[0]
        kept = journal.load().result().jobs
        assert kept[0].request.prompt == "before"
        (small_disk / "filler").unlink()
        journal.flush().result()
        assert journal.unwritten == 0
        assert told[1:] == [""]
        prompts = [job.request.prompt.split()[0] for job in journal.load().result().jobs]
    assert prompts == ["before", *map(str, range(20))]


_WRITER = """
import sys
from pathlib import Path
from mjstudio.library.database import Database
from mjstudio.library.journal import Journal
from mjstudio.model.job import Job, State
from mjstudio.model.request import ImagineRequest
folder = Path(sys.argv[1])
journal = Journal(Database(folder / "library.sqlite3"), folder / "pictures")
for number in range(100_000):
    job = Job(ImagineRequest(f"job {number}"))
    journal.put(job)
    journal.put(job.moved(State.SENT)).result()
    sys.stdout.write(f"{number}\\n")
    sys.stdout.flush()
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_nothing_acknowledged_is_lost_to_kill_9(tmp_path):
    for _kill in range(3):
        before = _count(tmp_path)
        writer = subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        acknowledged = [writer.stdout.readline() for _ in range(60)]
        writer.send_signal(signal.SIGKILL)
        acknowledged += writer.stdout.read().splitlines(keepends=True)
        writer.wait()
        writer.stdout.close()
        whole = [line for line in acknowledged if line.endswith("\n")]
        with journal_in(tmp_path) as journal:
            restored = journal.load().result()
            assert not restored.opened.problem
            sent = [job for job in restored.jobs[before:] if job.state is State.SENT]
            assert len(sent) >= len(whole) >= 60


def _count(folder):
    with journal_in(folder) as journal:
        return len(journal.load().result().jobs)
