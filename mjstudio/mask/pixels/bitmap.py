"""The mask itself: one byte per pixel, 0 or 255, at the picture's own size.

The memory is our own bytearray with two QImages on top of it: a grayscale one on which Qt paints,
and an indexed one from which the view draws; neither is ever copied. Rejected: a QImage that owns
its memory, because every second reference to it makes the next QPainter copy 64 MB at 8192².

A mask in the background can be put to sleep: it is packed in tiles, and unpacked on first use.
"""

import math
import weakref
from collections.abc import Iterable, Mapping, Sequence

from PIL import Image, ImageChops
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPolygonF

from mjstudio.mask.pixels.flood import flood
from mjstudio.mask.pixels.outline import clipped, ellipse_points, is_far
from mjstudio.mask.pixels.snapshot import PAINTED, MaskSnapshot, painted_pixels
from mjstudio.mask.pixels.stroke import Stroke, paint_stroke
from mjstudio.mask.pixels.tiles import Place, tile_rect, unpack

MAX_SIDE = 8192
THRESHOLD = 128
_BAND = 64
_INK = (QColor(0, 0, 0), QColor(255, 255, 255))
_BRUSH = (QBrush(_INK[0]), QBrush(_INK[1]))


class MaskBitmap:
    """A mask of `width` x `height` pixels, each painted (255) or not (0).

    Every edit returns the rectangle outside which nothing changed; it is empty if nothing could
    have changed. Raises ValueError for sides outside 1..8192.
    """

    def __init__(self, width: int, height: int) -> None:
        if not (1 <= width <= MAX_SIDE and 1 <= height <= MAX_SIDE):
            raise ValueError(f"a mask of {width} × {height} pixels is not possible")
        self.width = width
        self.height = height
        self.stride = (width + 3) // 4 * 4
        self.rect = QRect(0, 0, width, height)
        self._snapshot: weakref.ref[MaskSnapshot] | None = None
        self._packed: Mapping[Place, bytes] | None = None
        self._data = bytearray()
        bands = -(-height // _BAND)
        self._counts = [0] * bands
        self._uncounted: set[int] = set()
        self._adopt(bytearray(self.stride * height))

    @classmethod
    def from_pillow(cls, image: Image.Image) -> "MaskBitmap":
        """Create a mask from a grayscale picture; values of 128 and more count as painted."""
        bitmap = cls(image.width, image.height)
        gray = image if image.mode == "L" else image.convert("L")
        hard = gray.point([0] * THRESHOLD + [PAINTED] * (256 - THRESHOLD))
        if bitmap.stride != bitmap.width:
            hard = hard.crop((0, 0, bitmap.stride, bitmap.height))
        bitmap._adopt(bytearray(hard.tobytes()))
        bitmap._touched(bitmap.rect)
        return bitmap

    # --- editing ---

    def stroke(self, stroke: Stroke) -> QRect:
        """Paint or erase one segment of a round brush. Raises ValueError, see Stroke.within."""
        near = stroke.within(self.width, self.height)
        touched = near.bounds().intersected(self.rect) if near else QRect()
        if near is not None and not touched.isEmpty():
            self.paint(near, touched)
        return touched

    def paint(self, near: Stroke, touched: QRect) -> None:
        """Like `stroke`, with the segment already clipped to the mask and its bounds known."""
        painter = QPainter(self._writable())
        paint_stroke(painter, near, _BRUSH[near.add], touched)
        painter.end()
        self._touched(touched)

    def fill_polygon(self, points: Sequence[tuple[float, float]], *, add: bool = True) -> QRect:
        """Fill a closed polygon by the nonzero winding rule."""
        need_finite(*(value for point in points for value in point))
        polygon = QPolygonF([QPointF(x, y) for x, y in points])
        if is_far(polygon.boundingRect()):
            near = clipped(points, QRectF(self.rect).adjusted(-8, -8, 8, 8))
            polygon = QPolygonF([QPointF(x, y) for x, y in near])
        painter = self._filler(polygon.boundingRect(), add=add)
        if len(points) < 3 or painter is None:
            return QRect()
        painter.drawPolygon(polygon, Qt.FillRule.WindingFill)
        painter.end()
        return self._touched(around(polygon.boundingRect()))

    def fill_rectangle(self, area: QRectF, *, add: bool = True) -> QRect:
        """Fill the pixels whose centres are inside a rectangle."""
        painter = self._filler(area, add=add)
        if painter is None:
            return QRect()
        painter.drawRect(area.intersected(QRectF(self.rect)))
        painter.end()
        return self._touched(around(area))

    def fill_ellipse(self, area: QRectF, *, add: bool = True) -> QRect:
        """Fill the pixels whose centres are inside the ellipse inscribed in a rectangle."""
        need_finite(area.x(), area.y(), area.width(), area.height())
        if area.isEmpty() or not around(area).intersects(self.rect):
            return QRect()
        # Qt's own ellipse lacks its top row where its edges are whole pixels.
        return self.fill_polygon(ellipse_points(area), add=add)

    def apply(self, area: Image.Image, box: QRect, *, add: bool = True) -> QRect:
        """Paint or erase where an L image of the mask's size is 255; `box` encloses all of it."""
        shape = area.crop((box.left(), box.top(), box.right() + 1, box.bottom() + 1))
        old = Image.frombytes("L", shape.size, self.copy(box))
        new = ImageChops.lighter(old, shape) if add else ImageChops.subtract(old, shape)
        return self.paste(box, new.tobytes())

    def clear(self) -> QRect:
        """Erase everything."""
        self._writable().fill(0)
        return self._counted([0] * len(self._counts))

    def fill(self) -> QRect:
        """Paint everything."""
        self._writable().fill(PAINTED)
        return self._counted(self._band_sizes())

    def invert(self) -> QRect:
        """Swap painted and unpainted pixels."""
        self.painted()
        self._writable().invertPixels()
        sizes = self._band_sizes()
        return self._counted([all_ - some for all_, some in zip(sizes, self._counts, strict=True)])

    def paste(self, area: QRect, data: bytes) -> QRect:
        """Restore the result of `copy` for the same area, inside the mask."""
        self.paste_all([(area, data)])
        return area

    def paste_all(self, parts: Iterable[tuple[QRect, bytes]]) -> list[QRect]:
        """Restore many areas; an area with a single value may be given as one byte."""
        painter = QPainter(self._writable())
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        touched = []
        for area, data in parts:
            width, height = area.width(), area.height()
            if len(data) not in (1, width * height) or not self.rect.contains(area):
                painter.end()
                raise ValueError("these are not the bytes of that area")
            if len(data) == 1:
                painter.fillRect(area, _INK[data[0] == PAINTED])
            else:
                form = QImage.Format.Format_Grayscale8
                painter.drawImage(area.topLeft(), QImage(data, width, height, width, form))
            touched.append(self._touched(area))
        painter.end()
        return touched

    def take(self, mask: MaskSnapshot) -> QRect:
        """Take over the memory of a mask of the same size; its own bitmap must not be used again.

        Raises ValueError if the sizes differ.
        """
        if mask.size != (self.width, self.height):
            raise ValueError("a mask of another size")
        self._adopt(mask.data)
        self._snapshot = weakref.ref(mask)
        return self._touched(self.rect)

    def replace(self, rows: bytearray, area: QRect) -> QRect:
        """Take over `height` rows of `stride` bytes, made elsewhere, which differ within an area.

        Nothing is copied. Raises ValueError if the number of bytes is wrong.
        """
        self._wake()
        if len(rows) != len(self._data):
            raise ValueError("these are not the rows of this mask")
        self._snapshot = None
        self._adopt(rows)
        return self._touched(area)

    # --- reading ---

    def copy(self, area: QRect) -> bytes:
        """Return the bytes of an area inside the mask, row by row, without padding."""
        self._wake()
        part = self._gray.copy(area)
        width, step = part.width(), part.bytesPerLine()
        data = bytes(part.constBits())
        if width == step:
            return data
        return b"".join(data[at : at + width] for at in range(0, len(data), step))

    def row(self, y: int) -> bytes:
        """Return the `width` bytes of row y. Raises IndexError outside the mask."""
        if not 0 <= y < self.height:
            raise IndexError(f"no row {y}")
        self._wake()
        return bytes(self._data[y * self.stride : y * self.stride + self.width])

    def flooded(self, x: int, y: int, *, painted: bool) -> Image.Image:
        """Return the connected painted (or unpainted) area around a pixel as an L image."""
        view = self.snapshot().view()
        return flood(view if painted else ImageChops.invert(view), x, y)

    def snapshot(self) -> MaskSnapshot:
        """Return a snapshot for another thread; see MaskSnapshot for its cost."""
        self._wake()
        shared = self._snapshot() if self._snapshot else None
        if shared is None:
            shared = MaskSnapshot(self.width, self.height, self.stride, self._data)
            self._snapshot = weakref.ref(shared)
        return shared

    def to_pillow(self) -> Image.Image:
        """Return an independent L image with values 0 and 255."""
        return self.snapshot().to_pillow()

    def indexed(self, painted: QColor) -> QImage:
        """Return the mask's own memory as an image: `painted` where painted, else transparent.

        Not a copy: draw from it at once, and do not keep it.
        """
        self._wake()
        self._indexed.setColorTable([0] * PAINTED + [painted.rgba()])
        return self._indexed

    def painted(self) -> int:
        """Return the number of painted pixels; recounts only rows edited since the last call."""
        for band in self._uncounted:
            top = band * _BAND
            self._counts[band] = painted_pixels(self._view(top, min(top + _BAND, self.height)))
        self._uncounted.clear()
        return sum(self._counts)

    def coverage(self) -> float:
        """Return the painted share of the mask, 0..1."""
        return self.painted() / (self.width * self.height)

    def is_empty(self) -> bool:
        """Return whether no pixel is painted."""
        return self.painted() == 0

    def is_full(self) -> bool:
        """Return whether every pixel is painted."""
        return self.painted() == self.width * self.height

    # --- memory ---

    @property
    def memory(self) -> int:
        """The memory used, in bytes."""
        return len(self._data) + sum(len(tile) for tile in (self._packed or {}).values())

    @property
    def awake(self) -> bool:
        """Whether the mask is unpacked."""
        return self._packed is None

    def sleep(self, mask: MaskSnapshot, packed: Mapping[Place, bytes]) -> bool:
        """Keep only `packed`, a snapshot's painted tiles, until the mask is read or edited.

        Does nothing and returns False if the mask was edited since that snapshot.
        """
        if mask.data is not self._data:
            return False
        self._snapshot = None
        self._data, self._gray, self._indexed = bytearray(), QImage(), QImage()
        self._packed = packed
        return True

    def _wake(self) -> None:
        packed, self._packed = self._packed, None
        if packed is not None:
            self._adopt(bytearray(self.stride * self.height))
            painter = QPainter(self._gray)
            form = QImage.Format.Format_Grayscale8
            for place, data in packed.items():
                area = tile_rect(place, self.rect)
                if len(data) == 1:
                    painter.fillRect(area, _INK[data[0] == PAINTED])
                else:
                    rows, width = unpack(data), area.width()
                    painter.drawImage(area, QImage(rows, width, area.height(), width, form))
            painter.end()

    def _adopt(self, data: bytearray) -> None:
        self._packed = None
        shape = (self.width, self.height, self.stride)
        self._data = data
        self._gray = QImage(data, *shape, QImage.Format.Format_Grayscale8)
        self._indexed = QImage(data, *shape, QImage.Format.Format_Indexed8)

    def _writable(self) -> QImage:
        """Return the image to paint on, first copying the memory if a living snapshot needs it."""
        self._wake()
        if self._snapshot is not None:
            if self._snapshot() is not None:
                self._adopt(bytearray(self._data))
            self._snapshot = None
        return self._gray

    def _view(self, top: int, bottom: int) -> Image.Image:
        self._wake()
        rows = self._data[top * self.stride : bottom * self.stride]
        size = (self.width, bottom - top)
        return Image.frombuffer("L", size, rows, "raw", "L", self.stride, 1)

    def _filler(self, area: QRectF, *, add: bool) -> QPainter | None:
        need_finite(area.x(), area.y(), area.width(), area.height())
        if area.isEmpty() or not around(area).intersects(self.rect):
            return None
        painter = QPainter(self._writable())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_INK[add])
        return painter

    def _band_sizes(self) -> list[int]:
        tops = range(0, self.height, _BAND)
        return [self.width * (min(top + _BAND, self.height) - top) for top in tops]

    def _counted(self, counts: list[int]) -> QRect:
        self._counts = counts
        self._uncounted.clear()
        return self.rect

    def _touched(self, area: QRect) -> QRect:
        area = area.intersected(self.rect)
        self._uncounted.update(range(area.top() // _BAND, area.bottom() // _BAND + 1))
        return area


def around(area: QRectF) -> QRect:
    """Return the pixels that a shape may touch: its bounds plus one pixel for rounding."""
    return area.toAlignedRect().adjusted(-1, -1, 1, 1)


def need_finite(*values: float) -> None:
    """Raise ValueError if a coordinate is not finite."""
    if not all(map(math.isfinite, values)):
        raise ValueError("a shape needs finite points")
