"""The commands for the details of a picture: its prompt and its request."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QGuiApplication

from mjstudio.model.job import Job
from mjstudio.texts import N_
from mjstudio.ui.commands.command import Command, Place, Where, on_pictures
from mjstudio.ui.commands.scene import Scene
from mjstudio.ui.details.request_dialogs import RequestDialogs


@dataclass(frozen=True, slots=True)
class DetailsActor:
    """What these commands act on. `write` puts a text into the prompt of the next picture."""

    scene: Scene
    write: Callable[[str], object]
    requests: RequestDialogs

    def with_job(self, act: Callable[[Job], object]) -> None:
        """Do something with the job on the stage."""
        if (job := self.scene.job) is not None:
            act(job)


COMMANDS: tuple[Command[DetailsActor], ...] = (
    Command(
        "use_prompt",
        N_("Use this prompt"),
        lambda on: on.with_job(lambda job: on.write(job.prompt)),
        (Place("Picture", 6), *on_pictures(0)),
        ("Ctrl+U",),
        "sparkles",
        Where.STAGE | Where.COMPARE,
        when=lambda on: on.scene.job is not None,
    ),
    Command(
        "copy_prompt",
        N_("Copy prompt"),
        lambda on: on.with_job(lambda job: QGuiApplication.clipboard().setText(job.prompt)),
        (Place("Edit", 1), *on_pictures(3)),
        ("Ctrl+Shift+C",),
        "copy",
        when=lambda on: on.scene.job is not None,
    ),
    Command(
        "show_request",
        N_("Show the request"),
        lambda on: on.with_job(on.requests.show),
        (Place("Picture", 6), *on_pictures(4)),
        ("Ctrl+I",),
        "info",
        when=lambda on: on.scene.job is not None,
    ),
)
