"""Tasks: their progress over time, and finding them later.

A task belongs to the service, not to the connection that asked for it: it continues when the client
disconnects, and can be looked up by its id. With a folder (see `keeping`), the next run can look it
up too, and resumes it if it was unfinished.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from mjstudio.model.geometry import Size, quadrant_box
from mjstudio.sandbox.http.answers import Refused
from mjstudio.sandbox.painting import preview
from mjstudio.sandbox.work.gallery import Gallery, encoded
from mjstudio.sandbox.work.imagine import Asked
from mjstudio.sandbox.work.nodes import Node
from mjstudio.sandbox.work.painter import Painted, carry_out, is_quick, offered
from mjstudio.sandbox.work.sizes import halved
from mjstudio.sandbox.work.urls import Place, final_place, part_place, preview_place

if TYPE_CHECKING:
    from mjstudio.sandbox.work.keeping import Keeping

log = logging.getLogger(__name__)

CHANNEL = "1234291876639674388"
_SECONDS, _QUICK_SECONDS = 10.0, 3.0
_STEPS = (11, 31, 46, 62, 78, 93)
_QUICK_STEPS = (43, 78)
_PACE = {"fast": 1.0, "relax": 2.0, "turbo": 0.5}
_EASELS = 2
"""Pictures painted at the same time; more would only delay the answers."""
_MOST_TASKS = 5000
_LOOK_SECONDS = 0.1
"""The delay, in seconds, before a running task notices a change of speed."""


@dataclass(frozen=True, slots=True)
class Failure:
    """How a task failed: HTTP status for a plain answer, and the error's code and message."""

    status: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture of a task: a preview or, at progress 100, the finished one."""

    image_id: str
    place: Place
    size: Size
    progress: int
    actions: tuple[str, ...] | None = ()
    parts: tuple[Place, ...] = ()


@dataclass(slots=True, eq=False)
class Task:
    """One user's task. Times are Unix seconds; `steps` only grows."""

    type: str
    request: dict[str, Any]
    base: str
    trace_id: str
    user_id: str = ""
    id: str = field(default_factory=lambda: str(uuid4()))
    created_at: float = field(default_factory=time.time)
    started_at: float | None = None
    finished_at: float | None = None
    steps: list[Shown | Failure] = field(default_factory=list)
    _moved: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def finished(self) -> bool:
        """Whether no more steps will come."""
        return self.finished_at is not None

    def add(self, step: Shown | Failure, *, last: bool = False) -> None:
        """Append a step and wake whoever follows the task."""
        if self.finished:
            return
        self.steps.append(step)
        if last:
            self.finished_at = time.time()
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    async def follow(self) -> AsyncIterator[Shown | Failure]:
        """Yield every step, from the first until the task is finished."""
        at = 0
        while True:
            while at < len(self.steps):
                yield self.steps[at]
                at += 1
            if self.finished:
                return
            await self._moved.wait()

    async def outcome(self) -> Shown | Failure:
        """Wait for the last step and return it."""
        async for _ in self.follow():
            pass
        return self.steps[-1]


@dataclass(frozen=True, slots=True)
class Planned:
    """A failure that a test ordered, and the number of previews before it."""

    failure: Failure
    after: int


class Tasks:
    """Starts tasks and finds them again. Runs on one event loop between `open` and `close`."""

    def __init__(self, gallery: Gallery, speed: float, keeping: "Keeping | None" = None) -> None:
        self.speed = speed
        self._gallery = gallery
        self._keeping = keeping
        self._left: list[tuple[Task, Callable[[Task], Asked]]] = []
        self._tasks: dict[str, Task] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._easels = asyncio.Semaphore(_EASELS)

    def open(self) -> None:
        """Start on the running loop, and resume the unfinished tasks of an earlier run."""
        self._easels = asyncio.Semaphore(_EASELS)
        left, self._left = self._left, []
        for task, ask_again in left:
            self.spawn(self._go_on(task, ask_again))

    def bring_back(self, tasks: list[Task], ask_again: Callable[[Task], Asked]) -> None:
        """Take over the tasks of an earlier run; `open` starts the unfinished ones again.

        `ask_again` may take a while, and raises Refused if the request is no longer possible.
        """
        for task in tasks:
            self._tasks[task.id] = task
            if not task.finished:
                self._left.append((task, ask_again))

    async def close(self) -> None:
        """Stop all running tasks; they stay unfinished."""
        running = list(self._running)
        for work in running:
            work.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def find(self, *, task_id: object = None, trace_id: object = None) -> Task | None:
        """Return the task with that id, or with that trace id."""
        if isinstance(task_id, str) and task_id:
            return self._tasks.get(task_id)
        found = (t for t in self._tasks.values() if trace_id and t.trace_id == trace_id)
        return next(found, None)

    def start(self, task: Task, asked: Asked, planned: Planned | None = None) -> None:
        """Run a task in the background."""
        self._tasks[task.id] = task
        if len(self._tasks) > _MOST_TASKS:
            oldest = next((old.id for old in self._tasks.values() if old.finished), "")
            self._tasks.pop(oldest, None)
        self.spawn(self._run(task, asked, planned))

    def spawn(self, work: Any) -> None:
        """Run a coroutine until it ends or the service does."""
        running = asyncio.get_running_loop().create_task(work)
        self._running.add(running)
        running.add_done_callback(self._running.discard)

    async def _go_on(self, task: Task, ask_again: Callable[[Task], Asked]) -> None:
        try:
            asked = await asyncio.to_thread(ask_again, task)
        except Refused as refused:
            await self._fail(task, Failure(refused.status, refused.code, refused.message))
        else:
            await self._run(task, asked, None)

    async def _fail(self, task: Task, failure: Failure) -> None:
        task.add(failure, last=True)
        await self._keep(task, failure, None)

    async def _keep(
        self, task: Task, outcome: Shown | Failure | None = None, node: Node | None = None
    ) -> None:
        """Save a task's state. A full disk does not stop this run's work."""
        if self._keeping is None:
            return
        try:
            forgotten = await asyncio.to_thread(self._keeping.keep, task, outcome, node)
        except OSError as error:
            log.warning("task %s is not kept: %s", task.id, error)
            return
        for task_id in forgotten:
            gone = self._tasks.pop(task_id, None)
            last = gone.steps[-1] if gone and gone.steps else None
            if isinstance(last, Shown):
                self._gallery.forget(last.image_id, last.place)

    async def _run(self, task: Task, asked: Asked, planned: Planned | None) -> None:
        task.started_at = time.time()
        shown: list[Place] = []
        await self._keep(task)
        try:
            async with asyncio.timeout(asked.timeout):
                await self._make(task, asked, planned, shown)
        except TimeoutError:
            message = f"the task took longer than {asked.timeout:g} seconds"
            await self._fail(task, Failure(504, "timeout", message))
        except Exception as error:
            log.exception("painting failed")
            await self._fail(task, Failure(500, "api_error", f"painting failed: {error}"))
        finally:
            for place in shown:
                self._gallery.take_down(place)

    async def _make(
        self, task: Task, asked: Asked, planned: Planned | None, shown: list[Place]
    ) -> None:
        clock = _Clock(lambda: self.speed, asked)
        if asked.unrecognized:
            words = ", ".join(f"`{word}`" for word in asked.unrecognized)
            await clock.reach(0.05)
            message = f"Unrecognized argument(s): {words}"
            await self._fail(task, Failure(400, "bad_request", message))
            return
        async with self._easels:
            painted = await asyncio.to_thread(carry_out, asked.commission, self._gallery.picture)
        for number, progress in enumerate(clock.steps):
            await clock.reach(progress / 100)
            if planned is not None and number >= planned.after:
                break
            step, content = await asyncio.to_thread(self._preview, task, asked, painted, progress)
            self._gallery.hang_preview(step.place, content, step.size)
            shown.append(step.place)
            task.add(step)
        await clock.reach(1.0)
        if planned is not None:
            await self._fail(task, planned.failure)
            return
        finished, node = await asyncio.to_thread(self._finish, task, asked, painted)
        self._gallery.add(node)
        for place in shown:
            self._gallery.take_down(place)
        # Save before answering, so that the next run knows everything a client was told.
        await self._keep(task, finished, node)
        task.add(finished, last=True)

    def _preview(
        self, task: Task, asked: Asked, painted: Painted, progress: int
    ) -> tuple[Shown, bytes]:
        size = halved(painted.quarter_size)
        image_id = self._gallery.new_id()
        place = preview_place(task.id, asked.commission.action, CHANNEL, image_id)
        content = encoded(preview(painted.picture, progress, size), "image/webp")
        return Shown(image_id, place, size, progress), content

    def _finish(self, task: Task, asked: Asked, painted: Painted) -> tuple[Shown, Node]:
        commission, picture = asked.commission, painted.picture
        image_id = self._gallery.new_id()
        words = commission.prompt.words
        place = final_place(task.id, commission.action, CHANNEL, image_id, words)
        content = self._filed(task, encoded(picture, "image/png"))
        self._gallery.hang(place, content, "image/png", picture.size)
        parts: list[Place] = []
        if asked.split and len(painted.quarters) == 4:
            for quadrant in range(1, 5):
                part = picture.crop(quadrant_box(picture.size, quadrant))
                parts.append(part_place(place, quadrant))
                content = encoded(part, "image/png")
                self._gallery.hang(parts[-1], content, "image/png", part.size)
        actions = offered(commission, painted)
        node = Node(
            image_id=image_id,
            place=place,
            size=picture.size,
            quarter_size=painted.quarter_size,
            quarters=painted.quarters,
            prompt=commission.prompt,
            seed=commission.seed,
            actions=actions,
            commission=replace(commission, picture=None),
            base=painted.base,
        )
        told = actions if task.type == "imagine" else None
        return Shown(image_id, place, picture.size, 100, told, tuple(parts)), node

    def _filed(self, task: Task, content: bytes) -> bytes | Path:
        """Return the file of a saved picture, or the bytes if nothing is kept or saving fails."""
        if self._keeping is None:
            return content
        try:
            return self._keeping.keep_picture(task.id, content)
        except OSError as error:
            log.warning("the picture of task %s is not kept: %s", task.id, error)
            return content


class _Clock:
    """How far a task may have come, at the current speed; at speed 0 nothing waits."""

    def __init__(self, speed: Callable[[], float], asked: Asked) -> None:
        quick = is_quick(asked.commission.action)
        self._speed = speed
        self._seconds = (_QUICK_SECONDS if quick else _SECONDS) * _PACE[asked.mode]
        self._share = 0.0
        self._looked_at = time.monotonic()
        steps = _QUICK_STEPS if quick else _STEPS
        self.steps = steps if speed() > 0 else (steps[0], steps[-1])

    async def reach(self, share: float) -> None:
        """Wait until the task has reached that share of its time.

        Time spent painting counts only up to this share, so that no step is skipped.
        """
        while (speed := self._speed()) > 0:
            now = time.monotonic()
            passed = (now - self._looked_at) * speed / self._seconds
            self._looked_at = now
            self._share = min(share, self._share + passed)
            if self._share >= share:
                return
            left = (share - self._share) * self._seconds / speed
            await asyncio.sleep(min(left, _LOOK_SECONDS))
