"""The program as a process: how it starts, ends and dies."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROGRAM = [sys.executable, "-m", "mjstudio"]

# Opens the real window on the sandbox, starts three jobs, closes the window by its own button's
# event, and tells when it did.
THREE_JOBS = """
import asyncio, sys, time
from PySide6.QtCore import QTimer
from mjstudio.app import App, run_with
from mjstudio.start import Options, make_application
from mjstudio.paths import find_paths

application = make_application(sys.argv)

async def main():
    app = App(application, Options(find_paths(), force_sandbox=True, sandbox_speed=0.2))
    connected = asyncio.Event()
    app.connection.connected.connect(lambda _account: connected.set())
    app.window.show()
    await connected.wait()
    running = asyncio.Event()
    def changed(_job):
        if app.studio.runner.running == 3:
            running.set()
    app.studio.runner.job_changed.connect(changed)
    for seed in range(3):
        app.window.write_prompt(f"a lake --seed {seed}")
        app.window.prompt_panel.submit()
    await running.wait()
    print(time.monotonic(), flush=True)
    QTimer.singleShot(0, app.window.close)
    await app.ended.wait()
    await app.close()
    return 0

sys.exit(run_with(application, main))
"""


def environment(home: Path) -> dict[str, str]:
    return {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": str(home),
        "MJSTUDIO_DATA_DIR": str(home / "data"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }


def sandboxes() -> set[int]:
    found = set()
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = process.read_bytes().split(b"\0")
        except OSError:
            continue
        if b"sandbox" in words and b"--until-stdin-closes" in words:
            found.add(int(process.parent.name))
    return found


def wait_until_gone(started: set[int]) -> None:
    deadline = time.monotonic() + 10
    while sandboxes() & started:
        assert time.monotonic() < deadline, "the sandbox outlived the program"
        os.sched_yield()


def test_closing_the_window_with_three_jobs_running_ends_the_process(tmp_path: Path) -> None:
    before = sandboxes()
    process = subprocess.Popen(
        [sys.executable, "-c", THREE_JOBS],
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    out, err = process.communicate(timeout=60)
    seconds = time.monotonic() - float(out.split()[0])
    unexpected = [line for line in err.splitlines() if "propagateSizeHints" not in line]
    assert (process.returncode, unexpected) == (0, [])
    assert seconds < 2
    assert sandboxes() <= before


def test_killing_the_program_takes_the_sandbox_with_it(tmp_path: Path) -> None:
    before = sandboxes()
    script = THREE_JOBS.replace("QTimer.singleShot(0, app.window.close)", "pass")
    with subprocess.Popen(
        [sys.executable, "-c", script],
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        started = sandboxes() - before
        assert started
        process.send_signal(signal.SIGKILL)
    wait_until_gone(started)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_closes_the_window_in_order(tmp_path: Path, number: signal.Signals) -> None:
    log = tmp_path / "data" / "logs" / "mjstudio.log"
    process = subprocess.Popen(
        [*PROGRAM, "--sandbox"],
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 30
    while not (log.exists() and "connected" in log.read_text()):
        assert process.poll() is None
        assert time.monotonic() < deadline
        os.sched_yield()
    process.send_signal(number)
    out, err = process.communicate(timeout=10)
    assert (process.returncode, out) == (0, "")
    assert [line for line in err.splitlines() if "propagateSizeHints" not in line] == []
    assert (tmp_path / "data" / "settings.json").is_file()


def test_version_and_bad_arguments(tmp_path: Path) -> None:
    said = subprocess.run(
        [*PROGRAM, "--version"], capture_output=True, text=True, check=True, timeout=30
    )
    assert said.stdout.startswith("mjstudio 0.")
    bad = subprocess.run(
        [*PROGRAM, "paint"], capture_output=True, text=True, check=False, timeout=30
    )
    assert bad.returncode == 2


@pytest.mark.timeout(900)
def test_the_tour_passes_offscreen(tmp_path: Path) -> None:
    out = tmp_path / "tour"
    done = subprocess.run(
        [*PROGRAM, "tour", "--out", str(out)],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    check_tour(out)


def check_tour(out: Path) -> None:
    """Every step is there, held, and has its screenshot."""
    report = json.loads((out / "tour.json").read_text(encoding="utf-8"))
    assert report["ok"] is True
    names = [step["name"] for step in report["steps"]]
    for needed in (
        "welcome",
        "prompt-typed",
        "preview",
        "grid",
        "quarter-lit",
        "upscaled",
        "mask-painted",
        "region-redrawn",
        "mask-kept",
        "mask-loaded",
        "mask-carried",
        "pan-down",
        "rerolled",
    ):
        assert needed in names
    for step in report["steps"]:
        assert step["ok"], step
        assert step["check"]
        assert (out / step["screenshot"]).stat().st_size > 10_000
