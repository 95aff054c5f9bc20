"""Notices about the whole program: one line each, a remedy, and a close button.

They float over the picture and never move it. One that only informs disappears by itself; one that
needs the artist stays until it is closed.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGraphicsOpacityEffect,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mjstudio.texts import _
from mjstudio.ui.look.discard import discard
from mjstudio.ui.look.icons import icon, pixmap
from mjstudio.ui.look.tokens import current_tokens

PASSING_MS = 8000
"""How long a passing notice shows."""
_FAINT = 0.2
"""The opacity of the notices while a brush stroke is near."""
_NEAR = 24
"""Widget pixels around them that count as near."""
_SIGN = 16


class _Sign(QWidget):
    """Tells good news from a warning."""

    def __init__(self, *, passing: bool) -> None:
        super().__init__()
        self._passing = passing
        self.setFixedWidth(_SIGN)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = current_tokens()
        name, colour = ("info", tokens.text) if self._passing else ("circle-alert", tokens.warning)
        painter = QPainter(self)
        picture = pixmap(name, colour, _SIGN, self.devicePixelRatioF())
        painter.drawPixmap(0, (self.height() - _SIGN) // 2, picture)
        painter.end()


class Notice(QFrame):
    """One notice.

    Signals:
        closed(): its button, Escape, or its time.
    """

    closed = Signal()

    def __init__(self, text: str, *, passing: bool) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.setAccessibleName(text)
        self._passing, self._hovered = passing, False
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.setSpacing(8)
        self.words = QLabel(text)
        self.words.setWordWrap(True)
        self.words.setMinimumWidth(1)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        row.addWidget(_Sign(passing=passing))
        row.addWidget(self.words, 1)
        self._row = row
        self._close = QPushButton()
        self._close.setIcon(icon("x"))
        self._close.setAccessibleName(_("Close this notice"))
        self._close.setProperty("look", "plain")
        self._close.clicked.connect(self.closed)
        row.addWidget(self._close)
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.timeout.connect(self._time_is_up)

    def offer(self, label: str, act: Callable[[], None]) -> None:
        """Put a button on it, which closes it too."""
        button = QPushButton(label)
        button.setProperty("look", "small")
        button.clicked.connect(act)
        button.clicked.connect(self.closed)
        self._row.insertWidget(self._row.count() - 1, button)

    @property
    def natural_width(self) -> int:
        """Its width with all of its words in one line."""
        others = self.sizeHint().width() - self.words.sizeHint().width()
        return others + self.words.fontMetrics().horizontalAdvance(self.words.text()) + 4

    def set_in_sight(self, shown: bool) -> None:
        """Show the notice, or hide it behind newer ones; its time counts while it is visible."""
        if shown and self._passing and not self._clock.isActive():
            self._clock.start(PASSING_MS)
        elif not shown:
            self._clock.stop()
        self.setVisible(shown)

    def _time_is_up(self) -> None:
        holder = QApplication.focusWidget()
        if self._hovered or (holder is not None and self.isAncestorOf(holder)):
            self._clock.start(PASSING_MS)
        else:
            self.closed.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        """It stays while the pointer is on it."""
        self._hovered = True
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """It may pass again."""
        self._hovered = False
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes this notice and nothing else."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


class NoticeArea(QWidget):
    """Notices, newest on top, each text only once; shows as many as fit.

    Signals:
        resized(): it needs another position, or none.
        keyboard_freed(): the notice that had the keyboard focus is gone.
    """

    resized = Signal()
    keyboard_freed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice_area")
        self.setAccessibleName(_("Notices"))
        self._notices: dict[str, Notice] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self._faint = QGraphicsOpacityEffect(self)
        self._faint.setOpacity(_FAINT)
        self._faint.setEnabled(False)
        self.setGraphicsEffect(self._faint)
        self.hide()

    @property
    def texts(self) -> list[str]:
        """The texts of the current notices, oldest first."""
        return list(self._notices)

    def show_notice(
        self,
        text: str,
        label: str = "",
        act: Callable[[], None] | None = None,
        *,
        also: tuple[str, Callable[[], None]] | None = None,
        passing: bool = False,
    ) -> None:
        """Say something, with one thing to do about it, or two; `passing` for good news."""
        if text in self._notices:
            return
        notice = Notice(text, passing=passing)
        steps = [(label, act)] if act is not None else []
        for name, step in [*steps, *([also] if also else [])]:
            notice.offer(name, step)
        notice.closed.connect(lambda: self.dismiss(text))
        notice.hide()
        self._notices[text] = notice
        self._layout.insertWidget(0, notice)
        self.resized.emit()

    def mention(self, text: str) -> None:
        """Show a notice that disappears by itself."""
        self.show_notice(text, passing=True)

    def dismiss(self, text: str) -> None:
        """Take a notice away."""
        notice = self._notices.pop(text, None)
        if notice is None:
            return
        holder = QApplication.focusWidget()
        held = holder is not None and notice.isAncestorOf(holder)
        self._layout.removeWidget(notice)
        discard(notice)
        self.resized.emit()
        if held:
            self.keyboard_freed.emit()

    def fit(self, room: QSize) -> QSize:
        """Show the newest that have room, at least one; the size that this takes."""
        width = height = 0
        shown: list[Notice] = []
        for notice in reversed(self._notices.values()):
            wide = min(max(notice.natural_width, width), room.width())
            high = sum(one.heightForWidth(wide) + self._layout.spacing() for one in shown)
            high += notice.heightForWidth(wide)
            if shown and high > room.height():
                break
            shown.append(notice)
            width, height = wide, high
        for notice in self._notices.values():
            notice.set_in_sight(notice in shown)
        self.setVisible(bool(shown))
        return QSize(width, height)

    def step_back(self, stroke: QRect | None) -> None:
        """Fade for a stroke that comes near, in the parent's coordinates; None when it ended."""
        near = stroke is not None and self.isVisible() and self._room().intersects(stroke)
        if near is not self._faint.isEnabled():
            self._faint.setEnabled(near)
            self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, near)

    def _room(self) -> QRect:
        return self.geometry().adjusted(-_NEAR, -_NEAR, _NEAR, _NEAR)
