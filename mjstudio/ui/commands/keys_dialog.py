"""F1: every key, by menu."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from mjstudio.texts import _
from mjstudio.ui.commands.command import FixedKey
from mjstudio.ui.commands.key_text import key_list
from mjstudio.ui.commands.registry import Commands
from mjstudio.ui.look.within import usual_size


class KeysDialog(QDialog):
    """A list to read; Escape closes it."""

    def __init__(self, commands: Commands, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Keys"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        rows = [
            *((fixed.menu, _(fixed.text), how_used(fixed)) for fixed in commands.fixed),
            *(
                (action.command.menu, action.label, action.key_texts)
                for action in commands.in_order
                if action.keys
            ),
        ]
        headings = dict.fromkeys(menu for menu, _label, _keys in rows)
        rows.sort(key=lambda row: list(headings).index(row[0]))
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(24, 16, 24, 16)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        shown = ""
        for menu, label, keys in rows:
            at = grid.rowCount()
            if menu != shown:
                heading = QLabel(_(menu))
                heading.setProperty("look", "heading")
                heading.setContentsMargins(0, 10, 0, 2)
                grid.addWidget(heading, at, 0, 1, 2)
                shown, at = menu, at + 1
            grid.addWidget(QLabel(label), at, 0)
            key = QLabel(keys)
            key.setProperty("look", "dim")
            grid.addWidget(key, at, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)
        self.resize(usual_size(parent, 440, 560))


def how_used(fixed: FixedKey) -> str:
    """Return what to press for a widget's own key, as this system writes it."""
    return _(fixed.how).format(keys=key_list(fixed.keys))
