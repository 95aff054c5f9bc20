"""What is painted outlives the program, however it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from tests.end_to_end.test_process import environment, sandboxes, wait_until_gone

# The real program on the sandbox, with a single picture in mask mode. Prints what the kept mask
# was, then paints if asked to; prints the bits painted, and goes on until it is ended.
PAINTING = """
import asyncio, hashlib, sys
from PySide6.QtCore import QTimer
from mjstudio.app import App, run_with
from mjstudio.mask.tools import PointerSample
from mjstudio.model.job import State
from mjstudio.paths import find_paths
from mjstudio.start import Options, make_application

application = make_application(sys.argv)

async def main():
    app = App(application, Options(find_paths(), force_sandbox=True, sandbox_speed=1000))
    studio = app.studio
    moved = asyncio.Event()
    studio.runner.job_changed.connect(lambda _job: moved.set())
    connected = asyncio.Event()
    app.connection.connected.connect(lambda _account: connected.set())
    app.window.show()
    await connected.wait()

    async def finished():
        while studio.runner.jobs[-1].state is not State.FINISHED:
            moved.clear()
            await moved.wait()

    app.window.write_prompt("a lake --seed 7")
    app.window.prompt_panel.submit()
    await finished()
    studio.session.act("upscale1")
    await finished()
    studio.session.show(studio.runner.jobs[-1].id)
    restored = asyncio.Event()
    studio.keeping.restored.connect(lambda _region: restored.set())
    app.window.commands["vary_region"].trigger()
    document = studio.masking.current.document

    def tell():
        bits = document.bitmap.to_pillow().tobytes()
        print(hashlib.sha256(bits).hexdigest(), flush=True)

    if "look" in sys.argv:
        await restored.wait()
        tell()
    for x, y in ((200, 300), (700, 500)):
        if "paint" in sys.argv:
            document.begin(PointerSample(x, y))
            document.extend(PointerSample(x + 90, y + 120))
            document.end(PointerSample(x + 90, y + 120))
    if "paint" in sys.argv:
        tell()
    if "close" in sys.argv:
        QTimer.singleShot(0, app.window.close)
    await app.ended.wait()
    await app.close()
    return 0

sys.exit(run_with(application, main))
"""
PROMISE = 10.0


def program(home: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PAINTING, *words],
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def told(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.mark.timeout(180)
def test_kill_9_loses_nothing_older_than_ten_seconds(tmp_path: Path) -> None:
    before = sandboxes()
    folder = tmp_path / "data" / "masks"
    with program(tmp_path, "paint") as process:
        painted, begun = told(process), time.monotonic()
        while not list(folder.glob("*.png")):
            assert time.monotonic() < begun + PROMISE, "nothing was saved"
            os.sched_yield()
        process.send_signal(signal.SIGKILL)
    wait_until_gone(sandboxes() - before)
    with Image.open(next(folder.glob("*.png"))) as kept:
        assert kept.getbbox() is not None
    with program(tmp_path, "look") as process:
        assert told(process) == painted
        process.send_signal(signal.SIGKILL)
    wait_until_gone(sandboxes() - before)


@pytest.mark.timeout(180)
def test_closing_the_window_right_after_a_stroke_loses_nothing(tmp_path: Path) -> None:
    with program(tmp_path, "paint", "close") as process:
        painted = told(process)
        assert process.wait(timeout=30) == 0
    with program(tmp_path, "look", "close") as process:
        assert told(process) == painted
        assert process.wait(timeout=30) == 0
