import functools
import json
import logging
import pickle
import sys
import traceback
import zlib

import pytest

from mjstudio.api.client import MidjourneyClient
from mjstudio.api.transport import build_http
from mjstudio.model.errors import (
    ConnectionLost,
    PromptRefused,
    ServiceFailed,
    StudioError,
    TooManyRequests,
    UnexpectedReply,
)
from mjstudio.model.pacing import RateLimiter
from mjstudio.model.request import ImagineRequest

from .server import CUT, HANG, TOKEN, Server, answer, connected, head, run

PENDING = {"id": "t", "type": "imagine", "request": {"prompt": "a cat"}}


async def ask(question, *scripts, **options):
    async with Server(*scripts) as server, connected(server, **options) as client:
        try:
            return await question(client), server, client
        except StudioError as error:
            return error, server, client


def test_a_task_is_asked_for_by_its_id():
    record, server, _ = run(lambda: ask(lambda client: client.task("t"), answer(PENDING)))
    assert record.pending
    (request,) = server.requests
    assert request.target == "/midjourney/tasks"
    assert request.json == {"action": "retrieve", "id": "t"}
    assert request.headers["accept"] == "application/json"


def test_many_tasks_are_asked_for_a_dozen_at_a_time():
    ids = [f"t{n}" for n in range(20)]
    pages = [[{"id": f"t{n}"} for n in reversed(page)] for page in (range(12), range(12, 19))]
    scripts = [answer({"items": page, "count": len(page)}) for page in pages]
    found, server, _ = run(lambda: ask(lambda client: client.tasks([*ids, "t3"]), *scripts))
    assert [record.task_id for record in found] == ids[:19]
    assert [len(request.json["ids"]) for request in server.requests] == [12, 8]
    assert {request.json["limit"] for request in server.requests} == {12}


def test_the_pages_of_a_batch_are_turned_until_the_last():
    scripts = [answer({"items": [{"id": f"t{n}"}], "count": 3}) for n in range(3)]
    found, server, _ = run(lambda: ask(lambda client: client.tasks(["t0", "t1", "t2"]), *scripts))
    assert len(found) == 3
    assert [request.json["offset"] for request in server.requests] == [0, 1, 2]
    stuck = answer({"items": [{"id": "t0"}], "count": 10**9})
    found, server, _ = run(lambda: ask(lambda client: client.tasks(["t0", "t1"]), stuck))
    assert len(server.requests) == 2


def test_no_ids_ask_nothing():
    found, server, _ = run(lambda: ask(lambda client: client.tasks([]), []))
    assert found == []
    assert server.requests == []


@pytest.mark.parametrize(
    ("question", "said", "sent", "found"),
    [
        (
            lambda client: client.describe("https://x.example/a.png"),
            {"descriptions": ["a", "b", "c", "d"]},
            ("/midjourney/describe", {"image_url": "https://x.example/a.png"}),
            ("a", "b", "c", "d"),
        ),
        (
            lambda client: client.shorten("long"),
            {"prompts": ["short"]},
            ("/midjourney/shorten", {"prompt": "long"}),
            ("short",),
        ),
        (
            lambda client: client.translate("猫"),
            {"content": "cat"},
            ("/midjourney/translate", {"content": "猫"}),
            "cat",
        ),
        (
            lambda client: client.seed("12"),
            {"seed": "4294967295"},
            ("/midjourney/seed", {"image_id": "12"}),
            "4294967295",
        ),
    ],
)
def test_the_small_look_ups(question, said, sent, found):
    told, server, _ = run(lambda: ask(question, answer(said)))
    assert told == found
    assert (server.requests[0].target, server.requests[0].json) == sent


@pytest.mark.parametrize(
    "bad", [[CUT], answer({"error": "oh"}, 500), answer(b"<html>", 502), [head(content_length="9")]]
)
def test_a_look_up_survives_two_failures(bad):
    record, server, client = run(
        lambda: ask(lambda client: client.task("t"), bad, bad, answer(PENDING))
    )
    assert record.task_id == "t"
    assert len(server.requests) == 3
    assert 0.25 <= client.waits[0] <= 0.5 <= client.waits[1] <= 1.0


def test_a_look_up_gives_up_after_three():
    error, server, _ = run(lambda: ask(lambda client: client.task("t"), answer({}, 500)))
    assert isinstance(error, ServiceFailed)
    assert len(server.requests) == 3
    error, server, _ = run(lambda: ask(lambda client: client.task("t"), [HANG], lookup=0.05))
    assert isinstance(error, ConnectionLost)
    assert len(server.requests) == 3


def test_a_look_up_honours_retry_after():
    busy = answer({}, 429, retry_after="2")
    record, _, client = run(lambda: ask(lambda client: client.task("t"), busy, answer(PENDING)))
    assert record.task_id == "t"
    assert client.waits == [2]
    error, server, _ = run(lambda: ask(lambda client: client.task("t"), busy))
    assert isinstance(error, TooManyRequests)
    assert len(server.requests) == 5


def test_a_refused_look_up_is_asked_once():
    script = answer({"error": {"code": "bad_request", "message": "no id"}}, 400)
    error, server, _ = run(lambda: ask(lambda client: client.task(""), script))
    assert isinstance(error, PromptRefused)
    assert len(server.requests) == 1


@pytest.mark.parametrize("path", ["", "/", "/gate/v1", "/gate/v1/"])
def test_an_address_with_a_path_works(path):
    async def story():
        async with Server(answer(PENDING)) as server:
            async with connected(server, base_url=server.url + path) as client:
                await client.task("t")
            return server.requests[0].target

    assert run(story) == f"{path.rstrip('/')}/midjourney/tasks"


@functools.cache
def zeros(mib: int) -> bytes:
    """That many MiB of zeros as gzip, made without ever holding them."""
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    piece = bytes(1024 * 1024)
    return b"".join([packer.compress(piece) for _ in range(mib)]) + packer.flush()


@pytest.mark.parametrize("status", [200, 500])
def test_a_gzip_bomb_is_refused_in_bounded_memory(status):
    resource = pytest.importorskip("resource")
    bomb = zeros(200)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    script = answer(bomb, status, content_encoding="gzip")
    error, *_ = run(lambda: ask(lambda client: client.task("t"), script))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert isinstance(error, UnexpectedReply)
    unit = 1 if sys.platform == "darwin" else 1024
    assert grown * unit < 100 * 1024 * 1024


def test_an_answer_over_8_mib_is_refused():
    big = json.dumps({"content": "x" * 9 * 1024 * 1024}).encode()
    error, *_ = run(lambda: ask(lambda client: client.translate("x"), answer(big)))
    assert isinstance(error, UnexpectedReply)
    assert "8.4 MB" in error.message


def test_the_token_is_told_by_nothing(caplog):
    """A service that echoes the token everywhere does not make the program tell it."""
    caplog.set_level(logging.DEBUG)
    echo = {"code": TOKEN, "message": f"bad token {TOKEN}"}
    refusal = answer({"error": echo, "trace_id": TOKEN}, 400, x_trace_id=TOKEN)
    page = answer(f"<html>{TOKEN}".encode() + b" " + TOKEN[:20].encode(), 500, "text/html")
    told = json.dumps({"task_id": "t", "image_url": f"https://x.example/?{TOKEN}"}).encode()
    stream = [head(x_trace_id=TOKEN) + told + b"\n" + told]

    async def story():
        async with Server(refusal, page, stream) as server, connected(server) as client:
            texts = [repr(client), str(client), repr(client._connection)]
            for _ in range(3):
                try:
                    async with client.imagine(ImagineRequest("a cat")) as updates:
                        texts += [repr(update) async for update in updates]
                except StudioError as error:
                    texts += [repr(error), str(vars(error)), *traceback.format_exception(error)]
                    texts.append(repr(pickle.dumps(error.args)))
            assert len(server.requests) == 3
            return texts

    told_by = "\n".join([*run(story), caplog.text])
    assert "t" in told_by
    assert TOKEN not in told_by
    assert "Bearer" not in told_by


def test_the_real_http_client_is_built_when_first_needed():
    async def story():
        async with Server(answer(PENDING)) as server:
            client = MidjourneyClient(TOKEN, server.url)
            record = await client.task("t")
            await client.aclose()
            return record

    assert run(story).task_id == "t"


def test_this_computer_is_not_asked_for_through_a_proxy(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    test_the_real_http_client_is_built_when_first_needed()


def test_cookies_are_not_kept():
    async def story():
        script = answer(PENDING, set_cookie="a=b; Path=/")
        async with Server(script) as server, build_http() as http:
            client = MidjourneyClient(TOKEN, server.url, http=http)
            await client.task("t")
            await client.task("t")
            assert ["cookie" in request.headers for request in server.requests] == [False, False]
            assert not http.cookies
            await client.aclose()
            assert not http.is_closed  # it is the caller's

    run(story)


def test_a_task_is_asked_for_by_the_trace_of_its_request():
    record, server, _ = run(
        lambda: ask(
            lambda client: client.task_by_trace("tr"), answer({**PENDING, "trace_id": "tr"})
        )
    )
    assert (record.task_id, record.trace_id) == ("t", "tr")
    assert server.requests[0].json == {"action": "retrieve", "trace_id": "tr"}
    record, *_ = run(lambda: ask(lambda client: client.task_by_trace("tr"), answer({})))
    assert record is None


def test_many_traces_are_asked_for_a_dozen_at_a_time():
    traces = [f"tr{n}" for n in range(20)]
    pages = [
        [{"id": f"t{n}", "trace_id": f"tr{n}"} for n in page] for page in (range(12), range(12, 19))
    ]
    scripts = [answer({"items": page, "count": len(page)}) for page in pages]
    found, server, _ = run(lambda: ask(lambda client: client.tasks_by_trace(traces), *scripts))
    assert [record.trace_id for record in found] == traces[:19]
    assert [len(request.json["trace_ids"]) for request in server.requests] == [12, 8]


def test_look_ups_of_tasks_keep_out_of_the_accounts_records():
    for question in (lambda client: client.task("t"), lambda client: client.tasks(["t"])):
        _, server, _ = run(
            lambda question=question: ask(question, answer({"items": [], "id": "t"}))
        )
        assert server.requests[0].headers["x-record-exempt"] == "true"
    _, server, _ = run(lambda: ask(lambda client: client.seed("12"), answer({"seed": "1"})))
    assert "x-record-exempt" not in server.requests[0].headers


def test_look_ups_of_tasks_are_kept_apart_each_try_of_them_and_the_others_are_not():
    async def story(client):
        await client.task("t")
        await client.seed("12")
        await client.task("t")

    scripts = (answer({}, 500), answer(PENDING), answer({"seed": "1"}), answer(PENDING))
    _, server, client = run(lambda: ask(story, *scripts, look_ups=RateLimiter(1000)))
    assert len(server.requests) == 4
    retry, second, third = client.waits
    assert retry < 1
    assert 900 < second <= 1000
    assert 1900 < third <= 2000
