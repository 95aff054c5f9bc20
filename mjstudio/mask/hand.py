"""The artist's tool and its settings, which carry over from picture to picture."""

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
        """Make a mask use this tool and these settings.

        The feather is left out, because each mask has its own. Clamps values that are out of
        range; if the tool does not exist, the mask keeps its own.
        """
        if self.tool in document.tools:
            document.set_tool(self.tool)
        document.set_size(self.size)
        document.set_tolerance(self.tolerance)
        document.set_amount(self.amount)
