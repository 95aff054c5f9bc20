"""The journal: what a step costs on disk and in the GUI thread, and what kills lose."""

import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from mjstudio.library.database import Database
from mjstudio.library.journal import Journal
from mjstudio.model.job import Job, State
from mjstudio.model.request import ImagineRequest
from tests.benchmarks.measure import Benchmark, Record, at_most

STEPS = 2000
KILLS = 200
ANSWER = b'{"progress": 46, "image_url": "' + b"x" * 1500 + b'"}'

_WRITER = """
import sys
from pathlib import Path
from mjstudio.library.database import Database
from mjstudio.library.journal import Journal
from mjstudio.library.pictures import PictureStore
from mjstudio.model.job import Job, State
from mjstudio.model.picture import Picture
from mjstudio.model.request import ImagineRequest
from mjstudio.model.update import TaskUpdate

folder = Path(sys.argv[1])
journal = Journal(Database(folder / "library.sqlite3"), folder / "pictures")
store = PictureStore(folder / "pictures")
for number in range(1_000_000):
    job = Job(ImagineRequest(f"job {number}"))
    journal.put(job)
    job = job.sent("here")
    journal.put(job)
    picture = Picture(str(number), "u", (1, 1), "r", (2, 2), ("upscale1",), "t")
    job = job.advanced(TaskUpdate("t", 100, picture, True, b"{}"))
    journal.put(job)
    file = store.keep(f"{job.id} of {sys.argv[1]}".encode() * 2000, "png")
    journal.put(job.finished(str(file))).result()
    sys.stdout.write(f"{job.id}\\n")
    sys.stdout.flush()
"""


@contextmanager
def _journal() -> Iterator[tuple[Journal, Path]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        journal = Journal(Database(folder / "library.sqlite3"), folder / "pictures")
        try:
            yield journal, folder
        finally:
            journal.close()


def step() -> list[Record]:
    """Measure a step for a caller that waits, and the delay for one that does not."""
    with _journal() as (journal, _folder):
        job = Job(ImagineRequest("a quiet lake --ar 16:9")).sent("here")
        journal.put(job).result()
        written, handed = [], []
        for number in range(STEPS):
            moved = replace(job, state=State.RUNNING, progress=number % 100, answer=ANSWER)
            begun = perf_counter()
            future = journal.put(moved)
            handed.append(perf_counter() - begun)
            future.result()
            written.append(perf_counter() - begun)
    return [
        at_most("journal, one step on the disk", _ms(written), "ms", 1.0, "< 1 ms"),
        at_most("journal, one step on the GUI thread", _ms(handed), "ms", 0.1, "< 0.1 ms"),
    ]


def _ms(seconds: list[float]) -> float:
    return statistics.median(seconds) * 1000


def kills() -> list[Record]:
    """Count acknowledged jobs and pictures lost by 200 kills at random moments."""
    lost = half = acknowledged = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kill in range(KILLS):
            writer = subprocess.Popen(
                [sys.executable, "-c", _WRITER, str(folder)], stdout=subprocess.PIPE, text=True
            )
            assert writer.stdout is not None
            # Kill a little later each time, so that the kills hit every moment of a job.
            told = [writer.stdout.readline() for _ in range(1 + kill % 7)]
            writer.send_signal(signal.SIGKILL)
            told += writer.stdout.read().splitlines(keepends=True)
            writer.wait()
            whole = [line.strip() for line in told if line.endswith("\n")]
            acknowledged += len(whole)
            journal = Journal(Database(folder / "library.sqlite3"), folder / "pictures")
            restored = journal.load().result()
            journal.close()
            jobs = {job.id: job for job in restored.jobs}
            for job_id in whole:
                job = jobs.get(job_id)
                there = job is not None and job.state is State.FINISHED and Path(job.file).exists()
                lost += not there
            for job in jobs.values():
                if job.file:
                    data = Path(job.file).read_bytes() if Path(job.file).exists() else b""
                    half += not data.startswith(job.id.encode()) or len(data) % 2000 != 0
    return [
        at_most(f"lost of {acknowledged} jobs in {KILLS} kills", lost, "jobs", 0, "none"),
        at_most(f"half pictures after {KILLS} kills", half, "files", 0, "none"),
    ]


BENCHMARKS: dict[str, Benchmark] = {"journal": step, "journal_kills": kills}
