"""Whole-mask operations that take longer than a frame: computed on a snapshot, then applied.

The worker returns the new rows, and the changed tiles packed in undo's format, so that the GUI
thread copies nothing. Nothing edits the mask meanwhile (see `step_queue`), so a result always
matches the bits it was computed from. The work is done in bands, because one copy of 16 MB would
hold the GIL for longer than a frame.
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
"""Maps an L image of 0 and 255 to another of the same size; may raise NotWantedError."""


@dataclass(frozen=True, slots=True)
class Reshaped:
    """A mask after an operation: its rows of `stride` bytes, and the tiles that changed."""

    changes: Changes
    rows: bytearray
    area: QRect


class Shaping(QObject):
    """Computes one operation at a time.

    Signals:
        shaped(Reshaped): the result of an operation. Not sent if it changes nothing.
        busy_changed(): an operation started, ended or was stopped.
    """

    shaped = Signal(object)
    busy_changed = Signal()

    def __init__(self, executor: Executor | None = None) -> None:
        super().__init__()
        self.activity = ""
        """What the operation does, in words for the artist, such as "Growing"."""
        self._background = Background(executor)
        self._background.finished.connect(self._done)
        self._background.busy_changed.connect(self.busy_changed)

    @property
    def busy(self) -> bool:
        """Whether an operation is running."""
        return self._background.busy

    def start(self, activity: str, operation: Operation, mask: MaskSnapshot) -> None:
        """Start an operation on a mask; `shaped` announces its result."""
        self.activity = activity

        self._background.start(lambda wanted: _reshaped(operation, mask, wanted))

    def stop(self) -> None:
        """Stop the current operation."""
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
