"""Stories of `imagine`: what comes over the wire, and what the artist's job is told."""

import asyncio
import gzip
import json
import socket

import httpx
import pytest

from mjstudio.model.errors import (
    ConnectionLost,
    CreditUsedUp,
    NotReached,
    ServiceFailed,
    StudioError,
    TooManyRequests,
    UnexpectedReply,
)
from mjstudio.model.pacing import RateLimiter
from mjstudio.model.request import ImagineRequest

from .server import (
    CHUNKED,
    CUT,
    HANG,
    STREAM,
    STREAM_TASK,
    TOKEN,
    Server,
    answer,
    chunk,
    connected,
    head,
    run,
)

CAT = ImagineRequest("a cat")
LINES = STREAM.splitlines(keepends=True)
FINAL = json.loads(LINES[-1])


async def follow(client, request=CAT, **options):
    async with client.imagine(request, **options) as updates:
        return [update async for update in updates]


async def one_story(*scripts, request=CAT, stream=True, **options):
    async with Server(*scripts) as server, connected(server, **options) as client:
        return await follow(client, request, stream=stream), server


async def one_failure(kind, *scripts, request=CAT, stream=True, **options):
    async with Server(*scripts) as server, connected(server, **options) as client:
        with pytest.raises(kind) as caught:
            await follow(client, request, stream=stream)
        return caught.value, server, client


def test_a_stream_ends_with_its_final_picture():
    updates, server = run(lambda: one_story([head() + STREAM]))
    assert [update.progress for update in updates] == [35, 75, 100]
    assert [update.final for update in updates] == [False, False, True]
    assert updates[-1].raw == LINES[-1].strip()
    (request,) = server.requests
    assert (request.method, request.target) == ("POST", "/midjourney/imagine")
    assert request.json == {"prompt": "a cat", "action": "generate"}
    assert request.headers["accept"] == "application/x-ndjson"
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert request.headers["accept-encoding"] == "identity"


def test_updates_come_when_they_come_not_at_the_end():
    async def story():
        seen = asyncio.Event()
        script = [CHUNKED + chunk(LINES[0]), seen, chunk(LINES[1] + LINES[2]), chunk(b"")]
        async with Server(script) as server, connected(server) as client:
            progress = []
            async with client.imagine(CAT) as updates:
                async for update in updates:
                    progress.append(update.progress)
                    seen.set()
            return progress

    assert run(story) == [35, 75, 100]


def test_odd_characters_survive_a_stream_cut_into_single_bytes():
    prompt = "猫\u2028座\u2029椅\u0085子 🐈‍⬛ é"
    line = json.dumps({**FINAL, "prompt": prompt}, ensure_ascii=False).encode() + b"\r\n"
    pieces = b"".join(chunk(bytes([byte])) for byte in line)
    updates, server = run(
        lambda: one_story([CHUNKED, pieces, chunk(b"")], request=ImagineRequest(prompt))
    )
    assert len(updates) == 1
    assert updates[0].final
    assert server.requests[0].json["prompt"] == prompt


def test_a_gzipped_stream_is_read_though_none_was_asked_for():
    updates, _ = run(lambda: one_story([head(content_encoding="gzip") + gzip.compress(STREAM)]))
    assert [update.progress for update in updates] == [35, 75, 100]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("end", ["", "\n"])
@pytest.mark.parametrize("stream", [True, False])
def test_one_plain_object_will_do(indent, end, stream):
    whole = {name: value for name, value in FINAL.items() if name != "progress"}
    body = (json.dumps(whole, indent=indent) + end).encode()
    updates, server = run(lambda: one_story(answer(body), stream=stream))
    (update,) = updates
    assert update.final
    assert update.progress == 100
    wanted = "application/x-ndjson" if stream else "application/json"
    assert server.requests[0].headers["accept"] == wanted


def test_a_stream_under_another_name_is_still_one():
    updates, _ = run(lambda: one_story([head(kind="text/plain") + STREAM]))
    assert [update.progress for update in updates] == [35, 75, 100]


@pytest.mark.parametrize(
    "extra", [{"callback_url": "http://127.0.0.1:9/x"}, {"asynchronous": True}]
)
@pytest.mark.parametrize("kind", ["application/json", "application/x-ndjson"])
def test_an_acknowledgement_is_no_picture_and_no_error(extra, kind):
    request = ImagineRequest("a cat", **extra)
    updates, server = run(
        lambda: one_story(
            answer(b'{"task_id": "t", "success": true}\n', kind=kind), request=request
        )
    )
    (update,) = updates
    assert (update.task_id, update.progress, update.picture, update.final) == ("t", 0, None, False)
    assert ("async" in server.requests[0].json) is ("asynchronous" in extra)


@pytest.mark.parametrize(
    "script",
    [
        [head() + LINES[0]],
        [head() + LINES[0] + LINES[1][:-1]],
        [CHUNKED + chunk(LINES[0]), CUT],
        [CHUNKED + chunk(LINES[0])],
        [head(content_length="99999") + LINES[0]],
        [head() + LINES[0] + LINES[2].strip()],
        [head() + LINES[0][:-15]],
        answer(b'{"task_id": "%b"}' % STREAM_TASK.encode()),
    ],
    ids=[
        "clean end",
        "half line",
        "reset",
        "no last chunk",
        "short",
        "no line end",
        "half id",
        "ack",
    ],
)
def test_a_stream_that_ends_too_early_tells_its_task(script):
    error, server, client = run(lambda: one_failure(ConnectionLost, script))
    assert error.task_id == STREAM_TASK
    assert len(server.requests) == 1
    assert client.waits == []


@pytest.mark.parametrize("script", [[CUT], [head()], [head() + b'{"half'], []])
def test_a_cut_before_any_record_is_lost_and_not_sent_again(script):
    error, server, _ = run(lambda: one_failure(ConnectionLost, script))
    assert error.task_id == ""
    assert len(server.requests) == 1


@pytest.mark.parametrize("script", [[HANG], [head(), HANG], [head() + LINES[0], HANG]])
def test_silence_is_lost_and_hangs_up(script):
    async def story():
        async with Server(script) as server, connected(server, patience=0.1, idle=0.1) as client:
            with pytest.raises(ConnectionLost) as caught:
                await follow(client)
            await server.hung_up.wait()
            return caught.value

    assert run(story).task_id == (STREAM_TASK if len(script[0]) > 200 else "")


def test_a_slow_drip_meets_the_deadline():
    async def story():
        drip = [step for _ in range(100) for step in (chunk(b"\n"), 0.02)]
        script = [CHUNKED + chunk(LINES[0]), *drip]
        async with Server(script) as server, connected(server, deadline=0.6, idle=0.4) as client:
            with pytest.raises(ConnectionLost, match="took too long") as caught:
                await follow(client)
            return caught.value

    assert run(story).task_id == STREAM_TASK


def test_a_plain_answer_may_be_silent_longer_than_a_stream():
    script = [0.3, *answer(FINAL)]
    updates, _ = run(lambda: one_story(script, stream=False, idle=0.1))
    assert updates[0].final
    relaxed = ImagineRequest("a cat", mode="relax")
    updates, _ = run(lambda: one_story([0.3, head() + STREAM], request=relaxed, idle=0.1))
    assert updates[-1].final


@pytest.mark.parametrize("script", [[HANG], [head() + LINES[0], HANG]])
def test_cancelling_closes_the_connection_within_200_ms(script):
    async def story():
        async with Server(script) as server, connected(server) as client:
            got_one = asyncio.Event()

            async def consume():
                async with client.imagine(CAT) as updates:
                    async for _ in updates:
                        got_one.set()

            task = asyncio.create_task(consume())
            await (got_one if len(script) > 1 else server.asked).wait()
            await asyncio.sleep(0)
            began = asyncio.get_running_loop().time()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await server.hung_up.wait()
            return server.hung_up_at - began

    assert run(story) < 0.2


def test_leaving_early_closes_the_connection():
    async def story():
        async with Server([head() + LINES[0], HANG]) as server, connected(server) as client:
            async with client.imagine(CAT) as updates:
                async for _ in updates:
                    break
            await asyncio.wait_for(server.hung_up.wait(), 0.2)

    run(story)


def test_what_the_consumer_raises_comes_out_and_closes():
    async def story():
        async with Server([head() + LINES[0], HANG]) as server, connected(server) as client:

            async def consume():
                async with client.imagine(CAT) as updates:
                    async for _ in updates:
                        raise KeyError

            with pytest.raises(KeyError):
                await consume()
            await asyncio.wait_for(server.hung_up.wait(), 0.2)

    run(story)


def test_a_failure_record_in_mid_stream_is_raised_with_its_task():
    failure = b'{"success": false, "error": {"code": "used_up", "message": "no credit"}}\n'
    script = [head(x_trace_id="tr") + LINES[0] + failure]
    error, *_ = run(lambda: one_failure(CreditUsedUp, script))
    assert (error.message, error.task_id, error.trace_id) == ("no credit", STREAM_TASK, "tr")


@pytest.mark.parametrize(
    "script",
    [
        [head() + b"<html>\n"],
        [head() + b"[1]\n"],
        answer(b"<html><body>\nhello</body>", kind="text/html"),
        answer(b""),
        answer([1, 2]),
        answer({"odd": 1}),
        answer(b"x" * 100, content_encoding="gzip"),
        answer(b"x" * 100, content_encoding="br"),
    ],
)
def test_garbage_is_an_unexpected_reply(script):
    error, server, _ = run(lambda: one_failure(UnexpectedReply, script))
    assert "HTTP 200" in error.message
    assert len(server.requests) == 1


def test_a_record_without_end_is_refused_and_keeps_its_task():
    script = [head() + LINES[0], *[b"x" * 1024 * 1024] * 9, HANG]
    error, *_ = run(lambda: one_failure(UnexpectedReply, script))
    assert error.task_id == STREAM_TASK


def test_heartbeats_are_passed_over():
    updates, _ = run(lambda: one_story([head() + b"{}\n\n" + STREAM]))
    assert len(updates) == 3


def test_nothing_after_the_final_record_is_waited_for():
    updates, _ = run(lambda: one_story([head() + STREAM, HANG]))
    assert updates[-1].final


def test_too_many_requests_are_waited_out_with_a_countdown():
    async def story():
        busy = answer({"error": {"code": "too_many_requests"}}, 429, retry_after="3")
        vague = answer(b"<html>", 429, "text/html")
        async with Server(busy, vague, [head() + STREAM]) as server, connected(server) as client:
            told = []
            options = {"on_wait": lambda *what: told.append(what)}
            updates = await follow(client, **options)
            return updates, told, client.waits

    updates, told, waits = run(story)
    assert updates[-1].final
    assert waits == [3, 2]
    assert [(seconds, attempt) for seconds, attempt, _ in told] == [(3, 1), (2, 2)]
    assert all(isinstance(error, TooManyRequests) for *_, error in told)


def test_too_many_requests_give_up_after_five_tries():
    error, server, client = run(
        lambda: one_failure(TooManyRequests, answer({"error": "busy"}, 429), deadline=900)
    )
    assert len(server.requests) == 5
    assert client.waits == [1, 2, 4, 8]
    assert error.message == "busy"


@pytest.mark.parametrize("status", [400, 500, 502, 504])
def test_a_generation_that_was_received_is_sent_once(status):
    script = answer({"error": {"code": "api_error", "message": "no"}, "task_id": "t"}, status)
    error, server, _ = run(lambda: one_failure(ServiceFailed, script))
    assert (error.status, error.task_id) == (status, "t")
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_and_the_token_goes_nowhere(status):
    async def story():
        async with Server(answer(FINAL)) as other:
            script = answer(b"", status, location=f"{other.url}/midjourney/imagine")
            error, server, _ = await one_failure(UnexpectedReply, script)
            return error, server.requests, other.requests

    error, asked, elsewhere = run(story)
    assert f"HTTP {status}" in error.message
    assert len(asked) == 1
    assert elsewhere == []


def test_a_refused_connection_is_not_reached():
    async def story():
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        base_url, told = f"http://127.0.0.1:{port}", []
        async with Server([]) as server, connected(server, base_url=base_url) as client:
            with pytest.raises(NotReached):
                await follow(client, on_wait=lambda *what: told.append(what))
            return told, client.waits

    told, waits = run(story)
    assert [attempt for _, attempt, _ in told] == [1]
    assert sum(waits) < 1


def test_a_host_that_speaks_no_tls_is_not_reached_and_not_tried_again():
    async def story():
        def refuse(_, writer):
            writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            writer.close()

        plain = await asyncio.start_server(refuse, "127.0.0.1", 0)
        base_url = f"https://127.0.0.1:{plain.sockets[0].getsockname()[1]}"
        async with (
            plain,
            Server([]) as server,
            connected(server, base_url=base_url) as client,
        ):
            with pytest.raises(NotReached, match="TLS"):
                await follow(client)
            assert client.waits == []

    run(story)


def test_a_slow_handshake_is_not_reached_but_tried_again():
    async def story():
        async with Server([]) as server:  # waits for a request that never comes
            base_url = f"https://127.0.0.1:{server.port}"
            async with connected(server, base_url=base_url, connect=0.1) as client:
                with pytest.raises(NotReached, match="in time"):
                    await follow(client)
                assert len(client.waits) == 1

    run(story)


def test_a_host_that_never_finishes_connecting_is_not_reached():
    async def story():
        # A backlog that is full leaves the next connection hanging in the kernel.
        with socket.socket() as full:
            full.bind(("127.0.0.1", 0))
            full.listen(0)
            port = full.getsockname()[1]
            others = [socket.socket() for _ in range(4)]
            for other in others:
                other.setblocking(False)
                other.connect_ex(("127.0.0.1", port))
            try:
                async with Server([]) as server:
                    base_url = f"http://127.0.0.1:{port}"
                    async with connected(server, base_url=base_url, connect=0.1) as client:
                        with pytest.raises(NotReached):
                            await follow(client)
            finally:
                for other in others:
                    other.close()

    run(story)


class Failing(httpx.AsyncBaseTransport):
    """Fails as told, before or after the request began to leave."""

    def __init__(self, error: Exception, *, left: bool) -> None:
        self.error = error
        self.left = left

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.left:
            await request.extensions["trace"]("http11.send_request_headers.started", {})
        raise self.error


def all_kinds(kind: type[Exception]) -> list[type[Exception]]:
    return [kind, *(sub for child in kind.__subclasses__() for sub in all_kinds(child))]


@pytest.mark.parametrize("left", [False, True])
@pytest.mark.parametrize("kind", all_kinds(httpx.RequestError), ids=lambda kind: kind.__name__)
def test_every_failure_of_httpx_has_its_error(kind, left):
    never = {"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol"}
    never |= {"Unusable"}

    async def story():
        transport = Failing(kind(f"oh {TOKEN}"), left=left)
        async with httpx.AsyncClient(transport=transport) as http:
            from mjstudio.api.client import MidjourneyClient

            async def no_sleep(_):
                pass

            client = MidjourneyClient(TOKEN, http=http, sleep=no_sleep)
            with pytest.raises((NotReached, ConnectionLost)) as caught:
                await follow(client)
            return caught.value

    error = run(story)
    assert type(error) is (ConnectionLost if left and kind.__name__ not in never else NotReached)
    assert TOKEN not in repr(error)
    assert error.__cause__ is None
    assert error.__suppress_context__


def test_a_closed_client_says_so():
    async def story():
        async with Server([]) as server, connected(server) as client:
            await client.aclose()
            await client.aclose()
            with pytest.raises(NotReached, match="closed"):
                await follow(client)

    run(story)


@pytest.mark.parametrize(
    "script", [[0.3, head() + STREAM], [head(), 0.3, STREAM]], ids=["the head", "the first record"]
)
def test_the_beginning_of_a_stream_may_take_as_long_as_the_job(script):
    updates, _ = run(lambda: one_story(script, idle=0.1))
    assert updates[-1].final
    error, *_ = run(lambda: one_failure(ConnectionLost, script, idle=0.05, patience=0.1))
    assert error.task_id == ""


def test_a_request_with_its_own_limit_is_waited_for_that_long():
    limited = ImagineRequest("a cat", timeout=0.4)
    story = {"request": limited, "idle": 0.05, "patience": 0.01}
    updates, server = run(lambda: one_story([0.2, head() + STREAM], **story))
    assert updates[-1].final
    assert server.requests[0].json["timeout"] == 0.4


def test_after_the_first_record_silence_is_lost():
    script = [head() + LINES[0], HANG]
    error, *_ = run(lambda: one_failure(ConnectionLost, script, idle=0.1))
    assert error.task_id == STREAM_TASK


def test_the_head_tells_the_trace_of_a_request():
    async def story():
        script = [head(x_trace_id=f"tr-{TOKEN}") + STREAM]
        async with (
            Server(script) as server,
            connected(server) as client,
            client.imagine(CAT) as updates,
        ):
            return updates.trace_id, [update.progress async for update in updates]

    assert run(story) == ("tr-[redacted]", [35, 75, 100])


@pytest.mark.parametrize(
    "script",
    [
        answer(b"<html>", 502, "text/html", x_trace_id="tr"),
        answer(b"", 504, x_trace_id="tr"),
        answer(b"<html>", 200, "text/html", x_trace_id="tr"),
        answer({"error": "no"}, 503, x_trace_id="tr"),
        [head(502, content_length="99", x_trace_id="tr") + b"<html>"],
        [head(500, x_trace_id="tr", content_encoding="br") + b"x"],
        [head(x_trace_id="tr"), CUT],
        [head(x_trace_id="tr") + LINES[0] + b"x" * 99 + b"\n"],
        [head(x_trace_id="tr", content_encoding="br") + b"x"],
        [head(x_trace_id="tr") + LINES[0], *[b"x" * 1024 * 1024] * 9, HANG],
    ],
)
def test_whatever_goes_wrong_after_the_head_the_trace_is_kept(script):
    error, *_ = run(lambda: one_failure(StudioError, script))
    assert error.trace_id == "tr"


def test_submissions_are_kept_apart_each_try_of_them_and_of_several_clients():
    async def story():
        pacing = RateLimiter(1000)
        busy = answer({"error": {"code": "rate_limited"}}, 429, retry_after="0")
        async with (
            Server(busy, [head() + STREAM]) as server,
            connected(server, submissions=pacing) as first,
            connected(server, submissions=pacing) as second,
        ):
            await follow(first)
            await follow(second)
            return server, first.waits, second.waits

    server, first, second = run(story)
    assert len(server.requests) == 3
    # The first waits for nobody, then for what the service asked for, and for its second turn.
    asked, turn = first
    assert asked == 0
    assert 900 < turn <= 1000
    assert len(second) == 1
    assert 1900 < second[0] <= 2000
