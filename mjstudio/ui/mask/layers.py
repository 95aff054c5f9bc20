"""The images of the mask canvas, ready to copy to the screen: the picture under the overlay.

It is kept at the screen's own resolution, so that a paint is one copy. The same strokes as in the
mask are painted into it, with the inked picture as their paint, or the bare one to erase. It is
drawn from the mask again only where the view changed, after undo, and where picture pixels show as
squares. Rejected: ink in a layer of its own. Blending it costs four copies, at every paint.
"""

from collections.abc import Callable

from PIL import Image
from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QBrush, QColor, QImage, QPainter

from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.mask.pixels.softness import SoftEdge
from mjstudio.mask.pixels.stroke import Stroke, paint_stroke
from mjstudio.studio.pictures.pyramid import Pyramid
from mjstudio.ui.canvas.pyramid_painter import CRISP_BEYOND, paint_part
from mjstudio.ui.canvas.viewport import Viewport
from mjstudio.ui.mask.soft import draw_soft

OVERLAY = QColor(255, 61, 127, 117)
"""#ff3d7f at 46 %."""
_BORDER = QColor(128, 128, 128, 110)
_ARGB = QImage.Format.Format_ARGB32_Premultiplied
_FARTHEST = QRect(-30_000, -30_000, 60_000, 60_000)
"""Screen pixels in which Qt's rasteriser finds its way."""
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
    image: QImage, part: QRect, view: Viewport, pyramid: Pyramid, ground: QColor
) -> None:
    """Draw the picture, its border and the ground around it into a part of the screen."""
    painter = QPainter(image)
    painter.setClipRect(part)
    painter.fillRect(part, ground)
    line = max(1, round(view.ratio))
    whole = view.device_bounds.toAlignedRect()
    edge = whole.adjusted(-line, -line, line, line)
    painter.fillRect(edge, _BORDER)
    painter.fillRect(whole, ground)
    box = (0, 0, pyramid.full.width(), pyramid.full.height())
    paint_part(painter, pyramid, box, view.device_bounds, QRectF(part))
    painter.end()


def draw_mask(
    image: QImage,
    part: QRect,
    view: Viewport,
    backdrop: QImage,
    bitmap: MaskBitmap | None,
    ink: QColor,
) -> None:
    """Draw the picture and the mask's pixels over it into a part of the screen."""
    painter = QPainter(image)
    painter.setClipRect(part)
    painter.drawImage(part.topLeft(), backdrop, part)
    area = view.picture_area(part)
    if bitmap is not None and not area.isEmpty():
        # Qt scales 32 bits a pixel six times as fast as 8 bits; it converts unscaled ones at once.
        if view.zoom >= 1:
            shown = bitmap.indexed(ink).copy(area).convertToFormat(_ARGB)
            painter.drawImage(view.device_rect(area), shown)
        else:
            target, shown = _thinned(part, view, bitmap, ink)
            painter.drawImage(target.topLeft(), shown)
    painter.end()


def _thinned(part: QRect, view: Viewport, bitmap: MaskBitmap, ink: QColor) -> tuple[QRect, QImage]:
    """The nearest mask pixel for each screen pixel of a part, and its rectangle."""
    target, box = view.picture_box(part)
    size = (target.width(), target.height())
    mask = bitmap.snapshot()
    rows = mask.view().resize(size, Image.Resampling.NEAREST, box).tobytes()
    shown = QImage(rows, *size, size[0], QImage.Format.Format_Indexed8)
    shown.setColorTable([0] * 255 + [ink.rgba()])
    return target, shown.convertToFormat(_ARGB)


def draw_stroke(image: QImage, view: Viewport, stroke: Stroke, paint: QBrush) -> bool:
    """Draw the stroke that was painted into the mask, at the screen's resolution.

    False if it begins or ends too far from the screen for Qt to draw it.
    """
    corner = view.corner
    drawn = stroke.scaled(view.zoom, corner.x(), corner.y())
    area = drawn.bounds()
    if not _FARTHEST.contains(area):
        return False
    area = area.intersected(image.rect())
    if not area.isEmpty():
        painter = QPainter(image)
        paint_stroke(painter, drawn, paint, area)
        painter.end()
    return True


class Layers:
    """The images for one view. Ask `refresh` before showing them."""

    def __init__(self, view: Viewport, ground: Callable[[], QColor]) -> None:
        """Draw for `view`; `ground` returns the colour around the picture on each drawing."""
        self._view, self._ground = view, ground
        self.pyramid: Pyramid | None = None
        self.bitmap: MaskBitmap | None = None
        self.softness: SoftEdge | None = None
        self.ink = OVERLAY
        self.outline_only = False
        """Whether only the mask's outline is shown; strokes in progress are always shown."""
        self.backdrop = QImage()
        """The picture without the mask."""
        self.shown = QImage()
        """The picture under the ink, and the outline."""
        self._paints: tuple[QBrush, QBrush] | None = None
        self._old_backdrop = self._old_shown = True

    def expire(self, *, backdrop: bool = True) -> None:
        """The mask or, with the `backdrop`, the view changed: draw again when next shown."""
        self._old_backdrop |= backdrop
        self._old_shown = True
        self._paints = None

    def let_go(self) -> None:
        """Hold no images until they are shown again."""
        self.backdrop, self.shown = QImage(), QImage()
        self.expire()

    @property
    def backdrop_expired(self) -> bool:
        """Whether the picture is drawn again when next shown."""
        return self._old_backdrop

    def refresh(self) -> bool:
        """Update the images; whether the mask was redrawn and lacks its outline."""
        if self._old_backdrop:
            self.backdrop = QImage(self._view.device, QImage.Format.Format_RGB32)
            if self.pyramid is not None:
                self._draw_picture(self.pyramid, self.backdrop.rect())
            else:
                self.backdrop.fill(self._ground())
            self._old_backdrop = False
        if self._old_shown:
            self.shown = QImage(self.backdrop.size(), self.backdrop.format())
            self._draw_mask(self.shown.rect())
            self._old_shown = False
            return True
        return False

    def scroll(self, by: QPoint) -> None:
        """Follow a scroll: move the painted part, and paint what became visible."""
        self._paints = None
        if not (self._old_backdrop or self.pyramid is None):
            self.backdrop, bare = moved(self.backdrop, by)
            for part in bare:
                self._draw_picture(self.pyramid, part)
        if not self._old_shown:
            self.shown, bare = moved(self.shown, by)
            for part in bare:
                self._draw_mask(part)

    def show_stroke(self, stroke: Stroke, touched: QRect) -> None:
        """A stroke was painted into the mask: paint it here."""
        if self._old_shown or self.bitmap is None:
            return
        if self._view.zoom <= CRISP_BEYOND or self.outline_only:
            if self._paints is None:
                self._paints = QBrush(self.backdrop), QBrush(self._inked())
            if not draw_stroke(self.shown, self._view, stroke, self._paints[stroke.add]):
                self.expire(backdrop=False)
        else:
            part = self._view.device_rect(touched).toAlignedRect()
            part = part.intersected(self.shown.rect())
            if not part.isEmpty():
                self._draw_mask(part)

    def _draw_picture(self, pyramid: Pyramid, part: QRect) -> None:
        draw_picture(self.backdrop, part, self._view, pyramid, self._ground())

    def _draw_mask(self, part: QRect) -> None:
        """The soft mask if it is computed, else the painted one."""
        soft = self.softness.mask if self.softness and self.bitmap else None
        if soft is not None and not self.outline_only:
            draw_soft(self.shown, part, self._view, self.backdrop, soft.image, self.ink)
            return
        bitmap = None if self.outline_only else self.bitmap
        draw_mask(self.shown, part, self._view, self.backdrop, bitmap, self.ink)

    def _inked(self) -> QImage:
        """The picture as it looks where all of it is painted."""
        view = self._view
        image = self.backdrop.copy()
        whole = view.device_bounds.toAlignedRect()
        whole = whole.intersected(image.rect())
        ink = QImage(1, 1, QImage.Format.Format_ARGB32)
        ink.fill(self.ink)
        painter = QPainter(image)
        # As an image, the ink is rounded just as where the mask is drawn.
        painter.drawImage(whole, ink.convertToFormat(_ARGB))
        painter.end()
        return image
