"""Reads an answer to `imagine`, bytes in, updates out: a stream of records or one JSON object.

The content decides which of the two it is, not the request: a server may answer a request for a
stream with one plain object, on one line or on many.
"""

import re
from collections.abc import Callable, Iterator

from mjstudio.api.body import MAX_JSON_BYTES
from mjstudio.api.failures import unexpected_reply
from mjstudio.api.ndjson import NdjsonSplitter
from mjstudio.api.wire import decode_imagine, decode_record
from mjstudio.model.errors import ConnectionLost, StudioError, UnexpectedReply
from mjstudio.model.update import TaskUpdate
from mjstudio.texts import _

_TASK_ID = re.compile(rb'"task_id"\s*:\s*"([\w.:-]{1,200})"')


class UpdateReader:
    """Turns the body of one answer into updates.

    `action` is the requested one; `acknowledged` means that only an acknowledgement is expected;
    `content_type` and `status` are the answer's; `scrub` removes secrets from bytes before they are
    read. `seen` says whether a record came, `task_id` is the id in it.
    """

    def __init__(
        self,
        *,
        action: str,
        acknowledged: bool,
        content_type: str,
        status: int = 200,
        trace_id: str = "",
        scrub: Callable[[bytes], bytes] = bytes,
    ) -> None:
        self._action = action
        self._acknowledged = acknowledged
        self._status = status
        self.trace_id = trace_id
        self._scrub = scrub
        # A server that declares NDJSON means it, so a line cut short is never a record.
        self._lines_only = "ndjson" in content_type.lower()
        self._splitter = NdjsonSplitter()
        self._gathered: bytearray | None = None
        self.seen = False
        self.task_id = ""
        self.done = False

    def feed(self, data: bytes) -> Iterator[TaskUpdate]:
        """Yield the updates that `data` completes; stops after the last one that is needed.

        Raises ServiceError for a failure record, UnexpectedReply for garbage.
        """
        try:
            lines = self._splitter.feed(data)
        except UnexpectedReply as error:
            error.task_id = self.task_id
            raise
        for line in map(self._scrub, lines):
            if not (self.seen or self._lines_only or self._gathered or _is_record(line)):
                self._gathered = bytearray()
            if self._gathered is not None:
                self._gather(line)
                continue
            yield from self._record(line, whole=not self._lines_only)
            if self.done:
                return

    def finish(self) -> Iterator[TaskUpdate]:
        """Yield what the end of the body completes: one plain JSON object, or nothing.

        Raises ConnectionLost, with the last known task id, if no final record came.
        """
        rest = self._scrub(self._splitter.remainder)
        if self._gathered is not None or not (self.seen or self._lines_only):
            yield from self._record(bytes(self._gathered or b"") + rest, whole=True)
        if not self.done:
            raise self.lost(_("The answer ended before the picture was finished."), rest)

    def lost(self, message: str, rest: bytes = b"") -> ConnectionLost:
        """Return a ConnectionLost with the task id that was seen, even in half a record."""
        half = _TASK_ID.search(rest or self._scrub(self._splitter.remainder))
        task_id = self.task_id or (half[1].decode() if half else "")
        return ConnectionLost(message, task_id=task_id, trace_id=self.trace_id)

    def _record(self, data: bytes, *, whole: bool) -> Iterator[TaskUpdate]:
        self.seen = True
        try:
            update = decode_imagine(
                data, action=self._action, whole=whole, task_id=self.task_id, status=self._status
            )
        except StudioError as error:
            error.trace_id = error.trace_id or self.trace_id
            raise
        self.task_id = update.task_id
        if not update.task_id and update.picture is None:
            if whole:
                raise unexpected_reply(self._status, data, trace_id=self.trace_id)
            return  # a record without content, such as a heartbeat
        self.done = update.final or self._acknowledged
        yield update

    def _gather(self, line: bytes) -> None:
        # JSON ignores white space between the lines of an object.
        gathered = self._gathered = self._gathered or bytearray()
        gathered += line
        gathered += b"\n"
        if len(gathered) > MAX_JSON_BYTES:
            raise unexpected_reply(self._status, bytes(gathered), trace_id=self.trace_id)


def _is_record(line: bytes) -> bool:
    try:
        decode_record(line)
    except UnexpectedReply:
        return False
    return True
