"""Which jobs are looked at: those of the sandbox, or those of accounts. None is ever deleted.

The sandbox is for trying out; who has connected an account wants to see its pictures, and who tries
something on the sandbox wants to see that. Which side it is, the connected service says; until it
is known, the newest job of an earlier run is taken for the answer, so that no start begins empty.
"""

from PySide6.QtCore import QObject, Signal

from mjstudio.model.job import Job
from mjstudio.studio.jobs.runner import Runner
from mjstudio.studio.service.service_clients import SANDBOX, Service


class Side(QObject):
    """The side that is looked at.

    Signals:
        changed(): it is another one.
    """

    changed = Signal()

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self._runner = runner
        self._sandbox: bool | None = None
        runner.jobs_restored.connect(self._guess)

    def set_service(self, service: Service | None) -> None:
        """Look at the side of this service; without one, at the same as before."""
        if service is not None:
            self._look(sandbox=service.name == SANDBOX)

    def holds(self, job: Job) -> bool:
        """Whether a job belongs to this side. An unsent one belongs to both."""
        whose = job.service
        if not whose and (parent := self._runner.parent_of(job)) is not None:
            # What was made here belongs to what it was made of.
            whose = parent.service
        return not whose or self._sandbox is None or (whose == SANDBOX) is self._sandbox

    def _guess(self, jobs: list[Job]) -> None:
        newest = next((job for job in reversed(jobs) if job.service), None)
        if self._sandbox is None and newest is not None:
            self._look(sandbox=newest.service == SANDBOX)

    def _look(self, *, sandbox: bool) -> None:
        if sandbox is not self._sandbox:
            self._sandbox = sandbox
            self.changed.emit()
