"""Another program on the desk: a small window that prints what is dropped on it as JSON lines.

For each place that a drag over it comes to it prints "over".

It runs as a separate process; the arguments are its left, top, width and height on the screen.
"""

import json
import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget


class Neighbour(QWidget):
    """Takes every drop as a copy."""

    def __init__(self) -> None:
        super().__init__(None, Qt.WindowType.X11BypassWindowManagerHint)
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Anything may come."""
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Print that it came so far."""
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        sys.stdout.write("over\n")
        sys.stdout.flush()

    def dropEvent(self, event: QDropEvent) -> None:
        """Print it."""
        mime = event.mimeData()
        files = [url.toLocalFile() for url in mime.urls()]
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        sys.stdout.write(json.dumps({"files": files, "formats": mime.formats()}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    application = QApplication(sys.argv[:1])
    window = Neighbour()
    window.setGeometry(*map(int, sys.argv[1:5]))
    window.show()
    sys.stdout.write("here\n")
    sys.stdout.flush()
    application.exec()
