"""Small labels: headings of groups, names beside values, and lines with little room."""

from bisect import bisect_left

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel

from mjstudio.texts.phrases import facts

_ANY = 10_000


class OneLine(QLabel):
    """A one-line text: if space is short, its beginning, with the full text in a tooltip."""

    def __init__(self) -> None:
        super().__init__()
        self._words = ""
        self.setTextFormat(Qt.TextFormat.PlainText)

    @property
    def words(self) -> str:
        """All of the words."""
        return self._words

    def set_words(self, words: str) -> None:
        """Say something; screen readers hear all of it."""
        if words != self._words:
            self._words = words
            self.setAccessibleName(words)
            self.updateGeometry()
            self._fit()

    def sizeHint(self) -> QSize:
        """Room for all."""
        wide = self.fontMetrics().horizontalAdvance(self._words) + self._edges
        return QSize(wide, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Return almost nothing, because the words can be cut."""
        return QSize(1, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much as fits."""
        super().resizeEvent(event)
        self._fit()

    @property
    def _edges(self) -> int:
        return self.width() - self.contentsRect().width()

    def _fit(self) -> None:
        shown = self._shortened()
        self.setText(shown)
        self.setToolTip(self._words if shown != self._words else "")

    def _shortened(self) -> str:
        """As many of the words as there is room for."""
        room = self.contentsRect().width()
        return self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)


class FewLines(OneLine):
    """A text of as many lines as fit; the layout decides its height."""

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)

    def sizeHint(self) -> QSize:
        """The room that it has: neither width nor height follows the words."""
        return self.size()

    def _shortened(self) -> str:
        if self._fits(self._words):
            return self._words
        lengths = range(len(self._words))
        # The first that is too long; the one before it is not.
        most = bisect_left(lengths, True, key=lambda length: not self._fits(self._cut(length)))
        return self._cut(max(0, most - 1))

    def _cut(self, length: int) -> str:
        return f"{self._words[:length].rstrip()}…"

    def _fits(self, words: str) -> bool:
        room = self.contentsRect()
        wraps = Qt.TextFlag.TextWordWrap
        # Fixed width, unlimited height: whatever is taller does not fit.
        needed = self.fontMetrics().boundingRect(0, 0, room.width(), _ANY, wraps, words)
        return needed.height() <= room.height() and needed.width() <= room.width()


class Hints(QLabel):
    """Short facts side by side, the most useful first: as many as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        self._hints: tuple[str, ...] = ()
        self.setTextFormat(Qt.TextFormat.PlainText)

    def set_hints(self, hints: tuple[str, ...]) -> None:
        """Show other ones."""
        self._hints = hints
        self.updateGeometry()
        self._fit()

    def sizeHint(self) -> QSize:
        """Room for all."""
        return QSize(self._width(len(self._hints)), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Return nothing, because the words can be cut."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _width(self, count: int) -> int:
        words = self.fontMetrics().horizontalAdvance(facts(self._hints[:count]))
        return words + self.width() - self.contentsRect().width()

    def _fit(self) -> None:
        counts = range(len(self._hints), -1, -1)
        most = next(count for count in counts if not count or self._width(count) <= self.width())
        self.setText(facts(self._hints[:most]))


def heading(text: str) -> QLabel:
    """The title of a group."""
    return _label(text, "heading")


def dim(text: str) -> QLabel:
    """The name of a value."""
    return _label(text, "dim")


def _label(text: str, look: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("look", look)
    return label
