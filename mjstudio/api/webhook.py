"""Receives callbacks: an HTTP server on loopback, at a path that nobody can guess.

It runs on an event loop of its own in a thread of its own, so that not even a flood of posts costs
the window a frame; only posts that somebody waits for leave that thread. Everything is bounded:
connections, head, body, and the time that one post may take. Nobody is told why a post was refused.

Decided: a small reader of HTTP/1.1 on asyncio's streams rather than the server that the sandbox
uses, whose import costs a tenth of a second and which takes a body whole before anyone looks at it.
"""

import asyncio
import contextlib
import hmac
import json
import re
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Future

from mjstudio.api.posts import Letterbox

HOST = "127.0.0.1"
MAX_BODY = 1024 * 1024
MAX_HEAD = 16 * 1024
MAX_CONNECTIONS = 32
POST_SECONDS = 10.0
"""The longest that one post may take from the first byte of its head to the last of its body."""

_PIECE = 16 * 1024
_BACKLOG = 64
_START_SECONDS = 10.0
_CLOSE_SECONDS = 1.0
_ROUNDS = 10
_HEX = re.compile(rb"[0-9a-fA-F]{1,8}")
_REASONS = {
    200: "OK",
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    411: "Length Required",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    431: "Request Header Fields Too Large",
}


class Refused(Exception):
    """A post is answered with this HTTP status, and nothing is said about why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Receiver:
    """Listens while it is started; its path stays the same for its whole life.

    It takes posts to the paths of earlier receivers as well, once these are admitted.

    `letterbox` is given every post that is well-formed. `seconds` bounds one post.
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
        """Take posts to the path of an earlier receiver, which a service was told then."""
        self._paths.add(path.removeprefix("/"))

    @property
    def local_url(self) -> str:
        """The receiver's own address on this computer, secret path included."""
        return f"http://{HOST}:{self.port}{self.path}"

    @property
    def running(self) -> bool:
        """Whether it listens."""
        return self._thread is not None

    @property
    def connections(self) -> int:
        """How many are open now."""
        return len(self._open)

    def start(self, port: int = 0) -> None:
        """Listen on a port, 0 for any that is free. Blocks for a moment: for worker threads.

        Raises OSError where the port cannot be had.
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
        """Listen no more and close what is open. Blocks for a moment; safe to call twice."""
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
        """Expect it no longer."""
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
        # Every other task of this loop is a connection's. One that is just being accepted must
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
        # Not a coroutine, whose task asyncio would make: one cancelled before its first step
        # would leave its connection open.
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
        try:
            status = await self._post(reader, writer)
        except Refused as refusal:
            status = refusal.status
        head = f"HTTP/1.1 {status} {_REASONS[status]}\r\ncontent-length: 0\r\nconnection: close"
        if status == 405:
            head += "\r\nallow: POST"
        writer.write(f"{head}\r\n\r\n".encode())
        await writer.drain()

    async def _post(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
        method, target, headers = await _head(reader)
        # The last part of the path alone: a proxy may pass its own prefix on or take it off.
        named = target.partition("?")[0].rstrip("/").rpartition("/")[2]
        # All are compared, so that the time it takes tells nothing of any.
        matches = [hmac.compare_digest(named.encode(), path.encode()) for path in (*self._paths,)]
        if not any(matches):
            raise Refused(404)
        if method != "POST":
            raise Refused(405)
        body = await _body(reader, writer, headers)
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
    """Close a connection, and be done only when it is: till then it counts as open."""
    writer.close()
    with contextlib.suppress(OSError):
        async with asyncio.timeout(_CLOSE_SECONDS):
            await writer.wait_closed()
            return
    writer.transport.abort()


async def _head(reader: asyncio.StreamReader) -> tuple[str, str, dict[str, str]]:
    """Method, target and headers (names in lower case; a name that comes twice is refused)."""
    try:
        raw = await reader.readuntil(b"\r\n\r\n")
    except asyncio.LimitOverrunError:
        raise Refused(431) from None
    lines = raw[:-4].decode("latin-1").split("\r\n")
    words = lines[0].split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1."):
        raise Refused(400)
    headers: dict[str, str] = {}
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        name = name.lower()
        framing = name in ("content-length", "transfer-encoding")
        if not colon or not name or name != name.strip() or (framing and name in headers):
            raise Refused(400)
        headers[name] = value.strip()
    return words[0], words[1], headers


async def _body(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, headers: dict[str, str]
) -> bytes:
    """The whole body, of at most `MAX_BODY` bytes, however it is framed."""
    if headers.get("content-encoding", "identity").lower() not in ("", "identity"):
        raise Refused(415)
    coding, length = headers.get("transfer-encoding"), headers.get("content-length")
    if (coding is None) == (length is None):
        raise Refused(411 if coding is None else 400)
    if length is not None and not (length.isascii() and length.isdigit() and len(length) < 16):
        raise Refused(400)
    if length is not None and int(length) > MAX_BODY:
        raise Refused(413)
    if coding is not None and coding.lower() != "chunked":
        raise Refused(400)
    if headers.get("expect", "").lower() == "100-continue":
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    return await (_chunked(reader) if length is None else _exactly(reader, int(length)))


async def _exactly(reader: asyncio.StreamReader, length: int) -> bytes:
    body = bytearray()
    while len(body) < length:
        piece = await reader.read(min(_PIECE, length - len(body)))
        if not piece:
            raise EOFError
        body += piece
    return bytes(body)


async def _chunked(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    overhead = 0
    while True:
        line = await _line(reader)
        overhead += len(line)
        digits = line.partition(b";")[0].strip()
        if not _HEX.fullmatch(digits):  # int() would take 0x5 and 1_0 as well
            raise Refused(400)
        size = int(digits, 16)
        # A million chunks of one byte each are as large as they are on the line.
        if len(body) + size > MAX_BODY or overhead > MAX_BODY:
            raise Refused(413)
        if size == 0:
            break
        body += await _exactly(reader, size)
        if await reader.readexactly(2) != b"\r\n":
            raise Refused(400)
    trailer = 0
    while (line := await _line(reader)) != b"\r\n":
        trailer += len(line)
        if trailer > MAX_HEAD:
            raise Refused(431)
    return bytes(body)


async def _line(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n")
    except asyncio.LimitOverrunError:
        raise Refused(400) from None
