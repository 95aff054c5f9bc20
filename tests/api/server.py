"""A scripted HTTP server on loopback: it answers exactly the bytes that a test gives it."""

import asyncio
import contextlib
import json
import ssl
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, Self, TypeVar

import httpx

from mjstudio.api.client import MidjourneyClient

SAMPLES = Path(__file__).parent / "samples"
TOKEN = "8f3b1c9d2e4a5f60718293a4b5c6d7e8"
T = TypeVar("T")

HANG = "hang"
"""Send nothing more until the client disconnects."""

CUT = "cut"
"""Reset the connection."""

Step = bytes | float | str | asyncio.Event


class Seen:
    """One request as it arrived."""

    def __init__(self, head: bytes, body: bytes) -> None:
        self.raw = head + body
        self.body = body
        lines = head.decode("latin-1").split("\r\n")
        self.method, self.target, _ = lines[0].split(" ", 2)
        pairs = (line.split(": ", 1) for line in lines[1:] if line)
        self.headers = {name.lower(): value for name, value in pairs}

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Server:
    """Answers connection n with script n, and all further ones with the last script."""

    def __init__(self, *scripts: Sequence[Step]) -> None:
        self.scripts = list(scripts)
        self.requests: list[Seen] = []
        self.hung_up = asyncio.Event()
        self.hung_up_at = 0.0
        self.asked = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._spawn, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    def _spawn(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            try:
                await self._answer(reader, writer)
            finally:
                writer.close()
                await writer.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        seen = Seen(head, b"")
        body = await reader.readexactly(int(seen.headers.get("content-length", "0")))
        script = self.scripts[min(len(self.requests), len(self.scripts) - 1)]
        self.requests.append(Seen(head, body))
        self.asked.set()
        for step in script:
            if isinstance(step, bytes):
                writer.write(step)
                await writer.drain()
            elif isinstance(step, float):
                await asyncio.sleep(step)
            elif isinstance(step, asyncio.Event):
                await step.wait()
            elif step == HANG:
                await reader.read()
                self.hung_up_at = asyncio.get_running_loop().time()
                self.hung_up.set()
            elif step == CUT:
                writer.transport.abort()


def head(status: int = 200, kind: str = "application/x-ndjson", **headers: str) -> bytes:
    """Return the head of an answer whose body ends with the connection."""
    lines = [f"HTTP/1.1 {status} Status", f"content-type: {kind}", "connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def answer(
    body: bytes | dict[str, Any] | list[Any],
    status: int = 200,
    kind: str = "application/json",
    **headers: str,
) -> list[Step]:
    """Return a whole answer with its length."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return [head(status, kind, content_length=str(len(data)), **headers) + data]


def chunk(data: bytes) -> bytes:
    """Return one piece of a chunked body; an empty one ends it."""
    return b"%x\r\n%b\r\n" % (len(data), data)


CHUNKED = head(transfer_encoding="chunked")

STREAM = (SAMPLES / "imagine-stream.response.ndjson").read_bytes()
STREAM_TASK = "49589d2c-b6b3-4fbf-9f82-93068509c76f"

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts nobody, and costs nothing to create."""


def cheap_http() -> httpx.AsyncClient:
    """Build an httpx client without a real TLS context (110 ms), ignoring the environment."""
    return httpx.AsyncClient(
        verify=NO_TLS, trust_env=False, limits=httpx.Limits(max_keepalive_connections=0)
    )


@contextlib.asynccontextmanager
async def connected(server: Server, **options: Any):
    """Yield a client of that server that does not wait between tries; `client.waits` lists them."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async with cheap_http() as http:
        options.setdefault("sleep", sleep)
        base_url = options.pop("base_url", server.url)
        client = MidjourneyClient(TOKEN, base_url, http=http, **options)
        client.waits = waits  # type: ignore[attr-defined]
        yield client


def run(story: Callable[[], Awaitable[T]]) -> T:
    """Run one story to its end, within 20 seconds."""

    async def bounded() -> T:
        async with asyncio.timeout(20):
            return await story()

    return asyncio.run(bounded())
