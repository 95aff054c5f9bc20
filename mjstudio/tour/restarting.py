"""The tour closes the program in the middle of a job, and finds it finished afterwards."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from mjstudio.model.job import State
from mjstudio.tour.checks import variety
from mjstudio.tour.guide import Guide

if TYPE_CHECKING:
    from mjstudio.app import App


class Restarting:
    """Ends one program and starts the next on the same data folder and service."""

    def __init__(self, guide: Guide, begin: "Callable[[App], App]") -> None:
        self.guide = guide
        self._begin = begin

    async def restart(self) -> None:
        """Close while a picture is being made; the next start shows everything, that one too."""
        guide = self.guide
        studio = guide.app.studio
        await guide.write("prompt_edit", "a paper crane on a windowsill --seed 11")
        await guide.press(guide.window.prompt_panel.edit, Qt.Key.Key_Return)
        job_id = studio.runner.jobs[-1].id

        def begun() -> bool:
            job = studio.runner.job(job_id)
            return job is not None and job.progress > 0

        await guide.until(begun, studio.runner.job_changed, what="a picture that begins to show")
        begun_job = studio.runner.job(job_id)
        before = {job.id for job in studio.runner.jobs if job.state is State.FINISHED}
        await guide.close()
        await guide.app.close()

        app = self._begin(guide.app)
        guide.take(app)
        studio = app.studio

        def finished() -> bool:
            job = studio.runner.job(job_id)
            current = studio.session.current
            return (
                job is not None
                and job.state is State.FINISHED
                and current is not None
                and studio.images.picture(current.id) is not None
            )

        app.window.show()
        await guide.take_keyboard()
        await guide.until(
            finished,
            studio.runner.job_changed,
            studio.runner.jobs_restored,
            studio.images.changed,
            what="the picture that was made meanwhile",
        )
        studio.session.show(job_id)
        await guide.until(
            lambda: studio.images.picture(job_id) is not None,
            studio.images.changed,
            what="its picture on the stage",
        )
        job = studio.runner.job(job_id)
        kept = {job.id for job in studio.runner.jobs if job.state is State.FINISHED}
        await guide.shoot(
            "restarted",
            "after a restart every picture is there, and the one that was being made is finished",
            lambda shot: (
                kept == before | {job_id}
                and job is not None
                and begun_job is not None
                and job.task_id == begun_job.task_id
                and variety(shot) > 3
            ),
        )
