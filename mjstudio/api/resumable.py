"""Keeps partial downloads, so that the next attempt resumes where the last one broke off.

This requires a mark of the file from the host (a strong ETag, or a date): given it in `If-Range`,
the host sends the rest of the same file, or all of a changed one (RFC 9110, 13.1.5).
"""

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


@dataclass(frozen=True, slots=True)
class ResumableDownload:
    """The first bytes of a file, and the host's mark for it."""

    data: bytes
    mark: str

    @property
    def headers(self) -> dict[str, str]:
        """Return the headers that request the rest."""
        return {"range": f"bytes={len(self.data)}-", "if-range": self.mark}

    def continued_by(self, headers: Mapping[str, str]) -> bool:
        """Return whether a 206 answer continues exactly where this ends."""
        found = _RANGE.fullmatch(headers.get("content-range", ""))
        return found is not None and int(found[1]) == len(self.data)


def mark_of(headers: Mapping[str, str]) -> str:
    """Return the host's mark for a file; empty without a reliable one."""
    etag = headers.get("etag", "")
    if etag.startswith('"'):
        return etag
    return "" if etag else headers.get("last-modified", "")


class ResumableDownloads:
    """The newest partial downloads, up to `limit` bytes in all."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: OrderedDict[str, ResumableDownload] = OrderedDict()

    def keep(self, url: str, data: bytes, mark: str) -> None:
        """Keep a partial download, if it can be resumed."""
        self._kept.pop(url, None)
        if data and mark:
            self._kept[url] = ResumableDownload(data, mark)
        while sum(len(partial.data) for partial in self._kept.values()) > self._limit:
            self._kept.popitem(last=False)

    def take(self, url: str) -> ResumableDownload | None:
        """Return and forget a file's partial download."""
        return self._kept.pop(url, None)
