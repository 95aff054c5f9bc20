"""The tour after the redraw: before and after compared, the outside locked, regions in a queue."""

from PIL import ImageChops
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton

from mjstudio.mask.pixels.lock import decode_mask
from mjstudio.model.job import Job
from mjstudio.studio.masking.region_queue import Step
from mjstudio.tour.checks import (
    brightness,
    changed_inside,
    changed_outside,
    difference,
    quarter,
)
from mjstudio.tour.guide import CheckFailed, Guide, region
from mjstudio.ui.compare.parts import View

SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
PROMPTS = ("a lighthouse on the ridge", "a flock of cranes")
PLACES = ((0.25, 0.3), (0.72, 0.62))


class CompareSession:
    """Swipe, blink, side by side, heat, Lock outside; two regions one after the other."""

    def __init__(self, guide: Guide) -> None:
        self.guide = guide
        self.window = guide.window
        self.studio = guide.app.studio
        self.stage = guide.window.stage
        self.view = guide.window.after_redraw.compare
        self.canvas = guide.window.after_redraw.compare.canvas

    async def compare(self, single: Job, redrawn: Job) -> None:
        """The redraw beside the picture before."""
        self.studio.session.show(redrawn.id)
        self.stage.grid_view.setFocus()
        await self.guide.press(self.stage.grid_view, Qt.Key.Key_C)
        if self.studio.comparing.current is None:
            raise CheckFailed("C compared nothing")
        # Laid out before anything is aimed at.
        await self.guide.shoot(
            "compare-open",
            "the line stands in the middle, and the actions gave way",
            lambda _shot: self.canvas.divider == 0.5 and not self.stage.action_bar.isVisible(),
        )
        await self.guide.do(lambda: None)
        await self._swipe()
        await self._blink()
        await self._side()
        await self._heat()
        await self._lock(single, redrawn)

    def _inside(self, pane: QRect | None = None) -> QRect:
        """The middle of the redrawn part on the screen."""
        whole = self.canvas.picture_rect.toRect()
        corner = whole.topLeft() + (pane.topLeft() if pane else whole.topLeft() * 0)
        width, height = whole.width(), whole.height()
        return QRect(
            corner.x() + round(width * 0.44),
            corner.y() + round(height * 0.34),
            round(width * 0.12),
            round(height * 0.12),
        )

    def _shown(self, shot: QImage, place: QRect) -> QImage:
        return region(shot, self.window, self.canvas, place)

    async def _swipe(self) -> None:
        guide, canvas = self.guide, self.canvas
        inside = self._inside()
        whole, middle = canvas.picture_rect, canvas.picture_rect.center().y()

        def at(part: float) -> QPointF:
            return QPointF(whole.left() + whole.width() * part, middle)

        await guide.drag(canvas, [at(0.5), at(0.3), at(0.1)])
        after = self._shown(self.window.grab().toImage(), inside)
        await guide.drag(canvas, [at(canvas.divider), at(0.7), at(0.9)])
        await guide.shoot(
            "compare-swipe",
            "left of the line stands another picture than right of it",
            lambda shot: (
                abs(canvas.divider - 0.9) < 0.02
                and difference(self._shown(shot, inside), after) > 4
            ),
        )
        for _ in range(4):
            await guide.press(canvas, Qt.Key.Key_Left, SHIFT)
        await guide.shoot(
            "compare-swipe-keys",
            "the arrows brought the line back to the middle",
            lambda _shot: abs(canvas.divider - 0.5) < 0.02,
        )

    async def _blink(self) -> None:
        guide, canvas = self.guide, self.canvas
        inside = self._inside()
        await guide.press(canvas, Qt.Key.Key_B, SHIFT)
        await guide.press(canvas, Qt.Key.Key_P)
        while not canvas.shows_after:
            canvas.blink()
        after = self._shown(self.window.grab().toImage(), inside)
        canvas.blink()
        await guide.shoot(
            "compare-blink",
            "paused on the picture before, which differs where it was redrawn",
            lambda shot: (
                not canvas.shows_after and difference(self._shown(shot, inside), after) > 4
            ),
        )
        await guide.press(canvas, Qt.Key.Key_P)

    async def _side(self) -> None:
        guide, canvas = self.guide, self.canvas
        await guide.press(canvas, Qt.Key.Key_D, SHIFT)
        left, right = canvas.panes
        whole = canvas.picture_rect.toRect()
        corner = QRect(whole.left() + 8, whole.bottom() - 40, 80, 32)
        there = corner.translated(right.topLeft())
        inside, beside = self._inside(), self._inside(right)
        await guide.shoot(
            "compare-side",
            "the same outside the mask, another picture inside it",
            lambda shot: (
                difference(self._shown(shot, corner), self._shown(shot, there)) < 1
                and difference(self._shown(shot, inside), self._shown(shot, beside)) > 4
                and left.width() > 100
            ),
        )

    async def _heat(self) -> None:
        guide, canvas, comparing = self.guide, self.canvas, self.studio.comparing
        corner = canvas.picture_rect.toRect().adjusted(20, 60, -20, -20)
        bright = brightness(self._shown(self.window.grab().toImage(), corner))
        await guide.press(canvas, Qt.Key.Key_H, SHIFT)
        await guide.until(
            lambda: comparing.outside is not None, comparing.changed, what="the heat map"
        )
        whole = canvas.picture_rect.toRect().adjusted(20, 60, -20, -20)
        await guide.shoot(
            "compare-heat",
            "nothing changed outside the mask: the darkened picture alone, and words that say so",
            lambda shot: (
                canvas.view is View.HEAT
                and comparing.outside is not None
                and not comparing.outside.changed
                and brightness(self._shown(shot, whole)) < 0.7 * bright
            ),
        )

    async def _lock(self, single: Job, redrawn: Job) -> None:
        guide, canvas, comparing = self.guide, self.canvas, self.studio.comparing
        await guide.press(canvas, Qt.Key.Key_W, SHIFT)
        await guide.press(canvas, Qt.Key.Key_2)
        await guide.press(canvas, Qt.Key.Key_L, SHIFT)
        await guide.until(
            lambda: comparing.preview is not None, comparing.changed, what="the preview"
        )
        await guide.shoot(
            "lock-preview",
            "the second quarter with its outside locked, before it is kept",
            lambda _shot: comparing.quarter == 2 and comparing.previewing,
        )
        kept: list[Job] = []
        comparing.locked.connect(kept.append)
        await guide.click("lock_outside")
        await guide.until(lambda: bool(kept), comparing.locked, what="the locked picture")
        before, locked = guide.picture(single), guide.picture(kept[0])
        mask = decode_mask(redrawn.request.mask or "")
        box = mask.getbbox() or (0, 0, 0, 0)
        # The feather extends beyond the mask's edge; past twice its width nothing may differ.
        reach = mask.copy()
        reach.paste(255, tuple(v + (-40, -40, 40, 40)[i] for i, v in enumerate(box)))  # type: ignore[arg-type]
        await guide.shoot(
            "locked",
            "a picture of its own: the one before outside the mask, bit for bit, redrawn inside",
            lambda _shot: (
                locked.size() == before.size()
                and changed_outside(before, locked, reach) == 0
                and changed_inside(before, locked, mask) > 0.4
                and self.stage.action_bar.offered == ()
            ),
        )

    async def queue(self, single: Job) -> None:
        """Two regions in a queue, two quarters chosen."""
        guide, regions = self.guide, self.studio.regions
        self.studio.session.show(single.id)
        self.stage.single_view.setFocus()
        await guide.press(self.stage.single_view, Qt.Key.Key_M)
        await self._paint(single)
        queue = regions.open_queue
        if queue is None:
            raise CheckFailed("no region was queued")
        await guide.until(
            lambda: all(r.thumbnail is not None for r in queue.regions),
            regions.changed,
            what="the thumbnails",
        )
        await guide.shoot(
            "regions-queued",
            "two regions stand in the list, and the mask is empty for the next",
            lambda _shot: (
                [r.prompt for r in queue.regions] == list(PROMPTS)
                and self.window.mask_parts.region_list.isVisible()
                and (now := self.studio.masking.current) is not None
                and now.document.bitmap.is_empty()
            ),
        )
        await guide.click("mask_submit")
        masks = []
        ended: list[Job] = []
        regions.finished.connect(ended.append)
        for number, chosen in ((1, 3), (2, 1)):
            await guide.until(
                lambda n=number: queue.step is Step.CHOOSING and queue.number == n,  # type: ignore[misc]
                regions.changed,
                what=f"region {number}",
            )
            grid = await guide.finished(queue.grid)
            masks.append(decode_mask(grid.request.mask or ""))
            source, result = guide.picture(self._base(grid)), guide.picture(grid)
            await guide.shoot(
                f"region-{number}",
                "redrawn within its own mask alone, and the quarter is asked for",
                lambda _shot, s=source, r=result, m=masks[-1]: (  # type: ignore[misc]
                    changed_outside(s, quarter(r, 1), m) == 0
                    and changed_inside(s, quarter(r, 1), m) > 0.3
                    and guide.find("region_quarter_1", QPushButton).isVisible()
                ),
            )
            await guide.click(f"region_quarter_{chosen}")
        await guide.until(lambda: bool(ended), regions.finished, what="the last region")
        last = await guide.finished(ended[0].id)
        source, result = guide.picture(single), guide.picture(last)
        both = ImageChops.lighter(*masks)
        await guide.shoot(
            "regions-done",
            "the last picture holds both redraws, and nothing else changed",
            lambda _shot: (
                all(changed_inside(source, result, mask) > 0.3 for mask in masks)
                and changed_outside(source, result, both) == 0
            ),
        )

    async def _paint(self, single: Job) -> None:
        guide, canvas = self.guide, self.stage.mask_mode.canvas
        picture = guide.picture(single)
        open_region = self.studio.masking.current
        if open_region is None:
            raise CheckFailed("M opened no mask")
        open_region.document.clear()
        open_region.document.set_tool("brush")
        open_region.document.set_size(round(picture.width() * 0.14))
        for place, prompt in zip(PLACES, PROMPTS, strict=True):
            spots = [
                QPointF((place[0] + dx) * picture.width(), place[1] * picture.height())
                for dx in (-0.06, 0.0, 0.06)
            ]
            await guide.drag(canvas, [canvas.picture_to_widget(spot) for spot in spots])
            await guide.write("mask_prompt", prompt)
            await guide.press(self.window.mask_prompt.edit, Qt.Key.Key_Return, CONTROL)

    def _base(self, grid: Job) -> Job:
        base = self.studio.runner.parent_of(grid)
        if base is None:
            raise CheckFailed("the redraw has no parent")
        return base
