"""Pictures saved to files and copied to the clipboard; disk and decoder in workers."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray, QMimeData, QObject, QStandardPaths, Qt, QUrl, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from mjstudio.model.errors import StudioError
from mjstudio.model.job import Job
from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.pictures.images import decode
from mjstudio.texts import N_, _, ngettext
from mjstudio.ui.look.notices import NoticeArea

_FILTERS = {
    ".png": N_("PNG picture (*.png)"),
    ".jpg": N_("JPEG picture (*.jpg *.jpeg)"),
    ".webp": N_("WebP picture (*.webp)"),
}


class Saving(QObject):
    """Saves and copies pictures of the library; its dialogs open over a window.

    Signals:
        folder_chosen(str): the folder for saving pictures changed.
        saved(list[Path]): these files were written.
        copied(): a picture is on the clipboard.
    """

    folder_chosen = Signal(str)
    saved = Signal(object)
    copied = Signal()

    def __init__(
        self,
        window: QWidget,
        tasks: Tasks,
        notices: NoticeArea,
        open_url: Callable[[str], None],
    ) -> None:
        super().__init__(window)
        self._window, self._tasks = window, tasks
        self._notices, self._open_url = notices, open_url
        pictures = QStandardPaths.StandardLocation.PicturesLocation
        self.folder = QStandardPaths.writableLocation(pictures)
        self._said = ""

    def save_as(self, jobs: list[Job]) -> None:
        """Ask for a file and save one picture, or for a folder and save several."""
        if len(jobs) == 1:
            self._ask_file(jobs[0], 0)
        elif jobs:
            dialog = self._dialog(
                ngettext(
                    "Save {n} picture in a folder", "Save {n} pictures in a folder", len(jobs)
                ).format(n=len(jobs))
            )
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptOpen)
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
            dialog.fileSelected.connect(lambda folder: self._save_several(jobs, Path(folder)))
            dialog.open()

    def save_quarter(self, job: Job, quadrant: int) -> None:
        """Ask for a file name, and save one quarter of a grid, cropped from the stored file."""
        self._ask_file(job, quadrant)

    def save_mask(self, job: Job) -> None:
        """Ask where to, and save the mask that a job was sent with, as its recipes read it."""
        from mjstudio.api.recipe import MASK_FILE
        from mjstudio.library.export import save_mask

        dialog = self._dialog(_("Save mask as"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(_(_FILTERS[".jpg"]))
        dialog.setDefaultSuffix("jpg")
        dialog.selectFile(MASK_FILE)
        dialog.fileSelected.connect(
            lambda target: self._work(Path(target).parent, lambda: [save_mask(job, Path(target))])
        )
        dialog.open()

    def copy(self, job: Job, quadrant: int) -> None:
        """Put a picture (or a quarter of it) on the clipboard, its prompt beside and inside it."""
        self._tasks.spawn(self._copy(job, quadrant), "copy a picture")

    # -- files

    def _dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self._window, title)
        dialog.setObjectName("save_dialog")
        dialog.setDirectory(self.folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    def _ask_file(self, job: Job, quadrant: int) -> None:
        from mjstudio.library.export import FORMATS, ending, suggested_name

        suffix = ending(job, quadrant)
        own = ".jpg" if FORMATS[suffix] == "JPEG" else suffix
        title = _("Save picture as")
        if quadrant:
            title = _("Save quarter {n} as").format(n=quadrant)
        dialog = self._dialog(title)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        others = [_(words) for name, words in _FILTERS.items() if name != own]
        dialog.setNameFilters([_(_FILTERS[own]), *others])
        dialog.setDefaultSuffix(suffix.lstrip("."))
        dialog.filterSelected.connect(
            lambda chosen: dialog.setDefaultSuffix(
                next(name for name, words in _FILTERS.items() if _(words) == chosen).lstrip(".")
            )
        )
        dialog.selectFile(suggested_name(job, quadrant) + suffix)
        dialog.fileSelected.connect(lambda target: self._save(job, Path(target), quadrant))
        dialog.open()

    def _save(self, job: Job, target: Path, quadrant: int) -> None:
        from mjstudio.library.export import save

        self._work(target.parent, lambda: [save(job, target, quadrant)])

    def _save_several(self, jobs: list[Job], folder: Path) -> None:
        from mjstudio.library.export import save_all

        words = ngettext("Saving {n} picture…", "Saving {n} pictures…", len(jobs))
        self._say(words.format(n=len(jobs)))
        self._work(folder, lambda: save_all(jobs, folder))

    def _work(self, folder: Path, work: Callable[[], list[Path]]) -> None:
        self.folder = str(folder)
        self.folder_chosen.emit(self.folder)

        async def run() -> None:
            try:
                files = await asyncio.to_thread(work)
            except StudioError as error:
                self._say("")
                self._notices.show_notice(error.message)
                return
            words = _("Saved “{name}” in “{folder}”.")
            if len(files) > 1:
                words = ngettext(
                    "Saved {n} picture in “{folder}”.",
                    "Saved {n} pictures in “{folder}”.",
                    len(files),
                )
            place = folder.name or folder
            self._say(words.format(name=files[0].name, n=len(files), folder=place), folder)
            self.saved.emit(files)

        self._tasks.spawn(run(), "save pictures")

    def _say(self, words: str, folder: Path | None = None) -> None:
        """Say one thing at a time about saving."""
        notices = self._notices
        if self._said:
            notices.dismiss(self._said)
        self._said = words
        if not words:
            return
        if folder is None:
            notices.mention(words)
            return
        address = QUrl.fromLocalFile(str(folder)).toString()
        notices.show_notice(words, _("Open folder"), lambda: self._open_url(address), passing=True)

    # -- clipboard

    async def _copy(self, job: Job, quadrant: int) -> None:
        from mjstudio.library.export import exported
        from mjstudio.library.facts import without_queries

        def prepare() -> tuple[bytes, QImage]:
            data = exported(job, ".png", quadrant)
            return data, decode(data)

        try:
            data, image = await asyncio.to_thread(prepare)
        except StudioError as error:
            self._notices.show_notice(error.message)
            return
        mime = QMimeData()
        mime.setImageData(image)
        # Copy the file as well: pasted as a PNG, it keeps its texts.
        mime.setData("image/png", QByteArray(data))
        mime.setText(without_queries(job.prompt))
        QGuiApplication.clipboard().setMimeData(mime)
        self.copied.emit()
