"""What tests of mask mode look at, and a brush over the picture."""

from PySide6.QtCore import QPointF

from mjstudio.mask.document import MaskDocument
from mjstudio.studio.masking.masking import Region
from tests.conftest import Workbench
from tests.ui.hands import drag


def region(studio: Workbench) -> Region:
    current = studio.app.studio.masking.current
    assert current is not None
    return current


def document(studio: Workbench) -> MaskDocument:
    return region(studio).document


def paint(studio: Workbench, *points: tuple[float, float]) -> None:
    """Drag over the picture, in its pixels."""
    canvas = studio.window.stage.mask_mode.canvas
    drag(canvas, *(canvas.picture_to_widget(QPointF(*point)) for point in points))
