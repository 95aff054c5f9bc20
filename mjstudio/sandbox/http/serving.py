"""The server around a sandbox, and the sandbox as a standalone program."""

import asyncio
import contextlib
import hashlib
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from types import FrameType

import uvicorn

from mjstudio import preload
from mjstudio.sandbox.http.server import create_app
from mjstudio.sandbox.service import Sandbox

_BACKLOG = 128
_GRACE_SECONDS = 5.0
_FIRST_PORT, _PORTS = 24000, 8000
"""Below the range that systems use for outgoing connections, so these are mostly free."""


def listening_socket(port: int) -> socket.socket:
    """Return a socket listening on 127.0.0.1. Raises OSError if the port is taken."""
    # Given the protocol, asyncio disables Nagle's algorithm; otherwise small answers wait 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            # Outside POSIX this option would let two servers share one port.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def settled_socket(folder: Path) -> socket.socket:
    """Return a socket on a port derived from a folder, so that picture addresses stay valid.

    Falls back to any free port if that one is taken.
    """
    digest = hashlib.sha256(str(folder.absolute()).encode("utf-8", "surrogateescape")).digest()
    try:
        return listening_socket(_FIRST_PORT + int.from_bytes(digest[:4]) % _PORTS)
    except OSError:
        return listening_socket(0)


class Server(uvicorn.Server):
    """A uvicorn server that reports when it listens, stops at once and ignores signals."""

    def __init__(self, sandbox: Sandbox, on_ready: Callable[[], None]) -> None:
        config = uvicorn.Config(
            create_app(sandbox),
            http=sandbox.connections.protocol(),
            ws="none",
            lifespan="on",
            loop="asyncio",
            log_config=None,
            log_level="critical",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=1,
            backlog=_BACKLOG,
        )
        super().__init__(config)
        self._sandbox = sandbox
        self._on_ready = on_ready

    async def run_on(self, listener: socket.socket) -> None:
        """Serve until `stop`. Takes ownership of the socket."""
        await self.serve(sockets=[listener])

    def stop(self) -> None:
        """Stop serving; may be called from any thread and from a signal handler."""
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening."""
        await super().startup(sockets)
        if not self.should_exit:
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Cut open connections, so that a stream nobody reads does not delay the shutdown."""
        for server in self.servers:
            server.close()
        self._sandbox.connections.close()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Do nothing: the caller that starts the server handles signals."""
        yield


def serve(
    port: int,
    *,
    speed: float = 1.0,
    public_url: str | None = None,
    until_stdin_closes: bool = False,
    folder: Path | None = None,
) -> int:
    """Serve a sandbox until SIGTERM, SIGINT or, if requested, the end of stdin.

    With a `folder`, results are kept there and loaded again in the next run; with `port` 0 the
    address also stays the same if its port is free.

    Prints one line when it listens. Returns the exit status: 0, or 1 if the port is taken.
    """
    try:
        listener = settled_socket(folder) if folder and not port else listening_socket(port)
    except OSError as error:
        reason = error.strerror or str(error)
        sys.stderr.write(f"mjstudio sandbox: cannot listen on 127.0.0.1:{port}: {reason}\n")
        return 1
    number = listener.getsockname()[1]
    sandbox = Sandbox(speed=speed, public_url=public_url, folder=folder)

    def announce() -> None:
        sys.stdout.write(f"listening on http://127.0.0.1:{number}\n")
        sys.stdout.flush()
        if until_stdin_closes:  # by a window, whose files may be replaced under both
            Thread(target=preload.load_service, name="preload", daemon=True).start()

    server = Server(sandbox, announce)

    def end(_: int, __: FrameType | None) -> None:
        server.stop()

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    if until_stdin_closes:
        Thread(target=_watch_stdin, args=(server,), name="stdin", daemon=True).start()
    try:
        asyncio.run(server.run_on(listener))
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        sandbox.close()
    return 0


def _watch_stdin(server: Server) -> None:
    """Stop when the other end of stdin closes, which also happens after a kill -9."""
    # Read the raw descriptor: a thread blocked in sys.stdin would hold its lock at exit.
    with contextlib.suppress(OSError):
        while os.read(0, 4096):
            pass
    server.stop()
    time.sleep(_GRACE_SECONDS)
    os._exit(0)
