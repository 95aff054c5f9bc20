"""The tour of the library: a star, a file with its prompt embedded, the request, a deletion."""

import tempfile
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QTableWidget, QWidget

from mjstudio.model.job import Job, State
from mjstudio.texts import _
from mjstudio.tour.checks import share_of
from mjstudio.tour.guide import CheckFailed, Guide, region
from mjstudio.ui.details.request_dialog import RequestDialog
from mjstudio.ui.look.star import FILLED

_CTRL = Qt.KeyboardModifier.ControlModifier
_Dialog = TypeVar("_Dialog", bound=QWidget)


class Library:
    """The artist's steps with stored pictures."""

    def __init__(self, guide: Guide) -> None:
        self.guide = guide
        self.window = guide.window
        self.studio = guide.app.studio
        self.stage = guide.window.stage

    async def keeping(self, grid: Job) -> None:
        """Everything, beginning with a grid on the stage."""
        self.studio.session.show(grid.id)
        await self.guide.finished(grid.id)
        await self._come_back()
        await self._star(grid)
        await self._save(grid)
        await self._request(grid)
        await self._delete()

    async def _come_back(self) -> None:
        """Give the keyboard to the picture."""
        await self.guide.take_keyboard()
        view = self.stage.view
        if view is None:
            raise CheckFailed("no picture is on the stage")
        await self.guide.do(view.setFocus)

    async def _press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier | None = None) -> None:
        view = self.stage.view
        if view is None:
            raise CheckFailed("no picture is on the stage")
        await self.guide.press(view, key, modifiers or Qt.KeyboardModifier.NoModifier)

    async def _dialog(self, name: str, kind: type[_Dialog]) -> _Dialog:
        await self.guide.do(lambda: None)
        dialog = self.guide.find(name, kind)
        if not dialog.isVisible():
            raise CheckFailed(f"{name} is not shown")
        return dialog

    async def _star(self, grid: Job) -> None:
        await self._press(Qt.Key.Key_F)
        await self.guide.click("filter_starred", self.window.library)
        view = self.window.library.view
        await self.guide.shoot(
            "starred",
            "the library shows the starred picture alone, with its star",
            lambda shot: (
                view.model().rowCount() == 1
                and (self.studio.runner.job(grid.id) or grid).starred
                and share_of(region(shot, self.window, view, view.rect()), FILLED, 8) > 0.0002
            ),
        )
        await self.guide.click("filter_starred", self.window.library)

    async def _save(self, grid: Job) -> None:
        saving = self.guide.app.commands.saving
        attribute = Qt.ApplicationAttribute.AA_DontUseNativeDialogs
        own_before = QCoreApplication.testAttribute(attribute)
        # The system's own dialog cannot be answered by a program.
        QCoreApplication.setAttribute(attribute)
        files: list[Path] = []
        saving.saved.connect(files.extend)
        await self._come_back()
        with tempfile.TemporaryDirectory(prefix="mjstudio-tour-") as folder:
            await self._press(Qt.Key.Key_S, _CTRL)
            dialog = await self._dialog("save_dialog", QFileDialog)
            target = Path(folder) / "saved.png"
            await self.guide.do(lambda: dialog.fileSelected.emit(str(target)))
            await self.guide.do(dialog.close)
            await self.guide.until(lambda: bool(files), saving.saved, what="the saved file")
            told = _texts(target)
            await self.guide.shoot(
                "saved",
                "the saved file holds the whole prompt and the picture's id, and that is said",
                lambda _shot: (
                    grid.picture is not None
                    and told.get("Description") == grid.request.prompt
                    and told.get("mjstudio:imageId") == grid.picture.image_id
                    and any("saved.png" in text for text in self.stage.notices.texts)
                ),
            )
        saving.saved.disconnect(files.extend)
        QCoreApplication.setAttribute(attribute, own_before)

    async def _request(self, grid: Job) -> None:
        await self._come_back()
        await self._press(Qt.Key.Key_I, _CTRL)
        dialog = await self._dialog("request_dialog", RequestDialog)
        table = self.guide.find("request_timeline", QTableWidget, dialog)
        await self.guide.until(
            lambda: table.rowCount() > 0, table.model().rowsInserted, what="the timeline"
        )
        items = [table.item(row, 0) for row in range(table.rowCount())]
        words = [item.text() for item in items if item is not None]
        await self.guide.shoot(
            "request",
            "the timeline goes from written to downloaded",
            lambda _shot: (
                words[:3] == [_("Queued"), _("Sent"), _("First byte")]
                and words[-1] == _("Downloaded")
                and dialog.job_id == grid.id
            ),
            over=dialog,
        )
        await self.guide.do(dialog.close)

    async def _delete(self) -> None:
        runner = self.studio.runner
        job = next(job for job in reversed(runner.jobs) if job.state is State.FINISHED)
        self.studio.session.show(job.id)
        await self.guide.finished(job.id)
        await self._come_back()
        await self._press(Qt.Key.Key_Delete)
        box = await self._dialog("delete_dialog", QMessageBox)
        await self.guide.shoot(
            "delete",
            "it is asked first, and nothing is gone yet",
            lambda _shot: runner.job(job.id) is not None and bool(box.informativeText()),
            over=box,
        )
        await self.guide.click("delete_confirm", box)
        await self.guide.shoot(
            "deleted",
            "the picture is gone, and another stands on the stage",
            lambda _shot: runner.job(job.id) is None and self.studio.session.current is not None,
        )
        await self._come_back()


def _texts(path: Path) -> dict[str, str]:
    from PIL import Image

    with Image.open(path) as image:
        image.load()
        return {str(name): text for name, text in image.info.items() if isinstance(text, str)}
