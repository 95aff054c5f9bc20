"""Brush and eraser: they edit while the pointer moves."""

import math
from typing import ClassVar

from mjstudio.mask.pixels.stroke import MAX_DIAMETER, MIN_DIAMETER, Stroke
from mjstudio.mask.tools.base import PointerSample, Surface, Tool
from mjstudio.mask.tools.pen import PressureFilter


class Brush(Tool):
    """Paints with a round brush.

    Holding Alt when the drag begins makes it erase; Shift draws a straight line from the last
    point. A pen's pressure may control the size: see PressureFilter for the smoothing.
    """

    name: ClassVar[str] = "brush"
    sized: ClassVar[bool] = True
    continues: ClassVar[bool] = True
    adds: ClassVar[bool] = True

    def __init__(self) -> None:
        self._at: tuple[float, float] | None = None
        self._drawn_to: tuple[float, float] | None = None
        self._diameter = 0.0
        self._pressure = PressureFilter()
        self._pressed = 1.0
        self._add = self.adds

    def press(self, sample: PointerSample, surface: Surface) -> None:
        """Paint a dot, or with Shift a line from where the last drag ended."""
        self._add = (self.adds and not sample.eraser) != sample.alt
        joined = self._drawn_to if sample.shift else None
        self._at = joined or (sample.x, sample.y)
        self._pressed = self._pressure.begin(sample.pressure)
        self._diameter = 0.0
        self._draw(sample, surface, self._pressed)

    def move(self, sample: PointerSample, surface: Surface) -> None:
        """Paint up to the pointer; pressing a resting pen harder may enlarge its dot."""
        if self._at is None:
            return
        distance = math.hypot(sample.x - self._at[0], sample.y - self._at[1])
        pressed = self._pressure.follow(sample.pressure, distance / surface.size)
        grown = pressed != self._pressed and surface.pressure_scales_size
        self._pressed = pressed
        if distance or grown:
            self._draw(sample, surface, pressed)

    def release(self, sample: PointerSample, surface: Surface) -> None:
        """Paint the remaining distance, and remember its end for Shift."""
        # A pen reports no pressure when lifted, so the last segment keeps its width.
        if sample.pressure > 0:
            self.move(sample, surface)
        self._drawn_to, self._at = self._at, None

    def forget_end(self) -> None:
        """Have the next line start where it is begun."""
        self._drawn_to = None

    def cancel(self) -> None:
        """Forget the drag."""
        self._at = None

    def _draw(self, sample: PointerSample, surface: Surface, pressed: float) -> None:
        x0, y0 = self._at or (sample.x, sample.y)
        diameter = float(surface.size)
        if surface.pressure_scales_size:
            diameter = min(max(diameter * pressed, MIN_DIAMETER), MAX_DIAMETER)
        joined = diameter == self._diameter
        begins = 0.0 if joined else self._diameter
        surface.stroke(Stroke(x0, y0, sample.x, sample.y, diameter, self._add, joined, begins))
        self._diameter = diameter
        self._at = (sample.x, sample.y)


class Eraser(Brush):
    """Erases with a round brush; Alt paints instead."""

    name: ClassVar[str] = "eraser"
    adds: ClassVar[bool] = False
