"""Streams with valid records in odd form: duplicated, reordered, late, with unknown fields."""

import json
from typing import Any

from mjstudio.sandbox.trouble.faults import Fault

REWRITING = frozenset(
    {Fault.DUPLICATE, Fault.REORDERED, Fault.LATE, Fault.UNKNOWN_FIELDS, Fault.LAGGING}
)
UNKNOWN_ACTION = "animate_high_motion"


class Rewriter:
    """Rewrites the records of one answer, each a line or a whole JSON body."""

    def __init__(self, fault: Fault) -> None:
        self._fault = fault
        self._first: bytes | None = None
        self._held: bytes | None = None
        self._count = 0

    def feed(self, record: bytes) -> list[bytes]:
        """Return what to send for one record."""
        self._count += 1
        if self._fault is Fault.DUPLICATE:
            return [record, record]
        if self._fault is Fault.UNKNOWN_FIELDS:
            return [with_unknown(record)]
        if self._fault is Fault.LAGGING:
            return [lagging(record)]
        if self._fault is Fault.REORDERED:
            return self._swapped(record)
        if self._first is None:
            self._first = record
        return [record]

    def end(self) -> list[bytes]:
        """Return what is left to send when the answer ends."""
        if self._fault is Fault.LATE and self._first is not None:
            return [self._first]
        held, self._held = self._held, None
        return [held] if held is not None else []

    def _swapped(self, record: bytes) -> list[bytes]:
        if self._count == 1:
            self._held = record
            return []
        held, self._held = self._held, None
        return [record, held] if held is not None else [record]


def with_unknown(record: bytes) -> bytes:
    """Return a JSON record with undocumented fields and an undocumented action."""
    try:
        told = json.loads(record)
    except ValueError:
        return record
    if not isinstance(told, dict):
        return record
    _add(told)
    if isinstance(told.get("response"), dict):
        _add(told["response"])
    end = b"\n" if record.endswith(b"\n") else b""
    return json.dumps(told, ensure_ascii=False).encode() + end


def lagging(record: bytes) -> bytes:
    """Return the answer to a task look-up (single or batch) with all results removed."""
    told = json.loads(record)
    for task in told.get("items", [told]):
        for name in ("response", "finished_at", "elapsed"):
            task.pop(name, None)
    return json.dumps(told, ensure_ascii=False).encode()


def _add(told: dict[str, Any]) -> None:
    told["x_new_field"] = {"nested": [1, None, "später"]}
    told["eta"] = 12.5
    if told.get("actions"):
        told["actions"] = [*told["actions"], UNKNOWN_ACTION]
