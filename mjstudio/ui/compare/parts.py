"""What is compared on the screen, and how."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QSizeF

from mjstudio.model.geometry import Box
from mjstudio.studio.pictures.pyramid import Pyramid


class View(Enum):
    """How two pictures are compared."""

    SWIPE = "swipe"
    BLINK = "blink"
    SIDE = "side"
    HEAT = "heat"


@dataclass(frozen=True, slots=True)
class Part:
    """What is shown of one picture: a box of it in pixels, and its name."""

    pyramid: Pyramid
    box: Box
    name: str

    @property
    def size(self) -> QSizeF:
        """Width and height of the box."""
        left, top, right, bottom = self.box
        return QSizeF(right - left, bottom - top)
