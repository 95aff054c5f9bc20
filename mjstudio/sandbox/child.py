"""The sandbox as a child process: it paints on another core and dies with the program.

In a process of its own its painting never holds the window up; its standard input is a pipe from
the parent, and it ends when that closes, so not even a killed program leaves it behind.
"""

import subprocess
import sys

_LISTENING = "listening on "


class SandboxFailed(RuntimeError):
    """The child did not start; the message holds its last words."""


class SandboxChild:
    """Starts the service on a free port. All methods block: call them in a worker."""

    def __init__(self, *, speed: float = 1.0) -> None:
        self._speed = speed
        self._process: subprocess.Popen[str] | None = None
        self.base_url = ""

    def start(self) -> str:
        """Start the service and return its base URL; at once if it runs already.

        Raises SandboxFailed.
        """
        if self._process is not None and self._process.poll() is None:
            return self.base_url
        program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m"]
        arguments = ["mjstudio", "sandbox", "--port", "0", "--speed", str(self._speed)]
        if getattr(sys, "frozen", False):
            arguments = arguments[1:]
        self._process = subprocess.Popen(  # noqa: S603 (our own program)
            [*program, *arguments, "--until-stdin-closes"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        line = self._process.stdout.readline().strip() if self._process.stdout else ""
        if not line.startswith(_LISTENING):
            words = self._process.stderr.read() if self._process.stderr else ""
            self.stop()
            raise SandboxFailed(words.strip()[-300:] or "The sandbox ended at once.")
        self.base_url = line.removeprefix(_LISTENING)
        return self.base_url

    def stop(self) -> None:
        """End the service; killed if it does not end by itself within a second."""
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
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()
