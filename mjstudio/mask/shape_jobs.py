"""Whole-mask operations that take longer than a frame: computed on a snapshot, applied at once.

The worker gives the new rows, and the tiles that differ packed as undo keeps them, so that the GUI
thread copies nothing. Whoever edits the mask stops the shaping first: a result always belongs to
the bits that it was computed from. All of it goes by bands: one copy of 16 MB would keep the
interpreter's lock for longer than a frame.
"""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass

from PIL import Image
from PySide6.QtCore import QObject, QRect, Signal

from mjstudio.mask.background import Background, Wanted
from mjstudio.mask.pixels.snapshot import MaskSnapshot
from mjstudio.mask.pixels.tiles import SIDE, Changes, changes, tile_rect

Operation = Callable[[Image.Image, Wanted], Image.Image]
"""From an L image of 0 and 255 to another of the same size; may raise NotWantedError."""


@dataclass(frozen=True, slots=True)
class Reshaped:
    """A mask after an operation: its rows of `stride` bytes, and the changes in them."""

    changes: Changes
    rows: bytearray
    area: QRect


class Shaping(QObject):
    """Computes one operation at a time.

    Signals:
        shaped(Reshaped): what an operation made. Not sent where it changes nothing.
        busy_changed(): an operation began, ended or was stopped.
    """

    shaped = Signal(object)
    busy_changed = Signal()

    def __init__(self, executor: Executor | None = None) -> None:
        super().__init__()
        self.activity = ""
        """What is being done, as words for the artist, such as "Growing"."""
        self._background = Background(executor)
        self._background.finished.connect(self._done)
        self._background.busy_changed.connect(self.busy_changed)

    @property
    def busy(self) -> bool:
        """Whether an operation is under way."""
        return self._background.busy

    def start(self, activity: str, operation: Operation, mask: MaskSnapshot) -> None:
        """Compute an operation on a mask; `shaped` tells."""
        self.activity = activity

        self._background.start(lambda wanted: _reshaped(operation, mask, wanted))

    def stop(self) -> None:
        """Drop the current operation."""
        self._background.stop()

    def _done(self, result: object) -> None:
        if isinstance(result, Reshaped):
            self.shaped.emit(result)


def _reshaped(operation: Operation, mask: MaskSnapshot, wanted: Wanted) -> Reshaped | None:
    old = mask.view()
    new = operation(old, wanted)
    found = changes(old, new)
    if not found:
        return None
    whole, area = QRect(0, 0, mask.width, mask.height), QRect()
    for place in found:
        area = area.united(tile_rect(place, whole))
    step = mask.stride
    rows = bytearray(step * mask.height)
    for top in range(0, mask.height, SIDE):
        bottom = min(top + SIDE, mask.height)
        rows[top * step : bottom * step] = new.crop((0, top, step, bottom)).tobytes()
    return Reshaped(found, rows, area)
