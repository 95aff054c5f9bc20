"""The tour of seeing a mask: a pen, the outline alone, 3200 %, and the minimap."""

from itertools import pairwise

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QImage, QInputDevice, QPointingDevice, QTabletEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from mjstudio.tour.checks import brightness, difference, redness, variety
from mjstudio.tour.guide import region
from mjstudio.tour.open_mask import OpenMask, Place

_SHIFT, _CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
_PRESSURES = (0.1, 0.25, 0.5, 0.8, 1.0, 1.0, 1.0, 0.8, 0.5, 0.25, 0.1)
_STEPS = 4
"""Samples of the pen for each pressure."""
_LINE = 0.45
"""How far down the picture the pen draws."""


class MaskSeeing:
    """Each step continues from the previous one; at the end the mask is empty and the view fitted.

    Places are fractions of the picture.
    """

    def __init__(self, mask: OpenMask) -> None:
        self.guide, self.document, self.picture = mask.guide, mask.document, mask.picture
        self.canvas, self._at = mask.canvas, mask.at
        self.pen = QPointingDevice(
            "pen of the tour",
            1,
            QInputDevice.DeviceType.Stylus,
            QPointingDevice.PointerType.Pen,
            QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
            1,
            3,
        )

    async def show(self) -> None:
        """See a stroke of a pen in every way."""
        await self._pen()
        await self._outline_only()
        await self._closest()
        await self._minimap()
        await self.guide.press(self.canvas, Qt.Key.Key_0, _CTRL)
        await self.guide.click("mask_clear")

    async def _pen(self) -> None:
        guide, document = self.guide, self.document
        document.set_size(round(self.picture.width() * 0.2))
        await guide.press(self.canvas, Qt.Key.Key_B)
        pressures = [p for p in _PRESSURES for _ in range(_STEPS)]
        places = [(0.1 + 0.8 * n / (len(pressures) - 1), _LINE) for n in range(len(pressures))]
        kind = QEvent.Type.TabletPress
        for place, pressure in zip(places, pressures, strict=True):
            await guide.do(lambda k=kind, at=place, p=pressure: self._send(k, at, p))  # type: ignore[misc]
            kind = QEvent.Type.TabletMove
        await guide.do(lambda: self._send(QEvent.Type.TabletRelease, places[-1], 0.0))
        await guide.shoot(
            "mask-pen",
            "where the pen was pressed harder the stroke is wider, and it widens smoothly",
            lambda _shot: self._widens(),
        )

    def _widens(self) -> bool:
        widths = [self._width_at(0.1 + 0.8 * n / 40) for n in range(1, 40)]
        steps = [abs(b - a) for a, b in pairwise(widths)]
        most = self.document.size
        way = self.picture.width() * 0.8 / 40
        return (
            widths[0] < most * 0.4
            and widths[-1] < most * 0.6
            and max(widths) > most * 0.9
            and max(steps) <= 4 * way
        )

    def _width_at(self, across: float) -> int:
        bitmap = self.document.bitmap
        x = round(across * bitmap.width)
        return sum(bitmap.row(y)[x] == 255 for y in range(bitmap.height))

    async def _outline_only(self) -> None:
        guide = self.guide
        before = self.guide.window.grab().toImage()
        await guide.press(self.canvas, Qt.Key.Key_O, _SHIFT)
        await guide.point(self.canvas, QPointF(4, 4))
        await guide.shoot(
            "mask-outline-only",
            "the picture shows its own colours inside, a line of black and white runs around",
            lambda shot: (
                redness(self._part(before, (0.5, _LINE))) - redness(self._part(shot, (0.5, _LINE)))
                > 30
                and self._lined(shot)
            ),
        )
        await guide.press(self.canvas, Qt.Key.Key_O, _SHIFT)

    def _lined(self, shot: QImage) -> bool:
        """Whether white and dark follow each other along the upper rim of the stroke."""
        rim = [self._part(shot, self._rim(0.4 + n / 100), reach=3) for n in range(20)]
        values = [variety(part) for part in rim]
        plain = variety(self._part(shot, (0.5, 0.2), reach=3))
        return sum(value > plain + 15 for value in values) > 10

    def _rim(self, across: float) -> Place:
        """Return the highest painted point of the mask at a fraction of its width."""
        bitmap = self.document.bitmap
        x = round(across * bitmap.width)
        return across, next(y for y in range(bitmap.height) if bitmap.row(y)[x]) / bitmap.height

    async def _closest(self) -> None:
        guide, canvas = self.guide, self.canvas
        rim = self._rim(0.5)
        await guide.do(lambda: self._wheel(rim, 60))
        await guide.point(canvas, QPointF(4, 4))
        await guide.shoot(
            "mask-3200",
            "a pixel of the picture is a plain square of 32, tinted exactly where it is painted",
            lambda shot: canvas.zoom == 32 and self._squares(shot, rim),
        )

    def _squares(self, shot: QImage, place: Place) -> bool:
        """Whether pixels of the picture are plain, and redder exactly where painted."""
        x = round(place[0] * self.picture.width())
        y = round(place[1] * self.picture.height())
        for down in range(-6, 7):
            first = self.canvas.picture_to_widget(QPointF(x, y + down))
            inner = QRect(round(first.x()) + 8, round(first.y()) + 8, 16, 16)
            square = region(shot, self.guide.window, self.canvas, inner)
            own = self.picture.pixelColor(x, y + down)
            tinted = redness(square) - (own.red() - own.green()) > 30
            if variety(square) > 0.5 or tinted != (self.document.bitmap.row(y + down)[x] == 255):
                return False
        return True

    async def _minimap(self) -> None:
        guide, canvas = self.guide, self.canvas
        await guide.do(lambda: self._wheel((0.5, _LINE), -8))
        small = guide.find("mask_minimap", QWidget)
        place = (0.75, 0.8)
        at = QPointF(place[0] * small.width(), place[1] * small.height())
        await guide.drag(small, [at])
        middle = QPointF(canvas.rect().center())
        await guide.shoot(
            "mask-minimap",
            "a click in the minimap brought that part of the picture to the middle",
            lambda shot: (
                small.isVisible()
                and self._near(canvas.widget_to_picture(middle), place)
                and difference(
                    self._around(shot, middle), self._source(canvas.widget_to_picture(middle))
                )
                < 12
                and brightness(region(shot, guide.window, small, small.rect())) > 5
            ),
        )

    def _near(self, point: QPointF, place: Place) -> bool:
        off_x = point.x() / self.picture.width() - place[0]
        off_y = point.y() / self.picture.height() - place[1]
        return abs(off_x) < 0.01 and abs(off_y) < 0.01

    def _around(self, shot: QImage, middle: QPointF) -> QImage:
        part = QRect(round(middle.x()) - 60, round(middle.y()) - 60, 120, 120)
        return region(shot, self.guide.window, self.canvas, part)

    def _source(self, middle: QPointF) -> QImage:
        half = 60 / self.canvas.zoom * self.canvas.devicePixelRatioF()
        left, top = round(middle.x() - half), round(middle.y() - half)
        return self.picture.copy(left, top, round(2 * half), round(2 * half))

    # --- hands ---

    def _send(self, kind: QEvent.Type, place: Place, pressure: float) -> None:
        at, left, none = self._at(place), Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        changed = none if kind == QEvent.Type.TabletMove else left
        held = none if kind == QEvent.Type.TabletRelease else left
        event = QTabletEvent(
            kind,
            self.pen,
            at,
            self.canvas.mapToGlobal(at),
            pressure,
            0.0,
            0.0,
            0.0,
            0.0,
            0.0,
            Qt.KeyboardModifier.NoModifier,
            changed,
            held,
        )
        QApplication.sendEvent(self.canvas, event)

    def _wheel(self, place: Place, notches: int) -> None:
        at = QPointF(self._at(place).toPoint())
        event = QWheelEvent(
            at,
            self.canvas.mapToGlobal(at),
            QPoint(),
            QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.canvas, event)

    def _part(self, shot: QImage, place: Place, reach: int = 6) -> QImage:
        spot = self._at(place).toPoint()
        side = 2 * reach + 1
        part = QRect(spot.x() - reach, spot.y() - reach, side, side)
        return region(shot, self.guide.window, self.canvas, part)
