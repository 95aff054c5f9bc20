"""A sandbox behind a real port of loopback, served from a thread: for tests, tours and the demo."""

import asyncio
import socket
from contextlib import AbstractContextManager
from threading import Event, Thread
from types import TracebackType
from typing import Self

from mjstudio.sandbox.http.serving import Server, listening_socket
from mjstudio.sandbox.service import Sandbox

_START_SECONDS = 30.0
_STOP_SECONDS = 30.0


class SandboxThread(AbstractContextManager["SandboxThread"]):
    """Serves a sandbox while the context lasts; leaving it cuts whatever is still open.

    The sandbox stays usable: another thread may serve it later, and everything made is there.

    Args:
        sandbox: what is served; a new one at speed 0 if left out.
        port: of 127.0.0.1; 0 takes any that is free.

    Raises OSError on entering when the port is taken.
    """

    def __init__(self, sandbox: Sandbox | None = None, port: int = 0) -> None:
        self.sandbox = sandbox or Sandbox(speed=0.0)
        self._port = port
        self._socket: socket.socket | None = None
        self._server: Server | None = None
        self._thread: Thread | None = None

    @property
    def port(self) -> int:
        """The port that is served."""
        return self._port

    @property
    def base_url(self) -> str:
        """What to give to a client, without a slash at the end."""
        return f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Listen. Returns when requests are answered. Raises OSError when the port is taken."""
        self._socket = listening_socket(self._port)
        self._port = self._socket.getsockname()[1]
        ready = Event()
        self._server = Server(self.sandbox, ready.set)
        self._thread = Thread(target=self._run, name="sandbox", daemon=True)
        self._thread.start()
        if not ready.wait(_START_SECONDS):
            raise RuntimeError("the sandbox did not start")

    def stop(self) -> None:
        """Cut every connection and end the thread; does nothing when it does not run."""
        if self._thread is None or self._server is None:
            return
        self._server.stop()
        self._thread.join(_STOP_SECONDS)
        if self._thread.is_alive():
            raise RuntimeError("the sandbox did not stop")
        self._thread = None

    def _run(self) -> None:
        if self._server is not None and self._socket is not None:
            asyncio.run(self._server.run_on(self._socket))
