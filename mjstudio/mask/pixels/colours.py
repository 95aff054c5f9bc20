"""Searches for a colour in a picture in its own thread, so that the window stays responsive.

Uses Python's threads rather than QThreadPool: the interpreter waits for them on exit, and releases
the GIL meanwhile.
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
    """Which colour to search for, where, and whether the area is to be added."""

    picture: QImage
    x: int
    y: int
    tolerance: int
    add: bool
    everywhere: bool

    def answer(self, wanted: Callable[[], bool]) -> Image.Image:
        """Return the matching pixels as an L image of 0 and 255. Raises NotWantedError."""
        near = near_colour(self.picture, self.x, self.y, self.tolerance)
        if not wanted():
            raise NotWantedError
        return near if self.everywhere else flood(near, self.x, self.y, wanted)


class ColourSearch(QObject):
    """Runs searches one after the other.

    Signals:
        found(Image, bool): the pixels that a search found, and whether they are to be added.
        busy_changed(): a search was requested, finished or dropped.
    """

    found = Signal(object, bool)
    busy_changed = Signal()
    _answered = Signal(object, object, bool)

    def __init__(self, executor: Executor | None = None) -> None:
        # No parent: a running thread keeps this object alive.
        super().__init__()
        self._executor = executor
        self._asked: dict[Future[None], Event] = {}
        self._answered.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether a search is unfinished."""
        return bool(self._asked)

    def ask(self, question: ColourQuestion) -> None:
        """Search for a colour; `found` announces the result."""
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
        """Drop all searches requested so far."""
        for future, stopped in self._asked.items():
            stopped.set()
            future.cancel()
        if self._asked:
            self._asked.clear()
            self.busy_changed.emit()

    def stop_newest(self) -> bool:
        """Drop the search requested last; False without one."""
        if not self._asked:
            return False
        future, stopped = self._asked.popitem()
        stopped.set()
        future.cancel()
        self.busy_changed.emit()
        return True

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
