"""The library's commands: find pictures, step through them, star, save and delete them."""

from collections.abc import Callable
from dataclasses import dataclass

from mjstudio.model.job import Job
from mjstudio.texts import N_
from mjstudio.ui.commands.command import Command, Place, Where, on_pictures
from mjstudio.ui.commands.scene import Scene
from mjstudio.ui.library.kept_pictures import KeptPictures
from mjstudio.ui.library.saving import Saving


@dataclass(frozen=True, slots=True)
class LibraryActor:
    """What the library's commands act on. `search` focuses the search field."""

    scene: Scene
    pictures: KeptPictures
    saving: Saving
    search: Callable[[], object]

    @property
    def finished(self) -> bool:
        """Whether the stage shows a finished picture."""
        return self.scene.finished is not None

    @property
    def ended(self) -> bool:
        """Whether the job on the stage has ended, however it did."""
        return self.scene.job is not None and self.scene.job.state.ended

    @property
    def starred(self) -> bool:
        """Whether the picture on the stage has a star."""
        return self.scene.job is not None and self.scene.job.starred

    def with_picture(self, act: Callable[[Job], object]) -> None:
        """Do something with the picture on the stage."""
        if (job := self.scene.finished) is not None:
            act(job)


COMMANDS: tuple[Command[LibraryActor], ...] = (
    Command(
        "save_as",
        N_("Save picture as…"),
        lambda on: on.saving.save_as(on.pictures.finished),
        (Place("File"), *on_pictures(3)),
        ("Ctrl+S",),
        "save",
        Where.STAGE,
        when=lambda on: on.finished,
    ),
    Command(
        "copy_picture",
        N_("Copy picture"),
        lambda on: on.with_picture(lambda job: on.saving.copy(job, 0)),
        (Place("Edit", 1), *on_pictures(3)),
        ("Ctrl+C",),
        "copy",
        Where.STAGE,
        when=lambda on: on.finished,
    ),
    Command(
        "search",
        N_("Search pictures"),
        lambda on: on.search(),
        (Place("Edit", 2),),
        ("Ctrl+F",),
        "search",
    ),
    Command(
        "older_picture",
        N_("Previous picture"),
        lambda on: on.pictures.walk(1),
        (Place("Picture"),),
        ("Alt+Down",),
        "arrow-down",
        repeats=True,
    ),
    Command(
        "newer_picture",
        N_("Next picture"),
        lambda on: on.pictures.walk(-1),
        (Place("Picture"),),
        ("Alt+Up",),
        "arrow-up",
        repeats=True,
    ),
    Command(
        "star",
        N_("Star"),
        lambda on: on.pictures.star(),
        (Place("Picture", 6), *on_pictures(0)),
        ("F",),
        "star",
        Where.STAGE,
        when=lambda on: on.finished,
        checked=lambda on: on.starred,
    ),
    Command(
        "delete_picture",
        N_("Delete picture…"),
        lambda on: on.pictures.delete(),
        (Place("Picture", 6), *on_pictures(4)),
        ("Del",),
        "trash-2",
        Where.STAGE,
        when=lambda on: on.ended,
    ),
)
