"""Detects pictures that the sandbox has dropped: it keeps only its newest 200.

Checks whenever a picture comes to the stage, which takes milliseconds on the same computer.
"""

from PySide6.QtCore import QObject, Signal

from mjstudio.model.errors import StudioError
from mjstudio.model.job import Job, State
from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.jobs.session import Session
from mjstudio.studio.service.service_clients import SANDBOX, Service
from mjstudio.texts import N_, _

_WORDS = N_(
    "The sandbox keeps only its newest 200 pictures and has dropped this one, so it can do "
    "nothing more with it. The picture stays in your library."
)


class Forgotten(QObject):
    """The pictures that the sandbox no longer has.

    Signals:
        found(str): the sandbox has dropped the picture of that job.
    """

    found = Signal(str)

    def __init__(self, session: Session, tasks: Tasks) -> None:
        super().__init__()
        self._session, self._tasks = session, tasks
        self._service: Service | None = None
        self._forgotten: set[str] = set()
        self._asked = ""
        session.current_changed.connect(self._ask)
        session.unavailable = self.why

    def set_service(self, service: Service | None) -> None:
        """Ask this service, if it is the sandbox."""
        self._service = service if service is not None and service.name == SANDBOX else None
        self._asked = ""
        self._ask(self._session.current)

    def why(self, job: Job) -> str:
        """Return why a picture no longer offers actions, in sentences; empty if it does."""
        return _(_WORDS) if job.id in self._forgotten else ""

    def _ask(self, job: Job | None) -> None:
        if job is None or job.id == self._asked:
            return
        self._asked = ""
        finished = job.state is State.FINISHED and job.service == SANDBOX and job.task_id
        if finished and self._service is not None and job.id not in self._forgotten:
            self._asked = job.id
            self._tasks.spawn(self._look(job, self._service), "ask the sandbox for a picture")

    async def _look(self, job: Job, service: Service) -> None:
        try:
            async with service:
                known = await service.client.task(job.task_id)
        except StudioError:
            return  # Checked again when the picture next comes to the stage.
        if known is None and service is self._service:
            self._forgotten.add(job.id)
            self.found.emit(job.id)
