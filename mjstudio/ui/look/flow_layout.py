"""A layout that puts its items in rows and wraps them."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Rows of widgets, each row in the middle, or at the left."""

    def __init__(
        self, parent: QWidget | None = None, spacing: int = 8, *, centred: bool = True
    ) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._centred = centred
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        """Add one at the end."""
        self._items.append(item)

    def count(self) -> int:
        """How many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The item at an index."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take one out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """It needs no more room than its items."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Its height follows its width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of all rows at that width."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def minimumSize(self) -> QSize:
        """The largest item."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def sizeHint(self) -> QSize:
        """Everything in one row."""
        width = sum(item.sizeHint().width() + self.spacing() for item in self._items)
        return QSize(width, self.minimumSize().height())

    def setGeometry(self, rect: QRect) -> None:
        """Put the items into their places."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def _rows(self, width: int) -> list[list[QLayoutItem]]:
        rows: list[list[QLayoutItem]] = []
        room = 0
        for item in self._items:
            if (widget := item.widget()) is not None and widget.isHidden():
                continue
            needed = item.sizeHint().width()
            if not rows or needed > room:
                rows.append([])
                room = width
            rows[-1].append(item)
            room -= needed + self.spacing()
        return rows

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        margins = self.contentsMargins()
        area = rect.marginsRemoved(margins)
        y = area.top()
        for row in self._rows(area.width()):
            height = max(item.sizeHint().height() for item in row)
            used = sum(item.sizeHint().width() for item in row) + self.spacing() * (len(row) - 1)
            room = max(0, area.width() - used)
            x = area.left() + (room // 2 if self._centred else 0)
            for item in row:
                size = item.sizeHint()
                if move:
                    top = y + (height - size.height()) // 2
                    item.setGeometry(QRect(x, top, size.width(), size.height()))
                x += size.width() + self.spacing()
            y += height + self.spacing()
        return y - self.spacing() - rect.top() + margins.bottom() if self._items else 0
