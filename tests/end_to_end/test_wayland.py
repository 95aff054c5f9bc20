"""The program under a Wayland compositor, which most desktops are today.

A headless weston has neither keyboard nor pointer, so the program is used through assistive
technology: text is put into its fields and its buttons are pressed.
"""

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.accessible import until
from tests.end_to_end.desk import EDIT, Desk, by_signal


@contextlib.contextmanager
def weston(runtime: Path) -> Iterator[dict[str, str]]:
    """A compositor without a screen; gives the variables that lead to it."""
    if shutil.which("weston") is None:
        pytest.skip("weston is not installed")
    command = ["weston", "--backend=headless-backend.so", "--socket=desk", "--idle-time=0"]
    variables = {"XDG_RUNTIME_DIR": str(runtime), "WAYLAND_DISPLAY": "desk"}
    process = subprocess.Popen(
        [*command, "--width=1440", "--height=900", "--no-config"],
        env={**os.environ, "XDG_RUNTIME_DIR": str(runtime)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until((runtime / "desk").exists, "the compositor")
        yield variables
    finally:
        process.terminate()
        process.wait()


def test_a_prompt_and_an_upscale_under_wayland_then_a_restart(desk: Desk) -> None:
    with weston(desk.home / "run") as variables:
        variables["QT_QPA_PLATFORM"] = "wayland"
        with desk.start(wait=False, **variables) as program:
            program.wait_until_connected()
            program.shown(EDIT).write("a lake in mist --seed 7")
            program.usable("imagine_button").press()
            program.usable("action_upscale2").press()
            program.usable("action_variation_region")
            assert [r.body["action"] for r in desk.made()] == ["generate", "upscale2"]
            program[EDIT].write("tomorrow's prompt")
            program.close(by_signal(signal.SIGTERM))
        with desk.start(wait=False, **variables) as program:
            program.wait_until_connected()
            program.usable("action_variation_region")
            assert program[EDIT].text == "tomorrow's prompt"
            program.close(by_signal(signal.SIGHUP))
        assert len(desk.made()) == 2
