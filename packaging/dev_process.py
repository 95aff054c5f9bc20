"""Starts programs, and prints progress."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

# The user's environment must not leak into ours: pip would treat packages on PYTHONPATH as
# installed, and the studio would import them.
LEAKS = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "VIRTUAL_ENV")
PATIENCE = 5.0  # seconds that a program may take to end after it was asked to


class Refusal(Exception):
    """Something that only the user can fix; its text says how. Exit code 1."""


def say(text: str) -> None:
    """Print one line, before anything that programs started later print."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def without_leaks(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the user's variables without those that would affect a virtual environment."""
    return {name: value for name, value in environ.items() if name not in LEAKS}


def call(command: Sequence[str], cwd: Path | None, environ: Mapping[str, str]) -> int:
    """Run a program on this terminal and return its exit code as a shell would."""
    with subprocess.Popen(command, cwd=cwd, env=dict(environ)) as child:
        try:
            return exit_code(child.wait())
        except BaseException as reason:  # Ctrl+C, SIGTERM: never leave the program running
            _end(child, reason)
            raise


def capture(command: Sequence[str], environ: Mapping[str, str]) -> tuple[int, str]:
    """Run a program and capture its output; returns exit code and output."""
    with subprocess.Popen(
        command,
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        close_fds=False,  # Python closes its own unless marked inheritable: dev_venv marks a lock
    ) as child:
        try:
            output, _ = child.communicate()
        except BaseException as reason:
            _end(child, reason)
            raise
        return exit_code(child.returncode), output


def exit_code(returned: int) -> int:
    """Convert Popen's negative signal numbers to a shell's exit codes."""
    return returned if returned >= 0 else 128 - returned


def turn_sigterm_into_exit() -> None:
    """Make SIGTERM unwind like Ctrl+C, so that programs and temporary folders are cleaned up."""

    def leave(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, leave)


def _end(child: subprocess.Popen[str] | subprocess.Popen[bytes], reason: BaseException) -> None:
    """Wait patiently for a program to end, because it may have work to save."""
    try:
        if isinstance(reason, KeyboardInterrupt):  # a terminal's Ctrl+C has reached it already
            try:
                child.wait(PATIENCE)
            except subprocess.TimeoutExpired:  # but `kill -INT` has not
                child.terminate()
        else:
            child.terminate()
        child.wait(PATIENCE)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):  # the user asked a second time
        child.kill()
