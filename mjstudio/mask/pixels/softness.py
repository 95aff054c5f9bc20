"""The feather: the mask stays hard-edged; its soft edge is computed from it each time.

So the feather can change at any time and needs no undo. The service receives the soft edge
binarised at 128: its encoding stays exact, and the service does its own blending.
"""

from concurrent.futures import Executor
from dataclasses import dataclass

from PIL import Image
from PySide6.QtCore import QObject, QTimer, Signal

from mjstudio.mask.background import Background, Wanted
from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.mask.pixels.shape import MAX_PIXELS, feathered, hard
from mjstudio.mask.pixels.snapshot import MaskSnapshot, painted_pixels


def as_sent(mask: MaskSnapshot, feather: int) -> MaskSnapshot:
    """Return the mask that the service gets. Any thread. Raises ValueError outside 0..256."""
    if not feather:
        return mask
    rows = hard(feathered(mask.view(), feather)).tobytes()
    return MaskSnapshot(mask.width, mask.height, mask.width, bytearray(rows))


@dataclass(frozen=True, slots=True)
class SoftMask:
    """An L image of the mask's size with shades 0..255, and how many pixels are 128 or more."""

    image: Image.Image
    painted: int


class SoftEdge(QObject):
    """Keeps the soft edge of a bitmap up to date, using a thread.

    Signals:
        changed(): `mask` was replaced.
    """

    changed = Signal()

    def __init__(
        self, bitmap: MaskBitmap, parent: QObject | None = None, executor: Executor | None = None
    ) -> None:
        super().__init__(parent)
        self._bitmap = bitmap
        self._mask: SoftMask | None = None
        self._pixels = 0
        self._held = False
        self._background = Background(executor)
        self._background.finished.connect(self._done)
        # Runs once for all changes made before the window is idle again.
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.timeout.connect(self._start)

    @property
    def pixels(self) -> int:
        """How far the soft edge extends to each side, in picture pixels; 0 for a hard edge."""
        return self._pixels

    @property
    def mask(self) -> SoftMask | None:
        """The soft mask; None without a feather, or while it is out of date."""
        return self._mask

    @property
    def pending(self) -> bool:
        """Whether a computation is due or running, so that `changed` will follow."""
        return bool(self._pixels) and (self._due.isActive() or self._background.busy)

    def set_pixels(self, pixels: int) -> bool:
        """Set the feather, clamped to 0..256; returns whether that changed it."""
        pixels = min(max(pixels, 0), MAX_PIXELS)
        if pixels == self._pixels:
            return False
        self._pixels = pixels
        if pixels:
            self._later()
        else:
            self._background.stop()
            self._due.stop()
            self._mask = None
            self.changed.emit()
        return True

    def expire(self) -> None:
        """Note that the bits changed: drop the soft mask and compute it again."""
        self._mask = None
        self._later()

    def hold(self) -> None:
        """Note that a drag began: compute nothing until it ends."""
        self._held = True
        self._mask = None
        self._background.stop()
        self._due.stop()

    def let_go(self) -> None:
        """Note that the drag ended: compute the soft mask if `hold` postponed it."""
        if self._held:
            self._held = False
            self._later()

    def _later(self) -> None:
        if self._pixels and not self._held:
            self._due.start(0)

    def _start(self) -> None:
        mask, pixels = self._bitmap.snapshot(), self._pixels

        def work(wanted: Wanted) -> SoftMask:
            image = feathered(mask.view(), pixels, wanted=wanted)
            return SoftMask(image, painted_pixels(hard(image)))

        self._background.start(work)

    def _done(self, result: object) -> None:
        self._mask = result if isinstance(result, SoftMask) else None
        self.changed.emit()
