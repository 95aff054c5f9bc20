"""Looks tasks up for all jobs of one account, at most once a second.

The service answers 429 to more. Jobs that wait at the same time share one request, of up to a dozen
tasks. This needs no background task: the job that has waited longest asks for all.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from mjstudio.model.errors import StudioError
from mjstudio.model.pacing import GAP, RateLimiter
from mjstudio.model.update import TaskRecord

BATCH = 12
"""Tasks per look-up, the limit in the service's specification."""


class TaskLookup(Protocol):
    """The part of the client that looks tasks up, by task id or by their requests' trace ids."""

    async def task(self, task_id: str) -> TaskRecord | None:
        """Return one task; None if the service does not know it."""

    async def tasks(self, ids: Sequence[str]) -> list[TaskRecord]:
        """Return several tasks; unknown ones are left out."""

    async def task_by_trace(self, trace_id: str) -> TaskRecord | None:
        """Return the task of one request; None as for `task`."""

    async def tasks_by_trace(self, trace_ids: Sequence[str]) -> list[TaskRecord]:
        """Return the tasks of several requests, like `tasks`."""


class _Ticket:
    """One requested look-up and its result."""

    def __init__(self, name: str, *, by_trace: bool) -> None:
        self.name = name
        self.by_trace = by_trace
        self.settled = False
        self.record: TaskRecord | None = None
        self.error: StudioError | None = None
        self.changed = asyncio.Event()

    def settle(self, record: TaskRecord | None, error: StudioError | None = None) -> None:
        self.record, self.error, self.settled = record, error, True
        self.changed.set()


class TaskPoller:
    """Looks tasks up through one client. `clock` and `sleep` are in seconds."""

    def __init__(
        self,
        client: TaskLookup,
        *,
        gap: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self._pacer = RateLimiter(GAP if gap is None else gap)
        self._clock = clock
        self._sleep = sleep
        self._turn = asyncio.Lock()
        self._waiting: list[_Ticket] = []
        self.heard: Callable[[TaskRecord], None] = lambda _record: None
        """Called with every record that arrives."""

    async def task(self, task_id: str, trace_id: str = "") -> TaskRecord | None:
        """Look a task up; None if the service does not know it. Raises the client's errors.

        Uses the task's id or, if that is unknown, the trace id of its request.
        """
        ticket = _Ticket(task_id or trace_id, by_trace=not task_id)
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
        """Return the tickets to look up in one request, the longest-waiting first."""
        names = {mine.name: None}
        alike = [ticket for ticket in self._waiting if ticket.by_trace is mine.by_trace]
        for ticket in alike:
            if len(names) < BATCH:
                names.setdefault(ticket.name)
        batch = [ticket for ticket in alike if ticket.name in names]
        self._waiting = [ticket for ticket in self._waiting if ticket not in batch]
        return batch

    async def _ask(self, batch: list[_Ticket]) -> None:
        names = list(dict.fromkeys(ticket.name for ticket in batch))
        by_trace, client = batch[0].by_trace, self._client
        try:
            found: dict[str, TaskRecord | None]
            if len(names) == 1:
                ask = client.task_by_trace if by_trace else client.task
                found = {names[0]: await ask(names[0])}
            else:
                records = await (client.tasks_by_trace if by_trace else client.tasks)(names)
                found = {one.trace_id if by_trace else one.task_id: one for one in records}
        except StudioError as error:
            for ticket in batch:
                ticket.settle(None, error)
        except BaseException:
            # The job that asked for all was cancelled: the next of the others asks instead.
            self._waiting = [*batch, *self._waiting]
            for ticket in batch:
                changed, ticket.changed = ticket.changed, asyncio.Event()
                changed.set()
            raise
        else:
            for ticket in batch:
                ticket.settle(found.get(ticket.name))
            for record in found.values():
                if record is not None:
                    self.heard(record)
