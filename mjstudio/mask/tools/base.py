"""The protocol of tools: the pointer samples they get, and the surface they edit.

A tool knows no widget and holds no mask: it gets the position of the pointer in picture pixels, and
edits a `Surface`, which records undo and notifies the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath

from mjstudio.mask.pixels.stroke import Stroke


@dataclass(frozen=True, slots=True)
class PointerSample:
    """The position of the pointer in picture pixels, and the keys held with it.

    `pressure` is 0..1, and 1 for a mouse; `eraser` is the other end of a pen.
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
        """Whether a light touch makes a thin stroke."""
        ...

    def stroke(self, stroke: Stroke) -> None:
        """Paint or erase one stretch of the brush."""
        ...

    def polygon(self, points: Sequence[tuple[float, float]], *, add: bool) -> None:
        """Fill a closed polygon."""
        ...

    def rectangle(self, area: QRectF, *, add: bool) -> None:
        """Fill a rectangle."""
        ...

    def ellipse(self, area: QRectF, *, add: bool) -> None:
        """Fill the ellipse that a rectangle encloses."""
        ...

    def flood(self, x: float, y: float, *, add: bool) -> None:
        """Paint the unpainted area around a point, or erase the painted one."""
        ...

    def pick(self, x: float, y: float, *, add: bool, everywhere: bool) -> None:
        """Paint or erase where the picture has the colour that it has at a point."""
        ...


class Tool:
    """One drag is press, any number of moves, then release or cancel.

    A tool that is `open` after a release, as a polygon is, continues with the next press. By
    itself a tool draws no outline and does nothing: each overrides what it answers to.
    """

    name: ClassVar[str]
    sized: ClassVar[bool] = False
    """Whether the brush's size matters to it."""

    @property
    def open(self) -> bool:
        """Whether an outline is begun that is not closed yet."""
        return False

    def outline(self) -> QPainterPath | None:
        """The outline begun, in picture pixels."""
        return None

    def press(self, sample: PointerSample, surface: Surface) -> None:
        """The pointer went down."""

    def move(self, sample: PointerSample, surface: Surface) -> None:
        """The pointer moved, while down or while the tool is open."""

    def release(self, sample: PointerSample, surface: Surface) -> None:
        """The pointer went up; the drag is complete."""

    def close(self, surface: Surface) -> None:
        """Complete an outline that does not end with a release."""

    def back(self) -> None:
        """Take back the last point of an open outline, or all of it where it has no points."""

    def cancel(self) -> None:
        """The drag is cancelled: the surface undoes the edits, the tool forgets them."""


def adds(sample: PointerSample) -> bool:
    """Whether a tool that adds by itself does so: Alt and a pen's other end turn it round."""
    return sample.eraser == sample.alt
