"""The bytes of finished pictures, in one nameless temporary file.

An hour of work makes gigabytes of lossless pictures, too much to hold in memory. A nameless file
disappears with the process, even a killed one, so nothing is ever left behind.
"""

import tempfile
import weakref
from dataclasses import dataclass
from threading import Lock


@dataclass(frozen=True, slots=True)
class Slot:
    """A range of bytes in the spool."""

    offset: int
    length: int


class Spool:
    """An append-only store of byte strings; safe to use from several threads."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the spool
        self._lock = Lock()
        # A service that was never closed must not count as a leak when garbage-collected.
        weakref.finalize(self, self._file.close)

    def add(self, data: bytes) -> Slot:
        """Store some bytes. Raises OSError if the disk is full."""
        with self._lock:
            offset = self._file.seek(0, 2)
            self._file.write(data)
        return Slot(offset, len(data))

    def read(self, slot: Slot) -> bytes:
        """Read the bytes back. Raises ValueError after `close`."""
        with self._lock:
            self._file.seek(slot.offset)
            return self._file.read(slot.length)

    def close(self) -> None:
        """Free the disk space."""
        with self._lock:
            self._file.close()
