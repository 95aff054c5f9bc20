"""Manages the account: connects, stores and forgets tokens, reconnects, tests callbacks."""

import logging

from PySide6.QtCore import QObject, Signal

from mjstudio.library.settings import Settings
from mjstudio.library.settings_file import SettingsStore
from mjstudio.model.account import Account, Source, VaultResult, host_of
from mjstudio.model.errors import ConnectionFailed, StudioError
from mjstudio.model.job import Job
from mjstudio.model.secret import Token
from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.service.account_connection import AccountConnection
from mjstudio.studio.service.callbacks import Callbacks
from mjstudio.texts import _

_log = logging.getLogger(__name__)


class AccountManager(QObject):
    """The account that the settings name, in use.

    `chosen` says how the command line chose the account; empty if it did not.

    Signals:
        connected(Account): the clients in `connection.service` can be used.
        failed(StudioError): the clients cannot be built, and why.
        token_known(VaultResult): where the token is kept.
        token_kept(VaultResult): where a newly entered token is kept.
        callback_tested(str, bool): the result of a test callback, in words; whether it arrived.
    """

    connected = Signal(object)
    failed = Signal(object)
    token_known = Signal(object)
    token_kept = Signal(object)
    callback_tested = Signal(str, bool)

    def __init__(
        self,
        connection: AccountConnection,
        settings: SettingsStore,
        callbacks: Callbacks,
        tasks: Tasks,
        chosen: str = "",
    ) -> None:
        super().__init__()
        self.connection = connection
        self._settings, self._callbacks, self._tasks = settings, callbacks, tasks
        self._chosen = chosen
        self._account: Account | None = None
        self.held = VaultResult("")
        """Where the token is kept."""
        connection.connected.connect(self._connected)
        connection.failed.connect(self.failed)
        connection.token_known.connect(self._token_known)
        connection.unlocked.connect(self.connect_soon)

    @property
    def given(self) -> str:
        """What overrides the account in the settings, in a sentence; empty if nothing does."""
        if self._chosen or self._account is None:
            return self._chosen
        if self._account.source is Source.ENVIRONMENT:
            host = host_of(self._account.base_url)
            return _("This run works with {host}: the environment gives the token.").format(
                host=host
            )
        return ""

    @property
    def on_sandbox(self) -> bool:
        """Whether this run works with the sandbox; so it is taken to until it has connected."""
        return self._account is None or self._account.sandbox

    def connect_soon(self) -> None:
        """Connect with the settings in force when its turn comes."""
        self._tasks.spawn(self._connect(), "connect")

    def adopt(self, chosen: Settings) -> None:
        """Apply what was saved in the settings dialog, including the account."""
        before = self._settings.current
        after = self._settings.adopt(chosen)
        if (before.base_url, before.use_sandbox) != (after.base_url, after.use_sandbox):
            self.connect_soon()

    def keep_token(self, token: Token) -> None:
        """Store an entered token, and connect with it."""

        async def keep() -> None:
            await self.connection.keep_token(self._settings.current, token)
            self.token_kept.emit(self.held)
            await self._connect()

        self._tasks.spawn(keep(), "keep the token")

    def forget_token(self) -> None:
        """Forget the token, and connect without it."""

        async def forget() -> None:
            await self.connection.forget_token(self._settings.current)
            await self._connect()

        self._tasks.spawn(forget(), "forget the token")

    def revive_sandbox(self, job: Job) -> None:
        """Restart the sandbox if it died during a job; the job says what happened."""
        on_sandbox = self._account is not None and self._account.sandbox
        if on_sandbox and isinstance(job.error, ConnectionFailed):
            self.connect_soon()

    def test_callback(self, address: str, port: int) -> None:
        """Send a callback to a public address and check whether it arrives at a port here."""

        async def test() -> None:
            try:
                proof = await self._callbacks.prove(address, port)
            except StudioError as error:
                self.callback_tested.emit(error.message, False)
            else:
                self.callback_tested.emit(proof.words, proof.arrived)

        self._tasks.spawn(test(), "test the callback")

    async def _connect(self) -> None:
        await self.connection.connect_with(self._settings.current)

    def _connected(self, account: Account) -> None:
        self._account = account
        _log.info("connected to %s", "the sandbox" if account.sandbox else account.base_url)
        self.connected.emit(account)

    def _token_known(self, held: VaultResult) -> None:
        self.held = held
        self.token_known.emit(held)
