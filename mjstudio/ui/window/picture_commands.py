"""What can be done with kept pictures: star, use again, save, copy, delete; and their menus.

They act on what was picked in the library while it has the keyboard and several are picked, else
on the picture of the stage.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QMenu, QMessageBox, QWidget

from mjstudio.model.job import Job, State
from mjstudio.studio.jobs.job_timeline import JobTimeline, address_of
from mjstudio.studio.jobs.moments import Moment
from mjstudio.ui.details.request_dialog import RequestDialog
from mjstudio.ui.look.icons import pixmap
from mjstudio.ui.look.tokens import current_tokens
from mjstudio.ui.stage.dragging import PictureDrag
from mjstudio.ui.window.main_window import MainWindow
from mjstudio.ui.window.saving import Saving

Groups = tuple[tuple[str, ...], ...]
"""Commands of a menu, a line between the groups."""

_FIRST = ("focus_stage", "star", "use_prompt")
_OUT = ("copy_picture", "copy_prompt", "save_as")
_QUARTER = ("copy_quarter", "save_quarter")
_LAST = ("show_request", "delete_picture")


class _DeleteDialog(QMessageBox):
    """Asks before pictures are deleted."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("delete_dialog")
        self._show_sign()

    def changeEvent(self, event: QEvent) -> None:
        """Qt takes a pixmap here, which keeps its colour."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._show_sign()

    def _show_sign(self) -> None:
        self.setIconPixmap(pixmap("trash-2", current_tokens().dim, 32, self.devicePixelRatioF()))


class PictureCommands:
    """Connects the commands for kept pictures to one window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._studio = window.studio
        self.saving = Saving(window)
        on = window.commands.on
        on("save_as", lambda: self.saving.save_as(self.finished))
        on("copy_picture", self._copy_current)
        on("save_quarter", lambda: self._with_quarter(self.saving.save_quarter))
        on("copy_quarter", lambda: self._with_quarter(self.saving.copy))
        on("star", self.star)
        on("use_prompt", self._use_prompt)
        on("delete_picture", self.delete)
        on("show_request", self._show_request)
        window.details.request_wanted.connect(window.commands["show_request"].trigger)
        self._history = JobTimeline(window.studio.journal, window.studio.tasks)
        self._history.told.connect(self._history_told)
        self._requests: dict[str, RequestDialog] = {}
        window.studio.runner.job_changed.connect(self._job_changed)
        window.library.star_pressed.connect(self._star_one)
        window.library.menu_requested.connect(self.open_menu)
        grid, single = window.stage.grid_view, window.stage.single_view
        grid.save_requested.connect(window.commands["save_quarter"].trigger)
        grid.copy_requested.connect(window.commands["copy_quarter"].trigger)
        self._drags = [PictureDrag(window.studio, view) for view in (grid, single)]
        for view, groups in (
            (grid, (_FIRST[1:], _QUARTER, _OUT, _LAST)),
            (single, (_FIRST[1:], _OUT, _LAST)),
        ):
            view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            view.customContextMenuRequested.connect(partial(self._open_over, view, groups))
        window.details.star_pressed.connect(self._star_one)

    def usable(self, job: Job | None, *, masking: bool) -> dict[str, bool]:
        """Which of the commands can be used for what the stage shows."""
        finished = job is not None and job.state is State.FINISHED and not masking
        self._window.commands["star"].setChecked(job is not None and job.starred)
        grid = finished and job is not None and job.makes_grid
        return {
            "save_as": finished,
            "copy_picture": finished,
            "save_quarter": grid,
            "copy_quarter": grid,
            "star": finished,
            "show_request": job is not None,
            "use_prompt": job is not None and not masking,
            "delete_picture": job is not None and job.state.ended and not masking,
        }

    @property
    def targets(self) -> list[Job]:
        """The jobs to act on, in the order of the library; running ones among them."""
        current = self._studio.session.current
        return self._window.library.picked or ([current] if current is not None else [])

    @property
    def finished(self) -> list[Job]:
        """Those of them that have their picture."""
        return [job for job in self.targets if job.state is State.FINISHED]

    # -- out of the library

    def _copy_current(self) -> None:
        job = self._studio.session.current
        if job is not None and job.state is State.FINISHED:
            self.saving.copy(job, 0)

    def _with_quarter(self, act: Callable[[Job, int], None]) -> None:
        job, quadrant = self._studio.session.current, self._window.stage.grid_view.chosen
        if job is None or job.state is not State.FINISHED:
            return
        if quadrant:
            act(job, quadrant)
        else:
            self._window.stage.notices.mention(
                "Point at a quarter of the grid first, or use arrows."
            )

    # -- star

    def star(self) -> None:
        """Star the pictures; where all have their star already, take it away."""
        jobs = self.finished
        starred = not all(job.starred for job in jobs)
        for job in jobs:
            self._studio.runner.set_starred(job.id, starred)
        current = self._studio.session.current
        # The menu's mark tells of the stage, which may not be among them.
        self._window.commands["star"].setChecked(current is not None and current.starred)

    def _star_one(self, job_id: str) -> None:
        job = self._studio.runner.job(job_id)
        if job is not None:
            self._studio.runner.set_starred(job_id, not job.starred)

    def _use_prompt(self) -> None:
        job = self._studio.session.current
        if job is not None:
            self._window.write_prompt(job.prompt)

    # -- the request

    def _show_request(self) -> None:
        job = self._studio.session.current
        if job is None:
            return
        dialog = self._requests.get(job.id)
        if dialog is None:
            address = address_of(job, self._studio.runner.service)
            dialog = self._requests[job.id] = RequestDialog(job, address, self._window)
            dialog.mask_wanted.connect(partial(self.saving.save_mask, job))
            dialog.destroyed.connect(lambda _gone, job_id=job.id: self._requests.pop(job_id, None))
            self._history.ask(job.id)
        dialog.show()
        dialog.activateWindow()

    def _job_changed(self, job: Job) -> None:
        if (dialog := self._requests.get(job.id)) is not None:
            dialog.show_failure(job)
            self._history.ask(job.id)

    def _history_told(self, job_id: str, moments: list[Moment]) -> None:
        dialog = self._requests.get(job_id)
        if dialog is not None:
            dialog.show_moments(moments)

    # -- delete

    def delete(self) -> None:
        """Say what would be deleted, and do it once the artist agrees."""
        jobs = [job for job in self.targets if job.state.ended]
        if not jobs:
            return
        box = _DeleteDialog(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle("Delete")
        one = len(jobs) == 1
        box.setText("Delete this picture?" if one else f"Delete {len(jobs)} pictures?")
        box.setInformativeText(self._what_goes(jobs))
        delete = box.addButton("Delete", QMessageBox.ButtonRole.DestructiveRole)
        delete.setObjectName("delete_confirm")
        keep = box.addButton("Keep", QMessageBox.ButtonRole.RejectRole)
        keep.setObjectName("delete_keep")
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        delete.clicked.connect(partial(self._delete, [job.id for job in jobs]))
        box.open()

    def _what_goes(self, jobs: list[Job]) -> str:
        """One sentence for what is removed, and one for what stays."""
        doomed = {job.id for job in jobs}
        images = {job.picture.image_id for job in jobs if job.picture is not None}
        masks = len({job.request.mask for job in jobs if job.request.mask is not None})
        children = sum(
            job.id not in doomed and job.lineage.parent.image_id in images
            for job in self._studio.runner.jobs
            if job.lineage is not None
        )
        parts = ["the picture file", "the prompt"] if len(jobs) == 1 else ["their files", "prompts"]
        if masks:
            parts.append("the mask sent with it" if len(jobs) == masks == 1 else f"{masks} masks")
        words = f"{', '.join(parts[:-1])} and {parts[-1]}"
        gone = f"{words[0].upper()}{words[1:]} are removed from this computer for good."
        if not children:
            return gone
        source = "it" if len(jobs) == 1 else "them"
        if children == 1:
            return f"{gone}\nThe picture that was made from {source} stays here."
        return f"{gone}\nThe {children} pictures that were made from {source} stay here."

    def _delete(self, job_ids: list[str], _checked: bool = False) -> None:
        session = self._studio.session
        if session.current is not None and session.current.id in job_ids:
            session.show(self._window.library.neighbour(set(job_ids)))
        for job_id in job_ids:
            self._studio.runner.delete(job_id)

    # -- menu

    def open_menu(self, place: QPoint) -> None:
        """The menu of a thumbnail, at a point of the screen."""
        self._open(place, (_FIRST, _OUT, _LAST))

    def _open_over(self, view: QWidget, groups: Groups, place: QPoint) -> None:
        if self._studio.session.current is not None:
            self._open(view.mapToGlobal(place), groups)

    def _open(self, place: QPoint, groups: Groups) -> None:
        menu = QMenu(self._window)
        menu.setObjectName("picture_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for group in groups:
            if not menu.isEmpty():
                menu.addSeparator()
            for name in group:
                menu.addAction(self._window.commands[name])
        menu.popup(place)
