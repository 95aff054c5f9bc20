"""What can be done with kept pictures: star, delete, walk through them.

They act on what was picked in the library while it has the keyboard and several are picked, else
on the picture of the stage.
"""

from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from mjstudio.model.job import Job, State
from mjstudio.studio.jobs.runner import Runner
from mjstudio.studio.jobs.session import Session
from mjstudio.ui.library.library_view import LibraryView
from mjstudio.ui.look.icons import pixmap
from mjstudio.ui.look.tokens import current_tokens


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


class KeptPictures:
    """Acts on the pictures of the library; what it asks it asks over a window."""

    def __init__(
        self, window: QWidget, library: LibraryView, session: Session, runner: Runner
    ) -> None:
        self._window, self._library = window, library
        self._session, self._runner = session, runner

    @property
    def targets(self) -> list[Job]:
        """The jobs to act on, in the order of the library; running ones among them."""
        current = self._session.current
        return self._library.picked or ([current] if current is not None else [])

    @property
    def finished(self) -> list[Job]:
        """Those of them that have their picture."""
        return [job for job in self.targets if job.state is State.FINISHED]

    def walk(self, step: int) -> None:
        """Show the picture that comes next in the library (1), or the one before (-1)."""
        current = self._session.current
        beside = self._library.beside(current.id if current else "", step)
        if beside:
            self._session.show(beside)

    # -- star

    def star(self) -> None:
        """Star the pictures; where all have their star already, take it away."""
        jobs = self.finished
        starred = not all(job.starred for job in jobs)
        for job in jobs:
            self._runner.set_starred(job.id, starred)

    def star_one(self, job_id: str) -> None:
        """Star one picture, or take its star away."""
        job = self._runner.job(job_id)
        if job is not None:
            self._runner.set_starred(job_id, not job.starred)

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
            for job in self._runner.jobs
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
        session = self._session
        if session.current is not None and session.current.id in job_ids:
            session.show(self._library.neighbour(set(job_ids)))
        for job_id in job_ids:
            self._runner.delete(job_id)
