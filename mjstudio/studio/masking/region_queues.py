"""Several regions of one picture, redrawn one after the other; the artist picks between them.

    IDLE ──► SENDING ──► REDRAWING ──► CHOOSING ──► UPSCALING ──► SENDING (the next) … ──► gone
      ▲                     │                          │
      └─────── stop ────────┴────────► FAILED ◄────────┘        (retry goes back to where it was)

A region leaves the queue only when its chosen quarter exists as a picture. If a queue is stopped or
fails at any point, what is left stays with the newest picture and can be edited or started again.
How a quarter is chosen does not matter: upscaling one of the grid is the choice.
"""

import asyncio
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from mjstudio.model.errors import StudioError
from mjstudio.model.geometry import Size
from mjstudio.model.job import Job, State
from mjstudio.model.lint import Problem
from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.jobs.runner import Runner
from mjstudio.studio.jobs.session import Session
from mjstudio.studio.masking.masking import Masking, Region, own_prompt, problems_of
from mjstudio.studio.masking.region_queue import (
    QueuedRegion,
    RegionQueue,
    Step,
    encoded,
    thumbnail,
)
from mjstudio.texts import N_, _

if TYPE_CHECKING:
    from mjstudio.mask.document import MaskDocument

_QUARTER = re.compile(r"upscale[1-4]")


class RegionQueues(QObject):
    """The queues of all pictures.

    Signals:
        changed(): a list changed, a queue advanced, or another mask was opened.
        refilled(Region): the open mask and its prompt were replaced: emptied, or put back.
        finished(Job): this picture contains the last region of a queue.
    """

    changed = Signal()
    refilled = Signal(object)
    finished = Signal(object)

    def __init__(self, runner: Runner, session: Session, masking: Masking, tasks: Tasks) -> None:
        super().__init__()
        self._runner, self._session = runner, session
        self._masking, self._tasks = masking, tasks
        self._queues: list[RegionQueue] = []
        masking.opened.connect(lambda _region: self.changed.emit())
        masking.closed.connect(self.changed)
        runner.job_added.connect(self._job_added)
        runner.job_changed.connect(self._job_changed)

    # -- reading

    @property
    def queues(self) -> tuple[RegionQueue, ...]:
        """The queues of all pictures."""
        return tuple(self._queues)

    def queue_on(self, job_id: str) -> RegionQueue | None:
        """The queue whose next region is redrawn on this job's picture."""
        return next((queue for queue in self._queues if queue.base == job_id), None)

    def queue_around(self, job_id: str) -> RegionQueue | None:
        """Return the queue that a job belongs to: by its picture, its grid or its current work."""
        return next((q for q in self._queues if job_id in (q.base, q.grid, q.work)), None)

    @property
    def open_queue(self) -> RegionQueue | None:
        """The queue of the picture whose mask is open."""
        region = self._masking.current
        return self.queue_on(region.job_id) if region is not None else None

    @property
    def painting(self) -> bool:
        """Whether a mask is open."""
        return self._masking.current is not None

    # -- the list

    def add(self) -> bool:
        """Queue the open mask with its prompt; False if a mask cannot be sent."""
        region = self._masking.current
        if region is None or not _ready(region.document) or self._masking.held_back():
            return False
        queue = self.queue_on(region.job_id)
        if queue is None:
            queue = RegionQueue(region.job_id)
            self._queues.append(queue)
        queued = QueuedRegion(
            region.document.bitmap.snapshot(), region.prompt, region.document.feather
        )
        queue.regions.append(queued)
        region.document.clear()
        job = self._runner.job(region.job_id)
        region.prompt = own_prompt(job)
        self._tasks.spawn(self._draw_thumbnail(queue, queued), "thumbnail of a mask")
        self.refilled.emit(region)
        self.changed.emit()
        return True

    def bring_back(
        self, job_id: str, kept: list[QueuedRegion], work: str = "", done: int = 0
    ) -> None:
        """Put the regions of an earlier run in front of those queued meanwhile.

        `work` is the job that redrew or upscaled the first of them, `done` how many were finished
        before it. The queue keeps its place and sends nothing until the artist resumes it.
        """
        known = {region.id for queue in self._queues for region in queue.regions}
        kept = [region for region in kept if region.id not in known]
        if not kept:
            return
        queue = self.queue_on(job_id)
        if queue is None:
            queue = RegionQueue(job_id)
            self._queues.append(queue)
        at = 1 if queue.running else 0
        queue.regions[at:at] = kept
        for region in kept:
            self._tasks.spawn(self._draw_thumbnail(queue, region), "thumbnail of a mask")
        if queue.step is Step.IDLE:
            queue.done = max(queue.done, done)
            if (job := self._runner.job(work)) is not None:
                self._resume_at(queue, job)
        self.changed.emit()

    def remove(self, region_id: str) -> None:
        """Remove a region from its queue, unless it is being redrawn."""
        queue, at = self._find(region_id)
        if queue is not None and not self._fixed(queue, at):
            del queue.regions[at]
            if not queue.regions:
                self._queues.remove(queue)
            self.changed.emit()

    def move(self, region_id: str, by: int) -> None:
        """Move a region up (-1) or down (1); the one being redrawn stays first."""
        queue, at = self._find(region_id)
        if queue is None:
            return
        to = at + by
        if not (0 <= to < len(queue.regions)) or self._fixed(queue, min(at, to)):
            return
        queue.regions.insert(to, queue.regions.pop(at))
        self.changed.emit()

    def can_move(self, region_id: str, by: int) -> bool:
        """Return whether `move` would do something."""
        queue, at = self._find(region_id)
        to = at + by
        return (
            queue is not None
            and 0 <= to < len(queue.regions)
            and not self._fixed(queue, min(at, to))
        )

    def mend(self, region_id: str, problem: Problem) -> None:
        """Apply the fix of a problem to the prompt of a waiting region."""
        queue, at = self._find(region_id)
        if queue is None or problem.fix is None or self._fixed(queue, at):
            return
        region = queue.regions[at]
        queue.regions[at] = replace(region, prompt=problem.fix.apply(region.prompt))
        self.changed.emit()

    def is_fixed(self, region_id: str) -> bool:
        """Return whether a region is being redrawn, and so can be neither edited nor removed."""
        queue, at = self._find(region_id)
        return queue is not None and self._fixed(queue, at)

    def edit(self, region_id: str) -> None:
        """Put a region back onto the open mask, and queue the open mask in its place."""
        from mjstudio.mask.pixels.bitmap import MaskBitmap
        from mjstudio.mask.store.encode import fitted

        queue, at = self._find(region_id)
        region = self._masking.current
        if queue is None or region is None or self._fixed(queue, at) or queue.base != region.job_id:
            return
        taken = queue.regions[at]
        region.document.drop_outline()
        if _ready(region.document) and not self.add():
            return
        queue.regions.remove(taken)
        if not queue.regions:
            self._queues.remove(queue)
        mask = fitted(taken.mask, _size(region.document))
        region.document.replace(MaskBitmap.from_pillow(mask.view()))
        region.document.set_feather(taken.feather)
        region.prompt = taken.prompt
        self.refilled.emit(region)
        self.changed.emit()

    # -- running

    def submit(self) -> None:
        """Redraw the open mask, after everything that is queued for its picture.

        An open outline is closed instead.
        """
        queue, region = self.open_queue, self._masking.current
        if region is not None and region.document.outline_rests:
            region.document.close_outline()
            return
        if queue is None or region is None:
            self._masking.submit()
            return
        if region.document.dragging or region.document.searching:
            return
        if (held := self._held_in(queue)) is not None:
            self._masking.held.emit(held)
            return
        if _ready(region.document):
            if not self.add():
                return
        elif self._says_more(region) and self._masking.held_back(
            Problem(_(_NO_MASK), blocking=False)
        ):
            return
        base = queue.base
        self._masking.close()
        self.start(base)

    def _says_more(self, region: Region) -> bool:
        """Return whether the artist wrote words for a region without painting it yet."""
        words = region.prompt.strip()
        return bool(words) and words != own_prompt(self._runner.job(region.job_id))

    def start(self, job_id: str) -> None:
        """Redraw the waiting regions of a picture, one after the other."""
        queue = self.queue_on(job_id)
        if queue is not None and not queue.running:
            queue.rests = False
            self._send(queue)

    def stop(self, job_id: str) -> None:
        """Stop after the current work, whose result becomes an ordinary picture."""
        queue = self.queue_around(job_id)
        if queue is not None:
            queue.step, queue.work, queue.grid, queue.problem = Step.IDLE, "", "", ""
            self.changed.emit()

    def retry(self, job_id: str) -> None:
        """Resume after a failure. What can be looked up or fetched is not paid for again."""
        queue = self.queue_around(job_id)
        if queue is None or queue.step is not Step.FAILED:
            return
        queue.rests = False
        failed = queue.work
        made = self._runner.job(failed)
        if made is not None and made.state is State.FINISHED:
            # It was cancelled but finished anyway, so it need not be sent again.
            self._take(queue, made)
            self._session.show(made.id)
            return
        again = self._runner.retry(failed) if failed else None
        if again is not None:
            # The runner has already announced it, so the queue follows it by now.
            self._session.show(again.id)
        elif queue.grid:
            queue.step, queue.problem = Step.CHOOSING, ""
            self.changed.emit()
            self._session.show(queue.grid)
        else:
            self._send(queue)

    def choose(self, job_id: str, quarter: int) -> None:
        """Continue with a quarter 1–4 of the grid on the stage."""
        queue = self.queue_around(job_id)
        current = self._session.current
        if queue is not None and current is not None and current.id == queue.grid:
            self._session.act(f"upscale{quarter}")

    # -- the work

    def _held_in(self, queue: RegionQueue, first: int | None = None) -> Problem | None:
        """Return what holds back any waiting region, or any of the `first` ones."""
        for number, region in enumerate(queue.regions[:first], queue.number):
            for problem in problems_of(region.prompt):
                if problem.blocking:
                    return Problem(
                        _("Region {number}: {message}").format(
                            number=number, message=problem.message
                        )
                    )
        return None

    def _send(self, queue: RegionQueue) -> None:
        if (held := self._held_in(queue, 1)) is not None:
            self._fail(queue, held.message)
            return
        queue.step, queue.problem, queue.work, queue.grid = Step.SENDING, "", "", ""
        self.changed.emit()
        self._tasks.spawn(self._redraw(queue, queue.base, queue.regions[0]), "redraw a region")

    async def _redraw(self, queue: RegionQueue, base: str, region: QueuedRegion) -> None:
        job = self._runner.job(base)
        try:
            mask = await asyncio.to_thread(encoded, region, job)
        except StudioError as error:
            self._fail(queue, error.message)
            return
        # The queue was stopped or restarted while the mask was being encoded.
        waits = self._find(region.id) == (queue, 0) and queue.base == base
        if not waits or queue.step is not Step.SENDING:
            return
        sent = self._session.redraw(base, mask, region.prompt)
        if sent is None:
            self._fail(queue, _("The region could not be sent."))
            return
        self._follow(queue, sent)

    def _resume_at(self, queue: RegionQueue, job: Job) -> None:
        """Resume a queue at the state of its first region's job, and wait for a running one."""
        queue.rests = True
        if _QUARTER.fullmatch(job.request.action) is not None:
            grid = self._runner.parent_of(job)
            queue.grid, queue.step = grid.id if grid else "", Step.UPSCALING
        else:
            queue.step = Step.REDRAWING
        queue.work = job.id
        self._job_changed(job)

    def _follow(self, queue: RegionQueue, job: Job) -> None:
        upscaling = _QUARTER.fullmatch(job.request.action) is not None
        queue.step = Step.UPSCALING if upscaling else Step.REDRAWING
        queue.work, queue.problem = job.id, ""
        self.changed.emit()

    def _fail(self, queue: RegionQueue, problem: str) -> None:
        queue.step, queue.problem = Step.FAILED, problem
        self.changed.emit()

    def _job_added(self, job: Job) -> None:
        if job.lineage is None:
            return
        for queue in self._queues:
            grid = self._runner.job(queue.grid)
            chosen = grid is not None and grid.picture == job.lineage.parent
            chosen = chosen and _QUARTER.fullmatch(job.request.action) is not None
            again = queue.step is Step.FAILED and self._is_retry(queue, job)
            if again or (chosen and queue.step in _CHOOSE_IN):
                queue.rests = False
                self._follow(queue, job)

    def _is_retry(self, queue: RegionQueue, job: Job) -> bool:
        """Return whether a job is a retry of the failed one, sent from its own card."""
        failed = self._runner.job(queue.work)
        return failed is not None and failed.id != job.id and failed.request == job.request

    def _job_changed(self, job: Job) -> None:
        queue = next((q for q in self._queues if q.work == job.id), None)
        if queue is None or queue.step not in _WORKING:
            return
        if job.cancelled:
            # A picture that arrives after a cancellation does not send the next region.
            made = job.state is State.FINISHED
            self._fail(queue, _(_AFTER_ALL if made else _CANCELLED))
        elif not job.state.ended:
            if queue.step is Step.FAILED:
                self._follow(queue, job)
        elif job.state is not State.FINISHED:
            self._fail(queue, job.trouble or _(_CANCELLED))
        else:
            self._take(queue, job)

    def _take(self, queue: RegionQueue, job: Job) -> None:
        """Continue a queue with its finished work."""
        if job.makes_grid:
            queue.step, queue.grid, queue.work = Step.CHOOSING, job.id, ""
            self.changed.emit()
        else:
            self._next_region(queue, job)

    def _next_region(self, queue: RegionQueue, job: Job) -> None:
        queue.regions.pop(0)
        queue.done += 1
        queue.base, queue.grid, queue.work, queue.step = job.id, "", "", Step.IDLE
        if queue.regions:
            if queue.rests:
                self.changed.emit()
            else:
                self._send(queue)
            return
        self._queues.remove(queue)
        self.changed.emit()
        self.finished.emit(job)

    async def _draw_thumbnail(self, queue: RegionQueue, region: QueuedRegion) -> None:
        drawn = await asyncio.to_thread(thumbnail, region.mask)
        found, at = self._find(region.id)
        if found is queue:
            queue.regions[at] = replace(region, thumbnail=drawn)
            self.changed.emit()

    def _find(self, region_id: str) -> tuple[RegionQueue | None, int]:
        for queue in self._queues:
            for at, region in enumerate(queue.regions):
                if region.id == region_id:
                    return queue, at
        return None, -1

    @staticmethod
    def _fixed(queue: RegionQueue, at: int) -> bool:
        return at == 0 and queue.running


_NO_MASK = N_("This prompt has no mask yet; the queued regions keep their own prompts.")
_AFTER_ALL = N_("This job was cancelled, but finished anyway.")
_CANCELLED = N_("This job was cancelled.")
_CHOOSE_IN = (Step.CHOOSING, Step.FAILED)
_WORKING = (Step.REDRAWING, Step.UPSCALING, Step.FAILED)


def _ready(document: "MaskDocument") -> bool:
    return document.can_submit() and not document.dragging and not document.searching


def _size(document: "MaskDocument") -> Size:
    return (document.bitmap.width, document.bitmap.height)
