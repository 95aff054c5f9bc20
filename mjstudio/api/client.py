"""The client of the Midjourney API: pictures as streams of updates, and small look-ups."""

import asyncio
import itertools
import random
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from mjstudio.api import task_records as records
from mjstudio.api.body import BodyRefused, Unpacker
from mjstudio.api.http_exchange import HttpExchange, now, refused_body
from mjstudio.api.retry import next_wait
from mjstudio.api.transport import CONNECT_SECONDS, IDLE_SECONDS, NETWORK_ERRORS, Exchange
from mjstudio.api.updates import UpdateReader
from mjstudio.api.wire import encode_fields, encode_imagine
from mjstudio.model.account import DEFAULT_BASE_URL
from mjstudio.model.errors import StudioError
from mjstudio.model.pacing import RateLimiter
from mjstudio.model.request import ImagineRequest
from mjstudio.model.secret import Token
from mjstudio.model.update import TaskRecord, TaskUpdate
from mjstudio.texts import _

WaitCallback = Callable[[float, int, StudioError], None]
"""Called before each wait with the seconds, the failed attempt (from 1), and the reason."""

BATCH = 12
"""Ids in one request to `/midjourney/tasks`; the limit that the specification shows."""

DEADLINE_SECONDS = 900.0
JOB_SECONDS = 480.0
"""How long the service lets a job run that names no `timeout` (its specification)."""

LOOKUP_SECONDS = 120.0


class MidjourneyClient:
    """Talks to one service with one token.

    `http` is a client of `build_http()`, which the caller has to close; without one, the first
    request builds its own in a worker thread. `patience` is the longest wait for a stream's first
    record if the request names no `timeout`, `idle` the longest silence after that, `deadline` the
    longest that one `imagine` may take, `lookup` the longest for one try of a look-up, all in
    seconds of the monotonic clock. `sleep` waits between tries, and for `submissions` and
    `look_ups`, which keep generations and look-ups of tasks apart in time, every try of them; of
    several clients, too, if they share them. Without them, nothing is kept apart.

    Raises InvalidRequest for an unusable token or address.
    """

    def __init__(
        self,
        token: str | Token,
        base_url: str = DEFAULT_BASE_URL,
        *,
        http: httpx.AsyncClient | None = None,
        patience: float = JOB_SECONDS,
        idle: float = IDLE_SECONDS,
        deadline: float = DEADLINE_SECONDS,
        lookup: float = LOOKUP_SECONDS,
        connect: float = CONNECT_SECONDS,
        submissions: RateLimiter | None = None,
        look_ups: RateLimiter | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._connection = HttpExchange(token, base_url, http, connect=connect)
        self._patience = patience
        self._idle = idle
        self._deadline = deadline
        self._lookup = lookup
        self._submissions = submissions or RateLimiter(0)
        self._look_ups = look_ups or RateLimiter(0)
        self._sleep = sleep

    def __repr__(self) -> str:
        return f"<MidjourneyClient of {self.base_url}>"

    @property
    def base_url(self) -> str:
        """The service's address, without a trailing slash."""
        return self._connection.base_url

    def imagine(
        self, request: ImagineRequest, *, stream: bool = True, on_wait: WaitCallback | None = None
    ) -> "AbstractAsyncContextManager[Updates]":
        """Send a request and follow it: `async with client.imagine(request) as updates`.

        Entering waits for the head of the answer, which names the request: `updates` has its
        `trace_id`. That may take as long as the job itself, and so may the first record.
        The updates end with a final one. With `callback_url` or `asynchronous` the answer is an
        acknowledgement, and the only update is not final. Without `stream` the service answers
        once, at the end. Leaving the context closes the connection.

        Entering and iterating raise ServiceError when the service refuses, NotReached where the
        request provably did not arrive, UnexpectedReply for anything that is not the API's, and
        ConnectionLost for a stream that is cut, falls silent, passes the deadline, or ends without
        a final update; each with the `trace_id` and the `task_id` that were seen.
        """
        return self._imagine(request, stream=stream, on_wait=on_wait)

    async def task(self, task_id: str) -> TaskRecord | None:
        """Return a task's record; None if the service does not know it."""
        answer = await self._ask("tasks", {"action": "retrieve", "id": task_id})
        return records.decode_task(answer, task_id=task_id)

    async def task_by_trace(self, trace_id: str) -> TaskRecord | None:
        """Return the record of the task that a request started; None as for `task`."""
        answer = await self._ask("tasks", {"action": "retrieve", "trace_id": trace_id})
        return records.decode_task(answer)

    async def tasks(self, ids: Sequence[str]) -> list[TaskRecord]:
        """Return the records of these tasks, in their order; unknown ones are left out."""
        found = {record.task_id: record for record in await self._batches("ids", ids)}
        return [found[task_id] for task_id in dict.fromkeys(ids) if task_id in found]

    async def tasks_by_trace(self, trace_ids: Sequence[str]) -> list[TaskRecord]:
        """Return the records of the tasks that these requests started, like `tasks`."""
        found = {one.trace_id: one for one in await self._batches("trace_ids", trace_ids)}
        return [found[trace_id] for trace_id in dict.fromkeys(trace_ids) if trace_id in found]

    async def describe(self, image_url: str) -> tuple[str, ...]:
        """Return prompts that describe a picture; the service gives four."""
        answer = await self._ask("describe", {"image_url": image_url})
        return records.decode_texts(answer, "descriptions")

    async def shorten(self, prompt: str) -> tuple[str, ...]:
        """Return shorter versions of a prompt; the service gives up to five."""
        return records.decode_texts(await self._ask("shorten", {"prompt": prompt}), "prompts")

    async def translate(self, content: str) -> str:
        """Return a text in English."""
        return records.decode_text(await self._ask("translate", {"content": content}), "content")

    async def seed(self, image_id: str) -> str:
        """Return the seed that a picture was made with."""
        return records.decode_text(await self._ask("seed", {"image_id": image_id}), "seed")

    async def aclose(self) -> None:
        """Close the connections that the client made itself. Safe to call twice."""
        await self._connection.aclose()

    @asynccontextmanager
    async def _imagine(
        self, request: ImagineRequest, *, stream: bool, on_wait: WaitCallback | None
    ) -> "AsyncIterator[Updates]":
        body = encode_imagine(request)
        # The request may let the service take longer than this client would wait by default.
        deadline = max(self._deadline, (request.timeout or 0) + self._idle)
        until = now() + deadline
        # A single answer comes at the end, and a relaxed task may queue for minutes without a byte.
        patient = not stream or request.mode == "relax"
        idle = deadline if patient else self._idle
        # Until its first record, a stream is as silent as a single answer.
        limit = request.timeout or self._patience
        patience = deadline if patient else max(limit, idle)
        exchange, response = await self._open_imagine(
            body,
            accept="application/x-ndjson" if stream else "application/json",
            patience=patience,
            until=until,
            on_wait=on_wait,
        )
        try:
            reader = UpdateReader(
                action=request.action,
                acknowledged=request.asynchronous or request.callback_url is not None,
                content_type=response.headers.get("content-type", ""),
                status=response.status_code,
                trace_id=self._connection.scrub_text(response.headers.get("x-trace-id", "")),
                scrub=self._connection.scrub,
            )
            answer = _Answer(response, reader, exchange, patience, idle, until)
            async with aclosing(self._follow(answer)) as updates:
                yield Updates(updates, reader.trace_id)
        finally:
            await response.aclose()

    async def _open_imagine(
        self,
        body: bytes,
        *,
        accept: str,
        patience: float,
        until: float,
        on_wait: WaitCallback | None,
    ) -> tuple[Exchange, httpx.Response]:
        """Return the answer's head; resends only if the request provably did not arrive."""
        for attempt in itertools.count(1):
            await self._turn(self._submissions)
            exchange = Exchange()
            try:
                return exchange, await self._connection.open(
                    "imagine", body, accept=accept, exchange=exchange, idle=patience, until=until
                )
            except StudioError as error:
                wait = _next_wait(attempt, error, exchange, lookup=False)
                if wait is None or now() + wait >= until:
                    raise
                if on_wait is not None:
                    on_wait(wait, attempt, error)
            await self._sleep(wait)
        raise AssertionError  # pragma: no cover  (the count has no end)

    async def _follow(self, answer: "_Answer") -> AsyncGenerator[TaskUpdate]:
        """Yield the updates of an answer. The clock runs only while waiting for bytes."""
        try:
            async with aclosing(self._read(answer)) as updates:
                async for update in updates:
                    yield update
        except StudioError as error:
            error.trace_id = error.trace_id or answer.reader.trace_id
            error.task_id = error.task_id or answer.reader.task_id
            raise

    async def _read(self, answer: "_Answer") -> AsyncGenerator[TaskUpdate]:
        reader, until = answer.reader, answer.until
        chunks = answer.response.aiter_raw()
        idle, first = answer.patience, now() + answer.patience
        try:
            unpacker = Unpacker(answer.response.headers.get("content-encoding", ""))
            while True:
                # What precedes the first record, such as blank lines, does not extend the wait for
                # it.
                silent = now() + answer.idle if reader.seen else first
                idle = answer.idle if reader.seen else answer.patience
                if (chunk := await _next_chunk(chunks, min(until, silent))) is None:
                    break
                for piece in unpacker.feed(chunk):
                    for update in reader.feed(piece):
                        yield update
                    if reader.done:
                        return
        except TimeoutError:
            raise reader.lost(_too_slow(None if now() >= until else idle)) from None
        except BodyRefused as refusal:
            raise refused_body(answer.response, refusal) from None
        except NETWORK_ERRORS as error:
            raise reader.lost(self._connection.failure(error, answer.exchange).message) from None
        for update in reader.finish():
            yield update

    async def _batches(self, field: str, names: Sequence[str]) -> list[TaskRecord]:
        """Return the records of the tasks in a batch's `field`, a dozen names per request."""
        wanted = list(dict.fromkeys(names))
        found: list[TaskRecord] = []
        for at in range(0, len(wanted), BATCH):
            chunk = wanted[at : at + BATCH]
            offset = 0
            while True:
                fields = {"action": "retrieve_batch", field: chunk, "offset": offset}
                answer = await self._ask("tasks", {**fields, "limit": BATCH})
                page, count = records.decode_tasks(answer)
                found += page
                offset += len(page)
                # Stop a server that repeats itself from keeping this going.
                if not page or offset >= min(count, len(chunk)):
                    break
        return found

    async def _turn(self, limiter: RateLimiter) -> None:
        if wait := limiter.reserve(now()):
            await self._sleep(wait)

    async def _ask(self, name: str, fields: dict[str, Any]) -> bytes:
        """Return the whole JSON answer to a look-up, which is retried as `retry` allows."""
        body = encode_fields(fields)
        for attempt in itertools.count(1):
            if name == "tasks":
                await self._turn(self._look_ups)
            exchange, until = Exchange(), now() + self._lookup
            try:
                response = await self._connection.open(
                    name,
                    body,
                    accept="application/json",
                    exchange=exchange,
                    idle=self._lookup,
                    until=until,
                )
                return await self._connection.whole_body(response, exchange, until=until)
            except StudioError as error:
                wait = _next_wait(attempt, error, exchange, lookup=True)
                if wait is None:
                    raise
            await self._sleep(wait)
        raise AssertionError  # pragma: no cover  (the count has no end)


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer whose head has arrived, and how long its body may take.

    `patience` and `idle` are the longest silences before the first record and after it, in seconds;
    `until` is the deadline.
    """

    response: httpx.Response
    reader: UpdateReader
    exchange: Exchange
    patience: float
    idle: float
    until: float


class Updates(AsyncIterator[TaskUpdate]):
    """The updates of one answer, and the ids in its head; empty if it named none."""

    def __init__(self, updates: AsyncIterator[TaskUpdate], trace_id: str) -> None:
        self._updates = updates
        self.trace_id = trace_id

    async def __anext__(self) -> TaskUpdate:
        """Return the next update."""
        return await anext(self._updates)


async def _next_chunk(chunks: AsyncIterator[bytes], until: float) -> bytes | None:
    async with asyncio.timeout_at(until):
        return await anext(chunks, None)


def _next_wait(
    attempt: int, error: StudioError, exchange: Exchange, *, lookup: bool
) -> float | None:
    return next_wait(
        attempt,
        error,
        lookup=lookup,
        status=exchange.status,
        permanent=exchange.permanent,
        jitter=random.random(),  # noqa: S311  (spreads tries in time, keeps no secret)
    )


def _too_slow(silent: float | None) -> str:
    """Describe what took too long: `silent` seconds without a word, or all its time (None)."""
    if silent is None:
        return _("The service took too long.")
    return _("The service sent nothing for {seconds:g} seconds.").format(seconds=silent)
