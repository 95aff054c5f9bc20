"""NDJSON: bytes in, records out.

Only a line feed ends a record: U+2028, U+2029 and U+0085 may occur inside a JSON string, so
text-wise line splitting (`str.splitlines`, httpx's `aiter_lines`) cuts records apart. A last line
without a line feed is dropped: it may be half a record.
"""

from mjstudio.model.errors import UnexpectedReply
from mjstudio.texts import _
from mjstudio.texts.amounts import size

MAX_RECORD_BYTES = 8 * 1024 * 1024


class NdjsonSplitter:
    """Splits a stream that arrives in any pieces. The cost is linear in the bytes fed."""

    def __init__(self, max_record: int = MAX_RECORD_BYTES) -> None:
        self._max_record = max_record
        # A bytearray grows in amortised linear time, even if a line arrives byte by byte.
        self._partial = bytearray()
        self._refused = False

    def feed(self, data: bytes) -> list[bytes]:
        """Return the records that `data` completes, without line ends; blank lines are skipped.

        Raises UnexpectedReply for a record of more than `max_record` bytes, after returning the
        records before it.
        """
        if self._refused:
            raise self._too_large()
        lines = data.split(b"\n")
        tail = lines.pop()
        good = len(lines)
        if lines and self._partial:
            if self._grow(lines[0]):
                lines[0] = bytes(self._partial)
                self._partial.clear()
            else:
                good = 0
        if len(data) > self._max_record:
            too_long = (at for at, line in enumerate(lines) if len(line) > self._max_record)
            good = min(good, next(too_long, good))
        fits = good == len(lines) and self._grow(tail)
        del lines[good:]
        records = [line.removesuffix(b"\r") for line in lines if line and not line.isspace()]
        if not fits:
            self._refused = True
            self._partial.clear()
            if not records:
                raise self._too_large()
        return records

    @property
    def has_remainder(self) -> bool:
        """Whether bytes of an unfinished record are waiting."""
        return bool(self._partial) and not self._partial.isspace()

    @property
    def remainder(self) -> bytes:
        """The bytes after the last line feed: not a record, unless the body is one JSON object."""
        return bytes(self._partial)

    def _grow(self, piece: bytes) -> bool:
        if len(self._partial) + len(piece) > self._max_record:
            return False
        self._partial += piece
        return True

    def _too_large(self) -> UnexpectedReply:
        return UnexpectedReply(
            _("The service sent a record larger than {limit}.").format(limit=size(self._max_record))
        )
