"""The account in use: entered, kept, forgotten, connected again. No window, the real sandbox."""

import asyncio
import socket
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import SignalInstance
from pytestqt.qtbot import QtBot

from mjstudio.library.accounts import TokenMarks
from mjstudio.library.settings import Settings
from mjstudio.library.settings_file import SettingsStore
from mjstudio.model.account import Account, VaultResult
from mjstudio.model.errors import ConnectionLost, NotReached, ServiceFailed, StudioError
from mjstudio.model.job import Job
from mjstudio.model.ownership import AccountBook
from mjstudio.model.request import ImagineRequest
from mjstudio.model.secret import Token
from mjstudio.sandbox.thread import SandboxThread
from mjstudio.studio.core.loop import StudioLoop
from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.service.account_connection import AccountConnection
from mjstudio.studio.service.account_manager import AccountManager
from mjstudio.studio.service.callbacks import Callbacks
from tests.conftest import PATIENCE
from tests.studio.service.test_account import SECRET, Drawer
from tests.studio.service.test_account import drawer as drawer_fixture

drawer = drawer_fixture


class Bench:
    """An account manager, what it tells, and the sandbox that it may start."""

    def __init__(self, folder: Path, served: SandboxThread, qtbot: QtBot) -> None:
        self._folder, self._served, self._qtbot = folder, served, qtbot
        self.settings = SettingsStore(folder / "settings.json")
        self.tasks, self.callbacks = Tasks(), Callbacks()
        self.faults: list[StudioError] = []
        self.starts = 0
        self.told: list[object] = []
        self.manager = self.make()

    def make(self, environ: dict[str, str] | None = None, chosen: str = "") -> AccountManager:
        """Another manager, whose environment and command line say that."""
        marks, book = TokenMarks(self._folder / "key"), AccountBook()
        pictures = self._folder / "pictures"
        connection = AccountConnection(
            environ or {}, pictures, self._start_sandbox, marks=marks, book=book
        )
        self.manager = AccountManager(connection, self.settings, self.callbacks, self.tasks, chosen)
        for signal in (self.manager.connected, self.manager.failed, self.manager.token_kept):
            signal.connect(self.told.append)
        return self.manager

    async def _start_sandbox(self) -> str:
        self.starts += 1
        if self.faults:
            raise self.faults.pop()
        return self._served.base_url

    @contextmanager
    def wait_for(self, signal: SignalInstance) -> Iterator[None]:
        """Wait for a signal, and until everything that was begun has ended."""
        with self._qtbot.waitSignal(signal, timeout=PATIENCE):
            yield
        self._qtbot.waitUntil(lambda: len(self.tasks) == 0, timeout=PATIENCE)

    def connect(self) -> Account:
        """Connect; the account."""
        with self.wait_for(self.manager.connected):
            self.manager.connect_soon()
        account = self.told[-1]
        assert isinstance(account, Account)
        return account

    def bearer(self) -> str:
        """With which words the service is asked now."""
        service = self.manager.connection.service
        assert service is not None
        self.run(service.client.task("nobody's"))
        return self._served.sandbox.requests[-1].headers["authorization"]

    def run(self, work: Awaitable[object]) -> None:
        """Await something."""
        loop = asyncio.get_running_loop()
        future = asyncio.ensure_future(work, loop=loop)
        self._qtbot.waitUntil(future.done, timeout=PATIENCE)
        future.result()

    def close(self) -> None:
        """End everything."""
        self.run(self.tasks.shutdown())
        self.run(self.callbacks.aclose())
        self.run(self.manager.connection.aclose())


@pytest.fixture
def bench(
    loop: StudioLoop, tmp_path: Path, served: SandboxThread, drawer: Drawer, qtbot: QtBot
) -> Iterator[Bench]:
    bench = Bench(tmp_path, served, qtbot)
    yield bench
    bench.close()


def test_without_a_token_the_sandbox_is_worked_with(bench: Bench) -> None:
    account = bench.connect()
    assert account.sandbox
    assert bench.bearer() == "Bearer sandbox"
    assert bench.manager.given == ""


def test_a_token_that_is_entered_is_kept_and_used(
    bench: Bench, drawer: Drawer, served: SandboxThread
) -> None:
    bench.settings.change(base_url=served.base_url)
    bench.connect()
    with bench.wait_for(bench.manager.connected):
        bench.manager.keep_token(Token(SECRET))
    held, account = bench.told[-2:]
    assert isinstance(held, VaultResult)
    assert held.stored
    assert isinstance(account, Account)
    assert not account.sandbox
    assert list(drawer.kept.values()) == [SECRET]
    assert bench.bearer() == f"Bearer {SECRET}"


def test_a_token_that_is_forgotten_leaves_the_sandbox(
    bench: Bench, drawer: Drawer, served: SandboxThread
) -> None:
    bench.settings.change(base_url=served.base_url)
    with bench.wait_for(bench.manager.connected):
        bench.manager.keep_token(Token(SECRET))
    with bench.wait_for(bench.manager.connected):
        bench.manager.forget_token()
    assert drawer.kept == {}
    assert not bench.manager.held.token
    assert bench.bearer() == "Bearer sandbox"


def test_what_is_saved_connects_again_only_where_it_names_another_account(
    bench: Bench, drawer: Drawer, served: SandboxThread
) -> None:
    drawer.kept["mjstudio", "127.0.0.1"] = SECRET
    bench.connect()
    bench.manager.adopt(Settings(theme="light", running_limit=5))
    assert len(bench.tasks) == 0
    assert bench.settings.current.running_limit == 5
    with bench.wait_for(bench.manager.connected):
        bench.manager.adopt(Settings(base_url=served.base_url, use_sandbox=False))
    account = bench.told[-1]
    assert isinstance(account, Account)
    assert (account.base_url, account.sandbox) == (served.base_url, False)


def test_a_sandbox_that_does_not_start_is_told_and_tried_again(bench: Bench) -> None:
    bench.faults.append(StudioError("The sandbox did not start."))
    with bench.wait_for(bench.manager.failed):
        bench.manager.connect_soon()
    assert [str(one) for one in bench.told] == ["The sandbox did not start."]
    assert bench.manager.connection.service is None
    assert bench.connect().sandbox


def failed(error: StudioError) -> Job:
    return Job(ImagineRequest("a fox"), error=error)


def test_a_sandbox_that_died_under_a_job_is_started_again(bench: Bench) -> None:
    bench.connect()
    for error in (NotReached("gone"), ConnectionLost("gone")):
        with bench.wait_for(bench.manager.connected):
            bench.manager.revive_sandbox(failed(error))
    assert bench.starts == 3


@pytest.mark.parametrize("own", [False, True])
def test_other_failures_start_nothing(
    bench: Bench, drawer: Drawer, served: SandboxThread, own: bool
) -> None:
    drawer.kept["mjstudio", "127.0.0.1"] = SECRET
    error: StudioError = ServiceFailed("no")
    if own:
        bench.settings.change(base_url=served.base_url, use_sandbox=False)
        error = NotReached("the real service is down")
    bench.connect()
    bench.manager.revive_sandbox(failed(error))
    bench.manager.revive_sandbox(Job(ImagineRequest("a fox")))
    assert len(bench.tasks) == 0


def test_what_chose_the_account_in_place_of_the_settings_is_told(
    bench: Bench, served: SandboxThread
) -> None:
    environ = {"ACEDATACLOUD_API_TOKEN": SECRET, "ACEDATACLOUD_API_BASE_URL": served.base_url}
    manager = bench.make(environ)
    assert manager.given == ""
    bench.connect()
    words = "This run works with 127.0.0.1: the environment gives the token."
    assert manager.given == words
    assert not manager.on_sandbox
    assert bench.make(chosen="As the command line says.").given == "As the command line says."


def test_a_test_callback_tells_whether_it_arrived(bench: Bench, qtbot: QtBot) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for address, arrived in ((f"http://127.0.0.1:{port}", True), ("http://127.0.0.1:9", False)):
        with qtbot.waitSignal(bench.manager.callback_tested, timeout=PATIENCE) as tested:
            bench.manager.test_callback(address, port)
        words, good = tested.args
        assert good is arrived
        assert words.endswith(".")


def test_a_test_callback_says_where_it_cannot_be_received(bench: Bench, qtbot: QtBot) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with qtbot.waitSignal(bench.manager.callback_tested, timeout=PATIENCE) as tested:
            bench.manager.test_callback("http://127.0.0.1:9", port)
    words, good = tested.args
    assert good is False
    assert f"port {port}" in words
