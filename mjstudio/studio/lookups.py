"""Look-ups of tasks, for every job of one account together: never more than one a second.

The service answers 429 to more. Jobs that wait at the same time share one request, a dozen tasks to
each. No task of its own is needed for that: whoever has waited longest asks for all.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from mjstudio.model.errors import StudioError
from mjstudio.model.update import TaskRecord

GAP = 1.1
"""Seconds between two look-ups: what leaves a second apart may arrive a little nearer."""

BATCH = 12
"""Tasks in one look-up; the limit that the service's specification shows."""


class Asks(Protocol):
    """The part of the client that looks tasks up."""

    async def task(self, task_id: str) -> TaskRecord | None:
        """One task; None where the service does not know it."""

    async def tasks(self, ids: Sequence[str]) -> list[TaskRecord]:
        """Several tasks; unknown ones are left out."""


class Pacer:
    """Keeps things `gap` seconds apart. Pure: it is told the time."""

    def __init__(self, gap: float) -> None:
        self._gap = gap
        self._next = float("-inf")

    def reserve(self, now: float) -> float:
        """Take the next free moment; seconds until it comes."""
        at = max(now, self._next)
        self._next = at + self._gap
        return at - now


class _Ticket:
    """One look-up that is wanted, and what came of it."""

    def __init__(self, task_id: str) -> None:
        self.task_id = task_id
        self.settled = False
        self.record: TaskRecord | None = None
        self.error: StudioError | None = None
        self.changed = asyncio.Event()

    def settle(self, record: TaskRecord | None, error: StudioError | None = None) -> None:
        self.record, self.error, self.settled = record, error, True
        self.changed.set()


class LookUps:
    """Looks tasks up through one client. `clock` and `sleep` are in seconds."""

    def __init__(
        self,
        client: Asks,
        *,
        gap: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self._pacer = Pacer(GAP if gap is None else gap)
        self._clock = clock
        self._sleep = sleep
        self._turn = asyncio.Lock()
        self._waiting: list[_Ticket] = []

    async def task(self, task_id: str) -> TaskRecord | None:
        """What became of a task, None where the service does not know it; raises as the client."""
        ticket = _Ticket(task_id)
        self._waiting.append(ticket)
        try:
            while not ticket.settled:
                batch: list[_Ticket] = []
                async with self._turn:
                    if ticket in self._waiting:
                        if wait := self._pacer.reserve(self._clock()):
                            await self._sleep(wait)
                        batch = self._take(ticket)
                if batch:
                    await self._ask(batch)
                else:
                    await ticket.changed.wait()
        finally:
            if ticket in self._waiting:
                self._waiting.remove(ticket)
        if ticket.error is not None:
            raise ticket.error
        return ticket.record

    def _take(self, mine: _Ticket) -> list[_Ticket]:
        """Everybody who asks along, as far as a request goes; those who wait longest first."""
        ids = {mine.task_id: None}
        for ticket in self._waiting:
            if len(ids) < BATCH:
                ids.setdefault(ticket.task_id)
        batch = [ticket for ticket in self._waiting if ticket.task_id in ids]
        self._waiting = [ticket for ticket in self._waiting if ticket.task_id not in ids]
        return batch

    async def _ask(self, batch: list[_Ticket]) -> None:
        ids = list(dict.fromkeys(ticket.task_id for ticket in batch))
        try:
            if len(ids) == 1:
                found = {ids[0]: await self._client.task(ids[0])}
            else:
                found = {record.task_id: record for record in await self._client.tasks(ids)}
        except StudioError as error:
            for ticket in batch:
                ticket.settle(None, error)
        except BaseException:
            # Who asked for all was cancelled: the others wait on, and the next of them asks.
            self._waiting = [*batch, *self._waiting]
            for ticket in batch:
                changed, ticket.changed = ticket.changed, asyncio.Event()
                changed.set()
            raise
        else:
            for ticket in batch:
                ticket.settle(found.get(ticket.task_id))
