"""The account's part of the settings: the token, and whether it or the sandbox is worked with.

The token is no setting. It is typed here, handed on once, and never shown again.
"""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from mjstudio.library.settings import Settings
from mjstudio.model.account import VaultResult, check_token, check_token_text
from mjstudio.model.errors import InvalidRequest
from mjstudio.model.secret import Token
from mjstudio.texts import _
from mjstudio.texts.phrases import sentences
from mjstudio.ui.commands.text_field import TextField
from mjstudio.ui.look.choice import Choice
from mjstudio.ui.look.icons import icon
from mjstudio.ui.settings.parts import beside, describe, named
from mjstudio.ui.settings.setting_row import SettingRow

_TOP = Qt.AlignmentFlag.AlignTop


class AccountPart(QObject):
    """The field for the token, and what it means for `place`, the row of `use_sandbox`.

    Signals:
        changed(): something was entered; `problem` may be another.
        token_forgotten(): the stored token is to be forgotten.
    """

    changed = Signal()
    token_forgotten = Signal()

    def __init__(self, place: SettingRow, address: SettingRow) -> None:
        super().__init__()
        self._place, self._address = place, address
        self._held = VaultResult("")
        self._given = ""
        self._given_sandbox = False
        self._wanted: bool | None = None
        self._touched = False
        if isinstance(choice := place.editor.control, Choice):
            # The buttons are known by these names since before they were a row.
            choice.button(value=False).setObjectName("use_account")
            choice.button(value=True).setObjectName("use_sandbox")
        place.changed.connect(self._place_chosen)
        self._token = named(TextField(), "token_edit", _("API token"))
        self._token.composition.written.connect(self._check)
        self._eye = named(QToolButton(), "token_eye", look="plain")
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._show_or_hide)
        self._forget = named(QPushButton(_("Forget")), "forget_token", _("Forget token"))
        self._forget.setAutoDefault(False)
        self._forget.clicked.connect(self.token_forgotten)
        self._line = named(QLabel(wordWrap=True, alignment=_TOP), "token_status", look="small")
        # Two lines from the start, so that a longer message moves nothing.
        self._line.setMinimumHeight(32)
        self.widget = self._lay_out()
        self._show_or_hide(False)
        self._check()

    @property
    def problem(self) -> str:
        """Return what is wrong with the token; empty if it is valid or none was entered."""
        try:
            if text := self._token.text().strip():
                check_token_text(text)
        except InvalidRequest as error:
            return error.message
        return ""

    @property
    def entered(self) -> Token | None:
        """Return the entered token; None if there is none or it has a `problem`."""
        text = self._token.text().strip()
        return check_token(text) if text and not self.problem else None

    @property
    def use_sandbox(self) -> bool | None:
        """Return what is chosen; None if the artist never decided."""
        if self._given:
            # This run's account is shown; the artist's own choice stays unchanged.
            return self._wanted
        undecided = self._wanted is None and not self._touched
        return None if undecided else bool(self._place.value())

    def show_settings(self, settings: Settings) -> None:
        """Begin with these; a token that was entered and not saved is dropped."""
        self._wanted, self._touched = settings.use_sandbox, False
        self.drop_token()
        self._check()

    def show_token(self, held: VaultResult) -> None:
        """Show where the token is stored; never shows the token itself."""
        self._held = held
        self._check()

    def show_given(self, words: str, *, sandbox: bool) -> None:
        """Show that the environment or command line chose the account, and disable the choice."""
        self._given, self._given_sandbox = words, sandbox
        for part in (self._place, self._token, self._eye, self._address):
            part.setEnabled(False)
        self._check()

    def drop_token(self) -> None:
        """Leave no token in the field, not even for undo."""
        # setText rather than clear(), because undo would restore the token.
        self._token.setText("")
        self._eye.setChecked(False)

    def take_focus(self) -> None:
        """Give the keyboard to the field."""
        self._token.setFocus()

    def follow(self, before: QWidget) -> None:
        """Be next to `before` for the tab key, too."""
        for widget in (self._token, self._eye, self._forget):
            QWidget.setTabOrder(before, widget)
            before = widget

    def _lay_out(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        label = named(QLabel(_("API token")), "", look="heading")
        label.setBuddy(self._token)
        column.addWidget(label)
        column.addWidget(beside(self._token, self._eye, self._forget))
        column.addWidget(self._line)
        return part

    def _place_chosen(self) -> None:
        self._touched = True
        self._check()

    def _check(self) -> None:
        has_token = bool(self._held.token) and not self._given
        self._forget.setEnabled(has_token)
        self._token.setPlaceholderText(_("A token is kept") if has_token else _("Paste your token"))
        entered = self.entered is not None
        if self._given:
            self._place.show_value(self._given_sandbox)
        elif not self._touched:
            # Who enters a token means to use it.
            wanted = self._wanted
            sandbox = not entered and (not has_token if wanted is None else wanted)
            self._place.show_value(sandbox)
        words, look = self._given or self._held.words, "small"
        if self._held.reason and not self._given:
            look = "warning"
        if not (self._place.value() or has_token or entered or self._given):
            words = sentences(words, _("Enter a token to use your account."))
            look = "warning"
        if self.problem:
            words, look = self.problem, "error"
        describe(self._line, self._token, words, look)
        self.changed.emit()

    def _show_or_hide(self, shown: bool) -> None:
        echo = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self._token.setEchoMode(echo)
        words = _("Hide the token") if shown else _("Show the token")
        self._eye.setIcon(icon("eye-off" if shown else "eye"))
        self._eye.setToolTip(words)
        self._eye.setAccessibleName(words)
