"""The sandbox as a child process: it paints on another core and exits with the program.

In a separate process, painting never blocks the window. The child's standard input is a pipe from
the parent; the child exits when the pipe closes, so even a killed parent leaves none behind.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

from mjstudio.model.secret import TOKEN_VARIABLE

_LISTENING = "listening on "


class SandboxFailed(RuntimeError):
    """The child did not start; the message is the end of its error output."""


class SandboxChild:
    """Starts the service on a free port. All methods block: call them in a worker.

    With a `folder`, the service keeps its results there and its address stays the same.
    """

    def __init__(self, *, speed: float = 1.0, folder: Path | None = None) -> None:
        self._speed = speed
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None
        self._words: IO[bytes] | None = None
        self.base_url = ""

    def start(self) -> str:
        """Start the service and return its base URL; at once if it is already running.

        Raises:
            SandboxFailed: the process ended before it listened.
        """
        if self._process is not None and self._process.poll() is None:
            return self.base_url
        self.stop()
        self._words = tempfile.TemporaryFile()  # noqa: SIM115 (closed in `stop`)
        program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m"]
        arguments = ["mjstudio", "sandbox", "--port", "0", "--speed", str(self._speed)]
        if self._folder is not None:
            arguments += ["--keep", str(self._folder)]
        if getattr(sys, "frozen", False):
            arguments = arguments[1:]
        self._process = subprocess.Popen(  # noqa: S603 (our own program)
            [*program, *arguments, "--until-stdin-closes"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # A file, not a pipe: nobody reads it, and a full pipe would stop the service.
            stderr=self._words,
            text=True,
            # The sandbox does not need the token.
            env={name: value for name, value in os.environ.items() if name != TOKEN_VARIABLE},
        )
        line = self._process.stdout.readline().strip() if self._process.stdout else ""
        if not line.startswith(_LISTENING):
            self._process.wait()
            self._words.seek(0)
            words = self._words.read().decode("utf-8", "replace").strip()[-300:]
            self.stop()
            raise SandboxFailed(words or "The sandbox ended at once.")
        self.base_url = line.removeprefix(_LISTENING)
        return self.base_url

    def stop(self) -> None:
        """Stop the service; kill it if it does not exit within a second."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()
        if self._words is not None:
            self._words.close()
            self._words = None
