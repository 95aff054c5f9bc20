"""Starting programs, and saying what is being done."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

# An environment of our own is no use if the user's leaks into it: pip would take packages found
# on PYTHONPATH for installed ones, and the studio would import them.
LEAKS = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "VIRTUAL_ENV")
PATIENCE = 5.0  # seconds that a program has for ending in order once it was asked to


class Refusal(Exception):
    """Something that only the user can mend; its text says how. Exit code 1."""


def say(text: str) -> None:
    """One line to the user, ahead of whatever the programs started next write."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def without_leaks(environ: Mapping[str, str]) -> dict[str, str]:
    """The user's environment less what would reach into a virtual environment."""
    return {name: value for name, value in environ.items() if name not in LEAKS}


def call(command: Sequence[str], cwd: Path | None, environ: Mapping[str, str]) -> int:
    """Run a program on our own terminal and return its exit code as a shell would give it."""
    with subprocess.Popen(command, cwd=cwd, env=dict(environ)) as child:
        try:
            return exit_code(child.wait())
        except BaseException as reason:  # Ctrl+C, SIGTERM: never leave the program behind
            _end(child, reason)
            raise


def capture(command: Sequence[str], environ: Mapping[str, str]) -> tuple[int, str]:
    """Run a program with its output held back; return exit code and output."""
    with subprocess.Popen(
        command,
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        close_fds=False,  # Python's own are not handed on unless marked so: dev_venv marks a lock
    ) as child:
        try:
            output, _ = child.communicate()
        except BaseException as reason:
            _end(child, reason)
            raise
        return exit_code(child.returncode), output


def exit_code(returned: int) -> int:
    """Popen's negative signal numbers, said as a shell says them."""
    return returned if returned >= 0 else 128 - returned


def turn_sigterm_into_exit() -> None:
    """Let SIGTERM unwind like Ctrl+C does, so that programs and temporary folders go with us."""

    def leave(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, leave)


def _end(child: subprocess.Popen[str] | subprocess.Popen[bytes], reason: BaseException) -> None:
    """See a program out, without haste: it may have work to save."""
    try:
        if isinstance(reason, KeyboardInterrupt):  # a terminal's Ctrl+C has reached it already
            try:
                child.wait(PATIENCE)
            except subprocess.TimeoutExpired:  # but `kill -INT` has not
                child.terminate()
        else:
            child.terminate()
        child.wait(PATIENCE)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):  # asked for a second time
        child.kill()
