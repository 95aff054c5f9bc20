"""Tools that draw an outline and fill it once it is closed, as one undo step."""

from typing import ClassVar

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF

from mjstudio.mask.tools.base import PointerSample, Surface, Tool, adds

_LEAST_POINTS = 3


class _Outline(Tool):
    """Common base: the first press decides whether the outline adds or erases."""

    def __init__(self) -> None:
        self._points = QPolygonF()
        self._add = True

    @property
    def open(self) -> bool:
        """Whether there is an open outline."""
        return not self._points.isEmpty()

    def press(self, sample: PointerSample, _surface: Surface) -> None:
        """Start the outline."""
        self._add = adds(sample)
        self._points = QPolygonF([QPointF(sample.x, sample.y)])

    def back(self) -> None:
        """Remove the outline."""
        self.cancel()

    def cancel(self) -> None:
        """Forget the outline."""
        self._points = QPolygonF()

    def _fill(self, surface: Surface) -> None:
        points = [(point.x(), point.y()) for point in self._points.toList()]
        self.cancel()
        if len(points) >= _LEAST_POINTS:
            surface.polygon(points, add=self._add)


class Lasso(_Outline):
    """Fills a freehand outline, whose ends are joined by a straight line."""

    name: ClassVar[str] = "lasso"

    def outline(self) -> QPainterPath | None:
        """Return the path so far, closed."""
        return _closed(self._points) if self.open else None

    def move(self, sample: PointerSample, _surface: Surface) -> None:
        """Extend the outline to the pointer."""
        here = QPointF(sample.x, sample.y)
        if self.open and self._points.last() != here:
            self._points.append(here)

    def release(self, sample: PointerSample, surface: Surface) -> None:
        """Close the outline and fill it."""
        self.move(sample, surface)
        self._fill(surface)


class Polygon(_Outline):
    """Fills a polygon whose corners are clicked one after the other."""

    name: ClassVar[str] = "polygon"
    rests: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__()
        self._pointer: QPointF | None = None

    def outline(self) -> QPainterPath | None:
        """Return the path through the corners and the pointer, back to the first corner."""
        if not self.open:
            return None
        corners = QPolygonF(self._points)
        if self._pointer is not None:
            corners.append(self._pointer)
        return _closed(corners)

    def press(self, sample: PointerSample, surface: Surface) -> None:
        """Add a corner; the first one decides whether the polygon adds or erases."""
        here = QPointF(sample.x, sample.y)
        self._pointer = None
        if not self.open:
            super().press(sample, surface)
        elif self._points.last() != here:
            self._points.append(here)

    def move(self, sample: PointerSample, _surface: Surface) -> None:
        """Show where the next corner would be."""
        self._pointer = QPointF(sample.x, sample.y)

    def close(self, surface: Surface) -> None:
        """Fill the polygon; with fewer than three corners it stays open."""
        if self._points.size() >= _LEAST_POINTS:
            self._fill(surface)

    def back(self) -> None:
        """Remove the last corner."""
        if self.open:
            self._points.removeLast()

    def cancel(self) -> None:
        """Forget the corners."""
        super().cancel()
        self._pointer = None


class Rectangle(_Outline):
    """Fills the rectangle between press and release; Shift makes it a square."""

    name: ClassVar[str] = "rectangle"

    def __init__(self) -> None:
        super().__init__()
        self._area = QRectF()

    def outline(self) -> QPainterPath | None:
        """Return the current rectangle."""
        if not self.open:
            return None
        path = QPainterPath()
        self._draw(path)
        return path

    def press(self, sample: PointerSample, surface: Surface) -> None:
        """Start at a corner."""
        super().press(sample, surface)
        self._area = QRectF(sample.x, sample.y, 0, 0)

    def move(self, sample: PointerSample, _surface: Surface) -> None:
        """Move the opposite corner."""
        if self.open:
            self._area = _spanned(self._points.first(), sample)

    def release(self, sample: PointerSample, surface: Surface) -> None:
        """Fill the shape."""
        if self.open:
            self.move(sample, surface)
            self.cancel()
            self._fill_area(surface)

    def _draw(self, path: QPainterPath) -> None:
        path.addRect(self._area)

    def _fill_area(self, surface: Surface) -> None:
        surface.rectangle(self._area, add=self._add)


class Ellipse(Rectangle):
    """Fills the ellipse in the rectangle between press and release; Shift makes it a circle."""

    name: ClassVar[str] = "ellipse"

    def _draw(self, path: QPainterPath) -> None:
        path.addEllipse(self._area)

    def _fill_area(self, surface: Surface) -> None:
        surface.ellipse(self._area, add=self._add)


def _closed(points: QPolygonF) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(points)
    path.closeSubpath()
    return path


def _spanned(corner: QPointF, sample: PointerSample) -> QRectF:
    """Return the rectangle from a corner to the pointer; with Shift a square on its longer side."""
    width, height = sample.x - corner.x(), sample.y - corner.y()
    if sample.shift:
        side = max(abs(width), abs(height))
        width = -side if width < 0 else side
        height = -side if height < 0 else side
    return QRectF(corner.x(), corner.y(), width, height).normalized()
