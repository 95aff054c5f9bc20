"""Every command that can be used now, found by typing a few letters."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from mjstudio.texts import _
from mjstudio.ui.commands.presses import ENTER, presses
from mjstudio.ui.commands.registry import CommandAction
from mjstudio.ui.commands.text_field import TextField

_SIZE = QSize(520, 400)
"""In logical pixels, in a window that has the room."""


class CommandPalette(QFrame):
    """A field and a list; Enter runs the chosen command, Escape closes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("command_palette")
        self.setProperty("look", "card")
        self._actions: list[CommandAction] = []
        self._field = TextField()
        self._field.setPlaceholderText(_("Type what you want to do"))
        self._field.setAccessibleName(_("Find a command"))
        self._field.searched.connect(self._fill)
        self._field.installEventFilter(self)
        # Anew, and so before this one: an input method's keys are none of the list's.
        self._field.installEventFilter(self._field.composition)
        self._list = QListWidget()
        self._list.setAccessibleName(_("Commands"))
        self._list.itemActivated.connect(self._run)
        self._list.itemClicked.connect(self._run)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._field)
        layout.addWidget(self._list)

    def open_over(self, window: QWidget, actions: list[CommandAction]) -> None:
        """Open in the upper middle of a window with these commands."""
        self._actions = actions
        self._field.clear()
        self._fill()
        corner = window.mapToGlobal(window.rect().topLeft())
        # The menu's row stays in sight, and the whole palette inside the window.
        below = min(80, max(34, window.height() - _SIZE.height() - 16))
        self.setFixedSize(_SIZE.boundedTo(window.size() - QSize(32, below + 16)))
        self.move(corner.x() + (window.width() - self.width()) // 2, corner.y() + below)
        self.show()
        self._field.setFocus()

    def _fill(self) -> None:
        self._list.clear()
        words = self._field.text().casefold().split()
        for action in self._actions:
            names = [name.casefold() for name in action.names]
            fits = any(all(word in name for word in words) for name in names)
            if action.isEnabled() and fits:
                label = action.label
                item = QListWidgetItem(action.icon(), f"{label}    {action.key_texts}".rstrip())
                item.setData(Qt.ItemDataRole.UserRole, action)
                self._list.addItem(item)
        self._list.setCurrentRow(0)

    def _run(self, item: QListWidgetItem) -> None:
        if not self.isVisible():
            # Where a single click opens things, the list reports one click twice.
            return
        action = item.data(Qt.ItemDataRole.UserRole)
        self.close()
        action.trigger()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows and Enter act on the list while the field has the keyboard."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step:
                row = self._list.currentRow() + step
                self._list.setCurrentRow(min(max(row, 0), self._list.count() - 1))
                return True
            own = presses.stroke(event)
            if event.key() in ENTER:
                if own and (item := self._list.currentItem()) is not None:
                    self._run(item)
                return True
        return super().eventFilter(watched, event)
