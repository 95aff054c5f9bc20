"""Whole-mask operations that take longer than a frame: computed on a snapshot, applied at once.

The worker gives the tiles that differ, packed as undo keeps them, so that the GUI thread only
pastes those. Whoever edits the mask stops the shaping first: a result always belongs to the bits
that it was computed from.
"""

from collections.abc import Callable
from concurrent.futures import Executor

from PIL import Image
from PySide6.QtCore import QObject, Signal

from mjstudio.mask.background import Background, Wanted
from mjstudio.mask.snapshot import MaskSnapshot
from mjstudio.mask.tiles import Changes, changes

Operation = Callable[[Image.Image, Wanted], Image.Image]
"""From an L image of 0 and 255 to another of the same size; may raise NotWantedError."""


class Shaping(QObject):
    """Computes one operation at a time.

    Signals:
        shaped(Changes): the tiles that the operation changes; none where it changes nothing.
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

        def work(wanted: Wanted) -> Changes:
            old = mask.view()
            return changes(old, operation(old, wanted))

        self._background.start(work)

    def stop(self) -> None:
        """Forget what is under way."""
        self._background.stop()

    def _done(self, result: object) -> None:
        if isinstance(result, dict):
            self.shaped.emit(result)
