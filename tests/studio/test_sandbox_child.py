"""A sandbox that dies is there again for the next prompt."""

import os
import signal

from mjstudio.model.job import State
from mjstudio.sandbox.child import SandboxChild
from tests.conftest import Workbench
from tests.studio.test_account import start as start_fixture

start = start_fixture


def test_a_dead_sandbox_is_started_again(start, qtbot) -> None:
    app = start()
    bench = Workbench(app, None, qtbot)  # type: ignore[arg-type]
    before = app.sandbox.base_url
    process = app.sandbox._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with qtbot.waitSignal(app.connection.connected, timeout=30_000):
        bench.until(State.FAILED, bench.imagine().id)
    assert app.sandbox.base_url != before
    bench.session.retry(app.studio.runner.jobs[-1].id)
    bench.until(State.FINISHED, app.studio.runner.jobs[-1].id)


def test_a_child_that_cannot_start_says_why() -> None:
    child = SandboxChild(speed=0)
    assert child.start().startswith("http://127.0.0.1:")
    assert child.start() == child.base_url
    child.stop()
    child.stop()
