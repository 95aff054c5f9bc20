"""The gate: records every request, and breaks those for which a test ordered a fault."""

import json
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mjstudio.sandbox.http.answers import Refused, new_trace, refusal
from mjstudio.sandbox.service import Received, Sandbox
from mjstudio.sandbox.trouble.sabotage import Sabotage
from mjstudio.sandbox.work.urls import THUMBNAIL

UPLOAD_PATH = "/api/v1/files"
_FORM_ALLOWANCE = 64 * 1024


class Gate:
    """ASGI middleware around all routes."""

    def __init__(self, app: ASGIApp, sandbox: Sandbox) -> None:
        self._app = app
        self._sandbox = sandbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Record a request, then answer it or apply the ordered fault."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._sandbox.upload_limit + _FORM_ALLOWANCE
        body, length = await _read(receive, limit)
        if body is None:
            return
        labels = labels_of(scope)
        self._sandbox.note(_received(scope, body, labels))
        order = self._sandbox.faults.take(labels)
        replayed = _replay(body, receive)
        if order is not None:
            line = self._sandbox.connections.of(scope)
            await Sabotage(self._app, order, line).run(scope, replayed, send)
        elif length > limit:
            megabytes = self._sandbox.upload_limit // 1024**2
            refused = Refused(f"the file is larger than {megabytes} MB", status=413)
            await refusal(refused, new_trace())(scope, replayed, send)
        else:
            await self._app(scope, replayed, send)


def labels_of(scope: Scope) -> frozenset[str]:
    """Return the fault targets (see `faults`) that match a request."""
    path, query = scope["path"], scope["query_string"].decode("latin-1")
    if scope["method"] == "POST":
        if path.rstrip("/") == UPLOAD_PATH:
            return frozenset({"upload", "api", "*"})
        if path.startswith("/midjourney/"):
            return frozenset({path.removeprefix("/midjourney/"), "api", "*"})
    elif path.startswith("/uploads/"):
        return frozenset({"uploaded", "pictures", "*"})
    elif path.startswith(("/attachments/", "/midjourney/")):
        if path.endswith(".webp"):
            return frozenset({"preview", "pictures", "*"})
        kind = "thumbnail" if query == THUMBNAIL or "&width=" in query else "raw"
        return frozenset({kind, "picture", "pictures", "*"})
    return frozenset({"unknown", "*"})


async def _read(receive: Receive, limit: int) -> tuple[bytes | None, int]:
    """Return the body, up to a limit, and its length; None if the client left before its end."""
    parts, length = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None, length
        part = message.get("body", b"")
        if length <= limit:
            parts.append(part)
        length += len(part)
        if not message.get("more_body", False):
            return b"".join(parts), length


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def replayed() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed


def _received(scope: Scope, body: bytes, labels: frozenset[str]) -> Received:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    told: Any = None
    if "upload" not in labels and body:
        try:
            told = json.loads(body)
        except (ValueError, RecursionError):
            told = None
    return Received(
        method=scope["method"],
        path=scope["path"],
        body=told if isinstance(told, dict) else {},
        headers=headers,
        query=scope["query_string"].decode("latin-1"),
        labels=labels,
    )
