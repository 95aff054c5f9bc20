"""Actions on pictures of the library: star, delete, walk through them.

They act on what was picked in the library while it has the keyboard and several are picked, else
on the picture of the stage.
"""

from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from mjstudio.model.job import Job, State
from mjstudio.studio.jobs.runner import Runner
from mjstudio.studio.jobs.session import Session
from mjstudio.texts import _, ngettext
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
        """Update the pixmap, since Qt stores one here, which keeps its colour."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._show_sign()

    def _show_sign(self) -> None:
        self.setIconPixmap(pixmap("trash-2", current_tokens().dim, 32, self.devicePixelRatioF()))


class KeptPictures:
    """Acts on the pictures of the library; its questions appear over a window."""

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
        """Show the next picture in the library (1), or the previous one (-1)."""
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
        """Say what would be deleted, and delete it once the artist agrees."""
        jobs = [job for job in self.targets if job.state.ended]
        if not jobs:
            return
        box = _DeleteDialog(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(_("Delete"))
        asked = _("Delete this picture?")
        if len(jobs) > 1:
            asked = ngettext("Delete {n} picture?", "Delete {n} pictures?", len(jobs))
        box.setText(asked.format(n=len(jobs)))
        box.setInformativeText(self._what_goes(jobs))
        delete = box.addButton(_("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        delete.setObjectName("delete_confirm")
        keep = box.addButton(_("Keep"), QMessageBox.ButtonRole.RejectRole)
        keep.setObjectName("delete_keep")
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        delete.clicked.connect(partial(self._delete, [job.id for job in jobs]))
        box.open()

    def _what_goes(self, jobs: list[Job]) -> str:
        """Return one sentence on what is deleted, and one on what stays."""
        doomed = {job.id for job in jobs}
        images = {job.picture.image_id for job in jobs if job.picture is not None}
        masks = len({job.request.mask for job in jobs if job.request.mask is not None})
        children = sum(
            job.id not in doomed and job.lineage.parent.image_id in images
            for job in self._runner.jobs
            if job.lineage is not None
        )
        if masks:
            gone = ngettext(
                "This permanently removes the picture file, the prompt and its mask from this "
                "computer.",
                "This permanently removes the picture files, the prompts and their masks from this "
                "computer.",
                len(jobs),
            )
        else:
            gone = ngettext(
                "This permanently removes the picture file and the prompt from this computer.",
                "This permanently removes the picture files and the prompts from this computer.",
                len(jobs),
            )
        if not children:
            return gone
        kept = ngettext(
            "{n} picture made from it stays here.",
            "{n} pictures made from it stay here.",
            children,
        )
        if len(jobs) > 1:
            kept = ngettext(
                "{n} picture made from them stays here.",
                "{n} pictures made from them stay here.",
                children,
            )
        return f"{gone}\n{kept.format(n=children)}"

    def _delete(self, job_ids: list[str], _checked: bool = False) -> None:
        session = self._session
        if session.current is not None and session.current.id in job_ids:
            session.show(self._library.neighbour(set(job_ids)))
        for job_id in job_ids:
            self._runner.delete(job_id)
