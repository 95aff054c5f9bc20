"""The open request windows: one per job, updated while they are open."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from mjstudio.model.job import Job
from mjstudio.studio.jobs.job_timeline import JobTimeline, address_of
from mjstudio.studio.jobs.moments import Moment
from mjstudio.studio.jobs.runner import Runner

if TYPE_CHECKING:
    from mjstudio.ui.details.request_dialog import RequestDialog


class RequestDialogs(QObject):
    """Opens request dialogs over a window. `save_mask` exports the mask of a job."""

    def __init__(
        self,
        window: QWidget,
        runner: Runner,
        timeline: JobTimeline,
        save_mask: Callable[[Job], None],
    ) -> None:
        super().__init__(window)
        self._window, self._runner, self._timeline = window, runner, timeline
        self._save_mask = save_mask
        self._open: dict[str, RequestDialog] = {}
        timeline.told.connect(self._show_moments)
        runner.job_changed.connect(self._job_changed)

    def show(self, job: Job) -> None:
        """Show the request of a job."""
        dialog = self._open.get(job.id)
        if dialog is None:
            from mjstudio.ui.details.request_dialog import RequestDialog

            address = address_of(job, self._runner.service)
            dialog = self._open[job.id] = RequestDialog(job, address, self._window)
            dialog.mask_wanted.connect(partial(self._save_mask, job))
            dialog.destroyed.connect(lambda _gone, job_id=job.id: self._open.pop(job_id, None))
            self._timeline.ask(job.id)
        dialog.show()
        dialog.activateWindow()

    def _job_changed(self, job: Job) -> None:
        if (dialog := self._open.get(job.id)) is not None:
            dialog.show_failure(job)
            self._timeline.ask(job.id)

    def _show_moments(self, job_id: str, moments: list[Moment]) -> None:
        if (dialog := self._open.get(job_id)) is not None:
            dialog.show_moments(moments)
