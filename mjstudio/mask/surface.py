"""What tools edit: the bitmap with its undo, and the settings that tools read."""

import math
from collections.abc import Callable, Sequence
from concurrent.futures import Executor

from PIL import Image
from PySide6.QtCore import QObject, QRect, QRectF, Signal
from PySide6.QtGui import QImage

from mjstudio.mask.pixels.bitmap import MaskBitmap, around, need_finite
from mjstudio.mask.pixels.colours import ColourQuestion, ColourSearch
from mjstudio.mask.pixels.stroke import MAX_DIAMETER, MIN_DIAMETER, Stroke
from mjstudio.mask.undo_history import MaskHistory

DEFAULT_SIZE = 120
DEFAULT_TOLERANCE = 32
MAX_TOLERANCE = 255


class MaskSurface(QObject):
    """Keeps what is about to change, changes it, and tells where.

    Signals:
        changed(QRect): pixels inside that rectangle, and none outside, may have changed. While
            it is sent, `last_stroke` tells the stroke that changed them, if one did.
        settings_changed(): the tool or one of its settings changed.
    """

    changed = Signal(QRect)
    settings_changed = Signal()

    def __init__(
        self,
        bitmap: MaskBitmap,
        parent: QObject | None = None,
        *,
        executor: Executor | None = None,
    ) -> None:
        super().__init__(parent)
        self.bitmap = bitmap
        self.history = MaskHistory(bitmap)
        self.last_stroke: Stroke | None = None
        self._picture = QImage()
        self._size = DEFAULT_SIZE
        self._pressure_scales_size = True
        self._tolerance = DEFAULT_TOLERANCE
        self._search = ColourSearch(executor)

    # --- settings ---

    @property
    def size(self) -> int:
        """The brush's diameter in picture pixels."""
        return self._size

    def set_size(self, size: int) -> None:
        """Choose the brush's diameter; clamped to 1..1024."""
        size = min(max(size, MIN_DIAMETER), MAX_DIAMETER)
        if size != self._size:
            self._size = size
            self.settings_changed.emit()

    @property
    def pressure_scales_size(self) -> bool:
        """Whether a pen's light touch makes a thin stroke."""
        return self._pressure_scales_size

    def set_pressure_scales_size(self, scales: bool) -> None:
        """Choose whether a pen's light touch makes a thin stroke."""
        if scales != self._pressure_scales_size:
            self._pressure_scales_size = scales
            self.settings_changed.emit()

    @property
    def tolerance(self) -> int:
        """By how much a channel of a colour may differ to be the same colour, 0..255."""
        return self._tolerance

    def set_tolerance(self, tolerance: int) -> None:
        """Choose how alike colours must be; clamped to 0..255."""
        tolerance = min(max(tolerance, 0), MAX_TOLERANCE)
        if tolerance != self._tolerance:
            self._tolerance = tolerance
            self.settings_changed.emit()

    def set_picture(self, picture: QImage) -> None:
        """The picture under the mask, in which colours are looked for; a null one for none."""
        self._picture = picture

    # --- edits; tools call these ---

    def stroke(self, stroke: Stroke) -> None:
        """Paint or erase one stretch of the brush."""
        near = stroke.within(self.bitmap.width, self.bitmap.height)
        touched = near.bounds().intersected(self.bitmap.rect) if near else QRect()
        if near is None or touched.isEmpty():
            return
        self.history.before(touched)
        self.bitmap.paint(near, touched)
        self.last_stroke = near
        self.changed.emit(touched)
        self.last_stroke = None

    def polygon(self, points: Sequence[tuple[float, float]], *, add: bool) -> None:
        """Fill a closed polygon."""
        across, down = [x for x, _y in points], [y for _x, y in points]
        need_finite(*across, *down)
        left, top = min(across), min(down)
        bounds = QRectF(left, top, max(across) - left, max(down) - top)
        self._edit(bounds, lambda: self.bitmap.fill_polygon(points, add=add))

    def rectangle(self, area: QRectF, *, add: bool) -> None:
        """Fill a rectangle."""
        self._edit(area, lambda: self.bitmap.fill_rectangle(area, add=add))

    def ellipse(self, area: QRectF, *, add: bool) -> None:
        """Fill the ellipse that a rectangle encloses."""
        self._edit(area, lambda: self.bitmap.fill_ellipse(area, add=add))

    def flood(self, x: float, y: float, *, add: bool) -> None:
        """Paint the unpainted area around a point, or erase the painted one."""
        at = self._pixel(x, y)
        if at is not None:
            self._apply(self.bitmap.flooded(*at, painted=not add), add=add)

    def pick(self, x: float, y: float, *, add: bool, everywhere: bool) -> None:
        """Look for the colour at a point of the picture; it is painted once it is found."""
        at = self._pixel(x, y)
        if at is not None and self._picture.size() == self.bitmap.rect.size():
            asked = ColourQuestion(self._picture, *at, self._tolerance, add, everywhere)
            self._search.ask(asked)

    def _pixel(self, x: float, y: float) -> tuple[int, int] | None:
        need_finite(x, y)
        at = (math.floor(x), math.floor(y))
        return at if self.bitmap.rect.contains(*at) else None

    def _apply(self, area: Image.Image, *, add: bool) -> None:
        box = area.getbbox()
        if box is not None:
            left, top, right, bottom = box
            touched = QRect(left, top, right - left, bottom - top)
            self.history.before(touched)
            self.changed.emit(self.bitmap.apply(area, touched, add=add))

    def _edit(self, bounds: QRectF, edit: Callable[[], QRect]) -> None:
        near = bounds.intersected(QRectF(self.bitmap.rect).adjusted(-2, -2, 2, 2))
        if near.isEmpty():
            return
        self.history.before(around(near))
        touched = edit()
        if not touched.isEmpty():
            self.changed.emit(touched)
