"""Decompresses response bodies in small pieces, up to a limit in bytes.

httpx decompresses everything from one read at once: 64 KiB of gzip become 64 MiB. Here a piece is
never larger than `PIECE`, so that a bomb fails as soon as it passes the limit.
"""

import zlib
from collections.abc import AsyncIterator, Iterator

from mjstudio.texts import _
from mjstudio.texts.amounts import size

PIECE = 64 * 1024
"""The most bytes that are decompressed in one step."""

MAX_JSON_BYTES = 8 * 1024 * 1024


class BodyRefused(Exception):
    """A body is too large, damaged, or compressed in a way that was not requested."""


class Unpacker:
    """Decodes a content-encoding: none, gzip or deflate. `limit` is in decompressed bytes."""

    def __init__(self, encoding: str = "", *, limit: int | None = None) -> None:
        """Raises BodyRefused for any other encoding, since none was requested."""
        encoding = encoding.strip().lower()
        self._unzip = None
        if encoding in ("gzip", "x-gzip", "deflate"):
            self._unzip = zlib.decompressobj(zlib.MAX_WBITS | 32)  # accepts gzip and zlib alike
        elif encoding not in ("", "identity"):
            raise BodyRefused(_("its compression is unknown"))
        self._limit = limit
        self._total = 0

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Decompress `chunk`, in pieces. Raises BodyRefused past the limit, or if damaged."""
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
    """Return the whole body. Raises BodyRefused."""
    unpacker = Unpacker(encoding, limit=limit)
    body = bytearray()
    async for chunk in chunks:
        for piece in unpacker.feed(chunk):
            body += piece
    return bytes(body)
