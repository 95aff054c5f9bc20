"""Opens the settings dialog and connects it with the objects that it changes."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from mjstudio.library.settings import Settings
from mjstudio.library.settings_file import SettingsStore
from mjstudio.studio.service.account_manager import AccountManager
from mjstudio.ui.commands.registry import Commands


class SettingsOpener:
    """Opens the settings over a window.

    `needs_restart` tells whether some settings would be in force only after a `restart`.
    """

    def __init__(
        self,
        window: QWidget,
        commands: Commands,
        settings: SettingsStore,
        account: AccountManager,
        needs_restart: Callable[[Settings], bool],
        restart: Callable[[], None],
    ) -> None:
        self._window, self._commands = window, commands
        self._settings, self._account = settings, account
        self._needs_restart, self._restart = needs_restart, restart

    def open_settings(self) -> None:
        """Open the settings; returns at once."""
        # Not imported before: the first paint does not need it.
        from mjstudio.ui.settings.settings_dialog import SettingsDialog

        account = self._account
        dialog = SettingsDialog(self._settings.current, self._commands, self._window)
        if given := account.given:
            dialog.show_given_account(given, sandbox=account.on_sandbox)
        else:
            dialog.show_token(account.held)
            account.token_known.connect(dialog.show_token)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.previewed.connect(self._settings.preview)
        dialog.saved.connect(account.adopt)
        dialog.token_entered.connect(account.keep_token)
        dialog.token_forgotten.connect(account.forget_token)
        dialog.callback_test_requested.connect(account.test_callback)
        account.callback_tested.connect(dialog.show_callback_result)
        dialog.offer_restart(self._needs_restart)
        dialog.restart_requested.connect(self._restart)
        dialog.open()
