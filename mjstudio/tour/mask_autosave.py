"""The tour of masks that stay: found again, saved and loaded, carried to another picture."""

import tempfile
from pathlib import Path

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QImage

from mjstudio.model.job import Job
from mjstudio.studio.masking.masking import Region
from mjstudio.tour.checks import difference, redness
from mjstudio.tour.guide import CheckFailed, Guide, region

_PLACE = (0.5, 0.4)


class MaskAutosave:
    """Comes back to the mask of a picture that was painted, and was sent, before."""

    def __init__(self, guide: Guide) -> None:
        self.guide = guide
        self.studio = guide.app.studio
        self.stage = guide.window.stage
        self.canvas = guide.window.stage.mask_mode.canvas

    async def show(self, single: Job) -> None:
        """Every way a mask stays; at the end mask mode is left."""
        found = await self._found_again(single)
        await self._saved_and_loaded(found)
        await self._carried(single, found)
        await self.guide.press(self.canvas, Qt.Key.Key_Escape)

    async def _found_again(self, single: Job) -> Region:
        guide, keeping = self.guide, self.studio.mask_autosave
        found = await self._open(single)
        saved: list[Region] = []
        keeping.saved.connect(saved.append)
        await guide.press(self.canvas, Qt.Key.Key_B)
        await guide.drag(self.canvas, [self._at((0.3, 0.6)), self._at((0.6, 0.62))])
        painted = found.document.bitmap.snapshot().to_pillow().tobytes()
        await guide.press(self.canvas, Qt.Key.Key_Escape)
        await guide.until(lambda: found in saved, keeping.saved, what="the saved mask")
        again = await self._open(single)
        await guide.shoot(
            "mask-kept",
            "the mask was saved when it was left, and is there again on return",
            lambda shot: (
                again is found
                and found.document.bitmap.snapshot().to_pillow().tobytes() == painted
                and self._covered(shot)
            ),
        )
        return found

    async def _saved_and_loaded(self, found: Region) -> None:
        guide, files, document = self.guide, self.studio.mask_files, found.document
        painted = document.bitmap.snapshot().to_pillow().tobytes()
        with tempfile.TemporaryDirectory(prefix="mjstudio-tour-") as folder:
            path = Path(folder) / "mask.png"
            # As the dialogs do once a file is chosen; a native dialog takes no test's events.
            files.save(path)
            await guide.until(path.exists, files.saved, files.said, what="the file")
            await guide.click("mask_clear")
            cleared = document.bitmap.is_empty()
            files.load(path)
            await guide.until(document.can_submit, files.taken, files.said, what="the loaded mask")
        await guide.shoot(
            "mask-loaded",
            "the mask was saved as PNG, cleared, and loaded again bit by bit",
            lambda shot: (
                cleared
                and document.bitmap.snapshot().to_pillow().tobytes() == painted
                and self._covered(shot)
            ),
        )
        await guide.press(self.canvas, Qt.Key.Key_Escape)

    async def _carried(self, single: Job, found: Region) -> None:
        guide, studio = self.guide, self.studio
        studio.session.show(single.id)
        await guide.click("action_zoom_out_2x")
        await guide.finished()
        await guide.click("action_upscale2")
        zoomed = await guide.finished()
        target = await self._open(zoomed)
        await guide.click("mask_carry")
        await guide.until(
            target.document.can_submit,
            studio.mask_reuse.carried,
            studio.mask_reuse.said,
            what="the carried mask",
        )
        before, after = self._under(single, found), self._under(zoomed, target)
        await guide.shoot(
            "mask-carried",
            "on the zoomed-out picture the mask covers the same, a quarter as large",
            lambda _shot: (
                difference(before, after) < 6
                and abs(target.document.coverage() * 4 - found.document.coverage()) < 0.01
            ),
        )

    async def _open(self, job: Job) -> Region:
        self.studio.session.show(job.id)
        await self.guide.press(self.stage.single_view, Qt.Key.Key_M)
        found = self.studio.masking.current
        if found is None:
            raise CheckFailed("M opened no mask")
        return found

    def _under(self, job: Job, of: Region) -> QImage:
        """Return the part of a picture within the bounds of a mask."""
        left, top, right, bottom = of.document.bitmap.to_pillow().getbbox() or (0, 0, 1, 1)
        return self.guide.picture(job).copy(left, top, right - left, bottom - top)

    def _covered(self, shot: QImage) -> bool:
        """Whether the middle of the mask is redder on the screen than in the picture."""
        spot = self._at(_PLACE).toPoint()
        area = QRect(spot.x() - 4, spot.y() - 4, 9, 9)
        picture = self._picture()
        x, y = round(_PLACE[0] * picture.width()), round(_PLACE[1] * picture.height())
        seen = redness(region(shot, self.guide.window, self.canvas, area))
        return seen - redness(picture.copy(x - 8, y - 8, 17, 17)) > 30

    def _picture(self) -> QImage:
        current = self.studio.session.current
        if current is None:
            raise CheckFailed("nothing is on the stage")
        return self.guide.picture(current)

    def _at(self, place: tuple[float, float]) -> QPointF:
        picture = self._picture()
        return self.canvas.picture_to_widget(
            QPointF(place[0] * picture.width(), place[1] * picture.height())
        )
