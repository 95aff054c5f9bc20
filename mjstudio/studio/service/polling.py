"""Looks a task up until its outcome is known: polls, callbacks, broken streams.

Where the service posts, too, what it posted is the result; look-ups are asked first, and are
preferred where they tell of the end themselves.
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
"""How many look-ups in a row must fail to find a task before it is given up.

Some 20 s: what is told of a task may come later than the task itself, and to give up too early may
be to pay twice.
"""


class CallbackEvent(Protocol):
    """What a post tells: progress from 0 to 99, whether it claims to be the last, and more."""

    @property
    def progress(self) -> int:
        """From 0 to 99."""

    @property
    def last(self) -> bool:
        """Whether it announces the end."""

    def step(self, action: str) -> TaskUpdate | None:
        """A step with its preview; None where it has none."""

    def outcome(self, action: str) -> TaskUpdate | None:
        """The finished picture; None where it has none. Raises what the task failed of."""


class CallbackEvents(Protocol):
    """Posts about one task."""

    silence: float
    """Seconds without a post after which look-ups take over."""

    async def next(self, seconds: float) -> CallbackEvent | None:
        """The next post; None where none came in that time."""


class Polling:
    """Follows tasks by looking them up. `advance` takes an update into a job."""

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
        """The job with its picture. `waits` are the seconds before each look-up.

        Where there are `events`, each post is a reason to look; `waits` begin with the post that
        tells of the end, or with silence, unless it is `asking` from the beginning. An end that was
        posted is believed after a few look-ups that did not tell of it.

        Raises what the task failed of; TaskUnknown where the service does not know the task;
        ConnectionLost where the waits are used up or the account may not ask any more.
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
            # Any number of posts neither uses the waits up nor puts them off.
            if post is None or (post.last and not asking):
                asking = True
                wait = next(times, None)
        raise lost(job)

    def _heard(self, job: Job, post: CallbackEvent) -> Job:
        """The job after a post; what that says of the end is kept until it is looked into."""
        action = job.request.action
        try:
            outcome = post.outcome(action)
        except ServiceError as failure:
            self._end = self._end or failure
        else:
            # A picture stays, whatever later posts say.
            if not isinstance(self._end, TaskUpdate):
                self._end = outcome or self._end
        step = post.step(action)
        progress = TaskUpdate(job.task_id, post.progress)
        job = self._advance(job, step) if step is not None else job
        return self._advance(job, progress) if step is None or post.last else job

    async def _asked(self, job: Job, *, posts: bool, silent: bool) -> Job:
        """The job after a look-up, or after what was posted where that tells nothing of the end.

        While `posts` may come it does not matter that the task is not known; nor, while they do
        and it is not `silent`, that the account may not ask.
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
            # Only look-ups after a wait count: one post more must not make another believed.
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
            # Whatever is in the way of asking says nothing of the task itself.
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
    """The error of a job whose outcome is unknown."""
    return ConnectionLost(message or _(_CANNOT_TELL), task_id=job.task_id, trace_id=job.trace_id)


def unknown(job: Job) -> TaskUnknown:
    """The error of a job that its service was asked about and does not know."""
    words = _FORGOTTEN if job.task_id else _NOT_RECEIVED
    return TaskUnknown(_(words), task_id=job.task_id, trace_id=job.trace_id)
