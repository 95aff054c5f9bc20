"""Requests to end the program: its window was closed, a signal arrived, the session ends.

Requests are received from the window's first moment, by whichever loop is running: Qt's own until
the first paint, asyncio's after it. A request is remembered, so that none is lost that comes
between the two, or before anything is built.
"""

import contextlib
import signal
import socket
from collections.abc import Iterable, Iterator

from PySide6.QtCore import QObject, QSocketNotifier, Signal

SIGNALS = tuple(
    number
    for name in ("SIGINT", "SIGTERM", "SIGHUP")
    if (number := getattr(signal, name, None)) is not None
)
"""Sent by `kill`, by a closing terminal and by an ending session; Windows has no SIGHUP."""


class Ending(QObject):
    """Whether the program was asked to end, and whether to start it again afterwards.

    Signals:
        asked(): the first request arrived.
    """

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.is_asked = self.is_restart = self.wants_sandbox = False

    def ask(self) -> None:
        """Ask the program to end in order; further requests change nothing."""
        if not self.is_asked:
            self.is_asked = True
            self.asked.emit()

    def restart(self) -> None:
        """Ask the program to end in order and to be started again."""
        self.is_restart = True
        self.ask()

    def restart_on_sandbox(self) -> None:
        """Ask for the same, but to be started on the sandbox."""
        self.wants_sandbox = True
        self.restart()

    @contextlib.contextmanager
    def on_signals(self, numbers: Iterable[int] = SIGNALS) -> Iterator[None]:
        """Treat these signals as requests inside the `with` block, even while Qt waits for events.

        Python runs its signal handlers between two instructions, and a waiting Qt loop runs none:
        the byte that Python writes to a socket on a signal wakes the loop.
        """
        reader, writer = socket.socketpair()
        for end in (reader, writer):
            end.setblocking(False)
        notifier = QSocketNotifier(reader.fileno(), QSocketNotifier.Type.Read)
        notifier.activated.connect(lambda *_: reader.recv(64))
        handlers = {number: signal.signal(number, lambda *_: self.ask()) for number in numbers}
        before = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(before)
            for number, handler in handlers.items():
                signal.signal(number, handler)
            notifier.setEnabled(False)
            reader.close()
            writer.close()
