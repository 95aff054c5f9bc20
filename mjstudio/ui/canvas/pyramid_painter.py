"""Draws the visible part of a picture from the pyramid level that fits."""

import math

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from mjstudio.model.geometry import Box
from mjstudio.studio.pictures.pyramid import Pyramid

CRISP_BEYOND = 2.0
"""The zoom beyond which picture pixels show as squares."""


def paint_part(
    painter: QPainter,
    pyramid: Pyramid,
    box: Box,
    target: QRectF,
    visible: QRectF,
    *,
    ratio: float = 1.0,
    crisp: bool = True,
) -> None:
    """Draw `box` of the full picture, in its pixels, at `target`; only `visible` of that.

    `target` and `visible` are device pixels, of which a painter over a widget has `ratio` for each
    of its points. What is not `crisp` stays smooth however much it is enlarged: a preview has no
    pixels worth seeing.
    """
    seen = visible.intersected(target)
    if seen.isEmpty():
        return
    left, top, right, bottom = box
    scale = target.width() / (right - left)
    level = pyramid.level_for(scale)
    across = level.width() / pyramid.full.width()
    down = level.height() / pyramid.full.height()
    wide = target.width() / ((right - left) * across)
    high = target.height() / ((bottom - top) * down)
    # Whole pixels of the level, so that its samples do not shift with the part drawn.
    first_x, last_x = _whole(
        (seen.left() - target.left()) / wide,
        (seen.right() - target.left()) / wide,
        (left * across, right * across),
        level.width(),
    )
    first_y, last_y = _whole(
        (seen.top() - target.top()) / high,
        (seen.bottom() - target.top()) / high,
        (top * down, bottom * down),
        level.height(),
    )
    place = QRectF(
        target.left() + (first_x - left * across) * wide,
        target.top() + (first_y - top * down) * high,
        (last_x - first_x) * wide,
        (last_y - first_y) * high,
    )
    painter.save()
    if ratio != 1:
        painter.scale(1 / ratio, 1 / ratio)
    painter.setClipRect(seen, Qt.ClipOperation.IntersectClip)
    smooth = scale <= CRISP_BEYOND or not crisp
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
    painter.drawImage(place, level, QRectF(first_x, first_y, last_x - first_x, last_y - first_y))
    painter.restore()


def _whole(first: float, last: float, edges: tuple[float, float], length: int) -> tuple[int, int]:
    """The pixels from `first` to `last` after an edge, one more at each end, between the edges."""
    start, end = edges
    return (
        max(math.floor(start), math.floor(start + first) - 1),
        min(math.ceil(end), math.ceil(start + last) + 1, length),
    )
