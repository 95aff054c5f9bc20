"""What a pen tells, made fit to paint with: pressure without jitter, a way without false leaps.

Both filters are exact about their input: the same samples give the same stroke, however fast they
came. Rejected for pressure: smoothing by time, as the one-euro filter does it. It gives the same
gesture another width on a slower machine.
"""

import math
from typing import Generic, TypeVar

_REACH = 0.25
"""Brush diameters on which two thirds of a change of pressure arrive. An edge then never leaves
the way more steeply than two pixels aside for each pixel along; on half as much, thick strokes
would show every tremble, and on twice as much their ends would be blunt."""
_START = 0.25
"""Brush diameters after the touch within which more pressure counts at once."""
_ARRIVED = 1 / 2048
_PLAUSIBLE = 64.0
"""Widget pixels: a step of this length is never taken for a leap."""
_FACTOR = 6.0
_MEMORY = 0.75
"""How much of the longest step is still expected one step later."""

_Sample = TypeVar("_Sample")


class PressureFilter:
    """Pressure, 0..1, that changes over the way travelled and never at once.

    At the touch there is no lag: what a pen reports there is a fraction of what follows within a
    few pixels, so that up to a quarter of the brush more pressure counts immediately.
    """

    def __init__(self) -> None:
        self._value = 1.0
        self._travelled = 0.0

    def begin(self, pressure: float) -> float:
        """The pen touches."""
        self._value, self._travelled = pressure, 0.0
        return pressure

    def follow(self, pressure: float, distance: float) -> float:
        """The pressure to paint with after the pen has moved `distance` brush diameters."""
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
    """Holds back a sample that leaps away, until the next one tells whether the pen went there.

    A leap is a step longer than 64 pixels and than six times the steps before it. It was real
    where the next sample is nearer to its far end than to where it left from: then both count, so
    that a fast flick loses nothing. Otherwise the digitiser erred, and the leap never happened.
    Places are in pixels of the widget, because that is what a hand and a digitiser move in.
    """

    def __init__(self) -> None:
        self._at = (0.0, 0.0)
        self._step = 0.0
        self._last: _Sample | None = None
        self._held: tuple[tuple[float, float], _Sample] | None = None

    @property
    def holding(self) -> bool:
        """Whether the newest sample is not believed yet."""
        return self._held is not None

    def begin(self, x: float, y: float, sample: _Sample) -> None:
        """The pen touches; what it tells there is believed."""
        self._at, self._step, self._last, self._held = (x, y), 0.0, sample, None

    def follow(self, x: float, y: float, sample: _Sample) -> list[_Sample]:
        """The samples to use after the pen has moved, in order."""
        here = (x, y)
        believed = self._settle(here)
        if self._leaps(here):
            self._held = (here, sample)
        else:
            self._go(here, sample)
            believed.append(sample)
        return believed

    def end(self, x: float, y: float, sample: _Sample) -> tuple[list[_Sample], _Sample]:
        """The pen is lifted: samples that count still, and the one with which the stroke ends.

        No later sample can tell whether a leap to where it was lifted was real, and drivers tell
        where a pen is before they tell that it is gone: the stroke then ends where it was before.
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
