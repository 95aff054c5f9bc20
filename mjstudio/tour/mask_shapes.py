"""The tour of the mask as a whole: grown, smoothed, feathered, mended, selected."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QSlider, QWidget

from mjstudio.texts import _
from mjstudio.tour.checks import redness
from mjstudio.tour.guide import region
from mjstudio.tour.open_mask import OpenMask, Place

_CENTRE = (0.5, 0.45)
_CORNERS = ((0.35, 0.3), (0.65, 0.6))
_HOLE = (0.5, 0.45)


class MaskShapes:
    """A square grown, smoothed and feathered, its pinhole filled, and everything selected.

    Places are fractions of the picture. At the end the mask is empty and the brush in hand.
    """

    def __init__(self, mask: OpenMask) -> None:
        self.guide, self.document, self.picture = mask.guide, mask.document, mask.picture
        self.canvas, self._at = mask.canvas, mask.at

    async def show(self) -> None:
        """Use each once."""
        guide, document = self.guide, self.document
        side = self.picture.width()
        await guide.press(self.canvas, Qt.Key.Key_U)
        await guide.drag(self.canvas, [self._at(corner) for corner in _CORNERS])
        await self._pinhole()
        await guide.press(self.canvas, Qt.Key.Key_S)
        popup = guide.find("mask_shape_popup", QWidget)
        amount = guide.find("mask_amount", QSlider, popup)
        await guide.do(lambda: amount.setValue(side // 16))
        square = document.coverage()
        beside = (_CORNERS[0][0] - 0.04, 0.45)
        await self._step("mask_grow")
        await guide.shoot(
            "mask-grown",
            "the square reaches a sixteenth of the picture further",
            lambda shot: (
                square * 1.7 < document.coverage() < square * 2.2 and self._red(shot, beside) > 30
            ),
        )
        grown = document.coverage()
        await guide.do(lambda: amount.setValue(side // 8))
        await self._step("mask_smooth")
        corner = (_CORNERS[0][0] - 0.045, _CORNERS[1][1] + 0.04)
        await guide.shoot(
            "mask-smoothed",
            "the corners are rounder, the sides where they were",
            lambda shot: (
                grown * 0.9 < document.coverage() < grown
                and self._red(shot, corner) < 10
                and self._red(shot, beside) > 30
            ),
        )
        await self._feather(popup, side // 8)
        await guide.click("mask_select_all", popup)
        await guide.do(popup.close)
        await guide.shoot(
            "mask-selected",
            "everything is painted, which is too much to send",
            lambda shot: (
                document.coverage() == 1
                and self._red(shot, (0.05, 0.05)) > 30
                and not guide.find("mask_submit", QWidget).isEnabled()
            ),
        )
        await guide.click("mask_clear")
        await guide.press(self.canvas, Qt.Key.Key_B)

    async def _pinhole(self) -> None:
        """Erase a dot; the panel finds it; a click fills it."""
        guide, document = self.guide, self.document
        whole = document.bitmap.painted()
        document.set_size(6)
        await guide.press(self.canvas, Qt.Key.Key_E)
        await guide.drag(self.canvas, [self._at(_HOLE)])
        preflight = guide.app.studio.masking.preflight
        found = guide.find("mask_pinholes", QLabel)
        await guide.until(lambda: found.text() == "1", preflight.checked, what="the pinhole")
        await guide.shoot(
            "mask-pinhole",
            "the panel tells of one pinhole, and what will be sent",
            lambda _shot: (
                document.bitmap.painted() < whole
                and any(map(str.isdigit, guide.find("mask_sent_size", QLabel).text()))
            ),
        )
        await self._step("mask_fill_pinholes")
        await guide.until(lambda: found.text() == _("none"), preflight.checked, what="the report")
        await guide.shoot(
            "mask-pinhole-filled",
            "the pinhole is painted, and nothing else",
            lambda _shot: document.bitmap.painted() == whole,
        )

    async def _feather(self, popup: QWidget, pixels: int) -> None:
        """Feather the mask: soft on the screen, hard in the mask; undo it at the end."""
        guide, document = self.guide, self.document
        slider = guide.find("mask_feather", QSlider, popup)
        bits, steps = document.bitmap.painted(), document.history.steps
        await guide.do(lambda: slider.setValue(pixels))
        await guide.until(
            lambda: document.softness.mask is not None, document.softness.changed, what="the edge"
        )
        just_inside = (_CORNERS[0][0] - 0.05, 0.45)
        just_outside = (_CORNERS[0][0] - 0.09, 0.45)
        await guide.shoot(
            "mask-feathered",
            "the edge is soft on both sides, the mask is what it was",
            lambda shot: (
                self._red(shot, _CENTRE) - 10
                > self._red(shot, just_inside)
                > self._red(shot, just_outside)
                > 5
                and (document.bitmap.painted(), document.history.steps) == (bits, steps)
            ),
        )
        await guide.do(lambda: slider.setValue(0))

    async def _step(self, button: str) -> None:
        """Press a button and wait for its step."""
        document, before = self.document, self.document.history.steps
        await self.guide.click(button)
        await self.guide.until(
            lambda: document.history.steps > before, document.history_changed, what=button
        )

    def _red(self, shot: QImage, place: Place) -> float:
        """By how much a place is redder on the screen than in the picture."""
        spot = self._at(place).toPoint()
        seen = region(shot, self.guide.window, self.canvas, QRect(spot.x() - 3, spot.y() - 3, 7, 7))
        x, y = round(place[0] * self.picture.width()), round(place[1] * self.picture.height())
        return redness(seen) - redness(self.picture.copy(x - 5, y - 5, 11, 11))
