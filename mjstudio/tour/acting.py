"""The tour's third part: each other action, and where its source went."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from mjstudio.model.action import CATALOGUE, SINGLE_ACTIONS
from mjstudio.model.geometry import placement
from mjstudio.model.job import Job
from mjstudio.tour.checks import difference, embedded, quarter, variety
from mjstudio.tour.guide import Guide

WIDE_PROMPT = "a harbour at dusk, lanterns on the water --ar 3:2 --v 7"


class Acting:
    """Actions of single pictures, of grids, of other shapes."""

    def __init__(self, guide: Guide) -> None:
        self.guide = guide
        self.window = guide.window
        self.studio = guide.app.studio
        self.stage = guide.window.stage

    async def single_actions(self, single: Job) -> None:
        """Each other action of a single picture."""
        guide = self.guide
        source = guide.picture(single)
        far: dict[str, float] = {}
        for name in SINGLE_ACTIONS:
            self.studio.session.show(single.id)
            await guide.click(f"action_{name}")
            job = await guide.finished()
            result = guide.picture(job)
            far[name] = difference(quarter(result, 1) if job.makes_grid else result, source)
            await guide.shoot(
                name.replace("_", "-"),
                f"{CATALOGUE[name].label}: what became of the source stands where it should",
                lambda _shot, n=name, r=result: _as_expected(n, source, r, far),  # type: ignore[misc]
            )

    async def grid_actions(self, grid: Job) -> None:
        """Vary by key, reroll by button, and back through the library."""
        guide, view = self.guide, self.stage.grid_view
        self.studio.session.show(grid.id)
        view.setFocus()
        modifier = Qt.KeyboardModifier.ShiftModifier
        await guide.press(view, Qt.Key.Key_3, modifier)
        varied = await guide.finished()
        source = quarter(guide.picture(grid), 3)
        await guide.shoot(
            "varied",
            "four variations of quarter 3, none the same",
            lambda _shot: all(
                difference(quarter(guide.picture(varied), q), source) > 2 for q in range(1, 5)
            ),
        )
        self.studio.session.show(grid.id)
        await guide.click("action_reroll")
        rerolled = await guide.finished()
        await guide.shoot(
            "rerolled",
            "four new pictures",
            lambda _shot: difference(guide.picture(rerolled), guide.picture(grid)) > 4,
        )

    async def other_actions(self) -> None:
        """Further actions of pictures of another shape and version."""
        guide = self.guide
        await guide.write("prompt_edit", WIDE_PROMPT)
        await guide.press(self.window.prompt_panel.edit, Qt.Key.Key_Return)
        grid = await guide.finished()
        size = guide.picture(grid).size()
        await guide.shoot(
            "wide-grid",
            "the picture is half as wide again as high",
            lambda _shot: abs(size.width() / size.height() - 1.5) < 0.02,
        )
        await guide.click("action_upscale1")
        single = await guide.finished()
        source = guide.picture(single)
        for name in ("upscale_subtle", "upscale_creative", "square"):
            self.studio.session.show(single.id)
            await guide.click(f"action_{name}")
            job = await guide.finished()
            result = guide.picture(job)
            wanted = 1.0 if name == "square" else source.width() / source.height()
            await guide.shoot(
                name.replace("_", "-"),
                f"{CATALOGUE[name].label}: the shape is {wanted:.2f}",
                lambda _shot, r=result, w=wanted: (  # type: ignore[misc]
                    abs(r.width() / r.height() - w) < 0.02 and variety(r) > 4
                ),
            )
            redo = next((n for n in self.stage.action_bar.offered if n.startswith("redo_")), "")
            if redo:
                await guide.click(f"action_{redo}")
                again = await guide.finished()
                await guide.shoot(
                    redo.replace("_", "-"),
                    "the same size once more",
                    lambda _shot, a=again, r=result: guide.picture(a).size() == r.size(),  # type: ignore[misc]
                )


def _as_expected(name: str, source: QImage, result: QImage, far: dict[str, float]) -> bool:
    """Return whether an action changed its source as its name says."""
    if name.startswith("upscale_"):
        factor = 4 if name.endswith("4x") else 2
        return result.width() == factor * source.width() and difference(result, source) < 3
    if name == "variation_subtle":
        return far[name] > 0.2
    if name == "variation_strong":
        return far[name] > 1.5 * far["variation_subtle"]
    placed = placement(name)
    if placed is None:
        return False
    return all(embedded(source, quarter(result, q), placed.box()) < 4 for q in range(1, 5))
