"""Looks for a colour in a picture in its own thread, so that the window stays responsive.

Python's own threads rather than QThreadPool: the interpreter waits for them when it ends, and lets
go of its lock meanwhile.
"""

from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from threading import Event

from PIL import Image
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage

from mjstudio.mask.pixels.flood import NotWantedError, flood, near_colour


@dataclass(frozen=True, slots=True)
class ColourQuestion:
    """Which colour, where, and what to do with the result."""

    picture: QImage
    x: int
    y: int
    tolerance: int
    add: bool
    everywhere: bool

    def answer(self, wanted: Callable[[], bool]) -> Image.Image:
        """The pixels found, as an L image of 0 and 255. Raises NotWantedError."""
        near = near_colour(self.picture, self.x, self.y, self.tolerance)
        if not wanted():
            raise NotWantedError
        return near if self.everywhere else flood(near, self.x, self.y, wanted)


class ColourSearch(QObject):
    """Answers questions one after the other.

    Signals:
        found(Image, bool): the pixels for one question, and whether they are to be added.
        busy_changed(): a question was asked, answered or dropped.
    """

    found = Signal(object, bool)
    busy_changed = Signal()
    _answered = Signal(object, object, bool)

    def __init__(self, executor: Executor | None = None) -> None:
        # No parent: a running thread keeps this alive.
        super().__init__()
        self._executor = executor
        self._asked: dict[Future[None], Event] = {}
        self._answered.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether a question is not answered yet."""
        return bool(self._asked)

    def ask(self, question: ColourQuestion) -> None:
        """Look for a colour; `found` tells."""
        stopped = Event()

        def run() -> None:
            area: Image.Image | None = None
            try:
                with suppress(NotWantedError):
                    area = question.answer(lambda: not stopped.is_set())
            finally:
                if not stopped.is_set():
                    self._answered.emit(stopped, area, question.add)

        future = (self._executor or _thread()).submit(run)
        self._asked[future] = stopped
        self.busy_changed.emit()

    def stop(self) -> None:
        """Answer no question that was asked before."""
        for future, stopped in self._asked.items():
            stopped.set()
            future.cancel()
        if self._asked:
            self._asked.clear()
            self.busy_changed.emit()

    def _tell(self, stopped: Event, area: Image.Image | None, add: bool) -> None:
        if stopped.is_set():
            return
        self._asked = {f: asked for f, asked in self._asked.items() if asked is not stopped}
        if area is not None:
            self.found.emit(area, add)
        self.busy_changed.emit()


@cache
def _thread() -> Executor:
    return ThreadPoolExecutor(1, "colour")
