"""What tools edit: the recorded bitmap, and the colours of the picture under it."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QRectF

from mjstudio.mask.colour_picks import ColourPicks
from mjstudio.mask.pixels.bitmap import need_finite
from mjstudio.mask.pixels.stroke import Stroke
from mjstudio.mask.recorded_bitmap import RecordedBitmap
from mjstudio.mask.tool_settings import ToolSettings


class ToolSurface:
    """Implements `Surface` for a document's tools. Its edits add to the open step."""

    def __init__(
        self, recorded: RecordedBitmap, settings: ToolSettings, colours: ColourPicks
    ) -> None:
        self._recorded = recorded
        self._bitmap = recorded.bitmap
        self._settings = settings
        self._colours = colours

    @property
    def size(self) -> int:
        """The brush's diameter in picture pixels."""
        return self._settings.size

    @property
    def pressure_scales_size(self) -> bool:
        """Whether a pen's pressure controls the brush's size."""
        return self._settings.pressure_scales_size

    def stroke(self, stroke: Stroke) -> None:
        """Paint or erase one segment of a brush stroke."""
        self._recorded.stroke(stroke)

    def polygon(self, points: Sequence[tuple[float, float]], *, add: bool) -> None:
        """Fill a closed polygon. Raises ValueError for a point at infinity."""
        across, down = [x for x, _y in points], [y for _x, y in points]
        need_finite(*across, *down)
        left, top = min(across), min(down)
        bounds = QRectF(left, top, max(across) - left, max(down) - top)
        self._recorded.edit(bounds, lambda: self._bitmap.fill_polygon(points, add=add))

    def rectangle(self, area: QRectF, *, add: bool) -> None:
        """Fill a rectangle."""
        self._recorded.edit(area, lambda: self._bitmap.fill_rectangle(area, add=add))

    def ellipse(self, area: QRectF, *, add: bool) -> None:
        """Fill the ellipse inscribed in a rectangle."""
        self._recorded.edit(area, lambda: self._bitmap.fill_ellipse(area, add=add))

    def flood(self, x: float, y: float, *, add: bool) -> None:
        """Paint the unpainted area around a point, or erase the painted one."""
        at = self._pixel(x, y)
        if at is not None:
            self._recorded.apply(self._bitmap.flooded(*at, painted=not add), add=add)

    def pick(self, x: float, y: float, *, add: bool, everywhere: bool) -> None:
        """Search for the colour at a point of the picture; the area is painted once it is found."""
        at = self._pixel(x, y)
        if at is not None and self._colours.picture.size() == self._bitmap.rect.size():
            self._colours.look_for(*at, self._settings.tolerance, add=add, everywhere=everywhere)

    def _pixel(self, x: float, y: float) -> tuple[int, int] | None:
        need_finite(x, y)
        at = (math.floor(x), math.floor(y))
        return at if self._bitmap.rect.contains(*at) else None
