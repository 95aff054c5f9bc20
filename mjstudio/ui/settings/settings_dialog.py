"""The settings. Shows state and emits intents; reads and writes nothing.

Radio buttons and a slider in place of combo and spin boxes: every choice is seen at once.
"""

import contextlib
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mjstudio.library.settings import Settings
from mjstudio.model.account import VaultResult, check_base_url, check_token, check_token_text
from mjstudio.model.errors import InvalidRequest
from mjstudio.ui.look.choice import Choice
from mjstudio.ui.look.icons import icon
from mjstudio.ui.look.theme import Mode, Theme
from mjstudio.ui.look.wheel_guard import guard_wheel
from mjstudio.ui.settings.delivery_settings import DeliverySettings
from mjstudio.ui.settings.desktop_settings import DesktopSettings
from mjstudio.ui.settings.rows import (
    FittingScrollArea,
    named,
    refusal,
    row,
    rule,
    say,
    section,
)

_PLACES = {"sandbox": "Use the sandbox", "account": "Use my account"}
_SPEEDS = {"": "Service's choice", "fast": "Fast", "relax": "Relax", "turbo": "Turbo"}
_THEMES = {"dark": "Dark", "light": "Light", "system": "Match system"}

_URL_HINT = "Your token is sent to this address alone."
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_TOP = Qt.AlignmentFlag.AlignTop


class SettingsDialog(QDialog):
    """The settings, opened with `open()`; the work behind it goes on.

    A theme is applied as it is clicked, and taken back when the dialog is left without saving.

    Signals:
        saved(Settings): Save was pressed; fields that the dialog does not show are as given.
        token_entered(Token): a token was entered; follows `saved` and belongs to its address.
        token_forgotten(): the kept token is to be forgotten.
        callback_test_requested(str, int): prove the way round by that address to that port;
            `show_callback_result` tells what came of it.
    """

    saved = Signal(object)
    token_entered = Signal(object)
    token_forgotten = Signal()
    callback_test_requested = Signal(str, int)

    def __init__(self, settings: Settings, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settings_dialog")
        self.setWindowTitle("Settings")
        self.setFixedWidth(560)
        self._theme = theme
        self._held = ("", False, False)
        self._make_controls()
        self._lay_out()
        self._show_or_hide(self._eye.isChecked())
        self.show_settings(settings)
        self.show_token(VaultResult(""))

    def show_settings(self, settings: Settings) -> None:
        """Fill the fields; what was entered and not saved is dropped."""
        self._settings = settings
        self._place_touched = False
        self._drop_token()
        self._base_url.setText(settings.base_url)
        self._limit.setValue(settings.running_limit)
        self._speed.choose(settings.mode)
        self._themes.choose(settings.theme)
        self._delivery.show_settings(settings)
        self._desktop.show_settings(settings)
        self._check()

    def show_token(self, held: VaultResult) -> None:
        """Tell how the token is held; the token itself is never shown."""
        self.set_token_status(held.words, has_token=bool(held.token), warning=bool(held.reason))

    def show_given_account(self, words: str) -> None:
        """The environment or the command line chose the account: say so, and offer no other."""
        for part in (self._place, self._token, self._eye, self._base_url):
            part.setEnabled(False)
        self.set_token_status(words, has_token=False)

    def show_callback_result(self, words: str, *, good: bool) -> None:
        """Tell what came of the test that was requested."""
        self._delivery.show_result(words, good=good)

    def set_token_status(self, words: str, *, has_token: bool, warning: bool = False) -> None:
        """The line under the token, whether a token is held, and whether the line is a warning."""
        self._held = (words, has_token, warning)
        self._token.setPlaceholderText("A token is kept" if has_token else "Paste your token")
        self._forget.setEnabled(has_token)
        self._check()

    def done(self, result: int) -> None:
        """Leave: no token stays in the field; the theme stays only if it was saved."""
        self._drop_token()
        if result != QDialog.DialogCode.Accepted:
            self._theme.set_mode(Mode(self._settings.theme))
        super().done(result)

    def _make_controls(self) -> None:
        self._place = Choice("Use", _PLACES)
        self._place.clicked.connect(self._place_clicked)
        self._token = named(QLineEdit(), "token_edit", "Token")
        self._token.textChanged.connect(self._check)
        self._eye = named(QToolButton(), "token_eye", "Show the token", "plain")
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._show_or_hide)
        self._forget = named(QPushButton("Forget token"), "forget_token", "Forget token")
        self._forget.clicked.connect(self.token_forgotten)
        self._token_line = named(QLabel(wordWrap=True, alignment=_TOP), "token_status")
        # Two lines from the start: a longer word moves nothing.
        self._token_line.setMinimumHeight(32)
        self._base_url = named(QLineEdit(), "base_url_edit", "Base URL")
        self._base_url.textChanged.connect(self._check)
        self._base_url.editingFinished.connect(self._tidy_base_url)
        self._url_line = named(QLabel(wordWrap=True), "base_url_status")
        self._limit = named(
            guard_wheel(QSlider(Qt.Orientation.Horizontal)), "running_limit", "Jobs at once"
        )
        self._limit.setRange(1, 12)
        self._limit.setPageStep(1)
        self._limit_shown = QLabel("1", alignment=_RIGHT)
        self._limit_shown.setFixedSize(24, 32)
        self._limit.valueChanged.connect(lambda value: self._limit_shown.setText(str(value)))
        self._speed = Choice("Speed", _SPEEDS)
        self._themes = Choice("Theme", _THEMES)
        self._themes.clicked.connect(lambda: self._theme.set_mode(Mode(self._themes.chosen())))
        self._delivery = DeliverySettings()
        self._delivery.changed.connect(self._check)
        self._delivery.test_requested.connect(self.callback_test_requested)
        self._desktop = DesktopSettings()
        self._desktop.changed.connect(self._check)
        self._cancel = named(QPushButton("Cancel"), "settings_cancel", "Cancel")
        self._cancel.clicked.connect(self.reject)
        self._save = named(QPushButton("Save"), "settings_save", "Save", "primary")
        self._save.clicked.connect(self._save_all)

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setSpacing(0)
        outer.setContentsMargins(0, 0, 0, 16)
        sections = QWidget()
        page = QVBoxLayout(sections)
        page.setSpacing(16)
        page.setContentsMargins(24, 24, 24, 16)
        account = section(page, "Account")
        row(account, "Work with", self._place)
        row(account, "Token", self._token, self._eye, self._forget, below=self._token_line)
        row(account, "Base URL", self._base_url, below=self._url_line)
        work = section(page, "Work")
        row(work, "Jobs at once", self._limit, self._limit_shown)
        row(work, "Speed", self._speed)
        self._delivery.lay_out(page)
        row(section(page, "Appearance"), "Theme", self._themes)
        self._desktop.lay_out(page)
        page.addStretch(1)
        # The box puts them in the platform's own order.
        buttons = QDialogButtonBox()
        buttons.addButton(self._cancel, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.addButton(self._save, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.setContentsMargins(24, 0, 24, 0)
        outer.addWidget(FittingScrollArea(sections), 1)
        outer.addWidget(rule())
        outer.addSpacing(16)
        outer.addWidget(buttons)
        self._save.setDefault(True)
        self._token.setFocus()

    def _show_or_hide(self, shown: bool) -> None:
        echo = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self._token.setEchoMode(echo)
        words = "Hide the token" if shown else "Show the token"
        self._eye.setIcon(icon("eye-off" if shown else "eye"))
        self._eye.setToolTip(words)
        self._eye.setAccessibleName(words)

    def _drop_token(self) -> None:
        # setText, not clear(): undo would bring the token back.
        self._token.setText("")
        self._eye.setChecked(False)

    def _place_clicked(self) -> None:
        self._place_touched = True
        self._check()

    def _check(self) -> None:
        """Say beside each field what is wrong with it; Save waits until nothing is."""
        words, has_token, warning = self._held
        token = self._token.text().strip()
        token_error = refusal(check_token_text, token) if token else ""
        url_error = refusal(check_base_url, self._base_url.text())
        entered = bool(token) and not token_error
        if not self._place_touched:
            # Who enters a token means to use it.
            given = self._settings.use_sandbox
            sandbox = not entered and (not has_token if given is None else given)
            self._place.choose("sandbox" if sandbox else "account")
        if self._place.chosen() == "account" and not (has_token or entered):
            words, warning = f"{words} Enter a token to use your account.", True
        look = "error" if token_error else "warning" if warning else "small"
        say(self._token_line, self._token, token_error or words, look)
        look = "error" if url_error else "small"
        say(self._url_line, self._base_url, url_error or _URL_HINT, look)
        parts = self._delivery.valid and self._desktop.valid
        self._save.setEnabled(not token_error and not url_error and parts)

    def _tidy_base_url(self) -> None:
        """Show the address that a pasted one means; what is none stays to be corrected."""
        with contextlib.suppress(InvalidRequest):
            self._base_url.setText(check_base_url(self._base_url.text()))

    def _save_all(self) -> None:
        undecided = self._settings.use_sandbox is None and not self._place_touched
        token = self._token.text().strip()
        chosen: dict[str, Any] = {
            "theme": self._themes.chosen(),
            "base_url": check_base_url(self._base_url.text()),
            "use_sandbox": None if undecided else self._place.chosen() == "sandbox",
            "running_limit": self._limit.value(),
            "mode": self._speed.chosen(),
            **self._delivery.chosen(),
        }
        self._settings = replace(self._settings, **chosen)
        self._settings = self._desktop.applied_to(self._settings)
        self.accept()
        self.saved.emit(self._settings)
        if token:
            self.token_entered.emit(check_token(token))
