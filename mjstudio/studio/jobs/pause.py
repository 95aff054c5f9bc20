"""Pauses the queue after the service has refused the account: one notice, nothing lost.

The job that met it has failed and says so on its card; those that wait keep waiting, and those
that run go on. The queue resumes when an account is connected, or when the artist says so.
"""

from PySide6.QtCore import QObject, Signal

from mjstudio.model.errors import ACCOUNT_TROUBLES, StudioError
from mjstudio.model.job import Job
from mjstudio.studio.jobs.runner import Runner


class Pause(QObject):
    """Holds the runner's queue.

    Signals:
        paused(StudioError): the queue is paused, and why; sent once until it resumes.
        resumed(): the queue runs again.
    """

    paused = Signal(object)
    resumed = Signal()

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self._runner = runner
        self._reason: StudioError | None = None
        runner.job_changed.connect(self._job_changed)

    @property
    def reason(self) -> StudioError | None:
        """Why the queue rests; None while it does not."""
        return self._reason

    def resume(self) -> None:
        """Resume the queue."""
        if self._reason is not None:
            self._reason = None
            self._runner.hold(False)
            self.resumed.emit()

    def _job_changed(self, job: Job) -> None:
        # A look-up that the service refused is the cause of the job's error.
        met = (job.error, job.error.__cause__ if job.error else None)
        trouble = next((error for error in met if isinstance(error, ACCOUNT_TROUBLES)), None)
        if trouble is not None and job.state.ended and self._reason is None:
            self._reason = trouble
            self._runner.hold(True, trouble.brief)
            self.paused.emit(trouble)
