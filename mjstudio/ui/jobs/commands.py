"""The commands of jobs and their queue."""

from dataclasses import dataclass

from mjstudio.model.job import State
from mjstudio.studio.jobs.pause import Pause
from mjstudio.studio.jobs.runner import Runner
from mjstudio.studio.jobs.session import Session
from mjstudio.texts import N_
from mjstudio.ui.commands.command import Command, Place


@dataclass(frozen=True, slots=True)
class JobActor:
    """What the commands of jobs act on."""

    session: Session
    runner: Runner
    pause: Pause

    @property
    def runs(self) -> bool:
        """Whether the job on the stage is running."""
        job = self.session.current
        return job is not None and not job.state.ended

    @property
    def failed(self) -> bool:
        """Whether the job on the stage ended without its picture."""
        job = self.session.current
        return job is not None and job.state.ended and job.state is not State.FINISHED

    def cancel(self) -> None:
        """Cancel the job on the stage."""
        if (job := self.session.current) is not None:
            self.runner.cancel(job.id)

    def retry(self) -> None:
        """Try the job on the stage again."""
        if (job := self.session.current) is not None:
            self.session.retry(job.id)


COMMANDS: tuple[Command[JobActor], ...] = (
    Command(
        "cancel_job",
        N_("Cancel this job"),
        lambda on: on.cancel(),
        (Place("Picture", 7),),
        ("Ctrl+.",),
        "circle-x",
        when=lambda on: on.runs,
    ),
    Command(
        "retry_job",
        N_("Try this job again"),
        lambda on: on.retry(),
        (Place("Picture", 7),),
        ("Ctrl+Shift+R",),
        "rotate-cw",
        when=lambda on: on.failed,
        costs=True,
    ),
    Command(
        "resume_queue",
        N_("Resume queue"),
        lambda on: on.pause.resume(),
        (Place("Picture", 7),),
        ("Ctrl+Shift+G",),
        "play",
        when=lambda on: on.pause.reason is not None,
        costs=True,
    ),
)
