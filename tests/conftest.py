"""Fixtures: a sandbox on a real port, and the whole program on top of it, offscreen."""

import asyncio
import gc
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import hypothesis
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mjstudio.app import App
from mjstudio.desktop.clipboard import let_go_of_clipboard
from mjstudio.desktop.crash_watch import CrashWatch
from mjstudio.model.job import Job, State
from mjstudio.options import Options
from mjstudio.paths import Paths
from mjstudio.sandbox.service import Sandbox
from mjstudio.sandbox.thread import SandboxThread
from mjstudio.sandbox.work.tasks import Failure, Shown, Task
from mjstudio.studio.core.loop import StudioLoop
from mjstudio.ui.window.main_window import MainWindow
from tests.painted_once import painted_once

# How long an example takes is the machine's business.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")
hypothesis.settings.register_profile("quick", max_examples=20)

PATIENCE = 30_000
_LONG = 600
"""Seconds that are given to tests which run first."""
TOKEN = "test-token-7f3a9c"
SCALE = 0.125


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests that run the whole program in this process as `whole`; others mark themselves.

    Those that may take ten minutes run first, so that no process ends long after the others.
    """
    for item in items:
        if isinstance(item, pytest.Function) and "programs" in item.fixturenames:
            item.add_marker(pytest.mark.whole)

    def is_short(item: pytest.Item) -> bool:
        given = item.get_closest_marker("timeout")
        return given is None or given.args[0] < _LONG

    items.sort(key=is_short)


def pytest_collection_finish() -> None:
    """Exclude the tests themselves from later garbage collections.

    Scanning them takes longer than most tests do.
    """
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Empty the clipboard, as the program does when it ends; a test's content would crash Qt."""
    if QApplication.instance() is not None:
        let_go_of_clipboard()


@pytest.fixture
def served() -> Iterator[SandboxThread]:
    """A sandbox on a loopback port: small pictures, everything finished at once."""
    with painted_once(), SandboxThread(Sandbox(speed=0.0, picture_scale=SCALE)) as thread:
        yield thread


@pytest.fixture
def service(served: SandboxThread) -> Sandbox:
    """The sandbox behind `served`."""
    return served.sandbox


@pytest.fixture(scope="session")
def session_loop(qapp: QApplication) -> Iterator[StudioLoop]:
    """Qt's loop as asyncio's, one for all tests, because stopping one stops Qt's for good."""
    loop = StudioLoop(qapp, already_running=True)
    asyncio.events._set_running_loop(None)
    yield loop
    loop.close()


@pytest.fixture
def loop(session_loop: StudioLoop) -> Iterator[StudioLoop]:
    """The loop; an exception in any abandoned task fails the test."""
    lost: list[dict[str, object]] = []
    session_loop.set_exception_handler(lambda _loop, context: lost.append(context))
    asyncio.events._set_running_loop(session_loop)
    yield session_loop
    gc.collect()
    # Connections would keep every window alive, and slow every later garbage collection down.
    gc.freeze()
    asyncio.events._set_running_loop(None)
    assert lost == []
    assert asyncio.all_tasks(session_loop) == set()


@pytest.fixture
def no_warnings(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test that logs a warning."""
    yield
    for when in ("setup", "call"):
        said = [r for r in caplog.get_records(when) if r.levelno >= logging.WARNING]
        assert [r.getMessage() for r in said] == []


class Workbench:
    """The program as an artist has it, with shortcuts for what tests do often."""

    def __init__(self, app: App, service: Sandbox, qtbot: QtBot) -> None:
        self.app = app
        self.service = service
        self.qtbot = qtbot
        self.window = app.window
        self.runner = app.studio.runner
        self.session = app.studio.session
        self.draft = app.studio.draft
        self.images = app.studio.images

    def wait_for(
        self, condition: Callable[[], bool], *signals: object, patience: int = PATIENCE
    ) -> None:
        """Wait until a condition is true, checking it whenever a signal arrives."""
        if condition():
            return
        with self.qtbot.waitSignals(
            list(signals) or [self.runner.job_changed],
            timeout=patience,
            check_params_cbs=[lambda *_: condition()] * (len(signals) or 1),
        ):
            pass

    def until(self, state: State, job_id: str) -> Job:
        """Wait until a job has reached a state."""
        self.wait_for(lambda: self.job(job_id).state is state)
        return self.job(job_id)

    def job(self, job_id: str) -> Job:
        """Return a job's current state."""
        job = self.runner.job(job_id)
        assert job is not None
        return job

    def imagine(self, prompt: str = "a quiet lake --seed 7") -> Job:
        """Type a prompt and press the button."""
        self.draft.load(prompt)
        self.window.prompt_panel.submit()
        return self.runner.jobs[-1]

    def finish_a_grid(self, prompt: str = "a quiet lake --seed 7") -> Job:
        """Make a grid and wait until it is on the stage."""
        return self.until(State.FINISHED, self.imagine(prompt).id)

    def finish_a_seen_grid(self, prompt: str = "a quiet lake --seed 7") -> Job:
        """Make a grid, waiting for each of its previews; the service waits, too."""
        add, quick, waiting = Task.add, 12.0, 0.001

        def add_and_wait(task: Task, step: Shown | Failure, *, last: bool = False) -> None:
            self.service.speed = waiting
            add(task, step, last=last)

        def go_on(_key: str) -> None:
            self.service.speed = quick

        self.service.speed = quick
        self.images.changed.connect(go_on)
        try:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(Task, "add", add_and_wait)
                return self.finish_a_grid(prompt)
        finally:
            self.images.changed.disconnect(go_on)
            self.service.speed = 0.0

    def act(self, name: str) -> Job:
        """Perform an action and wait for its picture."""
        job = self.session.act(name)
        assert job is not None
        return self.until(State.FINISHED, job.id)

    def finish_a_single(self, prompt: str = "a quiet lake --seed 7") -> Job:
        """Make a grid, upscale its first quarter, and show that."""
        self.finish_a_grid(prompt)
        single = self.act("upscale1")
        self.session.show(single.id)
        return single


class Programs:
    """Starts the program, closes it in order, and starts it again in the same folders."""

    def __init__(
        self, qapp: QApplication, loop: StudioLoop, service: Sandbox, folder: Path, qtbot: QtBot
    ) -> None:
        self._qapp, self._loop, self._service, self._qtbot = qapp, loop, service, qtbot
        self.paths = Paths(folder / "data", folder / "data")
        self.gap = 0.0
        """Seconds between submissions, and between look-ups."""
        self._open: list[Workbench] = []

    def start(
        self,
        options: Options | None = None,
        crashes: CrashWatch | None = None,
        *,
        at_once: Callable[[Workbench], object] = lambda _bench: None,
    ) -> Workbench:
        """Show an empty window, as the program does, then furnish and connect it.

        `at_once` runs as soon as the window is active, before the other two have finished.
        """
        window = MainWindow()
        window.show()
        options = replace(options or Options(self.paths), gap=self.gap)
        app = App(self._qapp, options, window, crashes=crashes)
        window.resize(1280, 800)
        bench = Workbench(app, self._service, self._qtbot)
        self._open.append(bench)
        signals = [app.connection.connected, app.studio.recovery.restored]
        with self._qtbot.waitSignals(signals, timeout=PATIENCE):
            window.activateWindow()
            at_once(bench)
        # A slow machine may have dropped the activation while it was still showing the window.
        window.activateWindow()
        self._qtbot.waitUntil(window.isActiveWindow, timeout=PATIENCE)
        return bench

    def close(self, bench: Workbench) -> None:
        """Close a window and wait for everything behind it."""
        self._open.remove(bench)
        closing = self._loop.create_task(bench.app.close())
        self._qtbot.waitUntil(closing.done, timeout=PATIENCE)
        closing.result()

    def close_all(self) -> None:
        """Close all programs that are still open."""
        for bench in list(self._open):
            self.close(bench)


@pytest.fixture
def programs(
    qapp: QApplication,
    loop: StudioLoop,
    served: SandboxThread,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    no_warnings: None,
) -> Iterator[Programs]:
    """The program, as often as a test starts it; all are closed afterwards."""
    monkeypatch.setenv("ACEDATACLOUD_API_TOKEN", TOKEN)
    monkeypatch.setenv("ACEDATACLOUD_API_BASE_URL", served.base_url)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    started = Programs(qapp, loop, served.sandbox, tmp_path, qtbot)
    yield started
    started.close_all()


@pytest.fixture
def studio(programs: Programs) -> Workbench:
    """The connected program, its window shown."""
    return programs.start()
