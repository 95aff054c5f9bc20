"""A sandbox that dies is there again for the next prompt."""

import os
import signal
from pathlib import Path

import httpx
import pytest

from mjstudio.model.job import State
from mjstudio.sandbox.child import SandboxChild
from tests.conftest import Workbench
from tests.studio.service.test_account import start as start_fixture

pytestmark = pytest.mark.whole

start = start_fixture


def test_a_dead_sandbox_is_started_again(start, qtbot) -> None:
    app = start()
    bench = Workbench(app, None, qtbot)  # type: ignore[arg-type]
    process = app.sandbox._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with qtbot.waitSignal(app.connection.connected, timeout=30_000):
        bench.until(State.FAILED, bench.imagine().id)
    again = app.sandbox._process
    assert again is not None
    assert again.pid != process.pid
    bench.session.retry(app.studio.runner.jobs[-1].id)
    bench.until(State.FINISHED, app.studio.runner.jobs[-1].id)


def test_a_child_that_cannot_start_says_why() -> None:
    child = SandboxChild(speed=0)
    assert child.start().startswith("http://127.0.0.1:")
    assert child.start() == child.base_url
    child.stop()
    child.stop()


def test_yesterdays_address_of_a_picture_is_good_today(tmp_path: Path) -> None:
    """In both forms that the service gives addresses: signed, and plain."""
    child = SandboxChild(speed=0, folder=tmp_path / "sandbox")
    made: dict[bool, str] = {}
    try:
        base = child.start()
        while len(made) < 2:
            answer = httpx.post(
                f"{base}/midjourney/imagine",
                json={"prompt": "a fox --ar 1:1"},
                headers={"Authorization": "Bearer anyone"},
                timeout=30,
            )
            url = answer.json()["image_url"]
            made["/attachments/" in url] = url
        child.stop()
        child.start()
        for url in made.values():
            assert httpx.get(url).status_code == 200
    finally:
        child.stop()


def test_a_taken_port_keeps_no_sandbox_from_starting(tmp_path: Path) -> None:
    children = [SandboxChild(speed=0, folder=tmp_path / "sandbox") for _ in range(2)]
    try:
        first, second = (child.start() for child in children)
        assert first != second
    finally:
        for child in children:
            child.stop()
