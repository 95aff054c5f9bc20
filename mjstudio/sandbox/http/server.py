"""The routes: translate HTTP requests into calls of the sandbox, and results into responses."""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, NoReturn

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from mjstudio.sandbox.http.answers import Refused, answer, error_body, new_trace, refusal
from mjstudio.sandbox.http.gate import UPLOAD_PATH, Gate
from mjstudio.sandbox.http.pictures import give_picture
from mjstudio.sandbox.http.task_delivery import (
    NDJSON,
    call_back,
    record,
    stream,
    task_record,
    wait_for_end,
)
from mjstudio.sandbox.http.uploads import take_file
from mjstudio.sandbox.painting import average_colour
from mjstudio.sandbox.service import Sandbox
from mjstudio.sandbox.trouble.faults import Fault, Order
from mjstudio.sandbox.trouble.sabotage import ACCEPTED, ORDER
from mjstudio.sandbox.work.imagine import Asked
from mjstudio.sandbox.work.tasks import Failure, Planned, Task
from mjstudio.sandbox.work.texts import described, shortened, translated

log = logging.getLogger(__name__)

Body = dict[str, Any]
Handler = Callable[[Request, Body, str], Awaitable[Response]]

_BATCH = 12


def create_app(sandbox: Sandbox) -> Starlette:
    """Return a sandbox's API as an ASGI application; run uvicorn with `sandbox.connections`."""
    api = _Api(sandbox)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        sandbox.tasks.open()
        yield
        await sandbox.tasks.close()

    handlers: dict[str, Handler] = {
        "imagine": api.imagine,
        "edits": api.edits,
        "tasks": api.tasks,
        "describe": api.describe,
        "shorten": api.shorten,
        "translate": api.translate,
        "seed": api.seed,
        "videos": api.videos,
    }
    routes = [
        Route(f"/midjourney/{name}", _endpoint(handler), methods=["POST"])
        for name, handler in handlers.items()
    ]
    routes += [
        Route(f"{UPLOAD_PATH}/", api.upload, methods=["POST"]),
        Route("/midjourney/{name}", api.picture, methods=["GET"]),
        Route("/attachments/{channel}/{image_id}/{name}", api.picture, methods=["GET"]),
        Route("/uploads/{name}", api.picture, methods=["GET"]),
    ]
    return Starlette(
        routes=routes,
        middleware=[Middleware(Gate, sandbox=sandbox)],
        exception_handlers={404: _unknown, 405: _unknown},
        lifespan=lifespan,
    )


class _Api:
    """One handler per endpoint. `trace` is the request's trace id."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def imagine(self, request: Request, body: Body, trace: str) -> Response:
        base = _base(request)
        asked = await asyncio.to_thread(self._sandbox.reader.imagine, body, base)
        task = Task("imagine", body, base, trace, self._user(request))
        return await self._start(request, task, asked)

    async def edits(self, request: Request, body: Body, trace: str) -> Response:
        base = _base(request)
        asked = await asyncio.to_thread(self._sandbox.reader.edit, body, base)
        task = Task("edits", body, base, trace, self._user(request))
        return await self._start(request, task, asked)

    async def _start(self, request: Request, task: Task, asked: Asked) -> Response:
        """Start a task and answer in the way that the request asks for."""
        urls, trace = self._sandbox.urls, task.trace_id
        is_stream = NDJSON in request.headers.get("accept", "")
        self._sandbox.tasks.start(task, asked, _planned(request))
        if asked.callback_url:
            work = call_back(urls, task, asked.callback_url, every_step=is_stream)
            self._sandbox.tasks.spawn(work)
        if accepted := request.scope.get(ACCEPTED):
            accepted(task.id, trace)
        if asked.callback_url:
            return answer({"task_id": task.id}, trace_id=trace)
        if asked.asynchronous:
            return answer({"success": True, "task_id": task.id}, trace_id=trace)
        if is_stream:
            headers = {"x-trace-id": trace, "cache-control": "no-store"}
            return StreamingResponse(stream(urls, task), 200, headers, NDJSON)
        outcome = await wait_for_end(task)
        if isinstance(outcome, Failure):
            told = error_body(outcome.code, outcome.message, task_id=task.id, trace_id=trace)
            return answer(told, trace_id=trace, status=outcome.status)
        return answer(record(urls, task, outcome, task.base), trace_id=trace)

    async def tasks(self, request: Request, body: Body, trace: str) -> Response:
        action, base = body.get("action") or "retrieve", _base(request)
        urls, user = self._sandbox.urls, self._user(request)

        def find(**by: Any) -> Task | None:
            """Find a task of the caller's own account."""
            found = self._sandbox.tasks.find(**by)
            return found if found and found.user_id == user else None

        if action == "retrieve":
            task_id = body.get("id") or body.get("task_id")
            if not task_id and not body.get("trace_id"):
                raise Refused("id is required")
            found = find(task_id=task_id, trace_id=body.get("trace_id"))
            return answer(task_record(urls, found, base) if found else {}, trace_id=trace)
        if action != "retrieve_batch":
            raise Refused("action must be `retrieve` or `retrieve_batch`")
        ids = _list(body, "ids") or _list(body, "task_ids")
        known = [find(task_id=one) for one in ids]
        known += [find(trace_id=one) for one in _list(body, "trace_ids")]
        items = [task_record(urls, task, base) for task in known if task]
        offset, limit = _count(body, "offset", 0), _count(body, "limit", _BATCH)
        told = {"items": items[offset : offset + limit], "count": len(items)}
        return answer(told, trace_id=trace)

    async def describe(self, request: Request, body: Body, trace: str) -> Response:
        references = self._sandbox.references
        url, scale = body.get("image_url"), self._sandbox.picture_scale
        picture = await asyncio.to_thread(references.picture, url, _base(request), scale)
        colour = await asyncio.to_thread(average_colour, picture)
        return answer({"descriptions": described(colour, picture.size)}, trace_id=trace)

    async def shorten(self, _: Request, body: Body, trace: str) -> Response:
        return answer({"prompts": shortened(_text(body, "prompt"))}, trace_id=trace)

    async def translate(self, _: Request, body: Body, trace: str) -> Response:
        return answer({"content": translated(_text(body, "content"))}, trace_id=trace)

    async def seed(self, _: Request, body: Body, trace: str) -> Response:
        image_id = _text(body, "image_id")
        node = self._sandbox.gallery.node(image_id)
        if node is None:
            raise Refused(f"image_id `{image_id[:40]}` does not exist")
        return answer({"seed": str(node.seed)}, trace_id=trace)

    async def videos(self, _: Request, __: Body, ___: str) -> Response:
        raise Refused("the sandbox makes no videos", code="api_not_implemented")

    def _user(self, request: Request) -> str:
        return self._sandbox.user_of(_token(request))

    async def upload(self, request: Request) -> Response:
        trace, sandbox = new_trace(), self._sandbox
        try:
            _check_token(request)
            told = await take_file(request, sandbox.gallery, sandbox.urls, _base(request))
        except Refused as refused:
            return refusal(refused, trace)
        return answer(told, trace_id=trace)

    async def picture(self, request: Request) -> Response:
        return await give_picture(request, self._sandbox.gallery, self._sandbox.urls)


def _endpoint(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        trace = new_trace()
        try:
            _check_token(request)
            return await handler(request, _object(await request.body()), trace)
        except Refused as refused:
            return refusal(refused, trace)
        except Exception:
            log.exception("%s failed", request.url.path)
            return refusal(Refused("internal error", status=500, code="api_error"), trace)

    return endpoint


def _token(request: Request) -> str:
    return request.headers.get("authorization", "").strip().partition(" ")[2].strip()


def _check_token(request: Request) -> None:
    """Accept any token that is not empty."""
    scheme, _, token = request.headers.get("authorization", "").strip().partition(" ")
    if not scheme or (scheme.lower() == "bearer" and not token.strip()):
        raise Refused("no token is given", code="no_token")
    if scheme.lower() != "bearer":
        raise Refused("the token is invalid", status=401, code="invalid_token")


def _object(raw: bytes) -> Body:
    """Parse a JSON object, dropping nulls, which count as absent. Raises Refused otherwise."""
    try:
        told = json.loads(raw, parse_constant=_no_constant)
        # JSON can escape a lone surrogate, but UTF-8 cannot encode it in the answer.
        json.dumps(told, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Refused("the request body is not valid JSON") from None
    if not isinstance(told, dict):
        raise Refused("the request body must be a JSON object")
    return {name: value for name, value in told.items() if value is not None}


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _text(body: Body, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value.strip():
        raise Refused(f"{name} is required")
    return value


def _list(body: Body, name: str) -> list[Any]:
    value = body.get(name, [])
    if not isinstance(value, list):
        raise Refused(f"{name} must be a list")
    return value


def _count(body: Body, name: str, default: int) -> int:
    value = body.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Refused(f"{name} must be a number from 0 on")
    return value


def _base(request: Request) -> str:
    """Return the base address under which the client reached the server."""
    return f"{request.url.scheme}://{request.url.netloc}"


def _planned(request: Request) -> Planned | None:
    """Return the failure that a test ordered for this request's task."""
    order: Order | None = request.scope.get(ORDER)
    if order is None or order.fault is not Fault.TASK_FAILS:
        return None
    code = order.code or "api_error"
    failure = Failure(order.status or 500, code, order.message or f"ordered: {code}")
    return Planned(failure, 1 if order.after_records is None else order.after_records)


async def _unknown(_: Request, __: Exception) -> Response:
    return refusal(Refused("there is no such api", status=404, code="no_api"), new_trace())
