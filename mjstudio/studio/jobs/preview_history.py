"""Keeps the previews of running jobs, so that the artist can see how a picture developed."""

import asyncio
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from mjstudio.library.previews import PreviewStore
from mjstudio.model.job import Job
from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.jobs.runner import Runner
from mjstudio.studio.pictures.images import Images, decode, to_webp


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """A preview of a picture at a progress of 0–100 %."""

    progress: int
    image: QImage


class Previews(QObject):
    """The previews of all jobs.

    Signals:
        read(str, list[Preview]): a job's previews, in the order of its stream; may be empty.
    """

    read = Signal(str, object)

    def __init__(self, runner: Runner, images: Images, store: PreviewStore, tasks: Tasks) -> None:
        super().__init__()
        self._runner = runner
        self._decoded = images.decoded
        self._store = store
        self._tasks = tasks
        self._one = asyncio.Lock()
        images.previewed.connect(self._previewed)
        runner.job_removed.connect(self._removed)
        runner.jobs_restored.connect(self._restored)

    def ask(self, job_id: str) -> None:
        """Read a job's previews; `read` delivers them."""
        self._tasks.spawn(self._read(job_id), f"previews {job_id}")

    def _previewed(self, job_id: str, image: QImage) -> None:
        job = self._runner.job(job_id)
        if job is not None and not job.state.ended:
            self._tasks.spawn(self._keep(job_id, job.progress, image), f"keep preview {job_id}")

    async def _keep(self, job_id: str, progress: int, image: QImage) -> None:
        # One at a time, so that a removal never runs during a write for the same job.
        async with self._one:
            await asyncio.to_thread(lambda: self._store.keep(job_id, progress, to_webp(image)))
            if self._runner.job(job_id) is None:
                await asyncio.to_thread(self._store.remove, job_id)

    async def _read(self, job_id: str) -> None:
        def decoded() -> list[Preview]:
            there = self._store.find(job_id)
            read = [Preview(progress, decode(path)) for progress, path in there]
            return [preview for preview in read if not preview.image.isNull()]

        async with self._one:
            previews = await asyncio.to_thread(decoded)
        # The receiver shows one job's previews at a time.
        self._decoded.claim("previews", sum(each.image.sizeInBytes() for each in previews))
        self.read.emit(job_id, previews)

    def _restored(self, jobs: list[Job]) -> None:
        async def tidy() -> None:
            async with self._one:
                known = {job.id for job in self._runner.jobs}
                await asyncio.to_thread(self._store.keep_only, known)

        # If the library could not be read at all, that is no reason to remove anything.
        if jobs:
            self._tasks.spawn(tidy(), "tidy previews")

    def _removed(self, job: Job) -> None:
        async def remove() -> None:
            async with self._one:
                await asyncio.to_thread(self._store.remove, job.id)

        self._tasks.spawn(remove(), f"remove previews {job.id}")
