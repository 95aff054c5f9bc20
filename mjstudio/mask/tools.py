"""Tools: what a pointer's way over the picture does to the mask.

A tool knows no widget and keeps no mask: it is told where the pointer is, in picture pixels, and
edits a `Surface`, which records undo and tells others. A tool that edits on release alone, such as
a lasso, fits the same protocol.
"""

from dataclasses import dataclass
from typing import ClassVar, Protocol

from mjstudio.mask.stroke import MAX_DIAMETER, MIN_DIAMETER, Stroke


@dataclass(frozen=True, slots=True)
class PointerSample:
    """Where the pointer is, in picture pixels, and what is held with it.

    `pressure` is 0..1, and 1 for a mouse; `eraser` is the other end of a pen.
    """

    x: float
    y: float
    pressure: float = 1.0
    shift: bool = False
    alt: bool = False
    eraser: bool = False


class Surface(Protocol):
    """What a tool edits."""

    @property
    def size(self) -> int:
        """The brush's diameter in picture pixels."""
        ...

    @property
    def pressure_scales_size(self) -> bool:
        """Whether a light touch makes a thin stroke."""
        ...

    def stroke(self, stroke: Stroke) -> None:
        """Paint or erase one stretch of the brush."""
        ...


class Tool(Protocol):
    """One drag is press, any number of moves, then release or cancel."""

    name: ClassVar[str]

    def press(self, sample: PointerSample, surface: Surface) -> None:
        """The pointer went down."""
        ...

    def move(self, sample: PointerSample, surface: Surface) -> None:
        """The pointer moved while down."""
        ...

    def release(self, sample: PointerSample, surface: Surface) -> None:
        """The pointer went up; the drag is complete."""
        ...

    def cancel(self) -> None:
        """The drag is taken back: the surface undoes the edits, the tool forgets them."""
        ...


class Brush:
    """Paints with a round brush.

    Alt, held when the drag begins, erases instead; Shift joins the last point by a straight line.
    """

    name: ClassVar[str] = "brush"
    adds: ClassVar[bool] = True

    def __init__(self) -> None:
        self._at: tuple[float, float] | None = None
        self._drawn_to: tuple[float, float] | None = None
        self._diameter = 0.0
        self._add = self.adds

    def press(self, sample: PointerSample, surface: Surface) -> None:
        """Paint a dot, or with Shift a line from where the last drag ended."""
        self._add = (self.adds and not sample.eraser) != sample.alt
        joined = self._drawn_to if sample.shift else None
        self._at = joined or (sample.x, sample.y)
        self._diameter = 0.0
        self._draw(sample, surface)

    def move(self, sample: PointerSample, surface: Surface) -> None:
        """Paint on to the pointer."""
        if self._at not in (None, (sample.x, sample.y)):
            self._draw(sample, surface)

    def release(self, sample: PointerSample, surface: Surface) -> None:
        """Paint the rest of the way, and remember its end for Shift."""
        # A pen reports no pressure when it is lifted; the last stretch keeps its width.
        if sample.pressure > 0:
            self.move(sample, surface)
        self._drawn_to, self._at = self._at, None

    def cancel(self) -> None:
        """Forget the drag."""
        self._at = None

    def _draw(self, sample: PointerSample, surface: Surface) -> None:
        x0, y0 = self._at or (sample.x, sample.y)
        diameter = float(surface.size)
        if surface.pressure_scales_size:
            diameter = min(max(diameter * sample.pressure, MIN_DIAMETER), MAX_DIAMETER)
        joined = diameter == self._diameter
        surface.stroke(Stroke(x0, y0, sample.x, sample.y, diameter, self._add, joined))
        self._diameter = diameter
        self._at = (sample.x, sample.y)


class Eraser(Brush):
    """Erases with a round brush; Alt paints instead."""

    name: ClassVar[str] = "eraser"
    adds: ClassVar[bool] = False


TOOLS: tuple[type[Tool], ...] = (Brush, Eraser)
"""Every tool that there is, in the order of the toolbar."""
