"""Pauses the queue after the service has refused the account: one notice, nothing lost.

The job that was refused has failed and says so on its card; waiting jobs keep waiting, and running
ones continue. The queue resumes when an account connects or the artist resumes it.
"""

from PySide6.QtCore import QObject, Signal

from mjstudio.model.errors import ACCOUNT_TROUBLES, StudioError
from mjstudio.model.job import Job
from mjstudio.studio.jobs.runner import Runner


class Pause(QObject):
    """Pauses and resumes the runner's queue.

    Signals:
        paused(StudioError): the queue was paused, and why; sent once per pause.
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
        """Why the queue is paused; None if it is not."""
        return self._reason

    def resume(self) -> None:
        """Resume the queue."""
        if self._reason is not None:
            self._reason = None
            self._runner.hold(False)
            self.resumed.emit()

    def _job_changed(self, job: Job) -> None:
        # If the job's look-up was refused, that is the cause of its error.
        met = (job.error, job.error.__cause__ if job.error else None)
        trouble = next((error for error in met if isinstance(error, ACCOUNT_TROUBLES)), None)
        if trouble is not None and job.state.ended and self._reason is None:
            self._reason = trouble
            self._runner.hold(True, trouble.brief)
            self.paused.emit(trouble)
