"""A feathered mask over its picture, at the screen's resolution."""

from PIL import Image
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from mjstudio.ui.canvas.viewport import Viewport

_ARGB = QImage.Format.Format_ARGB32_Premultiplied
_SMOOTH_FROM, _SMOOTH_UP_TO = 1.0, 2.0
"""Between these zooms a shade is drawn between two pixels; below, neighbours differ little."""


def draw_soft(
    image: QImage, part: QRect, view: Viewport, backdrop: QImage, soft: Image.Image, ink: QColor
) -> None:
    """Draw the picture and, over it, an L image of the mask's size as shades of `ink`."""
    painter = QPainter(image)
    painter.drawImage(part.topLeft(), backdrop, part)
    target, box = view.picture_box(part)
    if not target.isEmpty():
        between = _SMOOTH_FROM < view.zoom <= _SMOOTH_UP_TO
        way = Image.Resampling.BILINEAR if between else Image.Resampling.NEAREST
        width, height = target.width(), target.height()
        rows = soft.resize((width, height), way, box).tobytes()
        shown = QImage(rows, width, height, width, QImage.Format.Format_Indexed8)
        shown.setColorTable([_shade(ink, value) for value in range(256)])
        painter.drawImage(target.topLeft(), shown.convertToFormat(_ARGB))
    painter.end()


def _shade(ink: QColor, value: int) -> int:
    return QColor(ink.red(), ink.green(), ink.blue(), round(ink.alpha() * value / 255)).rgba()
