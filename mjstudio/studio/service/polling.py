"""Looks a task up until its outcome is known, after polls, callbacks or a broken stream.

If the service also posts, its posts are the fallback result: look-ups are tried first, and
preferred if they report the end themselves.
"""

import asyncio
import itertools
import logging
from collections.abc import Callable, Iterable
from typing import Protocol

from mjstudio.model.errors import (
    ACCOUNT_TROUBLES,
    ConnectionFailed,
    ConnectionLost,
    ServiceError,
    TaskUnknown,
    UnexpectedReply,
)
from mjstudio.model.job import Job
from mjstudio.model.update import TaskUpdate
from mjstudio.studio.service.task_lookup import TaskPoller
from mjstudio.texts import N_, _

_log = logging.getLogger(__name__)

CONFIRM_WAITS = (1.0, 2.0)
"""Seconds between look-ups after a post announced an end that the service does not know yet."""

STRANGER = 6
"""Consecutive look-ups that must fail to find a task before it counts as unknown.

Some 20 s: news of a task may become visible later than the task itself, and giving up too early may
mean paying twice.
"""


class CallbackEvent(Protocol):
    """The content of a post: progress from 0 to 99, whether it claims to be the last, and more."""

    @property
    def progress(self) -> int:
        """From 0 to 99."""

    @property
    def last(self) -> bool:
        """Whether it announces the end."""

    def step(self, action: str) -> TaskUpdate | None:
        """Return a step with its preview; None if it has none."""

    def outcome(self, action: str) -> TaskUpdate | None:
        """Return the finished picture; None if it has none. Raises the task's error."""


class CallbackEvents(Protocol):
    """The posts about one task."""

    silence: float
    """Seconds without a post after which look-ups take over."""

    async def next(self, seconds: float) -> CallbackEvent | None:
        """Return the next post; None if none arrives in that time."""


class Polling:
    """Follows tasks by looking them up. `advance` applies an update to a job."""

    def __init__(self, look_ups: TaskPoller, advance: Callable[[Job, TaskUpdate], Job]) -> None:
        self._look_ups = look_ups
        self._advance = advance
        self._strange = 0
        self._end: TaskUpdate | ServiceError | None = None
        self._doubts = 0

    async def follow(
        self,
        job: Job,
        waits: Iterable[float],
        events: CallbackEvents | None = None,
        *,
        asking: bool = False,
    ) -> Job:
        """Return the job with its picture. `waits` are the seconds before each look-up.

        With `events`, each post triggers a look-up; `waits` start with the post that announces the
        end, or with silence, or from the beginning if `asking`. A posted end is accepted after a
        few look-ups that did not report it.

        Raises the task's error; TaskUnknown if the service does not know the task; ConnectionLost
        if the waits are used up or the account may no longer look tasks up.
        """
        times = iter(waits)
        wait: float | None
        if events is None or asking:
            asking, wait = True, next(times, None)
        else:
            times, wait = itertools.chain(CONFIRM_WAITS, times), events.silence
        while wait is not None:
            post = await _awaited(wait, events)
            if post is not None:
                job = self._heard(job, post)
            job = await self._asked(job, posts=events is not None, silent=post is None)
            if job.picture is not None:
                return job
            # Posts, however many, neither use up the waits nor postpone them.
            if post is None or (post.last and not asking):
                asking = True
                wait = next(times, None)
        raise lost(job)

    def _heard(self, job: Job, post: CallbackEvent) -> Job:
        """Return the job after a post; a posted end is kept until a look-up has been tried."""
        action = job.request.action
        try:
            outcome = post.outcome(action)
        except ServiceError as failure:
            self._end = self._end or failure
        else:
            # A posted picture stands, whatever later posts say.
            if not isinstance(self._end, TaskUpdate):
                self._end = outcome or self._end
        step = post.step(action)
        progress = TaskUpdate(job.task_id, post.progress)
        job = self._advance(job, step) if step is not None else job
        return self._advance(job, progress) if step is None or post.last else job

    async def _asked(self, job: Job, *, posts: bool, silent: bool) -> Job:
        """Return the job after a look-up, or after the posted end if the look-up does not show it.

        While `posts` may arrive, an unknown task is not an error; nor is a refused look-up, as long
        as posts do arrive (not `silent`).
        """
        try:
            job = await self._look(job)
        except TaskUnknown:
            if not posts:
                raise
        except ConnectionLost:
            if self._end is not None:
                return self._believed(job)
            if silent:
                raise
        except ServiceError as error:
            # A task that ended without an outcome may have lost its final post.
            if error.code or not isinstance(self._end, TaskUpdate):
                raise
            return self._believed(job)
        if job.picture is None and self._end is not None and silent:
            # Count only look-ups after a wait, so that an extra post cannot confirm another.
            self._doubts += 1
            if self._doubts >= len(CONFIRM_WAITS):
                return self._believed(job)
        return job

    def _believed(self, job: Job) -> Job:
        if isinstance(self._end, TaskUpdate):
            return self._advance(job, self._end)
        raise self._end or lost(job)

    async def _look(self, job: Job) -> Job:
        try:
            record = await self._look_ups.task(job.task_id, job.trace_id)
        except ACCOUNT_TROUBLES as error:
            message = _("{problem} mjstudio can look the job up once that is fixed.").format(
                problem=error.words
            )
            raise lost(job, message) from error
        except (ConnectionFailed, ServiceError, UnexpectedReply) as error:
            # A failed look-up says nothing about the task itself.
            _log.info("job %s: look-up failed: %s", job.id, error.message)
            return job
        if record is None:
            # A task may be announced a moment before it can be found.
            self._strange += 1
            if self._strange >= STRANGER:
                raise unknown(job)
            return job
        self._strange = 0
        if record.error is not None:
            raise record.error
        update = record.update or TaskUpdate(record.task_id)
        known = update.progress or update.picture or not job.task_id
        return self._advance(job, update) if known else job


async def _awaited(seconds: float, events: CallbackEvents | None) -> CallbackEvent | None:
    if events is not None:
        return await events.next(seconds)
    await asyncio.sleep(seconds)
    return None


_CANNOT_TELL = N_("The service can't say what became of this job.")
_NOT_RECEIVED = N_("The service does not know this job: it never arrived. Send it again?")
_FORGOTTEN = N_(
    "The service accepted this job but no longer knows it. Look at your account before you "
    "send it again."
)


def lost(job: Job, message: str = "") -> ConnectionLost:
    """Return the error for a job whose outcome is unknown."""
    return ConnectionLost(message or _(_CANNOT_TELL), task_id=job.task_id, trace_id=job.trace_id)


def unknown(job: Job) -> TaskUnknown:
    """Return the error for a job that its service does not know."""
    words = _FORGOTTEN if job.task_id else _NOT_RECEIVED
    return TaskUnknown(_(words), task_id=job.task_id, trace_id=job.trace_id)
