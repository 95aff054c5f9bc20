"""Pictures that the sandbox has forgotten since: it keeps the newest 200 only.

Asked is when a picture comes to the stage, which costs a few milliseconds on the same computer.
"""

from PySide6.QtCore import QObject, Signal

from mjstudio.model.errors import StudioError
from mjstudio.model.job import Job, State
from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.jobs.session import Session
from mjstudio.studio.service.service_clients import SANDBOX, Service

_WORDS = (
    "The sandbox has forgotten this picture, so nothing more can be done with it there. "
    "It keeps the newest 200. The picture stays in your library."
)


class Forgotten(QObject):
    """What the sandbox knows nothing of any more.

    Signals:
        found(str): the picture of that job is forgotten.
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
        """Whom to ask, if it is the sandbox."""
        self._service = service if service is not None and service.name == SANDBOX else None
        self._asked = ""
        self._ask(self._session.current)

    def why(self, job: Job) -> str:
        """Why a picture offers nothing any more, as sentences; empty where it does."""
        return _WORDS if job.id in self._forgotten else ""

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
            return  # Asked again when it comes to the stage again.
        if known is None and service is self._service:
            self._forgotten.add(job.id)
            self.found.emit(job.id)
