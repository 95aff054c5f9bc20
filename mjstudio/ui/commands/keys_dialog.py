"""F1: every key, by menu."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from mjstudio.ui.commands.commands import MENUS, TABLE
from mjstudio.ui.look.within import usual_size

_BESIDES = (
    ("Prompt", "Send", "Enter"),
    ("Prompt", "New line", "Shift+Enter"),
    ("Prompt", "Earlier and later prompts", "Up, Down"),
    ("Grid", "Light a quarter", "Arrows"),
    ("Grid", "Quarter at full size", "Space"),
    ("Mask", "Zoom", "Wheel"),
    ("Mask", "Brush size", "Ctrl+Wheel"),
    ("Mask", "Pan", "Space+drag"),
    ("Mask", "Straight line", "Shift+click"),
    ("Mask", "Subtract", "Alt"),
    ("Mask", "Square or circle", "Shift+drag"),
    ("Mask", "Close the polygon", "Enter, double click"),
    ("Mask", "Take a corner back", "Backspace"),
    ("Mask", "Drop the outline", "Esc"),
    ("Mask", "Colour everywhere", "Shift+click"),
    ("Mask", "Copy the mask", "Ctrl+C"),
    ("Mask", "Hide the overlay", "Hold H or `"),
    ("Mask", "Leave and keep the mask", "Esc"),
)


class KeysDialog(QDialog):
    """A list to read; Escape closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        rows = [
            (command.menu, command.label, command.shown_keys)
            for menu in MENUS
            for command in TABLE
            if command.menu == menu and command.keys
        ]
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(24, 16, 24, 16)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        shown = ""
        for menu, label, keys in (*_BESIDES, *rows):
            at = grid.rowCount()
            if menu != shown:
                heading = QLabel(menu)
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
