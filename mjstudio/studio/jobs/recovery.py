"""Decides what becomes of jobs that an earlier run left unfinished.

    never sent                      marked so; the artist chooses whether to send it
    sent, but no answer was seen    unknown: may have been paid for; again the artist's choice
    the task or trace is known      the service is asked, in few requests for all tasks:
        finished, or failed         its picture is fetched, or the reason shown
        still running               followed
        not known there             looked up for a while, then unknown: "not received; send again?"
    the picture is known            fetched

Nothing is resent automatically. A job is looked up with the account it was sent from.
"""

import asyncio
import logging
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from mjstudio.library.journal import Journal
from mjstudio.model.errors import (
    ConnectionLost,
    NotReached,
    PromptRefused,
    StudioError,
    WrongAddress,
)
from mjstudio.model.job import Job, State
from mjstudio.model.update import TaskRecord, TaskUpdate
from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.jobs.accounts import Accounts
from mjstudio.studio.jobs.runner import Runner
from mjstudio.studio.service.polling import lost, unknown
from mjstudio.studio.service.service_clients import Service
from mjstudio.texts import N_, _

_log = logging.getLogger(__name__)

RETRY_WAITS = (5.0, 15.0, 60.0, 300.0)
"""Seconds before each retry while the service cannot be reached; the last one repeats."""

_NOT_SENT = N_("mjstudio was closed before this was sent. Nothing was charged.")
_NO_ANSWER = N_(
    "mjstudio ended before the service answered: it may have received this. Look at your "
    "account before you send it again."
)


def without_asking(job: Job) -> Job:
    """Return an earlier run's job, judged as far as possible without its service."""
    if job.state is State.QUEUED:
        return job.moved(State.FAILED, NotReached(_(_NOT_SENT)))
    if not job.state.ended and job.picture is None and not job.traceable:
        return job.moved(State.UNKNOWN, ConnectionLost(_(_NO_ANSWER)))
    return job


def to_ask_about(job: Job) -> bool:
    """Return whether a job's service can tell more about it."""
    if job.picture is not None or not job.traceable:
        return False
    return not job.state.ended or job.state is State.UNKNOWN


def to_fetch(job: Job) -> bool:
    """Return whether a job's picture was made but is not stored here yet."""
    if job.picture is None or job.file:
        return False
    return not job.state.ended or job.state is State.FAILED


def judged(job: Job, record: TaskRecord | None) -> Job:
    """Return a job updated with its service's answer; `record` is None if it is unknown there.

    A running job stays running, and is looked up a few more times, because a task's news may become
    visible later than the task itself.
    """
    if record is None:
        return replace(job, error=unknown(job)) if job.state.ended else job
    if job.state.ended:
        job = replace(job, error=None).revived()
    if record.error is not None:
        return job.told(record.error).moved(State.FAILED, record.error)
    return job.advanced(record.update or TaskUpdate(record.task_id))


class Recovery(QObject):
    """Restores the jobs of earlier runs, and finds out what became of unfinished ones.

    Signals:
        restored(Restored): the library has been loaded.
        reconciled(): the connected service was asked about every job that it may know.
    """

    restored = Signal(object)
    reconciled = Signal()

    def __init__(self, runner: Runner, journal: Journal, tasks: Tasks, accounts: Accounts) -> None:
        super().__init__()
        self._accounts = accounts
        accounts.united.connect(lambda: self.set_service(self._service))
        self._runner = runner
        self._journal = journal
        self._tasks = tasks
        self._service: Service | None = None
        self._unfinished: list[str] | None = None
        self._asking: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Read the library without blocking."""
        self._tasks.spawn(self._restore(), "restore the library")

    def set_service(self, service: Service | None) -> None:
        """Ask this service about the unfinished jobs of its account."""
        self._service = service
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None
        if service is not None and self._unfinished is not None:
            self._asking = self._tasks.spawn(self._reconcile(service), "reconcile")

    async def _restore(self) -> None:
        await self._accounts.load()
        restored = await asyncio.wrap_future(self._journal.load())
        unfinished = []
        for job in self._runner.restore(restored.jobs):
            seen = without_asking(job)
            if seen != job:
                self._runner.release(seen)
            if to_ask_about(seen) or to_fetch(seen):
                unfinished.append(job.id)
        self._unfinished = unfinished
        self.restored.emit(restored)
        self.set_service(self._service)

    async def _reconcile(self, service: Service) -> None:
        for attempt in range(1_000_000):
            try:
                async with service:
                    await self._ask(service)
            except StudioError as error:
                _log.info("the service could not be asked: %s", error.message)
            else:
                self.reconciled.emit()
                return
            await asyncio.sleep(RETRY_WAITS[min(attempt, len(RETRY_WAITS) - 1)])

    async def _ask(self, service: Service) -> None:
        await self._accounts.adopt(service)
        jobs = [job for job in self._left() if service.owns(job)]
        asked = [job for job in jobs if to_ask_about(job)]
        for job in jobs:
            if to_fetch(job):
                self._resume(job.revived() if job.state.ended else job)
        # Start them together, so that they share requests, of which one leaves per second at most.
        look_ups = (service.look_ups.task(job.task_id, job.trace_id) for job in asked)
        answers = await asyncio.gather(*look_ups, return_exceptions=True)
        unanswered: list[BaseException] = []
        for job, record in zip(asked, answers, strict=True):
            # The artist may have removed or revived it during the request.
            there = self._runner.job(job.id) == job
            if isinstance(record, PromptRefused | WrongAddress):
                # Asking again would give the same answer.
                message = _("The job could not be looked up: {problem}").format(
                    problem=record.words
                )
                if there:
                    self._resume(replace(job, state=State.UNKNOWN, error=lost(job, message)))
            elif isinstance(record, BaseException):
                unanswered.append(record)
            elif there:
                self._resume(judged(job, record))
        if unanswered:
            raise unanswered[0]
        for job in self._left():
            self._name_account(job, service)
        await self._accounts.learn(service)
        self._accounts.ask(service)

    def _left(self) -> list[Job]:
        found = (self._runner.job(job_id) for job_id in self._unfinished or ())
        return [job for job in found if job is not None]

    def _resume(self, job: Job) -> None:
        if self._unfinished is not None:
            self._unfinished.remove(job.id)
        self._runner.release(job)

    def _name_account(self, job: Job, service: Service) -> None:
        """Make another account's job wait, and say for which account."""
        if not job.state.ended and not service.owns(job):
            words = _(
                "This was sent with {account}. Connect that account to find out what became of it."
            ).format(account=service.account_name(job))
            error = ConnectionLost(words, task_id=job.task_id)
            state = State.UNKNOWN if job.picture is None else State.FAILED
            self._runner.release(job.moved(state, error))
