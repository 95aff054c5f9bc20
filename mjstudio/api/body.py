"""Response bodies, unpacked in small pieces up to a limit in bytes.

httpx unpacks everything that one read brings at once: 64 KiB of gzip become 64 MiB. Here a piece is
never larger than `PIECE`, so that a bomb fails as soon as it passes the limit.
"""

import zlib
from collections.abc import AsyncIterator, Iterator

from mjstudio.texts import _
from mjstudio.texts.amounts import size

PIECE = 64 * 1024
"""Bytes; the most that is unpacked in one step."""

MAX_JSON_BYTES = 8 * 1024 * 1024


class BodyRefused(Exception):
    """A body is too large, damaged, or packed in a way that was not asked for."""


class Unpacker:
    """Takes a body's content-encoding off: none, gzip or deflate. `limit` is in bytes unpacked."""

    def __init__(self, encoding: str = "", *, limit: int | None = None) -> None:
        """Raises BodyRefused for another encoding: none was asked for."""
        encoding = encoding.strip().lower()
        self._unzip = None
        if encoding in ("gzip", "x-gzip", "deflate"):
            self._unzip = zlib.decompressobj(zlib.MAX_WBITS | 32)  # takes gzip and zlib alike
        elif encoding not in ("", "identity"):
            raise BodyRefused(_("its compression is unknown"))
        self._limit = limit
        self._total = 0

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The pieces that `chunk` unpacks to. Raises BodyRefused past the limit, or if damaged."""
        for piece in self._pieces(chunk):
            self._total += len(piece)
            if self._limit is not None and self._total > self._limit:
                raise BodyRefused(_("it is larger than {limit}").format(limit=size(self._limit)))
            yield piece

    def _pieces(self, chunk: bytes) -> Iterator[bytes]:
        if self._unzip is None:
            yield chunk
            return
        try:
            while piece := self._unzip.decompress(chunk, PIECE):
                yield piece
                chunk = self._unzip.unconsumed_tail
        except zlib.error:
            raise BodyRefused(_("its data are damaged")) from None


async def gathered(
    chunks: AsyncIterator[bytes], encoding: str = "", *, limit: int = MAX_JSON_BYTES
) -> bytes:
    """The whole body. Raises BodyRefused."""
    unpacker = Unpacker(encoding, limit=limit)
    body = bytearray()
    async for chunk in chunks:
        for piece in unpacker.feed(chunk):
            body += piece
    return bytes(body)
