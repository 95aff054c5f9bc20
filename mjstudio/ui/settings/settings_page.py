"""A page of settings: its rows one below the other, scrolled where the dialog is too low."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from mjstudio.texts import _
from mjstudio.ui.settings.parts import named, rule
from mjstudio.ui.settings.setting_row import SettingRow

_WIDEST = 520
"""Longer lines are hard to read, and a button far from its field is hard to find."""


class SettingsPage(QScrollArea):
    """The rows of a page, in their order."""

    def __init__(self, name: str, rows: Sequence[SettingRow]) -> None:
        super().__init__()
        self.setObjectName(f"settings_{name}")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body = QWidget()
        body.setProperty("look", "panel")
        body.setMaximumWidth(_WIDEST + 48)
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(24, 20, 24, 24)
        self._column.setSpacing(20)
        for row in rows:
            if row.row.heading:
                self._begin(_(row.row.heading))
            self._column.addWidget(row)
        self._column.addStretch(1)
        self.setWidget(body)

    def insert_after(self, row: SettingRow, widget: QWidget) -> None:
        """Put something that is no setting below a row."""
        self._column.insertWidget(self._column.indexOf(row) + 1, widget)

    def _begin(self, title: str) -> None:
        if self._column.count():
            self._column.addWidget(rule())
        self._column.addWidget(named(QLabel(title), "", look="section"))
