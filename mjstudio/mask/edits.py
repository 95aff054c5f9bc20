"""Whole-mask edits that a thread computes: grow, shrink, smooth, mend."""

from concurrent.futures import Executor

from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.mask.pixels.defects import without_pinholes, without_specks
from mjstudio.mask.pixels.shape import grow, shrink, smooth
from mjstudio.mask.shape_jobs import Operation, Shaping
from mjstudio.texts import _


class ShapeEdits:
    """Starts an edit on the current bits.

    `jobs` announces the result. Nothing else may edit the mask meanwhile, so that a result always
    matches the bits it was computed from.
    """

    def __init__(self, bitmap: MaskBitmap, executor: Executor | None = None) -> None:
        self._bitmap = bitmap
        self.jobs = Shaping(executor)

    def grow(self, pixels: int) -> None:
        """Grow the painted area."""
        self._start(_("Growing"), lambda mask, wanted: grow(mask, pixels, wanted=wanted))

    def shrink(self, pixels: int) -> None:
        """Shrink the painted area."""
        self._start(_("Shrinking"), lambda mask, wanted: shrink(mask, pixels, wanted=wanted))

    def smooth(self, pixels: int) -> None:
        """Smooth the edge."""
        self._start(_("Smoothing"), lambda mask, wanted: smooth(mask, pixels, wanted=wanted))

    def fill_pinholes(self) -> None:
        """Paint over small holes."""
        self._start(_("Filling pinholes"), without_pinholes)

    def drop_specks(self) -> None:
        """Erase small islands."""
        self._start(_("Removing specks"), without_specks)

    def stop(self) -> None:
        """Drop the edit in progress."""
        self.jobs.stop()

    def _start(self, activity: str, operation: Operation) -> None:
        self.jobs.start(activity, operation, self._bitmap.snapshot())
