"""A window that says when it was first painted, and ends: what `start` starts.

    python -m tests.benchmarks.first_paint bare           a QMainWindow with nothing in it
    python -m tests.benchmarks.first_paint studio DIR     mjstudio, on the sandbox
    python -m tests.benchmarks.first_paint ready DIR      the same, until one can type

Prints the monotonic nanoseconds at which the window and everything in it had been painted, and the
most memory in bytes that the process had used until then. Hardly anything is imported for it.
"""

import os
import sys
import time

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication, QMainWindow


class Watch(QObject):
    """Ends the process when its window has been painted."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._painted = False
        window.installEventFilter(self)
        window.winId()
        window.windowHandle().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Deliver what exposes the window by ourselves: when that returns, it has been painted."""
        if watched is self._window:
            self._painted = self._painted or event.type() is QEvent.Type.Paint
            return False
        if event.type() not in (QEvent.Type.Expose, QEvent.Type.UpdateRequest):
            return False
        watched.removeEventFilter(self)
        QCoreApplication.sendEvent(watched, event)
        watched.installEventFilter(self)
        if self._painted:
            tell(time.monotonic_ns())
        return True


def tell(now: int) -> None:
    """Print the time and the memory, and end without any further ado."""
    sys.stdout.write(f"{now} {peak_bytes()}\n")
    sys.stdout.flush()
    os._exit(0)


def peak_bytes() -> int:
    """The most memory that this process has used; 0 where the system does not say.

    On Linux `ru_maxrss` also counts the parent's memory at the moment of the fork.
    """
    try:
        with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123 (light)
            return next(int(line.split()[1]) * 1024 for line in status if "VmHWM" in line)
    except (OSError, StopIteration):
        pass
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def bare() -> None:
    """The floor: Qt, Python and an empty window of the same size."""
    application = QApplication([])
    window = QMainWindow()
    window.resize(960, 800)  # what the program takes on the offscreen display
    watch = Watch(window)
    window.show()
    application.exec()
    del watch


def studio(folder: str, *, ready: bool) -> None:
    """The program as its command starts it: to its first paint, or until one can type."""
    from mjstudio import cli, start

    class Watched(start.MainWindow):
        def __init__(self) -> None:
            super().__init__()
            if ready:
                self.shown_once.connect(lambda: tell(time.monotonic_ns()))
            else:
                self.watch = Watch(self)

    start.MainWindow = Watched  # type: ignore[misc]
    cli.main(["--sandbox", "--data-dir", folder])


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        bare()
    else:
        studio(sys.argv[2], ready=sys.argv[1] == "ready")
