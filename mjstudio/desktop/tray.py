"""Desktop notifications through the system tray; none on a system without one."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QSystemTrayIcon

from mjstudio.desktop.job_notifications import JobNotification

_SHOWN_MS = 10_000


class Tray(QObject):
    """Shows one notification at a time. Its icon is only in the tray meanwhile.

    `icon` is shown in the tray; by default the program's own, created on first use.

    Signals:
        pressed(str): the notification or the icon was clicked; the id of its job.
    """

    pressed = Signal(str)

    def __init__(self, picture: QIcon, icon: QSystemTrayIcon | None = None) -> None:
        super().__init__()
        self._picture = picture
        self._icon = icon
        self._job_id = ""
        if icon is not None:
            self._connect(icon)

    def show_note(self, note: JobNotification, thumbnail: QImage | None) -> bool:
        """Show a notification with a picture; False if the system has no tray."""
        icon = self._made()
        if icon is None:
            return False
        self._job_id = note.job_id
        icon.show()
        if thumbnail is not None and not thumbnail.isNull():
            beside = QIcon(QPixmap.fromImage(thumbnail))
            icon.showMessage(note.title, note.words, beside, _SHOWN_MS)
        else:
            kind = QSystemTrayIcon.MessageIcon
            level = kind.Warning if note.troubled else kind.Information
            icon.showMessage(note.title, note.words, level, _SHOWN_MS)
        return True

    def clear(self) -> None:
        """Remove the notification, because the artist is back."""
        if self._icon is not None:
            self._icon.hide()

    def _made(self) -> QSystemTrayIcon | None:
        if self._icon is None and QSystemTrayIcon.isSystemTrayAvailable():
            self._icon = QSystemTrayIcon(self._picture, self)
            self._icon.setToolTip("mjstudio")
            self._connect(self._icon)
        return self._icon

    def _connect(self, icon: QSystemTrayIcon) -> None:
        icon.messageClicked.connect(self._press)
        icon.activated.connect(lambda _reason: self._press())

    def _press(self) -> None:
        self.pressed.emit(self._job_id)
