"""Starts the program again once it has ended, in the same way as before.

The new process is no child that anybody waits for: the old one ends as ever, with its own exit
code, and what it printed to belongs to both.
"""

import os
import subprocess
import sys
from collections.abc import Sequence


def start_command(arguments: Sequence[str]) -> list[str]:
    """The command that starts this program with these arguments: packaged, or as a module."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    return [sys.executable, "-m", "mjstudio", *arguments]


def start_again(arguments: Sequence[str]) -> None:
    """Start the program in a new process; its data folder has to be free by now."""
    command = start_command(arguments)
    environ = dict(os.environ)
    if getattr(sys, "frozen", False):
        # Else PyInstaller takes it for a part of the process that it was started from.
        environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
    if "FLATPAK_ID" in environ:
        # With its first process a Flatpak's sandbox ends, and everything in it.
        os.execve(command[0], command, environ)  # noqa: S606 (our own command)
    subprocess.Popen(command, env=environ, start_new_session=True)  # noqa: S603 (our own command)
