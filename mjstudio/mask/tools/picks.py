"""Tools that find an area by themselves, with one press."""

from typing import ClassVar

from mjstudio.mask.tools.base import PointerSample, Surface, Tool, adds


class Fill(Tool):
    """Paints the unpainted area around the pointer; with Alt it erases the painted one."""

    name: ClassVar[str] = "fill"

    def press(self, sample: PointerSample, surface: Surface) -> None:
        """Fill the area around the pointer."""
        surface.flood(sample.x, sample.y, add=adds(sample))


class ColourPick(Tool):
    """Paints the area of the picture that has the colour under the pointer.

    Shift selects that colour everywhere rather than in one connected area; Alt erases instead.
    """

    name: ClassVar[str] = "colour"

    def press(self, sample: PointerSample, surface: Surface) -> None:
        """Search for the colour under the pointer."""
        surface.pick(sample.x, sample.y, add=adds(sample), everywhere=sample.shift)
