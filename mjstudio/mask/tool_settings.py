"""The artist's settings for the mask tools; lengths in picture pixels."""

from PySide6.QtCore import QObject, Signal

from mjstudio.mask.hand import DEFAULT_AMOUNT, DEFAULT_SIZE, DEFAULT_TOLERANCE
from mjstudio.mask.pixels.shape import MAX_PIXELS
from mjstudio.mask.pixels.stroke import MAX_DIAMETER, MIN_DIAMETER

MAX_TOLERANCE = 255


class ToolSettings(QObject):
    """Brush size, pen pressure, colour tolerance and the amount of grow, shrink and smooth.

    Signals:
        changed(): a setting has a new value.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._size = DEFAULT_SIZE
        self._pressure_scales_size = True
        self._tolerance = DEFAULT_TOLERANCE
        self._amount = DEFAULT_AMOUNT

    @property
    def size(self) -> int:
        """The brush's diameter, 1..1024."""
        return self._size

    def set_size(self, size: int) -> None:
        """Set the brush's diameter; clamped."""
        size = min(max(size, MIN_DIAMETER), MAX_DIAMETER)
        if size != self._size:
            self._size = size
            self.changed.emit()

    @property
    def pressure_scales_size(self) -> bool:
        """Whether a pen's pressure controls the brush's size."""
        return self._pressure_scales_size

    def set_pressure_scales_size(self, scales: bool) -> None:
        """Set whether a pen's pressure controls the brush's size."""
        if scales != self._pressure_scales_size:
            self._pressure_scales_size = scales
            self.changed.emit()

    @property
    def tolerance(self) -> int:
        """The largest difference per channel, 0..255, at which two colours count as the same."""
        return self._tolerance

    def set_tolerance(self, tolerance: int) -> None:
        """Set the colour tolerance; clamped."""
        tolerance = min(max(tolerance, 0), MAX_TOLERANCE)
        if tolerance != self._tolerance:
            self._tolerance = tolerance
            self.changed.emit()

    @property
    def amount(self) -> int:
        """How far grow, shrink and smooth change the mask, 1..256."""
        return self._amount

    def set_amount(self, pixels: int) -> None:
        """Set the amount; clamped."""
        pixels = min(max(pixels, 1), MAX_PIXELS)
        if pixels != self._amount:
            self._amount = pixels
            self.changed.emit()
