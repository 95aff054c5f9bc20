"""The tool in the artist's hand, which stays the same from picture to picture."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mjstudio.mask.document import MaskDocument

DEFAULT_TOOL = "brush"
DEFAULT_SIZE = 120
DEFAULT_TOLERANCE = 32
DEFAULT_AMOUNT = 8


@dataclass(frozen=True, slots=True)
class Hand:
    """A tool and its settings; lengths in picture pixels, the tolerance 0..255."""

    tool: str = DEFAULT_TOOL
    size: int = DEFAULT_SIZE
    tolerance: int = DEFAULT_TOLERANCE
    amount: int = DEFAULT_AMOUNT
    feather: int = 0

    def apply(self, document: "MaskDocument") -> None:
        """Paint a mask with it from now on. Not the feather: that belongs to each mask.

        What is out of range is clamped; a tool that does not exist leaves the one there is.
        """
        if self.tool in document.tools:
            document.set_tool(self.tool)
        document.set_size(self.size)
        document.set_tolerance(self.tolerance)
        document.set_amount(self.amount)
