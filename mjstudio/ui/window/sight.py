"""Keeps the window in sight when a screen is taken away or becomes smaller."""

from PySide6.QtCore import QObject, QRect, QTimer
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget


def in_sight(frame: QRect, screens: list[QRect]) -> QRect:
    """The place for a window's frame: its own where most of it can be seen, else on a screen.

    `screens` are the usable parts of the screens, the first one the primary; all in Qt's pixels.
    A window that is larger than its new screen is made as small as that.
    """

    def seen(screen: QRect) -> int:
        part = screen.intersected(frame)
        return part.width() * part.height()

    # A window may span two screens: everything visible counts.
    if not screens or sum(map(seen, screens)) * 2 >= frame.width() * frame.height():
        return frame
    room = max(screens, key=seen)
    size = frame.size().boundedTo(room.size())
    x = min(max(frame.x(), room.x()), room.right() + 1 - size.width())
    y = min(max(frame.y(), room.y()), room.bottom() + 1 - size.height())
    return QRect(x, y, size.width(), size.height())


class Sight(QObject):
    """Looks after one window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        # Wait for the desktop, which may also move windows.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(200)
        self._soon.timeout.connect(self._look)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenRemoved.connect(self._look_soon)
            application.screenAdded.connect(self._watch)
            application.primaryScreenChanged.connect(self._look_soon)
            for screen in application.screens():
                self._watch(screen)

    def _watch(self, screen: QScreen) -> None:
        screen.availableGeometryChanged.connect(self._look_soon)

    def _look_soon(self, _screen: QScreen | QRect) -> None:
        # A method, not a lambda, which the longer-living screens would keep forever.
        self._soon.start()

    def _look(self) -> None:
        window = self._window
        frame = window.frameGeometry()
        primary = QGuiApplication.primaryScreen()
        screens = sorted(QGuiApplication.screens(), key=lambda screen: screen is not primary)
        place = in_sight(frame, [screen.availableGeometry() for screen in screens])
        if place == frame:
            return
        inner = window.size() - frame.size() + place.size()
        window.resize(inner)
        window.move(place.topLeft())
