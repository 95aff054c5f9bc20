"""Filters pen input for painting: pressure without jitter, positions without false jumps.

Both filters depend only on their input: the same samples give the same stroke at any speed.
Rejected for pressure: smoothing over time, as in the one-euro filter. On a slower machine it gives
the same gesture a different width.
"""

import math
from typing import Generic, TypeVar

_REACH = 0.25
"""Distance, in brush diameters, over which two thirds of a pressure change take effect. The edge
then never deviates from the path by more than two pixels per pixel travelled; with half as much,
thick strokes would show every tremble, and with twice as much their ends would be blunt."""
_START = 0.25
"""Distance after the touch, in brush diameters, within which rising pressure counts at once."""
_ARRIVED = 1 / 2048
_PLAUSIBLE = 64.0
"""In widget pixels: a step up to this length never counts as a jump."""
_FACTOR = 6.0
_MEMORY = 0.75
"""How much of the longest step is still expected one step later."""

_Sample = TypeVar("_Sample")


class PressureFilter:
    """Smooths pressure, 0..1, over the distance travelled.

    There is no lag at the touch: the pressure that a pen reports there is a fraction of what
    follows within a few pixels, so for up to a quarter of the brush rising pressure counts
    immediately.
    """

    def __init__(self) -> None:
        self._value = 1.0
        self._travelled = 0.0

    def begin(self, pressure: float) -> float:
        """Start a stroke at a pressure."""
        self._value, self._travelled = pressure, 0.0
        return pressure

    def follow(self, pressure: float, distance: float) -> float:
        """Return the pressure to paint with after the pen has moved `distance` brush diameters."""
        self._travelled += distance
        rest = pressure - self._value
        if rest == 0:
            return pressure
        if self._travelled <= _START:
            self._value = max(self._value, pressure)
        else:
            self._value += rest * -math.expm1(-distance / _REACH)
            if abs(pressure - self._value) < _ARRIVED:
                self._value = pressure
        return self._value


class JumpFilter(Generic[_Sample]):
    """Holds back a sample that jumps away until the next one shows whether the pen went there.

    A jump is a step longer than 64 pixels and than six times the steps before it. It was real if
    the next sample is nearer to its far end than to its start: then both count, so that a fast
    flick loses nothing. Otherwise it was a digitiser error and is discarded. Positions are in
    widget pixels, because that is the scale at which hands and digitisers move.
    """

    def __init__(self) -> None:
        self._at = (0.0, 0.0)
        self._step = 0.0
        self._last: _Sample | None = None
        self._held: tuple[tuple[float, float], _Sample] | None = None

    @property
    def holding(self) -> bool:
        """Whether the newest sample is held back."""
        return self._held is not None

    def begin(self, x: float, y: float, sample: _Sample) -> None:
        """Start a stroke; its first sample is always accepted."""
        self._at, self._step, self._last, self._held = (x, y), 0.0, sample, None

    def follow(self, x: float, y: float, sample: _Sample) -> list[_Sample]:
        """Return the samples to use after the pen has moved, in order."""
        here = (x, y)
        believed = self._settle(here)
        if self._leaps(here):
            self._held = (here, sample)
        else:
            self._go(here, sample)
            believed.append(sample)
        return believed

    def end(self, x: float, y: float, sample: _Sample) -> tuple[list[_Sample], _Sample]:
        """End a stroke: return the samples that still count, and the one at which it ends.

        No later sample can confirm a jump to where the pen was lifted, and drivers report a
        position before they report that the pen has left. Such a stroke ends where the pen was
        before the jump.
        """
        believed = self._settle((x, y))
        last = self._last
        return believed, last if last is not None and self._leaps((x, y)) else sample

    def _leaps(self, here: tuple[float, float]) -> bool:
        return math.dist(self._at, here) > max(_PLAUSIBLE, _FACTOR * self._step)

    def _settle(self, here: tuple[float, float]) -> list[_Sample]:
        held, self._held = self._held, None
        if held is None:
            return []
        there, sample = held
        if math.dist(here, there) >= math.dist(here, self._at):
            return []
        self._go(there, sample)
        return [sample]

    def _go(self, here: tuple[float, float], sample: _Sample) -> None:
        self._step = max(math.dist(self._at, here), self._step * _MEMORY)
        self._at, self._last = here, sample
