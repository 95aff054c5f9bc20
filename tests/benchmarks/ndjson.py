"""The cost of typed records: 100,000 short ones, like an `imagine` stream, in 64 KiB chunks.

Baseline: the shortest possible way, `bytes.split` by hand and msgspec's own typed decoding. Also
measures whether the cost of a byte depends on the length of its line, and reports, without a goal,
the whole client over HTTP on loopback against reading a bare socket.
"""

import asyncio
import contextlib
import json
import re
import socket
import threading
from collections.abc import Sequence

import msgspec

from mjstudio.api.client import MidjourneyClient
from mjstudio.api.ndjson import NdjsonSplitter
from mjstudio.api.wire import ImagineRecord, decode_record
from mjstudio.model.request import ImagineRequest
from tests.benchmarks.measure import Benchmark, Record, against, in_turns, seconds, told

COUNT = 100_000
CHUNK = 64 * 1024
TURNS = 7
MOST = 1.5
MOST_BY_LENGTH = 1.5
LENGTHS = (1_000, 100_000, 1_000_000)
STREAMED = 20_000
_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\nconnection: close\r\n\r\n"


def lines(count: int) -> bytes:
    """Return this many records like the service's, but short."""
    records = (
        {
            "task_id": "49589d2c-b6b3-4fbf-9f82-93068509c76f",
            "progress": 1 + number % 98,
            "image_id": f"{1234558451443699803 + number}",
            "actions": [],
            "success": True,
        }
        for number in range(count)
    )
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def chunks(data: bytes) -> list[bytes]:
    """Return the pieces in which the data arrives."""
    return [data[at : at + CHUNK] for at in range(0, len(data), CHUNK)]


def ours(pieces: Sequence[bytes]) -> int:
    """Split and decode like the client does."""
    splitter, count = NdjsonSplitter(), 0
    for piece in pieces:
        for line in splitter.feed(piece):
            decode_record(line)
            count += 1
    return count


def plain(pieces: Sequence[bytes]) -> int:
    """Split and decode with nothing around it."""
    decode, rest, count = msgspec.json.Decoder(ImagineRecord).decode, b"", 0
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            decode(line)
            count += 1
    return count


def ndjson() -> Sequence[Record]:
    """Measure short lines, long lines, and the whole client."""
    pieces = chunks(lines(COUNT))
    if not ours(pieces) == plain(pieces) == COUNT:
        raise AssertionError
    own, floor = in_turns(
        TURNS,
        lambda: seconds(lambda: ours(pieces)) * 1000,
        lambda: seconds(lambda: plain(pieces)) * 1000,
    )
    return [
        against(f"ndjson, {COUNT:,} records / split and msgspec", own, "ms", floor, most=MOST),
        *by_length(),
        *over_http(),
    ]


def by_length() -> list[Record]:
    """Return nanoseconds per byte for lines of different lengths, against the shortest."""
    works = []
    for length in LENGTHS:
        line = json.dumps({"task_id": "t", "error": "x" * (length - 40)}).encode() + b"\n"
        count = 16_000_000 // len(line)
        pieces = chunks(line * count)
        size = len(line) * count
        works.append(lambda p=pieces, n=size: seconds(lambda: ours(p)) * 1e9 / n)
    first, *others = in_turns(TURNS, *works)
    return [
        against(
            f"ndjson, lines of {length // 1000:,} KB / of 1 KB",
            ns,
            "ns/B",
            first,
            most=MOST_BY_LENGTH,
        )
        for length, ns in zip(LENGTHS[1:], others, strict=True)
    ]


class Stream:
    """A server on loopback that answers every connection with the same stream."""

    def __init__(self, data: bytes) -> None:
        self.size = len(data)
        self._pieces = chunks(data)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        asked = b""
        while b"\r\n\r\n" not in asked:
            asked += connection.recv(CHUNK)
        head, _, body = asked.partition(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        # Unread data would reset the connection when it is closed.
        while length and len(body) < int(length[1]):
            body += connection.recv(CHUNK)
        connection.sendall(_HEAD)
        for piece in self._pieces:
            connection.sendall(piece)

    def close(self) -> None:
        """Stop answering."""
        self._listener.close()


def over_http() -> list[Record]:
    """Measure the client from socket to updates, against the bytes alone, without a goal."""
    server = Stream(lines(STREAMED))
    request = ImagineRequest(prompt="a quiet lake")

    def raw() -> float:
        def read() -> None:
            with socket.create_connection(("127.0.0.1", server.port)) as connection:
                connection.sendall(b"POST / HTTP/1.1\r\n\r\n")
                while connection.recv(CHUNK):
                    pass

        return seconds(read) * 1000

    async def follow() -> int:
        client = MidjourneyClient("no-such-token", f"http://127.0.0.1:{server.port}")
        count = 0
        try:
            async with client.imagine(request) as updates:
                async for _ in updates:
                    count += 1
                    if count == STREAMED:  # none of them is final, so the end is an error
                        break
        finally:
            await client.aclose()
        return count

    def client() -> float:
        return seconds(lambda: asyncio.run(follow())) * 1000

    try:
        if asyncio.run(follow()) != STREAMED:
            raise AssertionError
        whole, bare = in_turns(3, client, raw)
    finally:
        server.close()
    return [told(f"client over HTTP, {STREAMED:,} updates / bare socket", whole, "ms", bare)]


BENCHMARKS: dict[str, Benchmark] = {"ndjson": ndjson}
