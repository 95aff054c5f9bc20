"""The tour's first part: from an empty window to an upscaled picture."""

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QImage

from mjstudio.model.action import SINGLE_ACTIONS, VARIATION_REGION
from mjstudio.model.job import Job
from mjstudio.tour.checks import brightness, difference, quarter, share_of, variety
from mjstudio.tour.guide import CheckFailed, Guide, region

PROMPT = "a mountain valley before sunrise, layered mist, cold blue air --ar 1:1 --stylize 250"


class Making:
    """A prompt, a grid, its quarters, an upscale."""

    def __init__(self, guide: Guide) -> None:
        self.guide = guide
        self.window = guide.window
        self.studio = guide.app.studio
        self.stage = guide.window.stage

    async def begin(self) -> None:
        """The first start, and a prompt."""
        guide = self.guide
        await guide.until(
            lambda: guide.app.connection.service is not None,
            guide.app.connection.connected,
            what="the sandbox",
        )
        await guide.take_keyboard()
        await guide.shoot(
            "welcome",
            "the sandbox badge is there and the prompt field has the keyboard",
            lambda shot: (
                self.window.badge.isVisible()
                and self.window.prompt_panel.edit.hasFocus()
                and variety(shot) > 5
            ),
        )
        await guide.write("prompt_edit", PROMPT)
        edit = self.window.prompt_panel.edit
        accent = self.window.theme.tokens.accent
        await guide.shoot(
            "prompt-typed",
            "the parameters stand in the accent colour",
            lambda shot: share_of(region(shot, self.window, edit, edit.rect()), accent) > 0.002,
        )

    async def first_grid(self) -> Job:
        """Make the first grid, and watch it develop."""
        guide, view = self.guide, self.stage.grid_view
        await guide.press(self.window.prompt_panel.edit, Qt.Key.Key_Return)
        job = self.studio.runner.jobs[-1]

        def preview_there() -> bool:
            now = self.studio.runner.job(job.id)
            decoded = self.studio.images.picture(job.id) is not None
            return now is not None and decoded and 0 < now.progress < 100

        await guide.until(
            preview_there,
            self.studio.images.changed,
            self.studio.runner.job_changed,
            what="preview",
        )
        place = view.picture_rect.toRect()
        await guide.shoot(
            "preview",
            "a picture below 100 % stands where the grid will stand",
            lambda shot: variety(region(shot, self.window, view, place)) > 4,
        )
        grid = await guide.finished(job.id)
        picture = guide.picture(grid)
        await guide.shoot(
            "grid",
            "the same place shows the grid, and its four pictures differ",
            lambda _shot: (
                view.picture_rect.toRect() == place
                and min(
                    difference(quarter(picture, a), quarter(picture, b))
                    for a, b in ((1, 2), (1, 3), (2, 3), (3, 4))
                )
                > 4
            ),
        )
        return grid

    async def quarters(self, grid: Job) -> None:
        """A quarter lit, and at full size."""
        guide, view = self.guide, self.stage.grid_view
        rects = {q: view.quadrant_rect(q).toRect() for q in range(1, 5)}
        before = self.window.grab().toImage()
        await guide.point(view, QPointF(rects[2].center()))

        def lit(shot: QImage) -> bool:
            def ratio(quadrant: int) -> float:
                inner = rects[quadrant].adjusted(8, 8, -8, -60)
                then, now = (region(i, self.window, view, inner) for i in (before, shot))
                return brightness(now) / max(1.0, brightness(then))

            return ratio(2) > 0.98 and all(ratio(q) < 0.75 for q in (1, 3, 4))

        await guide.shoot("quarter-lit", "quarter 2 is as bright as before, the others dim", lit)
        view.setFocus()
        await guide.press(view, Qt.Key.Key_Space)
        middle = view.rect().center()
        inner = QRect(0, 0, 200, 200)
        inner.moveCenter(middle)
        await guide.shoot(
            "quarter-full-size",
            "the quarter alone, larger than before",
            lambda shot: (
                view.quadrant_rect(2).width() > rects[2].width()
                and variety(region(shot, self.window, view, inner)) > 1
            ),
        )
        await guide.press(view, Qt.Key.Key_Space)
        await guide.point(view, QPointF(2, 2))
        if guide.picture(grid).width() != 2048:
            raise CheckFailed("the grid is not 2048 pixels wide")

    async def upscale(self, grid: Job) -> Job:
        """A quarter upscaled by its key."""
        guide = self.guide
        self.stage.grid_view.setFocus()
        await guide.press(self.stage.grid_view, Qt.Key.Key_2)
        single = await guide.finished()
        source = quarter(guide.picture(grid), 2)
        await guide.shoot(
            "upscaled",
            "the upscaled picture is quarter 2, and offers its own actions",
            lambda _shot: (
                difference(guide.picture(single), source) < 0.5
                and self.stage.action_bar.offered == (*SINGLE_ACTIONS, VARIATION_REGION)
            ),
        )
        return single
