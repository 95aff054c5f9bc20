"""The dashed line around the mask.

It follows the edge from pixel corner to pixel corner over the bytes of the displayed mask, so that
the dashes run evenly along it. Rejected: QRegion to QPainterPath, which gives a rectangle per row
and no outline. All work is split into pieces of a millisecond or two, because a scribble has tens
of thousands of corners; the canvas processes them between events.
"""

import math
import re
from collections.abc import Iterator
from time import perf_counter

from PIL import Image
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.ui.canvas.viewport import Viewport

Point = tuple[float, float]

_TURN = (1, 1, 0, -1)
"""Whether to turn right (1) or left (-1), by the pixels ahead: left counts 1, right 2."""

_EDGE = re.compile(b"\x00\xff")
_DARK = QColor(0, 0, 0, 190)
_PIECE = 800
"""Corners in a piece."""
_SMOOTH_UP_TO = 2.0
_BEYOND = 3
"""Screen pixels followed outside the view, so that its border gets no line."""


def contours(data: bytes, width: int, *, smooth: bool) -> Iterator[list[Point]]:
    """Follow every edge between 0 and 255 in rows of `width` bytes with a rim of zeros.

    Gives polylines of pixel corners, or of the middles of pixel sides where `smooth`; a closed
    edge ends where it began, and long ones come in pieces that join.
    """
    # For a walk north, east, south, west: the step, and the pixels ahead on the left and right.
    # What is painted stays on the right.
    steps = (-width, 1, width, -1)
    left_of = (-width - 1, -width, 0, -1)
    right_of = (-width, 0, -1, -width - 1)
    half = ((0.0, -0.5), (0.5, 0.0), (0.0, 0.5), (-0.5, 0.0))
    walked: set[int] = set()
    for edge in _EDGE.finditer(data):
        first = edge.start() + 1
        if first in walked:
            continue
        begin = at = first + width
        heading = 0
        piece: list[Point] = []
        opening: Point | None = None
        while True:
            at += steps[heading]
            if heading == 0:
                walked.add(at)
            ahead = (data[at + left_of[heading]] & 1) + (data[at + right_of[heading]] & 2)
            turned = (heading + _TURN[ahead]) & 3
            if turned != heading:
                y, x = divmod(at, width)
                if smooth:
                    before, after = half[heading], half[turned]
                    piece.append((x - before[0], y - before[1]))
                    piece.append((x + after[0], y + after[1]))
                else:
                    piece.append((x, y))
                opening = opening or piece[0]
                heading = turned
                if len(piece) >= _PIECE:
                    yield piece
                    piece = [piece[-1]]
            if at == begin and heading == 0:
                break
        if opening is not None:
            yield [*piece, opening]


def outline(bitmap: MaskBitmap, view: Viewport) -> Iterator[QPolygonF]:
    """The edges in sight, in screen pixels, in pieces."""
    rim = max(1, math.ceil(_BEYOND / min(view.zoom, 1.0)))
    screen = QRect(0, 0, view.device.width(), view.device.height())
    area = view.picture_area(screen).adjusted(-rim, -rim, rim, rim).intersected(bitmap.rect)
    if area.isEmpty():
        return
    scale = min(view.zoom, 1.0)
    wide, high = max(1, round(area.width() * scale)), max(1, round(area.height() * scale))
    box = (area.left(), area.top(), area.right() + 1, area.bottom() + 1)
    mask = bitmap.snapshot()
    shown = mask.view().resize((wide, high), Image.Resampling.NEAREST, box=box)
    del mask
    rimmed = Image.new("L", (wide + 2, high + 2))
    rimmed.paste(shown, (1, 1))
    across, down = area.width() / wide * view.zoom, area.height() / high * view.zoom
    left = area.left() * view.zoom + view.corner.x() - across
    top = area.top() * view.zoom + view.corner.y() - down
    smooth = view.zoom <= _SMOOTH_UP_TO
    for piece in contours(rimmed.tobytes(), wide + 2, smooth=smooth):
        yield QPolygonF([QPointF(left + x * across, top + y * down) for x, y in piece])


def draw_outline(image: QImage, line: QPolygonF, ratio: float, *, alone: bool) -> None:
    """Draw a piece of outline, white and dashed; dark in between unless a colour sets it off."""
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if alone:
        painter.setPen(QPen(_DARK, 2.5 * ratio))
        painter.drawPolyline(line)
    pen = QPen(QColor(255, 255, 255), 1.25 * ratio)
    pen.setDashPattern([4.0, 3.0])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawPolyline(line)
    painter.end()


class Dashes:
    """Draws an outline little by little."""

    def __init__(self) -> None:
        self._rest: Iterator[QPolygonF] | None = None

    @property
    def under_way(self) -> bool:
        """Whether a part is still to be drawn."""
        return self._rest is not None

    def start(self, bitmap: MaskBitmap, view: Viewport) -> None:
        """Begin the outline of a mask as a view shows it."""
        self._rest = outline(bitmap, view)

    def stop(self) -> None:
        """Draw no more of it: the mask or the view changed."""
        self._rest = None

    def draw(self, image: QImage, ratio: float, seconds: float, *, alone: bool = False) -> None:
        """Draw for about so long."""
        end = perf_counter() + seconds
        while self._rest is not None and perf_counter() < end:
            piece = next(self._rest, None)
            if piece is None:
                self._rest = None
            else:
                draw_outline(image, piece, ratio, alone=alone)
