"""A bitmap with undo: records what is about to change, changes it, and reports where."""

from collections.abc import Callable

from PIL import Image, ImageChops
from PySide6.QtCore import QObject, QRect, QRectF, Signal

from mjstudio.mask.pixels.bitmap import MaskBitmap, around
from mjstudio.mask.pixels.stroke import Stroke
from mjstudio.mask.shape_jobs import Reshaped
from mjstudio.mask.undo_history import MaskHistory


class RecordedBitmap(QObject):
    """Makes every change to a bitmap undoable.

    `stroke`, `edit` and `apply` add to the open step until `commit` or `rollback`. The other
    methods are one step each, or none if nothing changes: then they return False.

    Signals:
        changed(QRect): pixels inside that rectangle may have changed, none outside. During the
            signal, `last_stroke` is the stroke that changed them, if one did.
    """

    changed = Signal(QRect)

    def __init__(self, bitmap: MaskBitmap, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.bitmap = bitmap
        self.history = MaskHistory(bitmap)
        self.last_stroke: Stroke | None = None

    # --- the open step ---

    def stroke(self, stroke: Stroke) -> None:
        """Paint or erase one segment of a brush stroke."""
        near = stroke.within(self.bitmap.width, self.bitmap.height)
        touched = near.bounds().intersected(self.bitmap.rect) if near else QRect()
        if near is None or touched.isEmpty():
            return
        self.history.before(touched)
        self.bitmap.paint(near, touched)
        self.last_stroke = near
        self.changed.emit(touched)
        self.last_stroke = None

    def edit(self, bounds: QRectF, edit: Callable[[], QRect]) -> None:
        """Edit the bitmap within the given bounds; `edit` returns the rectangle it touched."""
        near = bounds.intersected(QRectF(self.bitmap.rect).adjusted(-2, -2, 2, 2))
        if near.isEmpty():
            return
        self.history.before(around(near))
        touched = edit()
        if not touched.isEmpty():
            self.changed.emit(touched)

    def apply(self, area: Image.Image, *, add: bool) -> None:
        """Paint, or erase, where an L image of the bitmap's size is 255."""
        box = area.getbbox()
        if box is not None:
            touched = _rect(box)
            self.history.before(touched)
            self.changed.emit(self.bitmap.apply(area, touched, add=add))

    def commit(self) -> bool:
        """Close the open step; False if no pixel changed."""
        return self.history.commit()

    def rollback(self) -> None:
        """Undo the open step."""
        self._tell(self.history.rollback())

    # --- steps ---

    def clear(self) -> bool:
        """Erase everything."""
        return not self.bitmap.is_empty() and self._whole(self.bitmap.clear)

    def fill(self) -> bool:
        """Paint everything."""
        return not self.bitmap.is_full() and self._whole(self.bitmap.fill)

    def invert(self) -> bool:
        """Swap painted and unpainted pixels."""
        return self._tell([self.history.invert()])

    def put(self, made: Reshaped) -> bool:
        """Apply what a thread computed from these bits."""
        return self._tell([self.history.put(made.changes, made.rows, made.area)])

    def replace(self, other: MaskBitmap) -> bool:
        """Replace the mask by another of the same size."""
        mine, theirs = self.bitmap.snapshot(), other.snapshot()
        box = ImageChops.difference(mine.view(), theirs.view()).getbbox()
        if box is None:
            return False
        touched = _rect(box)
        # Release the snapshot first, or editing the bitmap would copy its memory.
        del mine
        self.history.before(touched)
        self.bitmap.paste(touched, theirs.view().crop(box).tobytes())
        self.history.commit()
        return self._tell([touched])

    def undo(self) -> bool:
        """Undo one step."""
        return self._tell(self.history.undo())

    def redo(self) -> bool:
        """Redo one step."""
        return self._tell(self.history.redo())

    # --- not undoable ---

    def take(self, other: MaskBitmap) -> None:
        """Replace the mask by another of the same size; this cannot be undone."""
        self._tell([self.bitmap.take(other.snapshot())])

    def _whole(self, edit: Callable[[], QRect]) -> bool:
        self.history.before(self.bitmap.rect)
        touched = edit()
        self.history.commit()
        return self._tell([touched])

    def _tell(self, touched: list[QRect]) -> bool:
        if not touched:
            return False
        whole = touched[0]
        for rect in touched[1:]:
            whole = whole.united(rect)
        self.changed.emit(whole)
        return True


def _rect(box: tuple[int, int, int, int]) -> QRect:
    left, top, right, bottom = box
    return QRect(left, top, right - left, bottom - top)
