"""Qt's event loop as asyncio's, with what qasync lacks."""

import asyncio
import sys
from collections.abc import AsyncGenerator
from typing import Any

import qasync
from PySide6.QtCore import QCoreApplication


class StudioLoop(qasync.QEventLoop):  # type: ignore[misc]
    """A loop that closes abandoned async generators, each in its own task.

    asyncio's own loops do this (`sys.set_asyncgen_hooks`), but qasync does not: a generator
    collected in the middle of a network stream then fails wherever it happens to be collected.
    """

    def __init__(self, application: QCoreApplication, *, already_running: bool = False) -> None:
        super().__init__(application, set_running_loop=True, already_running=already_running)
        self._hooks_before = sys.get_asyncgen_hooks()
        sys.set_asyncgen_hooks(finalizer=self._close_generator)

    def _close_generator(self, generator: AsyncGenerator[Any, Any]) -> None:
        if not self.is_closed():
            self.call_soon_threadsafe(self.create_task, generator.aclose())

    def close(self) -> None:
        """Close the loop and restore everything that it replaced."""
        if self.is_running():
            self.stop()
        sys.set_asyncgen_hooks(*self._hooks_before)
        asyncio.events._set_running_loop(None)  # noqa: SLF001 (as qasync set it)
        super().close()
