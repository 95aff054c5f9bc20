"""The connections themselves: what HTTP libraries will not send is written to them directly."""

import asyncio
import socket
import struct
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

Peer = tuple[str, int]


class Connections:
    """The open connections of a server, each known by its client's address and port."""

    def __init__(self) -> None:
        self._open: dict[Peer, asyncio.Transport] = {}
        self._closed = False

    def protocol(self) -> type[H11Protocol]:
        """The protocol class for uvicorn that keeps this register, open from now on."""
        self._closed = False
        connections, register = self, self._open

        class Protocol(H11Protocol):
            """HTTP/1.1 that can be found by its client."""

            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                super().connection_made(transport)
                if self.client is not None:
                    register[self.client] = transport
                if connections._closed:  # taken in just before, and only now made
                    transport.abort()

            def connection_lost(self, exc: Exception | None) -> None:
                if self.client is not None:
                    register.pop(self.client, None)
                super().connection_lost(exc)

        return Protocol

    @property
    def open(self) -> int:
        """How many are open now."""
        return len(self._open)

    def of(self, scope: Any) -> "Line":
        """The connection of a request. Raises LookupError under another server's protocol."""
        host, port = scope["client"]
        return Line(self._open[host, port])

    def close(self) -> None:
        """Cut every connection, also those still being made."""
        self._closed = True
        for transport in list(self._open.values()):
            transport.abort()


class Line:
    """One connection, below HTTP."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    def write(self, data: bytes) -> None:
        """Send bytes as they are."""
        self._transport.write(data)

    def head(self, status: int, headers: dict[str, str]) -> None:
        """Send the head of an answer whose body ends with the connection or its length."""
        lines = [f"HTTP/1.1 {status} Sandbox", *(f"{k}: {v}" for k, v in headers.items())]
        lines.append("connection: close")
        self.write("\r\n".join([*lines, "", ""]).encode("latin-1"))

    def finish(self) -> None:
        """Close in order: the client reads all that was sent, then the end."""
        self._transport.close()

    async def reset(self) -> None:
        """Break the connection with a TCP reset; what was sent before arrives first."""
        # A reset overtakes what the client has not read yet on some systems.
        await asyncio.sleep(0.05)
        raw = self._transport.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()
