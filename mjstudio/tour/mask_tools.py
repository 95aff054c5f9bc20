"""The tour of the mask tools: uses each with the mouse, and checks what it painted."""

import math

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage

from mjstudio.tour.checks import redness
from mjstudio.tour.guide import region
from mjstudio.tour.open_mask import OpenMask, Place

_CENTRE = (0.5, 0.45)
_CORNERS = ((0.3, 0.25), (0.7, 0.25), (0.8, 0.55), (0.5, 0.75), (0.2, 0.55))


class MaskTools:
    """Lasso, polygon, rectangle, ellipse, fill, select by colour; each from an empty mask.

    Places are fractions of the picture.
    """

    def __init__(self, mask: OpenMask) -> None:
        self.guide, self.document, self.picture = mask.guide, mask.document, mask.picture
        self.canvas, self._at = mask.canvas, mask.at

    async def show(self) -> None:
        """Use every tool; at the end the mask is empty and the brush in hand."""
        await self._lasso()
        await self._polygon()
        await self._rectangle()
        await self._ellipse()
        await self._fill()
        await self._colour()
        await self.guide.press(self.canvas, Qt.Key.Key_B)

    async def _lasso(self) -> None:
        await self.guide.press(self.canvas, Qt.Key.Key_L)
        around = [self._round(turn / 24) for turn in range(23)]
        await self._watch("lasso", around, "the area drawn around", (0.2, 0.26))

    async def _rectangle(self) -> None:
        await self.guide.press(self.canvas, Qt.Key.Key_U)
        await self._watch("rectangle", [(0.2, 0.2), (0.8, 0.7)], "the rectangle", (0.29, 0.31))

    async def _ellipse(self) -> None:
        await self.guide.press(self.canvas, Qt.Key.Key_O)
        await self._watch("ellipse", [(0.2, 0.2), (0.8, 0.7)], "the ellipse", (0.22, 0.25))

    async def _watch(
        self, tool: str, places: list[Place], what: str, share: tuple[float, float]
    ) -> None:
        """Drag, taking a picture of the outline before the button is released, and one after."""
        guide, document = self.guide, self.document
        points = [self._at(place) for place in places]
        await guide.drag(self.canvas, points, drop=False)
        await guide.shoot(
            f"mask-{tool}-outline",
            "the outline is drawn, nothing is painted yet",
            lambda shot: (
                document.outlining and document.coverage() == 0 and not self._covered(shot, _CENTRE)
            ),
        )
        await guide.drop_at(self.canvas, points[-1])
        await self._shoot(tool, f"{what} is painted", share)
        await guide.click("mask_clear")

    async def _polygon(self) -> None:
        guide = self.guide
        await guide.press(self.canvas, Qt.Key.Key_P)
        for place in (*_CORNERS, (0.9, 0.9)):
            await guide.drag(self.canvas, [self._at(place)])
        await guide.press(self.canvas, Qt.Key.Key_Backspace)
        await guide.point(self.canvas, self._at((0.1, 0.35)))
        await guide.shoot(
            "mask-polygon-outline",
            "five corners and the way to the pointer, nothing is painted yet",
            lambda _shot: self.document.outlining and self.document.coverage() == 0,
        )
        await guide.press(self.canvas, Qt.Key.Key_Return)
        await self._shoot("polygon", "the polygon is painted", (0.18, 0.26))
        await guide.click("mask_clear")

    async def _fill(self) -> None:
        guide, document = self.guide, self.document
        document.set_size(round(self.picture.width() * 0.04))
        await guide.press(self.canvas, Qt.Key.Key_B)
        ring = [self._at(self._round(turn / 24)) for turn in range(25)]
        await guide.drag(self.canvas, ring)
        before = document.coverage()
        await guide.press(self.canvas, Qt.Key.Key_G)
        await guide.drag(self.canvas, [self._at(_CENTRE)])
        await self._shoot("fill", "the ring is filled, and nothing around it", (0.24, 0.34))
        await guide.click("mask_undo")
        await guide.shoot(
            "mask-fill-undone",
            "undo emptied it again",
            lambda shot: document.coverage() == before and not self._covered(shot, _CENTRE),
        )
        await guide.click("mask_clear")

    async def _colour(self) -> None:
        guide, document = self.guide, self.document
        await guide.press(self.canvas, Qt.Key.Key_W)
        await guide.drag(self.canvas, [self._at(_CENTRE)])
        await guide.until(
            lambda: document.coverage() > 0, document.stroke_finished, what="the colour"
        )
        await guide.shoot(
            "mask-colour",
            "what is painted has the colour that was clicked",
            lambda _shot: self._all_alike(),
        )
        await guide.click("mask_clear")

    def _all_alike(self) -> bool:
        """Whether each painted pixel is within the tolerance, on a grid of some thousand."""
        document, picture = self.document, self.picture
        x, y = (round(_CENTRE[0] * picture.width()), round(_CENTRE[1] * picture.height()))
        # The click falls on a whole pixel of the screen, which may be the next of the picture.
        room = document.tolerance + 24
        wanted = picture.pixelColor(x, y)
        for down in range(0, picture.height(), 16):
            row = document.bitmap.row(down)
            for across in range(0, picture.width(), 16):
                found = picture.pixelColor(across, down)
                off = max(
                    abs(found.red() - wanted.red()),
                    abs(found.green() - wanted.green()),
                    abs(found.blue() - wanted.blue()),
                )
                if row[across] and off > room:
                    return False
        return True

    async def _shoot(self, tool: str, check: str, share: tuple[float, float]) -> None:
        low, high = share
        await self.guide.shoot(
            f"mask-{tool}",
            check,
            lambda shot: (
                low < self.document.coverage() < high
                and self._covered(shot, _CENTRE)
                and not self._covered(shot, (0.06, 0.06))
            ),
        )

    def _covered(self, shot: QImage, place: Place) -> bool:
        """Whether a place is redder on the screen than in the picture, by the overlay."""
        spot = self._at(place).toPoint()
        seen = region(shot, self.guide.window, self.canvas, QRect(spot.x() - 4, spot.y() - 4, 9, 9))
        x, y = round(place[0] * self.picture.width()), round(place[1] * self.picture.height())
        return redness(seen) - redness(self.picture.copy(x - 8, y - 8, 17, 17)) > 30

    def _round(self, turn: float) -> Place:
        angle = turn * math.tau
        return (_CENTRE[0] + 0.27 * math.cos(angle), _CENTRE[1] + 0.27 * math.sin(angle))
