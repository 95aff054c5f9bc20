"""Steps of the whole mask that a thread computes, and the settings that they have."""

from abc import abstractmethod
from concurrent.futures import Executor

from PySide6.QtCore import QObject, QRect, Signal

from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.mask.pixels.defects import without_pinholes, without_specks
from mjstudio.mask.pixels.shape import MAX_PIXELS, grow, shrink, smooth
from mjstudio.mask.pixels.softness import SoftEdge
from mjstudio.mask.shape_jobs import Operation, Reshaped, Shaping
from mjstudio.mask.surface import MaskSurface

DEFAULT_AMOUNT = 8


class ShapedSurface(MaskSurface):
    """A surface that can be grown, shrunk, smoothed, mended and feathered.

    Each is applied to the bits that it was computed from, or not at all: whatever edits the mask
    stops it first.

    Signals, besides those of MaskSurface:
        searching_changed(): `searching` or `activity` may have changed.
    """

    searching_changed = Signal()

    def __init__(
        self,
        bitmap: MaskBitmap,
        parent: QObject | None = None,
        *,
        executor: Executor | None = None,
    ) -> None:
        super().__init__(bitmap, parent, executor=executor)
        self._amount = DEFAULT_AMOUNT
        self.softness = SoftEdge(bitmap, self, executor)
        self._shaping = Shaping(executor)
        self._shaping.shaped.connect(self._shaped)
        self._shaping.busy_changed.connect(self.searching_changed)
        self._search.busy_changed.connect(self.searching_changed)

    @property
    def searching(self) -> bool:
        """Whether something is being computed, and the mask not yet what it will be."""
        return self._search.busy or self._shaping.busy

    @property
    def activity(self) -> str:
        """What is being computed, for the artist to read; empty for nothing."""
        if self._shaping.busy:
            return self._shaping.activity
        return "Looking for the colour" if self._search.busy else ""

    @property
    def amount(self) -> int:
        """By how many picture pixels the mask is grown, shrunk and smoothed."""
        return self._amount

    def set_amount(self, pixels: int) -> None:
        """Choose by how much; clamped to 1..256."""
        pixels = min(max(pixels, 1), MAX_PIXELS)
        if pixels != self._amount:
            self._amount = pixels
            self.settings_changed.emit()

    @property
    def feather(self) -> int:
        """How far the edge of what is sent is softened to each side, in picture pixels."""
        return self.softness.pixels

    def set_feather(self, pixels: int) -> None:
        """Choose the feather; clamped to 0..256. The mask itself stays hard."""
        if self.softness.set_pixels(pixels):
            self.settings_changed.emit()

    def grow(self) -> None:
        """Grow what is painted by `amount`: one step, once it is computed."""
        pixels = self._amount
        self._shape("Growing", lambda mask, wanted: grow(mask, pixels, wanted=wanted))

    def shrink(self) -> None:
        """Shrink what is painted by `amount`: one step, once it is computed."""
        pixels = self._amount
        self._shape("Shrinking", lambda mask, wanted: shrink(mask, pixels, wanted=wanted))

    def smooth(self) -> None:
        """Smooth the edge by `amount`: one step, once it is computed."""
        pixels = self._amount
        self._shape("Smoothing", lambda mask, wanted: smooth(mask, pixels, wanted=wanted))

    def fill_pinholes(self) -> None:
        """Paint the small holes: one step, once they are found."""
        self._shape("Filling pinholes", without_pinholes)

    def drop_specks(self) -> None:
        """Erase the small islands: one step, once they are found."""
        self._shape("Dropping specks", without_specks)

    def _shape(self, activity: str, operation: Operation) -> None:
        self._settle()
        self._shaping.start(activity, operation, self.bitmap.snapshot())

    def _shaped(self, made: Reshaped) -> None:
        self._step([self.history.put(made.changes, made.rows, made.area)])

    @abstractmethod
    def _settle(self) -> None:
        """Before a step of the whole mask: nothing that was begun earlier may come after it."""

    @abstractmethod
    def _step(self, touched: list[QRect]) -> bool:
        """Tell of a step that changed some areas; False where there are none."""
