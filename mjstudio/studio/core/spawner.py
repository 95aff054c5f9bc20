"""The one place that starts coroutines: keeps them, reports what they raise, cancels them.

An exception in a bare task goes unnoticed, and a task that nobody references may be collected while
it runs. So nothing else in the program creates tasks.
"""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from PySide6.QtCore import QObject, Signal

_log = logging.getLogger(__name__)


class Tasks(QObject):
    """Background work of the program.

    Signals:
        failed(BaseException): a task ended with an exception that it did not handle itself.
    """

    failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._running: set[asyncio.Task[Any]] = set()
        self._closing = False

    def __len__(self) -> int:
        return len(self._running)

    def spawn(self, work: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any] | None:
        """Start a coroutine on the running loop; None once the program is closing."""
        if self._closing:
            work.close()
            return None
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            _log.error("task %s failed", task.get_name(), exc_info=error)
            self.failed.emit(error)

    async def shutdown(self) -> None:
        """Cancel everything and wait until it has ended; nothing can be started after that."""
        self._closing = True
        while self._running:
            running = list(self._running)
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            self._running.difference_update(running)
