"""The program as a process: how it starts, ends and dies."""

import importlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.whole

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = [sys.executable, "-m", "mjstudio"]


def environment(home: Path) -> dict[str, str]:
    return {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": str(home),
        "MJSTUDIO_DATA_DIR": str(home / "data"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }


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
        time.sleep(0.02)
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
def test_the_tour_passes_offscreen_in_a_language_that_is_longer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    locale = tmp_path / "locale"
    importlib.import_module("pseudo").write(locale)
    out = tmp_path / "tour"
    done = subprocess.run(
        [*PROGRAM, "tour", "--read", "--out", str(out)],
        env={**environment(tmp_path), "LC_ALL": "C.UTF-8", "MJSTUDIO_LOCALE_DIR": str(locale)},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    # No text is cut at any step, at 1440x900, 1280x720 or 880x440.
    assert done.returncode == 0, done.stderr
    check_tour(out)
    assert importlib.import_module("read_texts").problems("pseudo", out) == []


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
