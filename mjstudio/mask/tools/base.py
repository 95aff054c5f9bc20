"""The protocol of tools: the pointer samples they receive, and the surface they edit.

A tool knows no widget and holds no mask: it receives pointer positions in picture pixels and edits
a `Surface`, which records undo and notifies others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath

from mjstudio.mask.pixels.stroke import Stroke


@dataclass(frozen=True, slots=True)
class PointerSample:
    """The pointer's position in picture pixels, and the modifier keys held.

    `pressure` is 0..1, and 1 for a mouse; `eraser` means the other end of a pen.
    """

    x: float
    y: float
    pressure: float = 1.0
    shift: bool = False
    alt: bool = False
    eraser: bool = False


class Surface(Protocol):
    """What a tool edits. `add` paints, otherwise the edit erases."""

    @property
    def size(self) -> int:
        """The brush's diameter in picture pixels."""
        ...

    @property
    def pressure_scales_size(self) -> bool:
        """Whether a pen's pressure controls the brush's size."""
        ...

    def stroke(self, stroke: Stroke) -> None:
        """Paint or erase one segment of a brush stroke."""
        ...

    def polygon(self, points: Sequence[tuple[float, float]], *, add: bool) -> None:
        """Fill a closed polygon."""
        ...

    def rectangle(self, area: QRectF, *, add: bool) -> None:
        """Fill a rectangle."""
        ...

    def ellipse(self, area: QRectF, *, add: bool) -> None:
        """Fill the ellipse inscribed in a rectangle."""
        ...

    def flood(self, x: float, y: float, *, add: bool) -> None:
        """Paint the unpainted area around a point, or erase the painted one."""
        ...

    def pick(self, x: float, y: float, *, add: bool, everywhere: bool) -> None:
        """Paint or erase where the picture has the colour found at a point."""
        ...


class Tool:
    """One drag is a press, any number of moves, then a release or a cancellation.

    A tool that is still `open` after a release, like a polygon, continues with the next press. This
    base class draws no outline and does nothing; tools override the events they handle.
    """

    name: ClassVar[str]
    sized: ClassVar[bool] = False
    """Whether the tool uses the brush's size."""
    rests: ClassVar[bool] = False
    """Whether its outline stays open between drags."""
    continues: ClassVar[bool] = False
    """Whether an interrupted drag can go on as another one, from anywhere."""

    @property
    def open(self) -> bool:
        """Whether there is an open outline."""
        return False

    def outline(self) -> QPainterPath | None:
        """Return the open outline, in picture pixels."""
        return None

    def press(self, sample: PointerSample, surface: Surface) -> None:
        """Handle a pointer press."""

    def move(self, sample: PointerSample, surface: Surface) -> None:
        """Handle a pointer move, during a drag or while the tool is open."""

    def release(self, sample: PointerSample, surface: Surface) -> None:
        """Handle a pointer release; the drag is complete."""

    def close(self, surface: Surface) -> None:
        """Complete an outline that does not end with a release."""

    def back(self) -> None:
        """Remove the last point of an open outline, or all of it if it has no points."""

    def forget_end(self) -> None:
        """Forget where the last drag ended."""

    def cancel(self) -> None:
        """Forget the drag, whose edits the surface undoes."""


def adds(sample: PointerSample) -> bool:
    """Return whether an adding tool adds: Alt and a pen's other end reverse it."""
    return sample.eraser == sample.alt
