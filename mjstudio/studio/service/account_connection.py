"""Finds the account and its token, and builds its clients off the GUI thread."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from mjstudio.library.accounts import TokenMarks
from mjstudio.library.secrets import TokenVault, effective_base_url, resolve
from mjstudio.library.settings import Settings
from mjstudio.model.account import NO_TOKEN, Account, Source, VaultResult, host_of
from mjstudio.model.errors import StudioError
from mjstudio.model.ownership import AccountBook
from mjstudio.model.pacing import GAP, RateLimiter
from mjstudio.model.secret import Token
from mjstudio.studio.service.service_clients import SANDBOX, Service

SANDBOX_TOKEN = Token("sandbox")
"""The sandbox accepts any token."""

StartSandbox = Callable[[], Awaitable[str]]


class AccountConnection(QObject):
    """Connects, and reconnects when the settings change.

    `gap` is the least number of seconds between two submissions to a service, and between two
    look-ups; the sandbox on this computer wants none.

    Signals:
        connected(Account): the service can be used; the account says whether it is the sandbox.
        failed(StudioError): the service cannot be used, and why.
        token_known(VaultResult): where the token is kept.
        unlocked(): a keyring that did not answer has answered after all; connect again.
    """

    connected = Signal(object)
    failed = Signal(object)
    token_known = Signal(object)
    unlocked = Signal()

    def __init__(
        self,
        environ: Mapping[str, str],
        pictures: Path,
        start_sandbox: StartSandbox,
        *,
        marks: TokenMarks,
        book: AccountBook,
        force_sandbox: bool = False,
        vault: TokenVault | None = None,
        gap: float = GAP,
    ) -> None:
        super().__init__()
        self._environ = environ
        self._pictures = pictures
        self._start_sandbox = start_sandbox
        self._marks = marks
        self._book = book
        self._force_sandbox = force_sandbox
        self._vault = vault or TokenVault(late=self._came_late)
        self._held: VaultResult | None = None
        self._turn = asyncio.Lock()
        self._service: Service | None = None
        # They outlive a new connection, which may be with the same token.
        self._pacing = Pacing(gap)

    @property
    def service(self) -> Service | None:
        """The clients in use."""
        return self._service

    async def connect_with(self, settings: Settings) -> Service | None:
        """Find the account for these settings and build its clients; None if that failed.

        Calls run one at a time, in order, so that the newest settings win.
        """
        async with self._turn:
            return await self._connect(settings)

    async def _connect(self, settings: Settings) -> Service | None:
        try:
            account = await self._account(settings)
            base_url, token = account.base_url, account.token
            if account.sandbox:
                base_url, token = await self._start_sandbox(), SANDBOX_TOKEN
            pacing = Pacing(0) if account.sandbox else self._pacing
            build = partial(build_service, base_url, token, self._pictures, pacing)
            service = await asyncio.to_thread(build)
            service.book = self._book
            service.name = SANDBOX if account.sandbox else host_of(base_url)
            if not account.sandbox:
                mark = await asyncio.to_thread(self._marks.mark, token, service.client.base_url)
                service.account = mark
        except StudioError as error:
            self.failed.emit(error)
            return None
        await self._replace(service)
        self.connected.emit(account)
        return service

    async def keep_token(self, settings: Settings, token: Token) -> None:
        """Put a token into the keyring, or keep it for this session."""
        self._held = await self._vault.write(host_of(settings.base_url), token)
        self.token_known.emit(self._held)

    async def forget_token(self, settings: Settings) -> None:
        """Remove the token from the keyring."""
        self._held = await self._vault.forget(host_of(settings.base_url))
        self.token_known.emit(self._held)

    async def aclose(self) -> None:
        """Close the connections."""
        service, self._service = self._service, None
        if service is not None:
            await service.aclose()

    def _came_late(self, held: VaultResult) -> None:
        self._held = held
        self.token_known.emit(held)
        self.unlocked.emit()

    async def _account(self, settings: Settings) -> Account:
        if self._force_sandbox:
            return Account(NO_TOKEN, settings.base_url, Source.NONE, sandbox=True)
        host = host_of(effective_base_url(self._environ, settings))
        if self._held is None or self._held.host != host:
            self._held = await self._vault.read(host)
            self.token_known.emit(self._held)
        return resolve(self._environ, settings, self._held)

    async def _replace(self, service: Service) -> None:
        before, self._service = self._service, service
        if before is not None:
            await before.retire()


class Pacing:
    """Keeps starts, submissions and look-ups apart in time, `gap` seconds each; 0 for none."""

    def __init__(self, gap: float) -> None:
        self.starts = RateLimiter(gap)
        self.submissions = RateLimiter(gap)
        self.look_ups = RateLimiter(gap)


def build_service(base_url: str, token: Token, pictures: Path, pacing: Pacing) -> Service:
    """Import and build the clients. Blocks for a tenth of a second (TLS): call it in a worker."""
    from mjstudio.api.client import MidjourneyClient
    from mjstudio.api.download import PictureFetcher
    from mjstudio.library.pictures import PictureStore

    store = PictureStore(pictures)
    store.clean_up()
    client = MidjourneyClient(
        token, base_url, submissions=pacing.submissions, look_ups=pacing.look_ups
    )
    return Service(client, PictureFetcher(), store, starts=pacing.starts)
