"""Words that concern the whole program: one line each, what to do about it, and a way out."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from mjstudio.ui.discard import discard
from mjstudio.ui.icons import icon
from mjstudio.ui.tokens import Tokens


class NoticeArea(QWidget):
    """Notices, newest below; the same text stands only once. Empty, it takes no room."""

    def __init__(self, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice_area")
        self.setAccessibleName("Notices")
        self._tokens = tokens
        self._notices: dict[str, QFrame] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(12, 12, 12, 0)
        self._layout.setSpacing(8)
        self.hide()

    @property
    def texts(self) -> list[str]:
        """What is said now."""
        return list(self._notices)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take the colours of another theme."""
        self._tokens = tokens

    def say(
        self,
        text: str,
        label: str = "",
        act: Callable[[], None] | None = None,
        *,
        also: tuple[str, Callable[[], None]] | None = None,
    ) -> None:
        """Say something, with one thing to do about it, or two."""
        if text in self._notices:
            return
        frame = QFrame()
        frame.setProperty("look", "card")
        row = QHBoxLayout(frame)
        row.setContentsMargins(12, 6, 6, 6)
        row.setSpacing(8)
        sign = QLabel()
        sign.setPixmap(icon("info", self._tokens).pixmap(QSize(16, 16)))
        words = QLabel(text)
        words.setWordWrap(True)
        words.setTextFormat(Qt.TextFormat.PlainText)
        row.addWidget(sign)
        row.addWidget(words, 1)
        steps = [(label, act)] if act is not None else []
        for name, step in [*steps, *([also] if also else [])]:
            button = QPushButton(name)
            button.setProperty("look", "small")
            button.clicked.connect(step)
            button.clicked.connect(lambda: self.take_back(text))
            row.addWidget(button)
        close = QPushButton()
        close.setIcon(icon("x", self._tokens))
        close.setAccessibleName("Close this notice")
        close.setProperty("look", "plain")
        close.clicked.connect(lambda: self.take_back(text))
        row.addWidget(close)
        self._notices[text] = frame
        self._layout.addWidget(frame)
        self.show()

    def take_back(self, text: str) -> None:
        """Take a notice away."""
        frame = self._notices.pop(text, None)
        if frame is not None:
            discard(frame)
        self.setVisible(bool(self._notices))
