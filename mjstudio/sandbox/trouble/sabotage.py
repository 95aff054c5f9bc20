"""Carries out an ordered fault on one request."""

import asyncio
import json
from collections.abc import Awaitable
from typing import Any

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mjstudio.sandbox.http.answers import error_body, new_trace
from mjstudio.sandbox.http.raw_connections import Line
from mjstudio.sandbox.trouble.faults import Fault, Order
from mjstudio.sandbox.trouble.forgeries import PAGE, gzip_bomb, picture
from mjstudio.sandbox.trouble.odd_streams import REWRITING, Rewriter

ORDER = "mjstudio.order"
"""Scope key: this request's order, for a fault that makes its task fail."""
ACCEPTED = "mjstudio.accepted"
"""Scope key: a function to call with the task's id and trace id once the task has started."""

_BREAKING = frozenset(
    {
        Fault.CUT_STREAM,
        Fault.CLOSE_STREAM,
        Fault.END_STREAM,
        Fault.STALL_STREAM,
        Fault.HALF_LINE,
    }
)
_FORGED = frozenset(
    {
        Fault.HALF_PICTURE,
        Fault.PICTURE_BOMB,
        Fault.LARGE_PICTURE,
        Fault.SVG,
        Fault.HTML_PICTURE,
        Fault.ANIMATED,
        Fault.CMYK,
        Fault.SIXTEEN_BIT,
        Fault.ROTATED,
    }
)
_BOMB_SIZE = 200 * 1024 * 1024
_CODES = {
    400: "bad_request",
    401: "invalid_token",
    403: "forbidden",
    404: "no_api",
    429: "too_many_requests",
    504: "timeout",
}


class Sabotage:
    """One order, carried out on the connection `line`."""

    def __init__(self, app: ASGIApp, order: Order, line: Line) -> None:
        self._app = app
        self._order = order
        self._line = line

    async def run(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request as ordered. `receive` returns its whole body at once."""
        fault = self._order.fault
        if fault is Fault.TASK_FAILS:
            scope[ORDER] = self._order
            await self._app(scope, receive, send)
        elif fault is Fault.LATE_HEAD:
            await asyncio.sleep(self._order.seconds or 0.0)
            await self._app(scope, receive, send)
        elif fault is Fault.TRUNCATED:
            await self._truncated(scope, receive)
        elif fault is Fault.DRIP:
            await self._app(scope, receive, _dripping(send, self._order))
        elif fault in REWRITING:
            await self._app(scope, receive, _rewriting(send, Rewriter(fault)))
        elif fault in _BREAKING:
            await self._broken(scope, receive, send)
        else:
            await self._instead(scope, receive, send)

    async def _instead(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry out faults that replace the answer."""
        order, task_id, trace_id = self._order, "", new_trace()
        if order.accepted or order.fault is Fault.LOST_AFTER:
            task_id, trace_id = await self._accepted(scope, receive) or ("", trace_id)
        if order.fault in (Fault.LOST_BEFORE, Fault.LOST_AFTER):
            await self._line.reset()
            await _gone(receive)
        elif order.fault is Fault.HANG:
            await _silence(receive, order.seconds)
            self._line.finish()
            await _gone(receive)
        else:
            await _substitute(order, task_id, trace_id)(scope, receive, send)

    async def _accepted(self, scope: Scope, receive: Receive) -> tuple[str, str] | None:
        """Process the request without sending its answer, until its task has started.

        Returns the task's id and trace id; None if the request was refused.
        """
        started: asyncio.Future[tuple[str, str]] = asyncio.get_running_loop().create_future()

        def note(task_id: str, trace_id: str) -> None:
            if not started.done():
                started.set_result((task_id, trace_id))

        async def unheard(_: Message) -> None:
            return

        scope[ACCEPTED] = note
        await _until(started, self._app(scope, receive, unheard))
        return started.result() if started.done() else None

    async def _truncated(self, scope: Scope, receive: Receive) -> None:
        """Send the full head and half of the body, then close."""
        head: dict[str, str] = {}
        status, body = 200, b""

        async def collect(message: Message) -> None:
            nonlocal status, body
            if message["type"] == "http.response.start":
                status = message["status"]
                for name, value in message["headers"]:
                    head[name.decode("latin-1")] = value.decode("latin-1")
            else:
                body += message.get("body", b"")

        await self._app(scope, receive, collect)
        self._line.head(status, head)
        self._line.write(body[: len(body) // 2])
        self._line.finish()
        await _gone(receive)

    async def _broken(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry out faults that end the answer early, while its task continues."""
        order = self._order
        done: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        records = 0
        by_hand = order.fault is Fault.HALF_LINE

        async def passing(message: Message) -> None:
            nonlocal records
            if done.done():
                return
            if message["type"] == "http.response.start":
                if by_hand:
                    # With neither a length nor chunks, only the connection's end ends the body, so
                    # half a line looks like a whole answer; h11 would send chunks.
                    trace = dict(message["headers"]).get(b"x-trace-id", b"").decode("latin-1")
                    kept = {"content-type": "application/x-ndjson", "x-trace-id": trace}
                    self._line.head(message["status"], kept)
                else:
                    await send({**message, "headers": _without_length(message["headers"])})
                return
            record = message.get("body", b"")
            if _is_stop(order, records, record, more=message.get("more_body", False)):
                done.set_result(record)
            elif by_hand:
                self._line.write(record)
            else:
                await send({**message, "more_body": True})
            records += bool(record)

        await _until(done, self._app(scope, receive, passing))
        await self._stop(done.result() if done.done() else b"", receive, send)

    async def _stop(self, record: bytes, receive: Receive, send: Send) -> None:
        order = self._order
        if order.fault is Fault.END_STREAM:
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        if order.fault is Fault.STALL_STREAM:
            await _silence(receive, order.seconds)
        if order.fault is Fault.CUT_STREAM:
            await self._line.reset()
        else:
            if order.fault is Fault.HALF_LINE:
                self._line.write(record[: len(record) // 2])
            self._line.finish()
        await _gone(receive)


def _is_stop(order: Order, records: int, record: bytes, *, more: bool) -> bool:
    if order.after_records is not None:
        return records >= order.after_records or not more
    is_last = b'"progress": 100' in record or not more
    return is_last if order.fault is Fault.HALF_LINE else records >= 1 or not more


def _substitute(order: Order, task_id: str, trace: str) -> Response:
    """Return the substitute for the real answer."""
    fault = order.fault
    status = order.status or (500 if fault is Fault.STATUS else 200)
    headers = {"x-trace-id": trace}
    if fault in _FORGED:
        media_type, content = picture(order)
        return Response(content, status, media_type=media_type)
    if fault is Fault.REDIRECT:
        return Response(b"", order.status or 307, {**headers, "location": order.location})
    if fault is Fault.HTML:
        return Response(PAGE, status, headers, "text/html")
    if fault is Fault.EMPTY:
        return Response(b"", status, headers, "application/json")
    if fault is Fault.GZIP_BOMB:
        bomb = gzip_bomb(order.size or _BOMB_SIZE)
        headers["content-encoding"] = "gzip"
        return Response(bomb, status, headers, "application/json")
    if fault is Fault.WRONG_TYPE:
        body: Any = order.body if order.body is not None else ["not", "an", "object"]
    else:
        code = order.code or _CODES.get(status, "api_error")
        message = order.message or f"ordered: {code}"
        body = error_body(code, message, task_id=task_id, trace_id=trace)
        body = order.body if order.body is not None else body
        if order.retry_after is not None:
            headers["retry-after"] = str(order.retry_after)
    return Response(json.dumps(body).encode(), status, headers, "application/json")


def _dripping(send: Send, order: Order) -> Send:
    size, pause = order.size or 1, 0.05 if order.seconds is None else order.seconds

    async def slowly(message: Message) -> None:
        body = message.get("body", b"")
        for at in range(0, len(body), size):
            part = {"type": "http.response.body", "body": body[at : at + size], "more_body": True}
            await send(part)
            await asyncio.sleep(pause)
        if message["type"] != "http.response.body":
            await send(message)
        elif not message.get("more_body", False):
            await send({**message, "body": b""})

    return slowly


def _rewriting(send: Send, rewriter: Rewriter) -> Send:
    async def rewritten(message: Message) -> None:
        if message["type"] == "http.response.start":
            await send({**message, "headers": _without_length(message["headers"])})
            return
        record, more = message.get("body", b""), message.get("more_body", False)
        records = rewriter.feed(record) if record else []
        records += [] if more else rewriter.end()
        for told in records:
            await send({"type": "http.response.body", "body": told, "more_body": True})
        if not more:
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    return rewritten


def _without_length(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in headers if name.lower() != b"content-length"]


async def _until(event: asyncio.Future[Any], work: Awaitable[None]) -> None:
    """Run the work until it ends or the event is done."""
    running: asyncio.Future[Any] = asyncio.ensure_future(work)
    await asyncio.wait({running, event}, return_when=asyncio.FIRST_COMPLETED)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def _silence(receive: Receive, seconds: float | None) -> None:
    """Wait that long, or until the client disconnects."""
    try:
        async with asyncio.timeout(seconds):
            await _gone(receive)
    except TimeoutError:
        return


async def _gone(receive: Receive) -> None:
    """Wait until the connection is closed, so that the server sends no answer of its own."""
    while (await receive())["type"] != "http.disconnect":
        pass
