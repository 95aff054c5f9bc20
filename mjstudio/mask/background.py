"""Runs one piece of work at a time in a thread; new work replaces the old.

Everything that computes on a snapshot of the mask has its own: shapes, the soft edge, preflight.
Uses Python's threads rather than QThreadPool, for the reason given in `colours`.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import cache
from threading import Event

from PySide6.QtCore import QObject, Qt, Signal

from mjstudio.mask.pixels.flood import NotWantedError

_log = logging.getLogger(__name__)

Wanted = Callable[[], bool]
"""Returns whether the result is still wanted."""
Work = Callable[[Wanted], object]
"""Runs in a thread; raises NotWantedError once its result is no longer wanted."""


class Background(QObject):
    """Runs the newest piece of work and stops the previous one.

    Signals:
        finished(object): the result; None if the work failed, which is logged. Not sent for work
            that was stopped.
        busy_changed(): work started, ended or was stopped.
    """

    finished = Signal(object)
    busy_changed = Signal()
    _ended = Signal(object, object)

    def __init__(self, executor: Executor | None = None) -> None:
        # No parent: a running thread keeps this object alive.
        super().__init__()
        self._executor = executor
        self._stopped: Event | None = None
        self._future: Future[None] | None = None
        self._ended.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether work is running."""
        return self._stopped is not None

    def start(self, work: Work) -> None:
        """Stop the current work and start this."""
        self._drop()
        stopped = self._stopped = Event()

        def run() -> None:
            result: object = None
            try:
                result = work(lambda: not stopped.is_set())
            except NotWantedError:
                pass
            except Exception:  # noqa: BLE001 (a thread's error is seen nowhere else)
                _log.exception("work on the mask broke")
            if not stopped.is_set():
                self._ended.emit(stopped, result)

        self._future = (self._executor or _threads()).submit(run)
        self.busy_changed.emit()

    def stop(self) -> None:
        """Stop the current work; `finished` is not sent."""
        if self._stopped is not None:
            self._drop()
            self.busy_changed.emit()

    def _drop(self) -> None:
        if self._stopped is not None:
            self._stopped.set()
        if self._future is not None:
            self._future.cancel()
        self._stopped = self._future = None

    def _tell(self, stopped: Event, result: object) -> None:
        if stopped is not self._stopped:
            return
        self._stopped = self._future = None
        self.finished.emit(result)
        self.busy_changed.emit()


@cache
def _threads() -> Executor:
    return ThreadPoolExecutor(2, "mask")
