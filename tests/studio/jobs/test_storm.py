"""A storm: 500 jobs, and every tenth request of each kind broken at random."""

import os
import random
from collections import Counter
from pathlib import Path

import pytest

from mjstudio.model.job import State
from mjstudio.sandbox.trouble.faults import Fault, FaultPlan, Order
from mjstudio.studio.jobs import delivery
from mjstudio.studio.service import task_lookup as lookups
from tests.conftest import Workbench

JOBS = 500
EVERY = 10

_BROKEN = {
    "imagine": (
        Order(Fault.LOST_BEFORE),
        Order(Fault.LOST_AFTER),
        Order(Fault.STATUS, status=500, code="api_error"),
        Order(Fault.STATUS, status=429, code="too_many_requests", retry_after="0"),
        Order(Fault.STATUS, status=400, code="bad_request"),
        Order(Fault.HTML, status=502),
        Order(Fault.EMPTY),
        Order(Fault.WRONG_TYPE, body=[1, 2]),
        Order(Fault.CUT_STREAM, after_records=1),
        Order(Fault.CLOSE_STREAM, after_records=1),
        Order(Fault.END_STREAM, after_records=1),
        Order(Fault.HALF_LINE),
        Order(Fault.DUPLICATE),
        Order(Fault.REORDERED),
        Order(Fault.LATE),
        Order(Fault.UNKNOWN_FIELDS),
        Order(Fault.TASK_FAILS, after_records=1, status=500, code="api_error"),
    ),
    "tasks": (
        Order(Fault.LOST_BEFORE),
        Order(Fault.STATUS, status=500, code="api_error"),
        Order(Fault.STATUS, status=429, code="too_many_requests", retry_after="0"),
        Order(Fault.HTML, status=502),
        Order(Fault.EMPTY),
        Order(Fault.WRONG_TYPE, body=[1, 2]),
    ),
    "picture": (
        Order(Fault.TRUNCATED),
        Order(Fault.HALF_PICTURE),
        Order(Fault.STATUS, status=404),
        Order(Fault.STATUS, status=503),
        Order(Fault.SVG),
        Order(Fault.HTML_PICTURE),
        Order(Fault.PICTURE_BOMB),
    ),
}


class Storm(FaultPlan):
    """Breaks every tenth request in a way drawn from those that fit it."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._chance = random.Random(seed)
        self._count: Counter[str] = Counter()
        self.broken: Counter[str] = Counter()

    def take(self, labels: frozenset[str]) -> Order | None:
        kind = next((kind for kind in _BROKEN if kind in labels), None)
        if kind is None:
            return None
        self._count[kind] += 1
        if self._count[kind] % EVERY:
            return None
        order = self._chance.choice(_BROKEN[kind])
        self.broken[kind] += 1
        return order


def descriptors() -> int:
    """How many files and sockets are open; 0 where the system does not tell."""
    there = Path("/proc/self/fd")
    return len(list(there.iterdir())) if there.is_dir() else 0


def resident() -> int:
    """Bytes of memory in use; 0 where the system does not tell."""
    try:
        pages = Path("/proc/self/statm").read_text().split()[1]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.timeout(900)
def test_every_job_of_a_storm_ends_and_none_is_paid_for_twice(
    studio: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "LOOK_UP_WAITS", (0.0, *[0.02] * 10))
    monkeypatch.setattr(delivery, "FETCH_WAITS", (0.0, 0.0))
    monkeypatch.setattr(lookups, "GAP", 0.01)
    # Pictures that are kept decoded are meant to fill memory: here, little of it.
    monkeypatch.setattr(studio.images.decoded, "_budget", 8 * 1024 * 1024)
    monkeypatch.setattr(studio.images.decoded, "_share", 1024 * 1024)
    storm = Storm(seed=20261122)
    studio.service.faults = storm
    studio.app.settings.change(running_limit=5)

    marks = []
    for start in range(0, JOBS, JOBS // 2):
        for number in range(start, start + JOBS // 2):
            studio.imagine(f"storm {number} --seed {number % 3}")
        studio.wait_for(
            lambda: studio.runner.running + studio.runner.waiting == 0, patience=300_000
        )
        studio.qtbot.waitUntil(lambda: len(studio.app.studio.tasks) == 0, timeout=30_000)
        marks.append((descriptors(), resident()))

    ends = Counter(job.state for job in studio.runner.jobs)
    assert sum(ends.values()) == JOBS
    assert set(ends) <= {State.FINISHED, State.FAILED, State.UNKNOWN}
    assert ends[State.FINISHED] > JOBS * 0.8
    assert set(storm.broken) == set(_BROKEN)
    for job in studio.runner.jobs:
        if job.state is State.FINISHED:
            assert Path(job.file).stat().st_size
        else:
            assert job.error is not None
            assert job.error.message

    made = Counter(task.request["prompt"] for task in studio.service.tasks._tasks.values())
    assert set(made.values()) == {1}

    restored = studio.app.studio.journal.load().result()
    assert Counter(job.state for job in restored.jobs) == ends
    half, whole = marks
    assert whole[0] <= half[0] + 8
    assert whole[1] <= half[1] + 48 * 1024 * 1024
