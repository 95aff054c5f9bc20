"""A sandbox served from a thread on a real loopback port, for tests, tours and the demo."""

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
    """Serves a sandbox inside a `with` block; leaving it cuts all open connections.

    The sandbox stays usable: another thread may serve it later, with everything made so far.

    Args:
        sandbox: what to serve; by default a new one at speed 0.
        port: port on 127.0.0.1; 0 picks a free one.

    Raises:
        OSError: on entering, if the port is taken.
    """

    def __init__(self, sandbox: Sandbox | None = None, port: int = 0) -> None:
        self.sandbox = sandbox or Sandbox(speed=0.0)
        self._port = port
        self._socket: socket.socket | None = None
        self._server: Server | None = None
        self._thread: Thread | None = None

    @property
    def port(self) -> int:
        """The port in use."""
        return self._port

    @property
    def base_url(self) -> str:
        """The base URL for clients, without a trailing slash."""
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
        """Listen, and return once requests are answered. Raises OSError if the port is taken."""
        self._socket = listening_socket(self._port)
        self._port = self._socket.getsockname()[1]
        ready = Event()
        self._server = Server(self.sandbox, ready.set)
        self._thread = Thread(target=self._run, name="sandbox", daemon=True)
        self._thread.start()
        if not ready.wait(_START_SECONDS):
            raise RuntimeError("the sandbox did not start")

    def stop(self) -> None:
        """Cut every connection and end the thread; does nothing if it is not running."""
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
