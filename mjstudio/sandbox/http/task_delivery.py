"""Delivers a task's steps to the client: as one answer, as a stream, or as callback posts."""

import asyncio
import contextlib
import json
import queue
from collections.abc import AsyncIterator
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from mjstudio.sandbox.http.answers import Payload, error_body
from mjstudio.sandbox.work.sizes import halved
from mjstudio.sandbox.work.tasks import Failure, Shown, Task
from mjstudio.sandbox.work.urls import Urls

NDJSON = "application/x-ndjson"
_POST_SECONDS = 10.0


def record(urls: Urls, task: Task, step: Shown | Failure, base: str) -> Payload:
    """Return one step in the samples' format. Signed addresses in it start their lifetime now."""
    if isinstance(step, Failure):
        return error_body(step.code, step.message, task_id=task.id)
    small = halved(step.size)
    told: Payload = {
        "image_url": urls.thumbnail(step.place, base, small),
        "image_width": small[0],
        "image_height": small[1],
        "image_id": step.image_id,
        "raw_image_url": urls.raw(step.place, base),
        "raw_image_width": step.size[0],
        "raw_image_height": step.size[1],
        "progress": step.progress,
    }
    if step.actions is not None:
        told["actions"] = list(step.actions)
    if step.parts:
        told["sub_image_urls"] = [urls.raw(part, base) for part in step.parts]
    return {**told, "task_id": task.id, "success": True}


def task_record(urls: Urls, task: Task, base: str) -> Payload:
    """Return `/midjourney/tasks`' record of a task; `response` is its result so far."""
    told: dict[str, Any] = {
        "id": task.id,
        "type": task.type,
        "trace_id": task.trace_id,
        "user_id": task.user_id,
        "created_at": task.created_at,
        "started_at": task.started_at,
        "request": task.request,
    }
    if task.finished_at is not None:
        told["finished_at"] = task.finished_at
        told["elapsed"] = task.finished_at - task.created_at
    if task.steps:
        told["response"] = record(urls, task, task.steps[-1], base)
    return told


async def stream(urls: Urls, task: Task) -> AsyncIterator[bytes]:
    """Yield one line per step."""
    async for step in task.follow():
        told = record(urls, task, step, task.base)
        yield json.dumps(told, ensure_ascii=False).encode() + b"\n"


async def call_back(urls: Urls, task: Task, url: str, *, every_step: bool) -> None:
    """Post the outcome, or every step, to the client's address; ignores failed posts."""
    courier = _Courier(url)
    try:
        async for step in task.follow():
            if every_step or (task.finished and step is task.steps[-1]):
                courier.post(record(urls, task, step, task.base))
    finally:
        courier.close()


async def wait_for_end(task: Task) -> Shown | Failure:
    """Wait for a task's outcome, without limit; a client that disconnects does not end the task."""
    return await asyncio.shield(task.outcome())


class _Courier:
    """Sends posts in order from its own thread.

    A daemon thread rather than the loop's executor, because an address that never answers must not
    keep a painter waiting or the service from stopping.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._bag: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        Thread(target=self._run, name="callback", daemon=True).start()

    def post(self, payload: Payload) -> None:
        self._bag.put(json.dumps(payload, ensure_ascii=False).encode())

    def close(self) -> None:
        self._bag.put(None)

    def _run(self) -> None:
        while (body := self._bag.get()) is not None:
            with contextlib.suppress(OSError, HTTPException, ValueError):
                self._send(body)

    def _send(self, body: bytes) -> None:
        parts = urlsplit(self._url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=_POST_SECONDS)
        try:
            target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
            connection.request("POST", target, body, {"content-type": "application/json"})
            connection.getresponse().read(65536)
        finally:
            connection.close()
