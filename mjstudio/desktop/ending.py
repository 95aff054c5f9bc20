"""What asks the program to end: its window was closed, a signal came, the session ends.

It is heard from the first moment of the window on, by whichever loop runs then: Qt's own until the
first paint, asyncio's after it. An ask is remembered, so that one that comes between the two, or
before anything is built, is not lost.
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
"""What `kill`, a terminal that is closed and a session that ends send; Windows has no SIGHUP."""


class Ending(QObject):
    """Whether the program has been asked to end, and whether it is to be started again then.

    Signals:
        asked(): it was asked, for the first time.
    """

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.is_asked = self.is_restart = False

    def ask(self) -> None:
        """Ask the program to end in order; asking again changes nothing."""
        if not self.is_asked:
            self.is_asked = True
            self.asked.emit()

    def restart(self) -> None:
        """Ask the program to end in order and to be started again."""
        self.is_restart = True
        self.ask()

    @contextlib.contextmanager
    def on_signals(self, numbers: Iterable[int] = SIGNALS) -> Iterator[None]:
        """Take these signals as an ask while the context lasts, also while Qt waits for events.

        Python's own handlers run between two of its instructions, and a waiting Qt loop runs none:
        the byte that Python writes on a signal wakes it.
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
