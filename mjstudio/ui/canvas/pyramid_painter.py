"""A part of a picture drawn from the level that fits, and of that only what is seen."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from mjstudio.model.geometry import Box
from mjstudio.studio.pictures.pyramid import Pyramid


def paint_part(
    painter: QPainter, pyramid: Pyramid, box: Box, target: QRectF, visible: QRectF, ratio: float
) -> None:
    """Draw `box` of the full picture, in its pixels, at `target`; only `visible` of that.

    `ratio` is device pixels for each point. Enlarged more than twice, pixels stay crisp.
    """
    if visible.isEmpty() or target.isEmpty():
        return
    left, top, right, bottom = box
    scale = target.width() * ratio / (right - left)
    level = pyramid.level_for(scale)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale <= 2)
    shrunk = level.width() / pyramid.full.width()
    across = (right - left) / target.width()
    down = (bottom - top) / target.height()
    source = QRectF(
        (left + (visible.left() - target.left()) * across) * shrunk,
        (top + (visible.top() - target.top()) * down) * shrunk,
        visible.width() * across * shrunk,
        visible.height() * down * shrunk,
    )
    painter.drawImage(visible, level, source)
