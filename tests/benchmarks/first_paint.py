"""A window that reports its first paint and exits; started by `start`.

    python first_paint.py bare           a QMainWindow with nothing in it
    python first_paint.py studio DIR     mjstudio, on the sandbox
    python first_paint.py ready DIR      the same, until one can type
    python first_paint.py typed DIR      the same, until the first letter is seen in the prompt

Prints the monotonic nanoseconds at which the window and everything in it had been painted, the peak
memory in bytes until then, and the CPU time in nanoseconds. Imports as little as possible, and
nothing of this package: it times the mjstudio that it finds, which may be that of another checkout.
"""

import os
import sys
import time

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget


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
        """Deliver the expose event here: when that returns, the window has been painted."""
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


class Letter(QObject):
    """Types a letter like the keyboard does, and ends the process when it has been painted."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._prompt: QWidget | None = None

    def press(self) -> None:
        """Press the letter in the focused widget, wherever the focus is."""
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QKeyEvent

        self._prompt = prompt = self._window.focusWidget()
        prompt.viewport().installEventFilter(self)  # type: ignore[attr-defined]
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            key = QKeyEvent(kind, Qt.Key.Key_X, Qt.KeyboardModifier.NoModifier, "x")
            QCoreApplication.postEvent(self._window.windowHandle(), key)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the loop after a paint with the letter: by then it is on the screen."""
        painted = event.type() is QEvent.Type.Paint
        if painted and self._prompt.toPlainText() == "x":  # type: ignore[union-attr]
            QTimer.singleShot(0, lambda: tell(time.monotonic_ns()))
        return super().eventFilter(watched, event)


def tell(now: int) -> None:
    """Print the time, the memory and the CPU time, and exit immediately."""
    sys.stdout.write(f"{now} {peak_bytes()} {time.process_time_ns()}\n")
    sys.stdout.flush()
    os._exit(0)


def peak_bytes() -> int:
    """Return this process's peak memory; 0 if the system does not report it.

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
    """Show the baseline: Qt, Python and an empty window of the same size."""
    application = QApplication([])
    window = QMainWindow()
    window.resize(960, 800)  # the program's size on the offscreen display
    watch = Watch(window)
    window.show()
    application.exec()
    del watch


def studio(folder: str, kind: str) -> None:
    """Start the program like its command does: to its first paint, or until one can type."""
    from mjstudio import cli, start

    class Watched(start.MainWindow):
        def __init__(self) -> None:
            super().__init__()
            if kind == "studio":
                self.watch = Watch(self)
            elif kind == "ready":
                self.shown_once.connect(lambda: tell(time.monotonic_ns()))
            else:
                self.letter = Letter(self)
                self.shown_once.connect(self.letter.press)

    start.MainWindow = Watched  # type: ignore[misc]
    cli.main(["--sandbox", "--data-dir", folder])


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        bare()
    else:
        studio(sys.argv[2], sys.argv[1])
