"""Receives callbacks: an HTTP server on loopback, at an unguessable path.

It runs on its own event loop in its own thread, so that even a flood of posts never delays the
window; only posts that somebody waits for leave that thread. Everything has a limit: connections,
head, body, and the time for one post. Refusals give no reason.

Uses h11, which httpx also reads answers with, on asyncio's streams. Rejected: the sandbox's server,
because importing it takes a tenth of a second, and it reads a whole body before anyone can look at
it.
"""

import asyncio
import contextlib
import hmac
import json
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Future
from http import HTTPStatus

import h11

from mjstudio.api.posts import Letterbox

HOST = "127.0.0.1"
MAX_BODY = 1024 * 1024
"""Bytes, without framing."""
MAX_HEAD = 16 * 1024
"""Bytes; also the limit for a head, a trailer, or the line before a chunk."""
MAX_CONNECTIONS = 32
POST_SECONDS = 10.0
"""The time limit of one post, from the first byte of its head to the last of its body."""

_PIECE = 16 * 1024
_BACKLOG = 64
_START_SECONDS = 10.0
_CLOSE_SECONDS = 1.0
_ROUNDS = 10
# A million chunks of one byte each are no smaller on the wire.
_MAX_FRAMED = 2 * MAX_BODY


class Refused(Exception):
    """A post is answered with this HTTP status, and no reason is given."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Receiver:
    """Listens while it is started; its path stays the same for its whole life.

    It also accepts posts to the paths of earlier receivers, once these are admitted.

    `letterbox` receives every well-formed post. `seconds` is the time limit of one post.
    """

    def __init__(self, letterbox: Letterbox, *, seconds: float = POST_SECONDS) -> None:
        self._letterbox = letterbox
        self._seconds = seconds
        self._secret = secrets.token_urlsafe(32)
        self._paths = {self._secret}
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._end: asyncio.Event | None = None
        self._probes: dict[str, Callable[[], None]] = {}
        self._open: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self.port = 0

    @property
    def path(self) -> str:
        """The secret path, with its slash."""
        return f"/{self._secret}"

    def admit(self, path: str) -> None:
        """Accept posts to an earlier receiver's path, which a service may still use."""
        self._paths.add(path.removeprefix("/"))

    @property
    def local_url(self) -> str:
        """The receiver's own address on this computer, including the secret path."""
        return f"http://{HOST}:{self.port}{self.path}"

    @property
    def running(self) -> bool:
        """Whether it is listening."""
        return self._thread is not None

    @property
    def connections(self) -> int:
        """The number of open connections."""
        return len(self._open)

    def start(self, port: int = 0) -> None:
        """Listen on a port, 0 for any free one. Blocks briefly: call it in worker threads.

        Raises OSError if the port is not available.
        """
        if self._thread is not None:
            return
        listening: Future[int] = Future()
        thread = threading.Thread(
            target=lambda: asyncio.run(self._serve(port, listening)), name="webhook", daemon=True
        )
        thread.start()
        self.port = listening.result(_START_SECONDS)
        self._thread = thread

    def stop(self) -> None:
        """Stop listening and close all connections. Blocks briefly; safe to call twice."""
        thread, self._thread = self._thread, None
        if thread is None or self._loop is None or self._end is None:
            return
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._end.set)
        thread.join(_START_SECONDS)
        self.port = 0

    def expect_probe(self, nonce: str, arrived: Callable[[], None]) -> None:
        """Call `arrived`, from the receiver's thread, when `{"probe": nonce}` is posted."""
        self._probes[nonce] = arrived

    def forget_probe(self, nonce: str) -> None:
        """Stop expecting that probe."""
        self._probes.pop(nonce, None)

    async def _serve(self, port: int, listening: Future[int]) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        try:
            server = await asyncio.start_server(
                self._connected, HOST, port, limit=MAX_HEAD, backlog=_BACKLOG
            )
        except OSError as error:
            listening.set_exception(error)
            return
        listening.set_result(server.sockets[0].getsockname()[1])
        await self._end.wait()
        for writer in self._open.values():
            writer.transport.abort()
        # All other tasks of this loop belong to connections. One that is just being accepted must
        # not find the server closed: asyncio would leave it open.
        for _ in range(_ROUNDS):
            others = asyncio.all_tasks() - {asyncio.current_task()}
            if not others:
                break
            await asyncio.wait(others, timeout=_CLOSE_SECONDS)
        server.close()

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._open) >= MAX_CONNECTIONS or (self._end is not None and self._end.is_set()):
            writer.transport.abort()
            return
        # Not a coroutine, for which asyncio would create a task: if that were cancelled before its
        # first step, its connection would stay open.
        task = asyncio.get_running_loop().create_task(self._serve_one(reader, writer))
        self._open[task] = writer
        task.add_done_callback(lambda done: self._open.pop(done, None))

    async def _serve_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(self._seconds):
                await self._answer(reader, writer)
        except (OSError, EOFError):  # TimeoutError is an OSError
            pass
        finally:
            await _closed(writer)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        http = h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_HEAD)
        try:
            status = await self._post(http, reader, writer)
        except Refused as refusal:
            status = refusal.status
        except h11.RemoteProtocolError as error:
            status = 431 if error.error_status_hint == 431 else 400
        headers = [("content-length", "0"), ("connection", "close")]
        if status == 405:
            headers.append(("allow", "POST"))
        reason = HTTPStatus(status).phrase
        answer = h11.Response(status_code=status, headers=headers, reason=reason)
        writer.write(http.send(answer) or b"")
        await writer.drain()

    async def _post(
        self, http: h11.Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> int:
        request = await _head(http, reader)
        # Compare only the last part of the path, because a proxy may add or remove a prefix.
        named = request.target.partition(b"?")[0].rstrip(b"/").rpartition(b"/")[2]
        # Compare all paths, so that the time taken reveals nothing about any of them.
        matches = [hmac.compare_digest(named, path.encode()) for path in (*self._paths,)]
        if not any(matches):
            raise Refused(404)
        if request.method != b"POST":
            raise Refused(405)
        _check_framing(request)
        if http.they_are_waiting_for_100_continue:
            more = h11.InformationalResponse(status_code=100, headers=[], reason="Continue")
            writer.write(http.send(more) or b"")
        body = await _body(http, reader)
        if self._is_probe(body):
            return 200
        try:
            known = self._letterbox.take(body)
        except ValueError:
            raise Refused(400) from None
        return 200 if known else 404

    def _is_probe(self, body: bytes) -> bool:
        if not self._probes or len(body) > 256:
            return False
        with contextlib.suppress(ValueError):
            value = json.loads(body)
            nonce = value.get("probe") if isinstance(value, dict) else None
            arrived = self._probes.get(nonce) if isinstance(nonce, str) else None
            if arrived is not None:
                arrived()
                return True
        return False


async def _closed(writer: asyncio.StreamWriter) -> None:
    """Close a connection and wait until it is closed; until then it counts as open."""
    writer.close()
    with contextlib.suppress(OSError):
        async with asyncio.timeout(_CLOSE_SECONDS):
            await writer.wait_closed()
            return
    writer.transport.abort()


async def _head(http: h11.Connection, reader: asyncio.StreamReader) -> h11.Request:
    """Read a request without its body. Raises h11's error for malformed or overlong heads."""
    room = MAX_HEAD + 1
    while (event := http.next_event()) is h11.NEED_DATA:
        piece = await _some(reader, room)
        room -= len(piece)
        http.receive_data(piece)
    if not isinstance(event, h11.Request):
        raise Refused(400)
    return event


def _check_framing(request: h11.Request) -> None:
    """Refuse a body that is ambiguous, endless or compressed."""
    headers = dict(request.headers)
    if headers.get(b"content-encoding", b"identity").lower() not in (b"", b"identity"):
        raise Refused(415)
    coding, length = headers.get(b"transfer-encoding"), headers.get(b"content-length")
    # h11 treats a body with neither as empty, and prefers chunks if there are both.
    if (coding is None) == (length is None):
        raise Refused(411 if coding is None else 400)
    if length is not None and int(length) > MAX_BODY:
        raise Refused(413)


async def _body(http: h11.Connection, reader: asyncio.StreamReader) -> bytes:
    """Read the whole body, at most `MAX_BODY` bytes, however it is framed."""
    body = bytearray()
    framed = 0
    while not isinstance(event := http.next_event(), h11.EndOfMessage):
        if isinstance(event, h11.Data):
            body += event.data
        else:
            piece = await _some(reader, _PIECE)
            framed += len(piece)
            http.receive_data(piece)
        if len(body) > MAX_BODY or framed > _MAX_FRAMED:
            raise Refused(413)
    return bytes(body)


async def _some(reader: asyncio.StreamReader, most: int) -> bytes:
    """Read what comes next. Raises EOFError at the end: a truncated post is not answered."""
    piece = await reader.read(most)
    if not piece:
        raise EOFError
    return piece
