"""One of a few, as a row of radio buttons: every choice is seen at once."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QWidget


class Choice(QWidget):
    """A choice between values, each with a button.

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
