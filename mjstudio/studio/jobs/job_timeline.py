"""Reads a job's history from the journal without blocking."""

import asyncio

from PySide6.QtCore import QObject, Signal

from mjstudio.library.journal import Journal
from mjstudio.model.account import DEFAULT_BASE_URL
from mjstudio.model.job import Job
from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.jobs.moments import moments
from mjstudio.studio.service.service_clients import SANDBOX, Service


class JobTimeline(QObject):
    """The histories of jobs.

    Signals:
        told(str, list[Moment]): the steps so far of the job with that id.
    """

    told = Signal(str, object)

    def __init__(self, journal: Journal, tasks: Tasks) -> None:
        super().__init__()
        self._journal = journal
        self._tasks = tasks
        self._asked: dict[str, bool] = {}

    def ask(self, job_id: str) -> None:
        """Read a job's history; a request during the reading makes it read once more."""
        if job_id in self._asked:
            self._asked[job_id] = True
        else:
            self._asked[job_id] = False
            self._tasks.spawn(self._read(job_id), f"history {job_id}")

    async def _read(self, job_id: str) -> None:
        try:
            while True:
                self._asked[job_id] = False
                steps = await asyncio.wrap_future(self._journal.steps(job_id))
                self.told.emit(job_id, moments(steps))
                if not self._asked[job_id]:
                    return
        finally:
            del self._asked[job_id]


def address_of(job: Job, service: Service | None) -> str:
    """Return the base URL of the service that a job was sent to; the default one if unknown."""
    if service is not None and job.service in ("", service.name):
        return service.client.base_url
    return DEFAULT_BASE_URL if job.service in ("", SANDBOX) else f"https://{job.service}"
