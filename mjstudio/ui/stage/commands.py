"""The commands of the picture on the stage and its quarters; the service's own in `actions`."""

from collections.abc import Callable
from dataclasses import dataclass

from mjstudio.model.action import CATALOGUE, VARIATION_REGION
from mjstudio.model.job import Job
from mjstudio.studio.jobs.session import Session
from mjstudio.studio.masking.masking import Masking
from mjstudio.studio.pictures.images import Images
from mjstudio.studio.prompt.references import References
from mjstudio.texts import N_, _
from mjstudio.ui.commands.command import (
    GRID,
    THUMBNAIL,
    Command,
    FixedKey,
    Place,
    Where,
    on_pictures,
)
from mjstudio.ui.commands.scene import Scene
from mjstudio.ui.library.saving import Saving
from mjstudio.ui.stage.actions import places
from mjstudio.ui.stage.grid_view import GridView
from mjstudio.ui.stage.single_view import SingleView
from mjstudio.ui.stage.stage import Stage


@dataclass(eq=False)
class StageActor:
    """What the commands of the stage act on. `refer` focuses the prompt."""

    scene: Scene
    stage: Stage
    session: Session
    masking: Masking
    images: Images
    references: References
    saving: Saving
    refer: Callable[[], object]
    _to_open: str = ""

    @property
    def grid(self) -> bool:
        """Whether the stage shows a finished grid."""
        return self.scene.finished is not None and self.scene.finished.makes_grid

    @property
    def whole(self) -> bool:
        """Whether the picture can be shown at its own size: not one that is too large."""
        return self.scene.finished is not None and self.scene.finished.error is None

    def vary_region(self) -> None:
        """Open mask mode on the picture of the stage, or once it is decoded."""
        job = self.scene.finished
        if job is None or not self.scene.offers(VARIATION_REGION):
            return
        pyramid = self.images.picture(job.id)
        self._to_open = job.id if pyramid is None else ""
        if pyramid is not None:
            self.masking.open(job, (pyramid.full.width(), pyramid.full.height()))

    def decoded(self, key: str) -> None:
        """A picture was decoded: perhaps the one that waits for its mask."""
        if key == self._to_open and not self.stage.occupied:
            self.vary_region()

    def peek(self) -> None:
        """Show a quarter or a picture at its own size, or as a whole again."""
        view = self.stage.view
        if isinstance(view, GridView):
            view.peek(0 if view.peeking else (view.quadrant or 1))
        elif isinstance(view, SingleView):
            view.toggle_size()

    def use_as_reference(self) -> None:
        """Refer to the picture in the next prompt."""
        job = self.scene.finished
        if job is not None and job.picture is not None:
            self.references.add(job.picture.best_url)
            self.refer()

    def with_quarter(self, act: Callable[[Job, int], object]) -> None:
        """Do something with the lit quarter, or ask for one."""
        job, quadrant = self.scene.finished, self.stage.grid_view.chosen
        if job is None:
            return
        if quadrant:
            act(job, quadrant)
        else:
            self.stage.notices.mention(_("Point at a quarter of the grid first, or use arrows."))


COMMANDS: tuple[Command[StageActor], ...] = (
    Command(
        "save_quarter",
        N_("Save quarter as…"),
        lambda on: on.with_quarter(on.saving.save_quarter),
        (Place("File"), Place(GRID, 2)),
        ("Ctrl+Shift+S",),
        "grid-2x2",
        Where.STAGE,
        when=lambda on: on.grid,
    ),
    Command(
        "copy_quarter",
        N_("Copy quarter"),
        lambda on: on.with_quarter(on.saving.copy),
        (Place("Edit", 1), Place(GRID, 2)),
        ("Ctrl+Alt+C",),
        "grid-2x2",
        Where.STAGE,
        when=lambda on: on.grid,
    ),
    Command(
        "focus_stage",
        N_("Focus picture"),
        lambda on: on.stage.take_keyboard(),
        (Place("Picture"), Place(THUMBNAIL)),
        ("Ctrl+G",),
        "image",
        when=lambda on: on.scene.where is not Where.STAGE or on.stage.view is not None,
    ),
    Command(
        "peek",
        N_("Toggle full size"),
        lambda on: on.peek(),
        (Place("Picture"),),
        icon="scan",
        where=Where.STAGE,
        when=lambda on: on.scene.finished is not None,
    ),
    Command(
        "vary_region",
        N_("Vary region"),
        lambda on: on.vary_region(),
        places(CATALOGUE[VARIATION_REGION]),
        ("M",),
        "brush",
        Where.STAGE,
        when=lambda on: on.whole and on.scene.offers(VARIATION_REGION),
    ),
    Command(
        "use_as_reference",
        N_("Use as a reference"),
        lambda on: on.use_as_reference(),
        (Place("Picture", 6), *on_pictures()),
        ("Ctrl+R",),
        "image-plus",
        Where.STAGE,
        when=lambda on: on.scene.finished is not None and not on.scene.finished.local,
    ),
)

FIXED = (
    FixedKey(N_("Grid"), N_("Light a quarter"), ("Left", "Up", "Right", "Down"), where=Where.STAGE),
    FixedKey(N_("Grid"), N_("Quarter at full size"), ("Space",), N_("Tap {keys}"), Where.STAGE),
)
