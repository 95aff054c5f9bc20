"""Whatever is logged, raised or kept: the token is written nowhere."""

import base64
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from mjstudio.sandbox.child import SandboxChild
from mjstudio.sandbox.service import Sandbox
from mjstudio.sandbox.thread import SandboxThread
from mjstudio.sandbox.trouble.faults import Fault
from tests.desktop.processes import TOLD, environment

# Every sign that an encoding writes in another way.
SECRET = 's3cr3t/0f+the="r\\un"%~41&x'

# Two jobs meet trouble; then everybody who can talk says the token, in words and in tracebacks.
TALKERS = """
import asyncio, base64, gc, logging, threading, warnings
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QLineEdit, QPushButton
from urllib.parse import quote

def fail(words):
    raise RuntimeError(f"cannot use {words}")

async def fail_later(words):
    fail(words)

class Unraisable:
    def __init__(self, words):
        self.words = words
    def __del__(self):
        fail(self.words)

def talk(app, account, secret):
    logging.getLogger("a.library").debug("sends %r as %s", account, {"x": [account.token]})
    logging.getLogger("another").error("authorization: Basic %s", secret)
    logging.getLogger("a.third").info("%s %s", quote(secret, safe=""), secret.encode())
    for gap in range(3):
        logging.info("%s", base64.b64encode(b"x" * gap + secret.encode() + b"!!"))
    qWarning(f"QtFault: {secret}")
    warnings.warn(f"do not use {secret}", stacklevel=1)
    print("said", secret, file=sys.stderr)
    QTimer.singleShot(0, lambda: fail(secret))
    threading.Thread(target=fail, args=(secret,), name=secret).start()
    asyncio.get_running_loop().call_soon(fail, secret)
    app.studio.tasks.spawn(fail_later(secret), f"uses {secret}")
    app.studio.tasks.spawn(asyncio.to_thread(fail, account.token), "in a thread")
    Unraisable(secret)
    gc.collect()

def trouble(app, account):
    if account.sandbox:
        type_in(app)
        return
    jobs = []
    def ended(job):
        if job.state.ended and job.id not in jobs:
            jobs.append(job.id)
            if len(jobs) == 2:
                talk(app, account, os.environ["TOLD_SECRET"])
                QTimer.singleShot(300, lambda: say("talked"))
            else:
                app.session_prompt()
    app.studio.runner.job_changed.connect(ended)
    def prompt():
        app.studio.draft.load("a lake")
        app.window.prompt_panel.submit()
    app.session_prompt = prompt
    prompt()

def type_in(app):
    app.opener.open_settings()
    dialog = app.window.findChild(object, "settings_dialog")
    dialog.findChild(QLineEdit, "base_url_edit").setText(os.environ["TOLD_ADDRESS"])
    dialog.findChild(QLineEdit, "token_edit").setText(os.environ["TOLD_SECRET"])
    dialog.findChild(QPushButton, "settings_save").click()

import os
"""


def spellings(secret: str) -> dict[str, str]:
    data = secret.encode()
    found = {
        "itself": secret,
        "quoted": quote(secret, safe=""),
        "plus": quote_plus(secret),
        "json": json.dumps(secret)[1:-1],
        "hex": data.hex(),
    }
    for gap in range(3):
        # What of a base64 text is the token's alone, whatever stands around it.
        core = base64.b64encode(b"\0" * gap + data)[4 if gap else 0 : -4].decode()
        found[f"base64 after {gap}"] = core
        found[f"url base64 after {gap}"] = core.replace("+", "-").replace("/", "_")
    return found


@pytest.mark.whole
@pytest.mark.parametrize("given", ["by the environment", "in the settings"])
def test_the_token_is_written_nowhere(tmp_path: Path, given: str) -> None:
    sandbox = Sandbox(speed=0, picture_scale=0.125)
    sandbox.faults.order(Fault.CUT_STREAM, where="imagine", after_records=1)
    sandbox.faults.order(
        Fault.STATUS, where="imagine", status=401, code="invalid_token", message=f"no: {SECRET}"
    )
    said = tmp_path / "stderr"
    with SandboxThread(sandbox) as thread, said.open("w") as stderr:
        variables = {
            "TOLD_SECRET": SECRET,
            "TOLD_ADDRESS": f"{thread.base_url}/midjourney/imagine",
            "PYTHON_KEYRING_BACKEND": "tests.library.keyrings.Working",
            "PYTHONASYNCIODEBUG": "1",
        }
        if given == "by the environment":
            variables["ACEDATACLOUD_API_TOKEN"] = SECRET
            variables["ACEDATACLOUD_API_BASE_URL"] = thread.base_url
        extra = "self.connection.connected.connect(lambda account: trouble(self, account))"
        script = TALKERS + TOLD.replace("{extra}", extra)
        process = subprocess.Popen(
            [sys.executable, "-X", "dev", "-c", script, "--log-level", "debug"],
            env={**environment(tmp_path), **variables},
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
        assert process.stdout is not None
        heard = next((line for line in process.stdout if "talked" in line), "")
        process.send_signal(signal.SIGABRT)
        process.wait()
        process.stdout.close()
        assert "talked" in heard, said.read_text()[-3000:]
        assert sandbox.received("imagine")[-1].headers["authorization"] == f"Bearer {SECRET}"
    written = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    words = said.read_text()
    assert words.count("cannot use") >= 5
    assert "Fatal Python error" in (tmp_path / "data" / "logs" / "fault.txt").read_text()
    found = {
        (path.name, spelling)
        for path, data in written.items()
        for spelling, text in spellings(SECRET).items()
        if text.encode() in data
    }
    assert found == set()


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="no /proc here")
def test_the_sandbox_is_not_handed_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACEDATACLOUD_API_TOKEN", SECRET)
    child = SandboxChild(speed=0)
    child.start()
    try:
        process = child._process
        assert process is not None
        for name in ("environ", "cmdline"):
            assert SECRET.encode() not in Path(f"/proc/{process.pid}/{name}").read_bytes()
        assert b"PATH=" in Path(f"/proc/{process.pid}/environ").read_bytes()
    finally:
        child.stop()
    assert os.environ["ACEDATACLOUD_API_TOKEN"] == SECRET
