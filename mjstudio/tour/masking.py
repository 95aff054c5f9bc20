"""The tour's second part: a mask painted with the mouse, and its redraw."""

import math

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtWidgets import QWidget

from mjstudio.model.job import Job
from mjstudio.tour.checks import changed_inside, changed_outside, quarter, redness
from mjstudio.tour.guide import CheckFailed, Guide, region
from mjstudio.tour.mask_seeing import MaskSeeing
from mjstudio.tour.mask_shapes import MaskShapes
from mjstudio.tour.mask_tools import MaskTools
from mjstudio.tour.open_mask import OpenMask

REGION_PROMPT = "a full moon behind thin cloud"


class Masking:
    """Brush, eraser, undo, invert, submit."""

    def __init__(self, guide: Guide) -> None:
        self.guide = guide
        self.window = guide.window
        self.studio = guide.app.studio
        self.stage = guide.window.stage

    async def mask(self, single: Job) -> Job:
        """A region painted, mended, and redrawn; the redraw."""
        guide, canvas = self.guide, self.stage.mask_mode.canvas
        await guide.press(self.stage.single_view, Qt.Key.Key_M)
        picture = guide.picture(single)
        region_open = self.studio.masking.current
        if region_open is None:
            raise CheckFailed("M opened no mask")
        document = region_open.document
        await guide.shoot(
            "mask-mode",
            "nothing is painted and nothing can be sent",
            lambda _shot: (
                document.coverage() == 0 and not guide.find("mask_submit", QWidget).isEnabled()
            ),
        )
        opened = OpenMask(guide, document, picture)
        await MaskTools(opened).show()
        await MaskShapes(opened).show()
        await MaskSeeing(opened).show()
        document.set_size(round(picture.width() * 0.16))

        def at(x: float, y: float) -> QPointF:
            return canvas.picture_to_widget(QPointF(x * picture.width(), y * picture.height()))

        circle = [
            at(0.5 + 0.14 * math.cos(t / 12 * math.tau), 0.4 + 0.1 * math.sin(t / 12 * math.tau))
            for t in range(13)
        ]
        await guide.drag(canvas, [*circle, at(0.5, 0.4)])
        painted = QRect(at(0.44, 0.36).toPoint(), at(0.56, 0.44).toPoint())
        await guide.shoot(
            "mask-painted",
            "the painted part is covered by the overlay",
            lambda shot: (
                0.05 < document.coverage() < 0.4
                and redness(region(shot, self.window, canvas, painted)) > 40
            ),
        )
        covered = document.coverage()
        await guide.press(canvas, Qt.Key.Key_E)
        await guide.drag(canvas, [at(0.3, 0.52), at(0.5, 0.53), at(0.7, 0.52)])
        erased = document.coverage()
        await guide.shoot(
            "mask-erased", "the eraser took some away", lambda _shot: 0 < erased < covered
        )
        await guide.click("mask_undo")
        undone = document.coverage()
        await guide.click("mask_redo")
        await guide.click("mask_invert")
        inverted = document.coverage()
        await guide.shoot(
            "mask-inverted",
            "undo gave it back, redo took it again, invert turned it over",
            lambda _shot: undone == covered and abs(inverted + erased - 1) < 1e-9,
        )
        await guide.click("mask_invert")
        mask = document.bitmap.snapshot().to_pillow()
        await guide.write("mask_prompt", REGION_PROMPT)
        sent: list[Job] = []
        self.studio.masking.submitted.connect(sent.append)
        await guide.click("mask_submit")
        await guide.until(lambda: bool(sent), self.studio.masking.submitted, what="the redraw")
        redrawn = await guide.finished(sent[0].id)
        result = guide.picture(redrawn)
        await guide.shoot(
            "region-redrawn",
            "inside the mask all four differ from the source, outside not one pixel does",
            lambda _shot: all(
                changed_outside(picture, quarter(result, q), mask) == 0
                and changed_inside(picture, quarter(result, q), mask) > 0.5
                for q in range(1, 5)
            ),
        )
        return redrawn
