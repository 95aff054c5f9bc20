"""A dock: a panel at one side of the stage, and the edge that resizes it."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget


class Dock(QFrame):
    """One side of the window.

    `wanted` is the artist's choice for windows with room, and is saved; `opened` means that the
    dock is over the stage for the moment. The desk decides where it is, and whether it is visible.

    Signals:
        changed(): its width changed, or it was shown or hidden.
        fold_requested(): Escape was pressed.
    """

    changed = Signal()
    fold_requested = Signal()

    def __init__(self, name: str, content: QWidget, *, width: int, least: int) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("look", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.wanted = True
        self.opened = False
        self.preferred = width
        self.least = least
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(content)
        self.hide()

    def set_width(self, width: int) -> None:
        """Set a width; a narrower window shows less, and the width returns with the room."""
        self.preferred = max(self.least, width)
        self.changed.emit()

    def take_keyboard(self) -> None:
        """Give the keyboard to the first control in here that takes it."""
        candidate = self.nextInFocusChain()
        while candidate is not None and candidate is not self:
            tabbed = candidate.focusPolicy() & Qt.FocusPolicy.TabFocus
            if tabbed and candidate.isVisible() and self.isAncestorOf(candidate):
                candidate.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return
            candidate = candidate.nextInFocusChain()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def minimumSizeHint(self) -> QSize:
        """Return nothing, because the desk decides the size and the content scrolls."""
        return QSize(0, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes a dock that is open over the stage."""
        if event.key() == Qt.Key.Key_Escape and self.opened:
            self.fold_requested.emit()
        else:
            super().keyPressEvent(event)


class DockEdge(QWidget):
    """The line between a dock and the stage, seven pixels wide for the hand: drag it."""

    GRIP = 7

    def __init__(self, dock: Dock, *, at_left: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._dock, self._at_left = dock, at_left
        self._from: tuple[float, int] | None = None
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The line."""
        painter = QPainter(self)
        painter.fillRect(self.GRIP // 2, 0, 1, self.height(), self.palette().mid())
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Start dragging the edge."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._from = (event.globalPosition().x(), self._dock.width())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Make the dock wider or narrower."""
        if self._from is not None:
            moved = round(event.globalPosition().x() - self._from[0])
            self._dock.set_width(self._from[1] + (moved if self._at_left else -moved))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        self._from = None
