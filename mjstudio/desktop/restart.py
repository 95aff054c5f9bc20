"""Starts the program again after it has ended, in the same way as before.

Nobody waits for the new process: the old one ends as usual, with its own exit code, and both share
their output.
"""

import os
import subprocess
import sys
from collections.abc import Sequence


def start_command(arguments: Sequence[str]) -> list[str]:
    """Return the command that starts this program with arguments: packaged, or as a module."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    return [sys.executable, "-m", "mjstudio", *arguments]


def clean_environment() -> dict[str, str]:
    """Return the environment in which a packaged program starts as a process of its own."""
    environ = dict(os.environ)
    if getattr(sys, "frozen", False):
        # Otherwise PyInstaller treats it as part of the process that starts it.
        environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
    return environ


def start_again(arguments: Sequence[str]) -> None:
    """Start the program in a new process; its data folder must be free by now."""
    command, environ = start_command(arguments), clean_environment()
    if "FLATPAK_ID" in environ:
        # A Flatpak's sandbox ends with its first process, and everything in it too.
        os.execve(command[0], command, environ)  # noqa: S606 (our own command)
    subprocess.Popen(command, env=environ, start_new_session=True)  # noqa: S603 (our own command)
