"""Offers a restart beside a setting that is in force only from the next start on."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton

from mjstudio.texts import _
from mjstudio.ui.settings.parts import named
from mjstudio.ui.settings.setting_row import SettingRow


class RestartPart(QObject):
    """Says that a choice needs a restart, with the button for it.

    Signals:
        restart_requested(): save, and restart.
    """

    restart_requested = Signal()

    def __init__(self, row: SettingRow) -> None:
        super().__init__()
        self._row = row
        self._is_needed: Callable[[], bool] = lambda: False
        words = _("Restart now")
        self._button = named(QPushButton(words), "restart_now", words, look="small")
        self._button.setAutoDefault(False)
        self._button.clicked.connect(self.restart_requested)
        row.append(self._button)
        self.refresh(can_save=True)

    def offer(self, is_needed: Callable[[], bool]) -> None:
        """Ask this, after every change, whether the choice needs a restart."""
        self._is_needed = is_needed
        self.refresh(can_save=True)

    def refresh(self, *, can_save: bool) -> None:
        """Show whether the current choice needs a restart, offered only if it can be saved."""
        needed = self._is_needed()
        words = _("Takes effect after a restart. Your prompt, masks and jobs are kept.")
        self._row.note(words if needed else "", "warning")
        self._button.setVisible(needed)
        self._button.setEnabled(can_save)
