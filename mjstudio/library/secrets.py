"""Stores the token in the system's keyring or in memory, and nowhere else.

    read_token, write_token, forget_token    ask the keyring, and block
    TokenVault                               asks them in a thread, with a time limit
    resolve                                  keyring, settings and environment -> Account

A locked keyring blocks the thread that asks for as long as its prompt is open. So that thread is a
daemon: a pool's threads are joined at exit, and the program could not end. keyring's choice of a
backend is checked, because with keyrings.alt installed it writes plain files and asks for passwords
on stdin.
"""

import asyncio
import contextlib
import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from mjstudio.library.settings import Settings
from mjstudio.model.account import (
    NO_TOKEN,
    Account,
    Source,
    VaultResult,
    check_base_url,
    check_token,
    host_of,
)
from mjstudio.model.errors import InvalidRequest, Remedy, StudioError
from mjstudio.model.secret import TOKEN_VARIABLE, Token
from mjstudio.texts import N_, _

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "mjstudio"
BASE_URL_VARIABLE = "ACEDATACLOUD_API_BASE_URL"
TIME_LIMIT = 3.0

_Answer = TypeVar("_Answer")
_Listener = Callable[[VaultResult], None]
_log = logging.getLogger(__name__)

_NONE_FOUND = N_("This system has no keyring.")
_PLAIN_ONLY = N_("The only keyring here keeps tokens in plain files, so mjstudio does not use it.")
_WAITING = N_("The keyring has not answered yet.")
_SILENT = N_("The keyring did not answer within {seconds:g} seconds; it may be locked.")


class KeyringUnusable(StudioError):
    """The keyring is missing, locked, refuses or cannot be trusted; never contains a token."""

    remedy = Remedy.OPEN_SETTINGS


def read_token(host: str) -> Token:
    """Return the token that the keyring holds for a host; empty if there is none.

    Blocks, forever while a locked keyring waits for its password. Raises KeyringUnusable.
    """
    for found in _ask(lambda keyring: keyring.get_password(SERVICE, host)):
        if found:
            with contextlib.suppress(InvalidRequest):
                return check_token(found)
            raise KeyringUnusable(_("The token in the keyring is damaged. Enter it again."))
    return NO_TOKEN


def write_token(host: str, token: str | Token) -> None:
    """Put a token into the keyring and read it back: some backends silently store nothing.

    Blocks like `read_token`. Raises KeyringUnusable, and InvalidRequest for anything that is not a
    token.
    """
    good = check_token(token)

    def write(keyring: "KeyringBackend") -> bool:
        try:
            keyring.set_password(SERVICE, host, good.reveal())
        except NotImplementedError:
            return False  # The backends of package indexes are read-only.
        return good == keyring.get_password(SERVICE, host)

    if not any(_ask(write)):
        raise KeyringUnusable(_("The keyring did not keep the token."))


def forget_token(host: str) -> None:
    """Remove a host's token from every keyring, if there is one.

    Blocks like `read_token`. Raises KeyringUnusable.
    """

    def forget(keyring: "KeyringBackend") -> None:
        if keyring.get_password(SERVICE, host) is not None:
            keyring.delete_password(SERVICE, host)

    list(_ask(forget))


class TokenVault:
    """Asks the keyring from an event loop, waiting `time_limit` seconds at most.

    A daemon thread processes the requests one after the other, even after their time limit: a
    keyring that is unlocked later still ends up in the last requested state. It then calls `late`,
    in the loop, with the result of the newest request.
    """

    def __init__(self, time_limit: float = TIME_LIMIT, late: _Listener | None = None) -> None:
        self._time_limit = time_limit
        self._late = late
        self._session: dict[str, VaultResult] = {}
        self._asked = 0
        self._lock = threading.Lock()
        self._waiting: deque[Callable[[], None]] = deque()
        self._working = False

    async def read(self, host: str) -> VaultResult:
        """Return the token for a host: this session's own, or else the keyring's."""
        if held := self._session.get(host):
            return held

        def read() -> VaultResult:
            token = read_token(host)
            return VaultResult(host, token, stored=bool(token))

        return await self._in_time(read, VaultResult(host))

    async def write(self, host: str, token: str | Token) -> VaultResult:
        """Store a token in the keyring or, giving the reason, only for this session.

        Raises InvalidRequest for anything that is not a token.
        """
        good = check_token(token)
        held = self._session[host] = VaultResult(host, good, reason=_(_WAITING))

        def write() -> VaultResult:
            write_token(host, good)
            return VaultResult(host, good, stored=True)

        result = await self._in_time(write, held)
        # Unless it was stored, replaced or forgotten meanwhile.
        if self._session.get(host) is held:
            self._session[host] = result
        return result

    async def forget(self, host: str) -> VaultResult:
        """Forget a token here and in the keyring; a `reason` means it may still be there."""
        self._session.pop(host, None)

        def forget() -> VaultResult:
            forget_token(host)
            return VaultResult(host)

        return await self._in_time(forget, VaultResult(host))

    async def _in_time(self, work: Callable[[], VaultResult], fallback: VaultResult) -> VaultResult:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[VaultResult] = loop.create_future()
        number = self._asked = self._asked + 1

        def run() -> None:
            try:
                result = work()
            except StudioError as error:
                _log.info("keyring: %s", error.message)
                result = replace(fallback, reason=error.message)
            # The program and its loop may have ended meanwhile.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(self._came, answer, result)

        self._hand_over(run)
        await asyncio.wait((answer,), timeout=self._time_limit)
        if answer.done():
            return answer.result()
        answer.add_done_callback(lambda done: self._came_late(number, done.result()))
        return replace(fallback, reason=_(_SILENT).format(seconds=self._time_limit))

    def _came(self, answer: asyncio.Future[VaultResult], result: VaultResult) -> None:
        held = self._session.get(result.host)
        if held and result.stored and held.token == result.token:
            del self._session[result.host]
        if not answer.done():
            answer.set_result(result)

    def _came_late(self, number: int, result: VaultResult) -> None:
        if number == self._asked and self._late is not None:
            self._late(result)

    def _hand_over(self, run: Callable[[], None]) -> None:
        with self._lock:
            self._waiting.append(run)
            if self._working:
                return
            self._working = True
        threading.Thread(target=self._work, name="keyring", daemon=True).start()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._working = False
                    return
                run = self._waiting.popleft()
            run()


def resolve(environ: Mapping[str, str], settings: Settings, stored: VaultResult | None) -> Account:
    """Return the account for a run: the environment's, or else the settings' and the keyring's.

    `stored` is what the vault holds for the host of `effective_base_url`; a token for another host
    is ignored. If an environment variable is invalid, no token is used at all, so that none reaches
    the wrong host; `problem` then names the variable. Never raises.
    """
    try:
        base_url = effective_base_url(environ, settings)
        given = environ.get(TOKEN_VARIABLE, "").strip()
        token = check_token(given) if given else NO_TOKEN
    except InvalidRequest as error:
        name = TOKEN_VARIABLE if error.field == "token" else BASE_URL_VARIABLE
        problem = _("{variable} cannot be used. {problem}").format(
            variable=name, problem=error.message
        )
        return Account(NO_TOKEN, settings.base_url, Source.NONE, sandbox=True, problem=problem)
    if token:
        return Account(token, base_url, Source.ENVIRONMENT, sandbox=False)
    source = Source.NONE
    if stored is not None and stored.token and stored.host == host_of(base_url):
        token = stored.token
        source = Source.KEYRING if stored.stored else Source.SESSION
    sandbox = not token if settings.use_sandbox is None else settings.use_sandbox
    return Account(token, base_url, source, sandbox)


def effective_base_url(environ: Mapping[str, str], settings: Settings) -> str:
    """Return the environment's address, or else the settings'; its host is the vault's key.

    Raises InvalidRequest("base_url", …) if the variable is not an address.
    """
    given = environ.get(BASE_URL_VARIABLE, "").strip()
    return check_base_url(given) if given else settings.base_url


def _ask(work: Callable[["KeyringBackend"], _Answer]) -> Iterator[_Answer]:
    """Yield what each trusted keyring answers, the best first.

    An error carries only the kind of failure, and no cause, because backends put the token into
    their messages (UnicodeEncodeError does).
    """
    problem = ""
    try:
        for keyring in _trusted():
            yield work(keyring)
    except KeyringUnusable:
        raise
    except Exception as error:  # noqa: BLE001 (any backend, any error of D-Bus or the system)
        kind = type(error).__name__
        problem = _("The keyring could not be used ({kind}).").format(kind=kind)
        if kind in _PROBLEMS:
            problem = _(_PROBLEMS[kind])
    if problem:
        raise KeyringUnusable(problem)


def _trusted() -> list["KeyringBackend"]:
    """Return the keyrings that are safe for secrets. Imports keyring: 43 ms, in the worker."""
    import keyring
    from keyring.backends.chainer import ChainerBackend

    chosen = keyring.get_keyring()
    found = list(chosen.backends) if isinstance(chosen, ChainerBackend) else [chosen]
    present = [one for one in found if not _is_kind(one, "keyring.backends.fail")]
    trusted = [one for one in present if _keeps_secrets(one)]
    if not trusted:
        raise KeyringUnusable(_(_PLAIN_ONLY if present else _NONE_FOUND))
    return trusted


def _keeps_secrets(keyring: "KeyringBackend") -> bool:
    """Return whether a backend is the system's own, by its module and its own priority.

    `keyrings.*` are files or package indexes; below priority 1 a backend does not recommend itself.
    """
    named_plain = any("plain" in kind.__name__.lower() for kind in type(keyring).__mro__)
    if named_plain or _is_kind(keyring, "keyrings") or _is_kind(keyring, "keyring.backends.null"):
        return False
    try:
        return float(keyring.priority) >= 1
    except RuntimeError:  # keyring's way of saying "not on this system"
        return False


def _is_kind(keyring: "KeyringBackend", module: str) -> bool:
    return any(f"{kind.__module__}.".startswith(f"{module}.") for kind in type(keyring).__mro__)


_PROBLEMS = {
    "NoKeyringError": _NONE_FOUND,
    "KeyringLocked": N_("The keyring is locked."),
    "InitError": N_("The keyring could not be opened."),
    "PasswordSetError": N_("The keyring refused to keep the token."),
    "PasswordDeleteError": N_("The keyring refused to forget the token."),
}
