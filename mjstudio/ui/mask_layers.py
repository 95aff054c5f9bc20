"""What the mask canvas shows, ready to be copied to the screen: the picture and the overlay.

Both are kept at the screen's own resolution, so that a paint is one copy of each. The overlay is
painted by the same strokes as the mask; it is drawn from the mask again only where the view
changed, after undo, and where picture pixels show as squares.
"""

import math

from PIL import Image
from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, Qt

from mjstudio.mask.bitmap import MaskBitmap
from mjstudio.mask.softness import SoftEdge
from mjstudio.mask.stroke import Stroke, paint_stroke
from mjstudio.ui.mask_pyramid import Pyramid
from mjstudio.ui.mask_soft import draw_soft
from mjstudio.ui.mask_view import MaskView

OVERLAY = QColor(255, 61, 127, 117)
"""#ff3d7f at 46 %."""
CRISP_BEYOND = 2.0
"""The zoom beyond which picture pixels show as squares."""
_BORDER = QColor(128, 128, 128, 110)
_CLEAR = QColor(0, 0, 0, 0)
_ARGB = QImage.Format.Format_ARGB32_Premultiplied
_SOURCE = QPainter.CompositionMode.CompositionMode_Source


def moved(image: QImage, by: QPoint) -> tuple[QImage, list[QRect]]:
    """A copy of an image scrolled by `by`, and the parts of it that are not painted."""
    fresh = QImage(image.size(), image.format())
    painter = QPainter(fresh)
    painter.setCompositionMode(_SOURCE)
    painter.drawImage(by, image)
    painter.end()
    whole = image.rect()
    kept = whole.translated(by).intersected(whole)
    if kept.isEmpty():
        return fresh, [whole]
    width, right, bottom = whole.width(), kept.right() + 1, kept.bottom() + 1
    parts = [
        QRect(0, 0, width, kept.top()),
        QRect(0, bottom, width, whole.height() - bottom),
        QRect(0, kept.top(), kept.left(), kept.height()),
        QRect(right, kept.top(), width - right, kept.height()),
    ]
    return fresh, [part for part in parts if not part.isEmpty()]


def draw_picture(
    image: QImage, part: QRect, view: MaskView, pyramid: Pyramid, ground: QColor
) -> None:
    """Draw the picture, its border and the ground around it into a part of the screen."""
    painter = QPainter(image)
    painter.setClipRect(part)
    painter.fillRect(part, ground)
    line = max(1, round(view.ratio))
    whole = view.device_rect(QRect(QPoint(), view.picture)).toAlignedRect()
    edge = whole.adjusted(-line, -line, line, line)
    painter.fillRect(edge, _BORDER)
    painter.fillRect(whole, ground)
    area = view.picture_area(part.adjusted(-2, -2, 2, 2))
    if not area.isEmpty():
        level = pyramid.level(view.zoom)
        across = level.width() / view.picture.width()
        down = level.height() / view.picture.height()
        # Whole pixels of the level, so that its samples do not shift with the part drawn.
        left, top = math.floor(area.left() * across), math.floor(area.top() * down)
        right = min(level.width(), math.ceil((area.right() + 1) * across) + 1)
        bottom = min(level.height(), math.ceil((area.bottom() + 1) * down) + 1)
        wide, high = view.zoom / across, view.zoom / down
        target = QRectF(
            left * wide + view.corner.x(),
            top * high + view.corner.y(),
            (right - left) * wide,
            (bottom - top) * high,
        )
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, view.zoom <= CRISP_BEYOND)
        painter.drawImage(target, level, QRectF(left, top, right - left, bottom - top))
    painter.end()


def draw_mask(image: QImage, part: QRect, view: MaskView, bitmap: MaskBitmap, ink: QColor) -> None:
    """Draw the mask's pixels into a part of the screen, replacing what was there."""
    painter = QPainter(image)
    painter.setCompositionMode(_SOURCE)
    painter.setClipRect(part)
    painter.fillRect(part, _CLEAR)
    area = view.picture_area(part)
    if not area.isEmpty():
        # Qt scales 32 bits a pixel six times as fast as 8 bits; it converts unscaled ones at once.
        if view.zoom >= 1:
            shown = bitmap.indexed(ink).copy(area).convertToFormat(_ARGB)
            painter.drawImage(view.device_rect(area), shown)
        else:
            target, shown = _thinned(part, view, bitmap, ink)
            painter.drawImage(target.topLeft(), shown)
    painter.end()


def _thinned(part: QRect, view: MaskView, bitmap: MaskBitmap, ink: QColor) -> tuple[QRect, QImage]:
    """The nearest mask pixel for each screen pixel of a part, and where these lie."""
    whole = view.device_rect(bitmap.rect).toAlignedRect()
    target = part.intersected(whole)
    left, top = target.left() - view.corner.x(), target.top() - view.corner.y()
    box = (
        left / view.zoom,
        top / view.zoom,
        min((left + target.width()) / view.zoom, bitmap.width),
        min((top + target.height()) / view.zoom, bitmap.height),
    )
    size = (target.width(), target.height())
    mask = bitmap.snapshot()
    rows = mask.view().resize(size, Image.Resampling.NEAREST, box).tobytes()
    shown = QImage(rows, *size, size[0], QImage.Format.Format_Indexed8)
    shown.setColorTable([0] * 255 + [ink.rgba()])
    return target, shown.convertToFormat(_ARGB)


def draw_stroke(image: QImage, view: MaskView, stroke: Stroke, ink: QColor) -> None:
    """Draw the stroke that was painted into the mask, at the screen's resolution."""
    painter = QPainter(image)
    painter.translate(view.corner)
    painter.scale(view.zoom, view.zoom)
    # Below one screen pixel Qt would paint fainter rather than thinner.
    width = max(stroke.diameter, 1 / view.zoom)
    paint_stroke(painter, stroke, ink if stroke.add else _CLEAR, width, view.zoom)
    painter.end()


class Layers:
    """The two images for one view. Ask `refresh` before showing them."""

    def __init__(self, view: MaskView) -> None:
        self._view = view
        self.pyramid: Pyramid | None = None
        self.bitmap: MaskBitmap | None = None
        self.softness: SoftEdge | None = None
        self.ink = OVERLAY
        self.backdrop = QImage()
        self.overlay = QImage()
        self._old_backdrop = self._old_overlay = True

    def expire(self, *, backdrop: bool = True, overlay: bool = True) -> None:
        """Something changed as a whole: draw again when next shown."""
        self._old_backdrop |= backdrop
        self._old_overlay |= overlay

    @property
    def backdrop_expired(self) -> bool:
        """Whether the picture is drawn again when next shown."""
        return self._old_backdrop

    def refresh(self, ground: QColor) -> bool:
        """Bring both images up to date; whether the overlay is new and lacks its outline."""
        size = self._view.device
        if self._old_backdrop or self.backdrop.size() != size:
            self.backdrop = QImage(size, QImage.Format.Format_RGB32)
            if self.pyramid is not None:
                draw_picture(self.backdrop, self.backdrop.rect(), self._view, self.pyramid, ground)
            else:
                self.backdrop.fill(ground)
            self._old_backdrop = False
        if self._old_overlay or self.overlay.size() != size:
            self.overlay = self._fresh_overlay()
            self._old_overlay = False
            return True
        return False

    def _fresh_overlay(self) -> QImage:
        image = QImage(self._view.device, _ARGB)
        if self.bitmap is None:
            image.fill(Qt.GlobalColor.transparent)
        else:
            self._draw_mask(image, image.rect(), self.bitmap)
        return image

    def _draw_mask(self, image: QImage, part: QRect, bitmap: MaskBitmap) -> None:
        """As it is soft, where that is known; else as it is painted."""
        soft = self.softness.mask if self.softness else None
        if soft is None:
            draw_mask(image, part, self._view, bitmap, self.ink)
        else:
            draw_soft(image, part, self._view, soft.image, self.ink)

    def scroll(self, by: QPoint, ground: QColor) -> None:
        """The view scrolled: move what is painted, and paint what came into sight."""
        if not (self._old_backdrop or self.pyramid is None):
            self.backdrop, bare = moved(self.backdrop, by)
            for part in bare:
                draw_picture(self.backdrop, part, self._view, self.pyramid, ground)
        if not (self._old_overlay or self.bitmap is None):
            self.overlay, bare = moved(self.overlay, by)
            for part in bare:
                self._draw_mask(self.overlay, part, self.bitmap)

    def show_stroke(self, stroke: Stroke, touched: QRect) -> None:
        """A stroke was painted into the mask: paint it into the overlay."""
        if self._old_overlay or self.bitmap is None:
            return
        if self._view.zoom <= CRISP_BEYOND:
            draw_stroke(self.overlay, self._view, stroke, self.ink)
        else:
            part = self._view.device_rect(touched).toAlignedRect()
            part = part.intersected(self.overlay.rect())
            if not part.isEmpty():
                draw_mask(self.overlay, part, self._view, self.bitmap, self.ink)
