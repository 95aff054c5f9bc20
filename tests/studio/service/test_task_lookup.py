"""Look-ups by a clock of the test's own: together, in turn, and never more than one a second."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mjstudio.model.errors import ServiceFailed
from mjstudio.model.pacing import RateLimiter
from mjstudio.model.update import TaskRecord
from mjstudio.studio.service.task_lookup import BATCH, TaskPoller


@given(st.lists(st.floats(0, 5), max_size=40), st.floats(0.1, 3))
def test_whatever_comes_when_no_two_moments_are_nearer_than_the_gap(
    pauses: list[float], gap: float
) -> None:
    pacer, now, moments = RateLimiter(gap), 100.0, []
    for pause in pauses:
        now += pause
        wait = pacer.reserve(now)
        assert wait >= 0
        moments.append(now + wait)
    assert all(b - a >= gap - 1e-9 for a, b in itertools.pairwise(moments))
    if moments:
        assert moments[0] - 100.0 == pytest.approx(pauses[0])


class Clock:
    """Seconds that pass when everybody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)


class Service:
    """Knows some tasks; keeps what it was asked, and when."""

    def __init__(self, clock: Clock, known: Sequence[str] = ()) -> None:
        self.clock = clock
        self.known = set(known)
        self.asked: list[tuple[float, list[str]]] = []
        self.failing = False
        self.hold = asyncio.Event()
        self.hold.set()
        self.came: asyncio.Queue[None] = asyncio.Queue()

    async def tasks(self, ids: Sequence[str]) -> list[TaskRecord]:
        self.asked.append((self.clock.now, list(ids)))
        self.came.put_nowait(None)
        await self.hold.wait()
        if self.failing:
            raise ServiceFailed("down")
        return [TaskRecord(one) for one in ids if one in self.known]

    async def task(self, task_id: str) -> TaskRecord | None:
        return next(iter(await self.tasks([task_id])), None)


def story(play: Callable[[TaskPoller, Service, Clock], Awaitable[None]]) -> None:
    async def bounded() -> None:
        clock = Clock()
        service = Service(clock, [f"t{n}" for n in range(100)])
        async with asyncio.timeout(10):
            look_ups = TaskPoller(service, gap=1.0, clock=lambda: clock.now, sleep=clock.sleep)
            await play(look_ups, service, clock)

    asyncio.run(bounded())


def test_one_after_another_are_a_second_apart() -> None:
    async def play(look_ups: TaskPoller, service: Service, clock: Clock) -> None:
        for n in range(5):
            record = await look_ups.task(f"t{n}")
            assert record is not None
            assert record.task_id == f"t{n}"
        assert [at for at, _ in service.asked] == [0, 1, 2, 3, 4]

    story(play)


def test_many_at_once_share_a_request_and_each_gets_its_own() -> None:
    async def play(look_ups: TaskPoller, service: Service, clock: Clock) -> None:
        ids = [f"t{n}" for n in range(30)] + ["unknown", "t3"]
        found = await asyncio.gather(*(look_ups.task(one) for one in ids))
        assert [r.task_id if r else None for r in found] == [*ids[:30], None, "t3"]
        assert [len(asked) for _, asked in service.asked] == [1, BATCH, BATCH, 6]
        times = [at for at, _ in service.asked]
        assert all(b - a >= 1 for a, b in itertools.pairwise(times))
        assert all(len(set(asked)) == len(asked) for _, asked in service.asked)

    story(play)


def test_a_failure_is_told_to_everybody_who_asked_and_to_nobody_else() -> None:
    async def play(look_ups: TaskPoller, service: Service, clock: Clock) -> None:
        service.failing = True
        asked = asyncio.gather(*(look_ups.task(f"t{n}") for n in range(3)), return_exceptions=True)
        assert all(isinstance(one, ServiceFailed) for one in await asked)
        service.failing = False
        assert await look_ups.task("t1") is not None

    story(play)


def test_who_is_cancelled_while_asking_leaves_the_others_asking() -> None:
    async def play(look_ups: TaskPoller, service: Service, clock: Clock) -> None:
        service.hold.clear()
        first = asyncio.ensure_future(look_ups.task("t0"))
        await service.came.get()
        others = [asyncio.ensure_future(look_ups.task(f"t{n}")) for n in (1, 2, 3)]
        await service.came.get()
        leader = others[0]
        for task in (first, leader):
            task.cancel()
        await asyncio.gather(first, leader, return_exceptions=True)
        service.hold.set()
        found = await asyncio.gather(*others[1:])
        assert [record.task_id for record in found if record] == ["t2", "t3"]

    story(play)


def test_who_is_cancelled_while_waiting_is_not_asked_for() -> None:
    async def play(look_ups: TaskPoller, service: Service, clock: Clock) -> None:
        service.hold.clear()
        tasks = [asyncio.ensure_future(look_ups.task(f"t{n}")) for n in range(3)]
        await service.came.get()
        tasks[1].cancel()
        await asyncio.sleep(0)
        service.hold.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        late = await look_ups.task("t9")
        assert late is not None
        assert tasks[2].result() is not None

    story(play)


def test_a_request_that_hangs_does_not_hold_the_next_up() -> None:
    async def play(look_ups: TaskPoller, service: Service, clock: Clock) -> None:
        service.hold.clear()
        stuck = asyncio.ensure_future(look_ups.task("t0"))
        await service.came.get()
        service.hold = asyncio.Event()
        service.hold.set()
        assert await look_ups.task("t1") is not None
        assert not stuck.done()
        stuck.cancel()
        await asyncio.gather(stuck, return_exceptions=True)

    story(play)
