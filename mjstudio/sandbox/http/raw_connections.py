"""Raw connections: write directly what HTTP libraries refuse to send."""

import asyncio
import socket
import struct
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

Peer = tuple[str, int]


class Connections:
    """The open connections of a server, keyed by the client's address and port."""

    def __init__(self) -> None:
        self._open: dict[Peer, asyncio.Transport] = {}
        self._closed = False

    def protocol(self) -> type[H11Protocol]:
        """Return a protocol class for uvicorn that registers its connections here."""
        self._closed = False
        connections, register = self, self._open

        class Protocol(H11Protocol):
            """HTTP/1.1 on a connection that can be looked up by its client."""

            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                super().connection_made(transport)
                if self.client is not None:
                    register[self.client] = transport
                if connections._closed:  # accepted just before `close`, established after it
                    transport.abort()

            def connection_lost(self, exc: Exception | None) -> None:
                if self.client is not None:
                    register.pop(self.client, None)
                super().connection_lost(exc)

        return Protocol

    @property
    def open(self) -> int:
        """The number of open connections."""
        return len(self._open)

    def of(self, scope: Any) -> "Line":
        """Return a request's connection. Raises LookupError if another server received it."""
        host, port = scope["client"]
        return Line(self._open[host, port])

    def close(self) -> None:
        """Cut every connection, including those still being established."""
        self._closed = True
        for transport in list(self._open.values()):
            transport.abort()


class Line:
    """One connection, below HTTP."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    def write(self, data: bytes) -> None:
        """Send raw bytes."""
        self._transport.write(data)

    def head(self, status: int, headers: dict[str, str]) -> None:
        """Send the head of a response; its body ends with its length or with the connection."""
        lines = [f"HTTP/1.1 {status} Sandbox", *(f"{k}: {v}" for k, v in headers.items())]
        lines.append("connection: close")
        self.write("\r\n".join([*lines, "", ""]).encode("latin-1"))

    def finish(self) -> None:
        """Close gracefully: the client reads everything sent, then the end of the stream."""
        self._transport.close()

    async def reset(self) -> None:
        """Break the connection with a TCP reset, after the bytes sent before have arrived."""
        # On some systems a reset discards what the client has not read yet.
        await asyncio.sleep(0.05)
        raw = self._transport.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()
