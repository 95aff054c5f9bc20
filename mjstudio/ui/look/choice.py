"""One of a few, as a row of radio buttons: every choice is seen at once."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QWidget

CHOICE_SHEET = """
QRadioButton {{ spacing: 8px; min-height: 32px; }}
QRadioButton::indicator {{ width: 14px; height: 14px; border-radius: 8px;
    border: 1px solid {faint}; background: {background}; }}
QRadioButton::indicator:checked {{ border: 1px solid {accent};
    background: qradialgradient(cx: 0.5, cy: 0.5, radius: 0.5, fx: 0.5, fy: 0.5,
    stop: 0 {on_accent}, stop: 0.38 {on_accent}, stop: 0.46 {accent}, stop: 1 {accent}); }}
"""
"""How the buttons look, to be filled with a theme's tokens."""


class Choice(QWidget):
    """A choice between values, each shown by its word.

    Signals:
        clicked(): the artist chose; `choose` alone does not say so.
    """

    clicked = Signal()

    def __init__(self, name: str, words: Mapping[str, str]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._buttons = {value: QRadioButton(word) for value, word in words.items()}
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setSpacing(24)
        row.setContentsMargins(0, 0, 0, 0)
        for value, button in self._buttons.items():
            button.setObjectName(f"{name}_{value or 'default'}".lower())
            button.setAccessibleName(f"{name}: {button.text()}")
            group.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        group.buttonClicked.connect(self.clicked)

    def choose(self, value: str) -> None:
        """Show a value as chosen."""
        self._buttons[value].setChecked(True)
        # The tab key goes to what is chosen; Qt sees to it only once one was in focus.
        for button in self._buttons.values():
            policy = Qt.FocusPolicy
            button.setFocusPolicy(policy.StrongFocus if button.isChecked() else policy.ClickFocus)

    def chosen(self) -> str:
        """The value that is chosen."""
        return next(value for value, button in self._buttons.items() if button.isChecked())
