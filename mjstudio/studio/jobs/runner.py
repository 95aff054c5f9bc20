"""Queue → client → pictures: runs jobs, at most `limit` at once, each to a definite end."""

import asyncio
import logging
import time
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from mjstudio.library.journal import Journal
from mjstudio.model.errors import NotReached, ServiceError, StudioError, TaskUnknown
from mjstudio.model.job import Job, State
from mjstudio.model.update import TaskUpdate
from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.jobs.delivery import Delivery
from mjstudio.studio.pictures.images import Images
from mjstudio.studio.service.callbacks import Callbacks
from mjstudio.studio.service.service_clients import Service
from mjstudio.texts import N_, _

_log = logging.getLogger(__name__)

_NOT_MADE = N_("The service does not know this job, so it was not made.")


class Runner(QObject):
    """The queue of jobs.

    Signals:
        jobs_restored(list[Job]): the jobs of earlier runs are loaded, oldest first.
        job_added(Job): a job was added to the queue.
        job_changed(Job): a job made progress; sent once per step.
        job_removed(Job): an ended job was removed.
        held_changed(): the queue waits for something else now.
        finished_after_all(Job): a cancelled job was made anyway, and its picture is here.
    """

    jobs_restored = Signal(object)
    job_added = Signal(object)
    job_changed = Signal(object)
    job_removed = Signal(object)
    held_changed = Signal()
    finished_after_all = Signal(object)

    def __init__(
        self,
        tasks: Tasks,
        images: Images,
        journal: Journal,
        *,
        limit: int = 3,
        callbacks: Callbacks | None = None,
    ) -> None:
        super().__init__()
        self._callbacks = callbacks or Callbacks()
        self._held = False
        self._held_by = ""
        self._tasks = tasks
        self._images = images
        self._journal = journal
        self._limit = limit
        self._service: Service | None = None
        self._jobs: dict[str, Job] = {}
        self._work: dict[str, asyncio.Task[None]] = {}
        self._after: dict[str, asyncio.Task[None]] = {}
        self._seen_to: set[str] = set()
        self._clocks: dict[str, tuple[float, float | None]] = {}
        self._unjudged: set[str] = set()
        self._closing = False

    @property
    def jobs(self) -> list[Job]:
        """All jobs, including those of earlier runs, oldest first."""
        return list(self._jobs.values())

    @property
    def service(self) -> Service | None:
        """The service that jobs are sent to."""
        return self._service

    @property
    def running(self) -> int:
        """How many jobs are running now."""
        return sum(
            not job.state.ended and job.state is not State.QUEUED for job in self._jobs.values()
        )

    @property
    def waiting(self) -> int:
        """How many jobs wait in the queue."""
        return sum(job.state is State.QUEUED for job in self._jobs.values())

    @property
    def troubled(self) -> list[Job]:
        """The jobs that failed and were not dismissed."""
        ended = (job for job in self._jobs.values() if job.state.ended)
        return [job for job in ended if job.state is not State.FINISHED]

    def job(self, job_id: str) -> Job | None:
        """Return the current state of a job."""
        return self._jobs.get(job_id)

    def elapsed(self, job_id: str) -> float:
        """Return for how many seconds a job has been running, by a monotonic clock."""
        start, end = self._clocks.get(job_id, (0.0, 0.0))
        return (time.monotonic() if end is None else end) - start

    def set_limit(self, limit: int) -> None:
        """Set how many jobs may run at once; running jobs are not affected."""
        self._limit = max(1, limit)
        self._pump()

    def hold(self, held: bool, why: str = "") -> None:
        """Stop starting jobs (`why`: one sentence), or resume. Running jobs are not affected."""
        self._held, self._held_by = held, why if held else ""
        self.held_changed.emit()
        self._pump()

    @property
    def waits_for(self) -> str:
        """What the queued jobs wait for, for the artist to read."""
        if self._held:
            return _("Queue paused: {reason}").format(reason=self._held_by)
        return _("Waiting in queue") if self._service else _("Waiting for the connection")

    def set_service(self, service: Service | None) -> None:
        """Send jobs to this service. Without one, they wait in the queue."""
        self._service = service
        self.held_changed.emit()
        self._pump()

    def restore(self, jobs: list[Job]) -> list[Job]:
        """Add jobs of earlier runs, and return them. Unfinished ones are held until `release`.

        Jobs that this run submitted before the library was read are left alone.
        """
        known = self._jobs
        restored = {
            job.id: job
            for job in jobs
            if job.id not in known and (job.state is not State.CANCELLED or job.revivable)
        }
        self._unjudged.update(job.id for job in restored.values() if not job.state.ended)
        self._jobs = {**restored, **known}
        for job in restored.values():
            if job.file:
                self._images.know(job.id, Path(job.file))
        self.jobs_restored.emit(list(restored.values()))
        self._pump()
        return list(restored.values())

    def release(self, job: Job) -> None:
        """Resume a restored job in its current state; an ended one is only shown."""
        self._unjudged.discard(job.id)
        self._work.pop(job.id, None)
        self._put(job)
        self._pump()

    def submit(self, job: Job) -> None:
        """Add a job to the queue."""
        self._jobs[job.id] = job
        self._journal.put(job)
        self.job_added.emit(job)
        if job.lineage is not None:
            parent = next((j for j in self._jobs.values() if j.picture == job.lineage.parent), None)
            if parent is not None:
                self._tasks.spawn(
                    self._images.borrow(job.id, parent.id, job.lineage.box), f"borrow {job.id}"
                )
        self._pump()

    def add_finished(self, job: Job) -> None:
        """Add a finished picture that mjstudio made itself.

        Raises ValueError for a job that is not finished or is already in the list.
        """
        if job.state is not State.FINISHED or job.id in self._jobs:
            raise ValueError(f"{job.id} is not a new finished job")
        self._jobs[job.id] = job
        self._journal.put(job)
        self.job_added.emit(job)
        self.job_changed.emit(job)

    def parent_of(self, job: Job) -> Job | None:
        """Return the job whose picture this one was made from; None if it is not in the list."""
        if job.lineage is None:
            return None
        wanted = job.lineage.parent.image_id
        return next(
            (j for j in self._jobs.values() if j.picture and j.picture.image_id == wanted), None
        )

    def keep_as_they_are(self) -> None:
        """Keep job states when work is aborted, since the next run looks those jobs up."""
        self._closing = True

    def cancel(self, job_id: str) -> None:
        """Stop waiting for a job and close its connection at once.

        The service may make the picture anyway: if it can be asked, it is, and a picture that it
        made is fetched in the background.
        """
        job = self._jobs.get(job_id)
        if job is None or job.state.ended:
            return
        work = self._work.get(job_id)
        if work is None:
            self._put(job.moved(State.CANCELLED))
        else:
            work.cancel()

    def retry(self, job_id: str) -> Job | None:
        """Retry a failed job, and return the job that does.

        A known picture is fetched and a known task looked up, which costs nothing; otherwise the
        same request is sent again as a new job.
        """
        job = self._jobs.get(job_id)
        if job is None or not job.state.ended or job.state is State.FINISHED:
            return None
        self._leave_alone(job_id)
        if job.revivable:
            revived = job.revived()
            self._work.pop(job_id, None)
            self._put(revived)
            self._pump()
            return revived
        again = Job(request=job.request, lineage=job.lineage, way=job.way)
        self.submit(again)
        self.remove(job_id)
        return again

    def take_up_again(self) -> None:
        """Look up every running job that can be looked up, at once; leave the others alone.

        For use after the computer slept, when connections are broken without notice.
        """
        for job_id, work in list(self._work.items()):
            job = self._jobs[job_id]
            if job.state is State.QUEUED or job.state.ended or not job.traceable:
                continue
            del self._work[job_id]  # so that its end is not mistaken for the job's
            work.cancel()
            if job.state is State.SENT:
                self._put(job.advanced(TaskUpdate(job.task_id)))
        self._pump()

    def remove(self, job_id: str) -> None:
        """Remove an ended job that has no picture."""
        job = self._jobs.get(job_id)
        if job is not None and job.state is not State.FINISHED:
            self.delete(job_id)

    def delete(self, job_id: str) -> None:
        """Delete an ended job and its picture."""
        job = self._jobs.get(job_id)
        if job is not None and job.state.ended:
            self._leave_alone(job_id)
            del self._jobs[job_id]
            self._journal.delete(job)
            self._images.forget(job_id)
            self.job_removed.emit(job)

    def set_starred(self, job_id: str, starred: bool) -> None:
        """Star a job, or remove its star."""
        job = self._jobs.get(job_id)
        if job is not None and job.starred is not starred:
            self._jobs[job_id] = job.with_star(starred)
            self._journal.star(job_id, starred)
            self.job_changed.emit(self._jobs[job_id])

    def _pump(self) -> None:
        if self._service is None:
            return
        self._look_after(self._service)
        if self._held:
            return
        for job in list(self._jobs.values()):
            if len(self._work) >= self._limit:
                return
            ready = not job.state.ended and job.id not in self._unjudged
            if ready and job.id not in self._work and self._may_go(job, self._service):
                self._start(job, self._service)

    def _may_go(self, job: Job, service: Service) -> bool:
        """Return whether a job and its source picture belong to the connected account."""
        parent = self.parent_of(job) if job.state is State.QUEUED else None
        for one in (job, parent):
            if one is not None and not service.owns(one):
                words = _("This was made with {account}. Connect that account to continue.").format(
                    account=service.account_name(one)
                )
                lost = job.state is not State.QUEUED and job.picture is None
                ended = State.UNKNOWN if lost else State.FAILED
                self._put(job.moved(ended, NotReached(words, task_id=job.task_id)))
                return False
        return True

    def _look_after(self, service: Service) -> None:
        """Look up cancelled jobs that the service may still make, each once per run."""
        for job in self._jobs.values():
            wanted = job.may_still_come and job.id not in self._seen_to
            if wanted and service.owns(job):
                self._seen_to.add(job.id)
                task = self._tasks.spawn(self._wait_after_all(job, service), f"after {job.id}")
                if task is not None:
                    self._after[job.id] = task

    def _leave_alone(self, job_id: str) -> None:
        self._seen_to.discard(job_id)
        task = self._after.pop(job_id, None)
        if task is not None:
            task.cancel()

    async def _wait_after_all(self, job: Job, service: Service) -> None:
        try:
            async with service:
                await self._delivery(service).look_after(job)
        except StudioError as error:
            self._end_after_all(job.id, error)
        else:
            self.finished_after_all.emit(self._jobs[job.id])
        finally:
            if self._after.get(job.id) is asyncio.current_task():
                del self._after[job.id]

    def _end_after_all(self, job_id: str, error: StudioError) -> None:
        job = self._jobs[job_id]
        if not job.state.ended:
            self._end(job_id, State.FAILED, error)
        elif isinstance(error, TaskUnknown):
            self._put(replace(job, error=TaskUnknown(_(_NOT_MADE), task_id=job.task_id)))
        elif isinstance(error, ServiceError):
            self._put(replace(job.told(error), error=error))
        else:
            # The service could not be asked: the next run tries again.
            _log.info("job %s: what became of it is not known: %s", job_id, error.message)

    def _start(self, job: Job, service: Service) -> None:
        task = self._tasks.spawn(self._run(job, service), f"job {job.id}")
        if task is None:
            return
        self._clocks.setdefault(job.id, (time.monotonic(), None))
        self._work[job.id] = task
        task.add_done_callback(lambda done: self._ended(job.id, done))

    def _ended(self, job_id: str, task: asyncio.Task[None]) -> None:
        if self._work.get(job_id) is not task:
            return  # the job was revived meanwhile and has other work
        del self._work[job_id]
        job = self._jobs.get(job_id)
        if job is not None and not job.state.ended and task.cancelled() and not self._closing:
            # It was cancelled before its first step.
            self._put(job.moved(State.CANCELLED))
        self._pump()

    async def _run(self, job: Job, service: Service) -> None:
        delivery = self._delivery(service)
        try:
            async with service:
                if job.state is State.QUEUED:
                    if wait := service.starts.reserve(time.monotonic()):
                        await asyncio.sleep(wait)
                    if self._held or service is not self._service:
                        return  # it is still queued, and starts again when the queue goes on
                    job = self._jobs[job.id]
                    # Write to disk before sending, so that nothing paid for can be lost.
                    job = job.sent(service.name, service.account)
                    await asyncio.wrap_future(self._put(job))
                await delivery.carry(job)
        except asyncio.CancelledError:
            if not self._closing and self._work.get(job.id) is asyncio.current_task():
                self._end(job.id, State.CANCELLED)
            raise
        except StudioError as error:
            state = State.UNKNOWN if delivery.outcome_unknown(error) else State.FAILED
            self._end(job.id, state, error)
        except Exception as error:
            self._end(
                job.id,
                State.FAILED,
                StudioError(_("An error in mjstudio: {error}").format(error=error)),
            )
            raise

    def _delivery(self, service: Service) -> Delivery:
        return Delivery(service, self._images, self._tasks, self._put, self.job, self._callbacks)

    def _end(self, job_id: str, state: State, error: StudioError | None = None) -> None:
        job = self._jobs[job_id]
        if not job.state.ended:
            job = job.told(error) if error is not None else job
            self._put(job.moved(state, error))

    def _put(self, job: Job) -> "Future[None]":
        """Store a job's new state; the future completes once it is on disk."""
        if job == self._jobs.get(job.id):
            return self._journal.flush()
        self._jobs[job.id] = job
        start, end = self._clocks.get(job.id, (time.monotonic(), None))
        if job.state.ended:
            self._clocks[job.id] = (start, end or time.monotonic())
        _log.info("job %s: %s %d %%", job.id, job.state.value, job.progress)
        written = self._journal.put(job)
        self.job_changed.emit(job)
        return written
