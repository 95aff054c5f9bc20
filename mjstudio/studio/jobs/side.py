"""Decides which jobs are shown: the sandbox's or those of accounts. Deletes none.

The sandbox is for trying out: artists who connect an account want to see its pictures, and those
who try something on the sandbox want to see that. The connected service determines the side; until
it is known, the newest job of earlier runs does, so that the window never starts empty.
"""

from PySide6.QtCore import QObject, Signal

from mjstudio.model.job import Job
from mjstudio.studio.jobs.runner import Runner
from mjstudio.studio.service.service_clients import SANDBOX, Service


class Side(QObject):
    """The side that is shown.

    Signals:
        changed(): the side changed.
    """

    changed = Signal()

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self._runner = runner
        self._sandbox: bool | None = None
        runner.jobs_restored.connect(self._guess)

    def set_service(self, service: Service | None) -> None:
        """Show this service's side; without a service, keep the current one."""
        if service is not None:
            self._look(sandbox=service.name == SANDBOX)

    def holds(self, job: Job) -> bool:
        """Return whether a job belongs to this side. An unsent one belongs to both."""
        whose = job.service
        if not whose and (parent := self._runner.parent_of(job)) is not None:
            # A picture made on this computer belongs to its source's side.
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
