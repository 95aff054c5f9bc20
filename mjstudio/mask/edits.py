"""Whole-mask edits that a thread computes: grow, shrink, smooth, mend."""

from concurrent.futures import Executor

from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.mask.pixels.defects import without_pinholes, without_specks
from mjstudio.mask.pixels.shape import grow, shrink, smooth
from mjstudio.mask.shape_jobs import Operation, Shaping
from mjstudio.mask.tool_settings import ToolSettings
from mjstudio.texts import _


class ShapeEdits:
    """Starts an edit on the current bits; only the newest edit continues.

    `jobs` announces the result. Anything that edits the mask meanwhile must call `stop` first, so
    that a result always matches the bits it was computed from.
    """

    def __init__(
        self, bitmap: MaskBitmap, settings: ToolSettings, executor: Executor | None = None
    ) -> None:
        self._bitmap = bitmap
        self._settings = settings
        self.jobs = Shaping(executor)

    def grow(self) -> None:
        """Grow the painted area by the chosen amount."""
        pixels = self._settings.amount
        self._start(_("Growing"), lambda mask, wanted: grow(mask, pixels, wanted=wanted))

    def shrink(self) -> None:
        """Shrink the painted area by the chosen amount."""
        pixels = self._settings.amount
        self._start(_("Shrinking"), lambda mask, wanted: shrink(mask, pixels, wanted=wanted))

    def smooth(self) -> None:
        """Smooth the edge by the chosen amount."""
        pixels = self._settings.amount
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
