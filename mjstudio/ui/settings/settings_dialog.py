"""The settings dialog, built from their declarations. Shows state, emits intents, keeps none."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from mjstudio.library.setting import ACCOUNT, KEYS, PAGES, Page, declared
from mjstudio.library.settings import Settings
from mjstudio.model.account import VaultResult
from mjstudio.texts import _
from mjstudio.texts.phrases import facts, listed
from mjstudio.ui.commands.registry import Commands
from mjstudio.ui.look.within import usual_size
from mjstudio.ui.settings.account_part import AccountPart
from mjstudio.ui.settings.callback_part import CallbackPart
from mjstudio.ui.settings.keys_page import KeysPage
from mjstudio.ui.settings.page_list import PageList
from mjstudio.ui.settings.parts import named, rule
from mjstudio.ui.settings.restart_part import RestartPart
from mjstudio.ui.settings.setting_row import SettingRow
from mjstudio.ui.settings.settings_page import SettingsPage

_USUAL = (800, 600)
_LIST = 212
"""The width of the list of pages."""


class SettingsDialog(QDialog):
    """The settings, opened with `open()`, which does not block.

    Settings marked `at_once` are previewed as they are chosen, and restored if the dialog is closed
    without saving.

    Signals:
        saved(Settings): Save was pressed; fields that the dialog does not show are unchanged.
        previewed(Settings): unchanged except for what takes effect at once.
        token_entered(Token): a token was entered; follows `saved` and belongs to its address.
        token_forgotten(): the stored token is to be forgotten.
        callback_test_requested(str, int): send a test callback by that address to that port;
            `show_callback_result` shows the result.
        restart_requested(): restart to apply what was just saved; follows `saved`.
    """

    saved = Signal(object)
    previewed = Signal(object)
    token_entered = Signal(object)
    token_forgotten = Signal()
    callback_test_requested = Signal(str, int)
    restart_requested = Signal()

    def __init__(
        self, settings: Settings, commands: Commands, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("settings_dialog")
        self.setWindowTitle(_("Settings"))
        self._settings = settings
        self._rows = {
            name: SettingRow(setting, setting.row)
            for name, setting in declared(Settings).items()
            if setting.row is not None
        }
        self._pages: list[Page] = []
        self._list = PageList()
        self._stack = QStackedWidget()
        self._keys = KeysPage(commands)
        self._make_pages()
        self._make_buttons()
        self._lay_out()
        self._wire()
        self.show_settings(settings)
        self._list.choose(0)
        self._account.take_focus()
        self.resize(usual_size(parent, *_USUAL) if parent is not None else self.sizeHint())

    def show_settings(self, settings: Settings) -> None:
        """Fill the fields; unsaved entries are dropped."""
        self._settings = settings
        for name, row in self._rows.items():
            value = getattr(settings, name)
            if value is not None:
                row.show_value(value)
        self._account.show_settings(settings)
        self._callback.refresh()
        self._keys.show_chosen(dict(settings.keys))
        self._check()

    def show_token(self, held: VaultResult) -> None:
        """Show where the token is stored; never shows the token itself."""
        self._account.show_token(held)

    def show_given_account(self, words: str, *, sandbox: bool) -> None:
        """Show that the environment or command line chose the account, and disable the choice."""
        self._account.show_given(words, sandbox=sandbox)

    def offer_restart(self, needs_restart: Callable[[Settings], bool]) -> None:
        """Offer a restart beside settings that need one, if a choice does."""
        for part in self._restarts:
            part.offer(lambda: needs_restart(self._chosen()))

    def show_callback_result(self, words: str, good: bool) -> None:
        """Show the result of the requested test."""
        self._callback.show_result(words, good=good)

    def done(self, result: int) -> None:
        """Leave: no token stays in the field; previews stay only if they were saved."""
        self._account.drop_token()
        if result != QDialog.DialogCode.Accepted:
            self.previewed.emit(self._settings)
        super().done(result)

    # -- building

    def _make_pages(self) -> None:
        pages: dict[str, SettingsPage] = {}
        for page in PAGES:
            if page is KEYS:
                self._add_page(page, self._keys)
                continue
            own = [row for row in self._rows.values() if row.row.page is page]
            pages[page.name] = SettingsPage(page.name, own)
            self._add_page(page, pages[page.name])
        rows = self._rows
        for row in rows.values():
            if row.row.only_with:
                row.depend_on(rows[row.row.only_with])
        self._account = AccountPart(rows["use_sandbox"], rows["base_url"])
        pages["account"].insert_after(rows["use_sandbox"], self._account.widget)
        choice = rows["use_sandbox"].editor.control
        self._account.follow(choice.findChildren(QRadioButton)[-1])
        self._restarts = [RestartPart(row) for row in rows.values() if row.row.at_start]
        delivery, address, port = rows["delivery"], rows["callback_url"], rows["callback_port"]
        self._callback = CallbackPart(delivery, address, port)

    def _add_page(self, page: Page, widget: QWidget) -> None:
        self._pages.append(page)
        self._list.add(page)
        self._stack.addWidget(widget)

    def _make_buttons(self) -> None:
        self._problem = named(QLabel(wordWrap=True), "settings_problem", look="error")
        self._cancel = named(QPushButton(_("Cancel")), "settings_cancel", _("Cancel"))
        self._cancel.setAutoDefault(False)
        self._save = named(QPushButton(_("Save")), "settings_save", _("Save"), "primary")
        self._save.setMinimumHeight(32)
        self._save.setDefault(True)

    def _lay_out(self) -> None:
        left = named(QWidget(), "", look="stage")
        left.setFixedWidth(_LIST)
        column = QVBoxLayout(left)
        column.setContentsMargins(12, 18, 12, 14)
        column.setSpacing(12)
        title = named(QLabel(_("Settings")), "", look="page")
        title.setContentsMargins(10, 0, 0, 0)
        column.addWidget(title)
        column.addWidget(self._list)
        column.addStretch(1)
        key = QKeySequence(QKeySequence.StandardKey.NextChild)
        shown = key.toString(QKeySequence.SequenceFormat.NativeText)
        hint = named(QLabel(_("{key} next page").format(key=shown)), "", look="small")
        hint.setContentsMargins(10, 0, 0, 0)
        column.addWidget(hint)
        self._title = named(QLabel(), "settings_title", look="page")
        self._title.setContentsMargins(24, 18, 24, 12)
        # The box puts them in the platform's own order.
        buttons = QDialogButtonBox()
        buttons.addButton(self._cancel, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.addButton(self._save, QDialogButtonBox.ButtonRole.AcceptRole)
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 12, 24, 14)
        foot.addWidget(self._problem, 1)
        foot.addWidget(buttons)
        right = QVBoxLayout()
        right.setSpacing(0)
        for part in (self._title, rule()):
            right.addWidget(part)
        right.addWidget(self._stack, 1)
        right.addWidget(rule())
        right.addLayout(foot)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(left)
        whole.addLayout(right, 1)

    def _wire(self) -> None:
        for row in self._rows.values():
            row.changed.connect(self._check)
            if row.row.at_once:
                row.changed.connect(self._preview)
        self._keys.changed.connect(self._check)
        self._account.changed.connect(self._check)
        self._account.token_forgotten.connect(self.token_forgotten)
        for part in self._restarts:
            part.restart_requested.connect(self._save_and_restart)
        self._callback.test_requested.connect(self.callback_test_requested)
        self._list.chosen.connect(self._show_page)
        self._cancel.clicked.connect(self.reject)
        self._save.clicked.connect(self._save_all)
        for keys, step in (("NextChild", 1), ("PreviousChild", -1)):
            shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey[keys]), self)
            shortcut.activated.connect(partial(self._walk, step))
        # On its own page, the search handles the key itself.
        self._find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        self._find.activated.connect(self._search)

    # -- behaviour

    def _walk(self, step: int) -> None:
        self._list.choose(self._list.current + step)
        # Move the focus along, because its widget may be on the page that was left.
        self._list.buttons[self._list.current].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _search(self) -> None:
        self._list.choose(self._pages.index(KEYS))
        self._keys.start_search()

    def _show_page(self, number: int) -> None:
        page = self._pages[number]
        self._title.setText(_(page.title))
        self._stack.setCurrentIndex(number)
        self._find.setEnabled(page is not KEYS)

    def _problems(self, page: Page) -> list[str]:
        found = [row.problem for row in self._rows.values() if row.row.page is page]
        if page is ACCOUNT:
            found.append(self._account.problem)
        return [problem for problem in found if problem]

    def _check(self) -> None:
        """Show the state of every page; Save is disabled while any has a problem."""
        wrong = []
        for page, button in zip(self._pages, self._list.buttons, strict=True):
            if page is KEYS:
                button.show_state(
                    self._keys.summary or _("Standard"), warns=bool(self._keys.problem)
                )
                continue
            rows = [row for row in self._rows.values() if row.row.page is page]
            state = facts(row.summary for row in rows)
            problems = self._problems(page)
            if problems:
                wrong.append(_(page.title))
            button.show_state(_("Needs a correction") if problems else state, warns=bool(problems))
        words = self._keys.problem
        if wrong:
            words = _("To save, correct: {pages}").format(pages=listed(wrong))
        self._problem.setText(words)
        self._save.setEnabled(not words)
        for part in self._restarts:
            part.refresh(can_save=not words)

    def _preview(self) -> None:
        values = {name: row.value() for name, row in self._rows.items() if row.row.at_once}
        self.previewed.emit(replace(self._settings, **values))

    def _chosen(self) -> Settings:
        """Return the chosen settings. Raises InvalidRequest if any is invalid."""
        # A disabled setting that is also invalid keeps its old value.
        values = {
            name: row.value()
            for name, row in self._rows.items()
            if not row.editor.problem(required=False)
        }
        values["use_sandbox"] = self._account.use_sandbox
        values["keys"] = self._keys.chosen
        return replace(self._settings, **values)

    def _save_all(self) -> None:
        self._settings = self._chosen()
        token = self._account.entered
        self.accept()
        self.saved.emit(self._settings)
        if token is not None:
            self.token_entered.emit(token)

    def _save_and_restart(self) -> None:
        self._save_all()
        self.restart_requested.emit()
