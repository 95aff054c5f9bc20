"""Copies of stored pictures, for dragging them to other programs."""

import asyncio
import logging
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import QObject

from mjstudio.model.errors import StudioError
from mjstudio.model.job import Job
from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.jobs.runner import Runner

_log = logging.getLogger(__name__)

_KEPT_SECONDS = 24 * 60 * 60
"""Age at which copies are removed."""


class DragFiles(QObject):
    """Makes the files for a drag: named like saved pictures, with the prompt embedded.

    A worker writes them when a drag begins; the drag starts once they exist, after a few moves of
    the pointer. Rejected: writing them when the other program asks, because the window would wait
    for the disk. Other programs may read them later: the copies stay for a day, or until a picture
    is deleted, which also deletes all copies.
    """

    def __init__(self, folder: Path, runner: Runner, tasks: Tasks) -> None:
        super().__init__()
        self._folder = folder
        self._tasks = tasks
        self._wanted: list[Job] = []
        self._files: list[str] | None = None
        runner.jobs_restored.connect(lambda _jobs: self._clean_up(_KEPT_SECONDS))
        runner.job_removed.connect(lambda _job: self._clean_up(0.0))

    def prepare(self, jobs: Sequence[Job]) -> bool:
        """Return whether finished jobs' files exist; if not, start making them: ask again."""
        if list(jobs) != self._wanted:
            self._wanted, self._files = list(jobs), None
            self._tasks.spawn(self._make(self._wanted), "copies to drag")
        return self._files is not None

    def files(self, jobs: Sequence[Job]) -> list[str]:
        """Return the prepared jobs' files, and others' stored files. Each drag has its own."""
        prepared = self._files if list(jobs) == self._wanted else None
        self._wanted, self._files = [], None
        return prepared or [job.file for job in jobs if job.file]

    def _clean_up(self, seconds: float) -> None:
        work = asyncio.to_thread(_remove, self._folder, seconds)
        self._tasks.spawn(work, "remove copies of dragged pictures")

    async def _make(self, jobs: list[Job]) -> None:
        files = await asyncio.to_thread(self._written, jobs)
        if jobs is self._wanted:
            self._files = files

    def _written(self, jobs: list[Job]) -> list[str]:
        from mjstudio.library.export import save_all

        try:
            saved = save_all([job for job in jobs if job.file], self._folder / uuid4().hex)
        except StudioError as error:
            # A picture without its prompt is better than none.
            _log.info("dragged as it is kept: %s", error.message)
            return [job.file for job in jobs if job.file]
        return [str(path) for path in saved]


def _remove(folder: Path, seconds: float) -> None:
    """Remove the copies of drags older than this. Never raises."""
    try:
        for entry in folder.iterdir():
            if entry.stat().st_mtime <= time.time() - seconds:
                shutil.rmtree(entry, ignore_errors=True)
    except OSError as error:
        _log.debug("old copies were not removed: %s", type(error).__name__)
