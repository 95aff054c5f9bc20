"""The open mask on which the tour uses its tools."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage

from mjstudio.mask.document import MaskDocument
from mjstudio.tour.guide import Guide
from mjstudio.ui.mask.canvas import MaskCanvas

Place = tuple[float, float]
"""Where in the picture, in fractions of its width and height."""


@dataclass(frozen=True, slots=True)
class OpenMask:
    """A mask, and the picture that it is painted on."""

    guide: Guide
    document: MaskDocument
    picture: QImage

    @property
    def canvas(self) -> MaskCanvas:
        """Where it is painted."""
        return self.guide.window.stage.mask_mode.canvas

    def at(self, place: Place) -> QPointF:
        """A place of the picture, in the canvas."""
        x, y = place
        size = self.picture.size()
        return self.canvas.picture_to_widget(QPointF(x * size.width(), y * size.height()))
