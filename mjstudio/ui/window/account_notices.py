"""The window's notices about the account: which one it is, problems, and questions."""

from collections.abc import Callable

from mjstudio.model.account import Account, VaultResult, host_of
from mjstudio.model.errors import StudioError
from mjstudio.studio.jobs.accounts import Accounts, Question
from mjstudio.studio.service.account_manager import AccountManager
from mjstudio.texts import _
from mjstudio.ui.window.main_window import MainWindow


class AccountNotices:
    """Shows the account in the window's corner, and its troubles and questions as notices."""

    def __init__(
        self,
        window: MainWindow,
        account: AccountManager,
        accounts: Accounts,
        open_settings: Callable[[], None],
    ) -> None:
        self._window, self._notices = window, window.stage.notices
        self._account, self._accounts = account, accounts
        self._open_settings = open_settings
        self._failure = ""
        account.connected.connect(self._connected)
        account.failed.connect(self._failed)
        account.token_kept.connect(self._token_kept)
        accounts.unknown.connect(self._ask)
        accounts.withdrawn.connect(lambda question: self._notices.dismiss(question.words))

    def _connected(self, account: Account) -> None:
        self._window.show_account(sandbox=account.sandbox, name=host_of(account.base_url))
        self._notices.dismiss(self._failure)
        if account.problem:
            self._notices.show_notice(account.problem, _("Settings"), self._open_settings)

    def _failed(self, error: StudioError) -> None:
        self._notices.dismiss(self._failure)
        self._failure = error.words
        self._notices.show_notice(self._failure, _("Try again"), self._account.connect_soon)

    def _token_kept(self, held: VaultResult) -> None:
        self._notices.show_notice(held.words, passing=not held.reason)

    def _ask(self, question: Question) -> None:
        """Ask the artist who a token belongs to, if nothing else can tell."""
        answer = self._accounts.answer
        self._notices.show_notice(
            question.words,
            _("It is the same account"),
            lambda: answer(question, same=True),
            also=(_("It is another account"), lambda: answer(question, same=False)),
        )
