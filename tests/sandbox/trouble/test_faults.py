"""Each fault does what it says, seen from a bare socket or from a plain HTTP client."""

import json
import socket
import time
import zlib
from io import BytesIO

import httpx
import pytest
from PIL import Image

from mjstudio.sandbox.trouble.faults import Fault, FaultPlan
from tests.sandbox.client import AUTHORIZATION, NDJSON
from tests.sandbox.work.test_tasks import finished


def spoken(shared, body: dict, accept: str = "application/x-ndjson") -> tuple[bytes, str]:
    """All that comes back for a request to imagine, and how it ended: `closed` or `reset`."""
    content = json.dumps(body).encode()
    head = (
        f"POST /midjourney/imagine HTTP/1.1\r\nhost: 127.0.0.1:{shared.port}\r\n"
        f"authorization: Bearer test-token\r\naccept: {accept}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(content)}\r\n\r\n"
    )
    got = b""
    with socket.create_connection(("127.0.0.1", shared.port), timeout=10) as line:
        line.sendall(head.encode() + content)
        while True:
            try:
                part = line.recv(65536)
            except ConnectionResetError:
                return got, "reset"
            if not part:
                return got, "closed"
            got += part


def records_of(answer: bytes) -> list[bytes]:
    """The JSON lines of an answer, whatever its framing."""
    return [line for line in answer.split(b"\n") if line.startswith(b'{"')]


def last_task(client, sandbox) -> dict:
    """The record of the task that ran last."""
    (task,) = list(sandbox.tasks._tasks)[-1:]
    return finished(client, task)


def test_a_request_lost_before_it_was_accepted_starts_nothing(client, sandbox, shared):
    sandbox.faults.order(Fault.LOST_BEFORE, where="imagine")
    before = len(sandbox.tasks._tasks)
    assert spoken(shared, {"prompt": "lost"}) == (b"", "reset")
    assert len(sandbox.tasks._tasks) == before
    assert [request.body for request in sandbox.received("imagine")] == [{"prompt": "lost"}]
    assert sandbox.faults.pending == ()


@pytest.mark.parametrize("accept", ["application/json", "application/x-ndjson"])
def test_a_request_lost_after_it_was_accepted_goes_on(client, sandbox, shared, accept, quick):
    sandbox.faults.order(Fault.LOST_AFTER, where="imagine")
    assert spoken(shared, quick, accept) == (b"", "reset")
    record = last_task(client, sandbox)
    assert record["request"] == quick
    assert record["response"]["progress"] == 100


def test_a_stream_is_cut_after_so_many_records(client, sandbox, shared, quick):
    for fault, end in ((Fault.CUT_STREAM, "reset"), (Fault.CLOSE_STREAM, "closed")):
        sandbox.faults.order(fault, where="imagine", after_records=2)
        answer, how = spoken(shared, quick)
        assert how == end
        assert len(records_of(answer)) == 2
        assert b"\r\n0\r\n\r\n" not in answer
        assert last_task(client, sandbox)["response"]["progress"] == 100


def test_a_client_sees_a_cut_stream_as_an_error(client, sandbox, quick):
    for fault in (Fault.CUT_STREAM, Fault.CLOSE_STREAM):
        sandbox.faults.order(fault, where="imagine", after_records=1)
        with pytest.raises(httpx.TransportError):
            client.stream(**quick)


def test_a_stream_ends_in_good_order_without_its_last_record(client, sandbox, quick):
    sandbox.faults.order(Fault.END_STREAM, where="imagine", after_records=2)
    records = client.stream(**quick)
    assert [record["progress"] < 100 for record in records] == [True, True]


def test_a_stream_falls_silent(client, sandbox, quick):
    sandbox.faults.order(Fault.STALL_STREAM, where="imagine", after_records=1)
    got = []
    with (
        pytest.raises(httpx.ReadTimeout),
        client.http.stream(
            "POST", "/midjourney/imagine", json=quick, timeout=0.3,
            headers=AUTHORIZATION | NDJSON,
        ) as response,
    ):  # fmt: skip
        got.extend(response.iter_lines())
    assert [json.loads(line)["actions"] for line in got] == [[]]


def test_half_a_line_ends_a_body_that_nothing_delimits(client, sandbox, shared, quick):
    sandbox.faults.order(Fault.HALF_LINE, where="imagine")
    answer, how = spoken(shared, quick)
    head, body = answer.split(b"\r\n\r\n", 1)
    assert how == "closed"
    assert b"content-length" not in head.lower()
    assert b"chunked" not in head.lower()
    *whole, half = body.split(b"\n")
    assert len([json.loads(line) for line in whole]) == 2
    assert half.startswith(b"{")
    assert not half.endswith(b"}")
    record = last_task(client, sandbox)
    assert record["response"]["progress"] == 100


def test_half_a_line_can_come_sooner(client, sandbox, quick):
    sandbox.faults.order(Fault.HALF_LINE, where="imagine", after_records=0)
    response = client.post("imagine", quick, **NDJSON)
    assert response.content.startswith(b"{")
    assert b"\n" not in response.content


def test_a_hang_answers_nothing_until_the_client_leaves(client, sandbox):
    sandbox.faults.order(Fault.HANG, where="tasks")
    with pytest.raises(httpx.ReadTimeout):
        client.http.post("/midjourney/tasks", json={"id": "x"}, headers=AUTHORIZATION, timeout=0.2)
    assert client.post("tasks", {"id": "x"}).json() == {}


def test_a_hang_can_end(client, sandbox, quick):
    sandbox.faults.order(Fault.HANG, where="imagine", seconds=0.05, accepted=True)
    with pytest.raises(httpx.RemoteProtocolError):
        client.post("imagine", quick)
    assert last_task(client, sandbox)["response"]["success"]


def test_a_drip_is_slow_and_whole(client, sandbox):
    sandbox.faults.order(Fault.DRIP, where="translate", seconds=0.01)
    began = time.monotonic()
    assert client.post("translate", {"content": "water"}).json() == {"content": "water"}
    assert time.monotonic() - began > 0.15


def test_records_come_twice(client, sandbox, quick):
    sandbox.faults.order(Fault.DUPLICATE, where="imagine")
    records = client.stream(**quick)
    assert records[::2] == records[1::2]
    assert [record["progress"] for record in records[::2]][-1] == 100


def test_records_change_places(client, sandbox, quick):
    sandbox.faults.order(Fault.REORDERED, where="imagine")
    progress = [record["progress"] for record in client.stream(**quick)]
    assert progress[0] > progress[1]
    assert progress[-1] == 100


def test_a_record_comes_late(client, sandbox, quick):
    sandbox.faults.order(Fault.LATE, where="imagine")
    records = client.stream(**quick)
    assert records[-2]["progress"] == 100
    assert records[-1] == records[0]


def test_unknown_fields_and_actions_are_added(client, sandbox, quick):
    sandbox.faults.order(Fault.UNKNOWN_FIELDS, where="imagine", times=2)
    for answer in (client.stream(**quick)[-1], client.imagine(**quick)):
        assert answer["x_new_field"]
        assert answer["actions"][-1] == "animate_high_motion"
    sandbox.faults.order(Fault.UNKNOWN_FIELDS, where="tasks")
    record = client.post("tasks", {"id": answer["task_id"]}).json()
    assert record["x_new_field"]
    assert record["response"]["x_new_field"]


@pytest.mark.parametrize(
    ("status", "code"),
    [
        *((400, "bad_request"), (400, "token_mismatched"), (400, "api_not_implemented")),
        *((401, "invalid_token"), (401, "token_expired"), (404, "no_api")),
        *((403, "used_up"), (403, "disabled"), (403, "forbidden")),
        *((500, "api_error"), (504, "timeout"), (504, "gateway_timeout")),
    ],
)
def test_any_error_can_be_ordered(client, sandbox, status, code, quick):
    sandbox.faults.order(Fault.STATUS, where="imagine", status=status, code=code, message="so")
    assert client.refused(**quick) == (status, code, "so")
    assert client.imagine(**quick)["success"]


@pytest.mark.parametrize("after", ["2", 7, "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_too_many_requests_says_when_to_come_again(client, sandbox, after):
    sandbox.faults.order(Fault.STATUS, where="api", times=2, status=429, retry_after=after)
    for _ in range(2):
        response = client.post("tasks", {"id": "x"})
        assert response.status_code == 429
        assert response.json()["error"]["code"] == "too_many_requests"
        assert response.headers["retry-after"] == str(after)
    assert client.post("tasks", {"id": "x"}).status_code == 200


def test_an_error_can_have_any_shape(client, sandbox, quick):
    for body in ({"error": "no"}, {"detail": "no"}, "no", {"error": {"code": "used_up"}}):
        sandbox.faults.order(Fault.STATUS, where="imagine", status=403, body=body)
        assert client.post("imagine", quick).json() == body


def test_a_gateway_gives_up_on_a_task_that_goes_on(client, sandbox, quick):
    details = {"status": 504, "code": "gateway_timeout", "accepted": True}
    sandbox.faults.order(Fault.STATUS, where="imagine", **details)
    told = client.post("imagine", quick).json()
    assert finished(client, told["task_id"])["response"]["progress"] == 100


def test_a_task_fails_in_mid_stream(client, sandbox, quick):
    sandbox.faults.order(
        Fault.TASK_FAILS, where="imagine", after_records=1, code="forbidden", status=403
    )
    preview, failure = client.stream(**quick)
    assert preview["success"] is True
    assert failure["success"] is False
    assert failure["error"]["code"] == "forbidden"
    record = finished(client, preview["task_id"])
    assert record["response"] == failure
    assert client.http.get(preview["raw_image_url"]).status_code == 404
    sandbox.faults.order(Fault.TASK_FAILS, where="imagine")
    assert client.refused(**quick)[:2] == (500, "api_error")


def test_answers_that_are_not_the_apis(client, sandbox, quick):
    sandbox.faults.order(Fault.HTML, where="imagine", status=502)
    sandbox.faults.order(Fault.EMPTY, where="imagine")
    sandbox.faults.order(Fault.WRONG_TYPE, where="imagine")
    sandbox.faults.order(Fault.REDIRECT, where="imagine", location="http://127.0.0.1:9/x")
    page, empty, wrong, away = (client.post("imagine", quick) for _ in range(4))
    assert page.status_code == 502
    assert page.text.startswith("<!doctype html>")
    assert (empty.status_code, empty.content) == (200, b"")
    assert isinstance(wrong.json(), list)
    assert (away.status_code, away.headers["location"]) == (307, "http://127.0.0.1:9/x")


def test_a_gzip_bomb_is_small_on_the_line(client, sandbox):
    sandbox.faults.order(Fault.GZIP_BOMB, where="tasks", size=20 * 1024**2)
    with client.http.stream(
        "POST", "/midjourney/tasks", json={"id": "x"}, headers=AUTHORIZATION
    ) as response:
        packed = b"".join(response.iter_raw())
    assert response.headers["content-encoding"] == "gzip"
    assert len(packed) < 64 * 1024
    assert len(json.loads(zlib.decompress(packed, 31))["blank"]) == 20 * 1024**2


def test_pictures_can_be_gone(client, sandbox, grid, quick):
    for where, kind in (
        ("raw", "raw_image_url"),
        ("thumbnail", "image_url"),
        ("picture", "image_url"),
    ):
        sandbox.faults.order(Fault.STATUS, where=where, status=404)
        assert client.http.get(grid[kind]).status_code == 404
        assert client.http.get(grid[kind]).status_code == 200
    sandbox.speed = 20
    sandbox.faults.order(Fault.STATUS, where="preview", status=404)
    with client.http.stream(
        "POST", "/midjourney/imagine", json=quick, headers=AUTHORIZATION | NDJSON
    ) as response:
        url = json.loads(next(response.iter_lines()))["raw_image_url"]
        assert client.http.get(url).status_code == 404
        assert client.http.get(url).status_code == 200


def test_a_picture_ends_before_its_length_and_can_be_taken_up(client, sandbox, grid):
    url = grid["raw_image_url"]
    whole = client.http.get(url).content
    sandbox.faults.order(Fault.TRUNCATED, where="picture")
    parts: list[bytes] = []
    with (
        pytest.raises(httpx.RemoteProtocolError),
        client.http.stream("GET", url) as response,
    ):
        parts.extend(response.iter_bytes())
    got = b"".join(parts)
    assert int(response.headers["content-length"]) == len(whole)
    assert got == whole[: len(whole) // 2]
    headers = {"range": f"bytes={len(got)}-", "if-range": response.headers["etag"]}
    assert got + client.http.get(url, headers=headers).content == whole


def test_pictures_that_trouble_a_reader(client, sandbox, grid, monkeypatch):
    # The program raises the limit for its own pictures, for the whole process.
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 89_478_485)

    def fetch(fault: Fault) -> httpx.Response:
        sandbox.faults.order(fault, where="pictures")
        response = client.http.get(grid["raw_image_url"])
        assert response.status_code == 200
        assert int(response.headers["content-length"]) == len(response.content)
        return response

    def opened(fault: Fault) -> Image.Image:
        return Image.open(BytesIO(fetch(fault).content))

    assert b"file://" in fetch(Fault.SVG).content
    assert fetch(Fault.HTML_PICTURE).headers["content-type"] == "image/png"
    half = opened(Fault.HALF_PICTURE)
    with pytest.raises(OSError, match="truncated"):
        half.load()
    with pytest.raises(Image.DecompressionBombError):
        opened(Fault.PICTURE_BOMB)
    assert opened(Fault.ANIMATED).n_frames == 4
    assert opened(Fault.CMYK).mode == "CMYK"
    assert opened(Fault.SIXTEEN_BIT).mode == "I;16"
    rotated = opened(Fault.ROTATED)
    assert rotated.getexif()[0x0112] == 6
    assert rotated.size == (64, 96)


def test_orders_are_served_in_turn_and_only_where_they_fit():
    plan = FaultPlan()
    plan.order(Fault.HTML, where="tasks")
    plan.order(Fault.EMPTY, where="api", times=2)
    imagine, tasks = frozenset({"imagine", "api", "*"}), frozenset({"tasks", "api", "*"})
    assert plan.take(imagine).fault is Fault.EMPTY
    assert plan.take(tasks).fault is Fault.HTML
    assert plan.take(frozenset({"preview", "pictures", "*"})) is None
    assert plan.take(tasks).fault is Fault.EMPTY
    assert plan.take(tasks) is None
    plan.order(Fault.HTML)
    plan.clear()
    assert plan.pending == ()
    with pytest.raises(ValueError, match="times"):
        plan.order(Fault.HTML, times=0)
    with pytest.raises(TypeError):
        plan.order(Fault.HTML, unknown=1)


def test_what_was_received_is_kept(client, sandbox, grid):
    client.post("tasks", {"id": "x"})
    client.http.get(grid["image_url"])
    asked, fetched = sandbox.requests
    assert (asked.method, asked.path, asked.body) == ("POST", "/midjourney/tasks", {"id": "x"})
    assert asked.headers["authorization"] == "Bearer test-token"
    assert fetched.method == "GET"
    assert "thumbnail" in fetched.labels
    assert "authorization" not in fetched.headers
    assert asked.time <= fetched.time <= time.monotonic()
    assert sandbox.received("tasks") == [asked]


@pytest.mark.parametrize("fault", [Fault.STATUS, Fault.HTML, Fault.EMPTY, Fault.WRONG_TYPE])
def test_the_trace_of_an_answer_that_was_broken_leads_to_its_task(client, sandbox, fault):
    sandbox.faults.order(fault, where="imagine", status=502, accepted=True)
    response = client.post("imagine", {"prompt": "a lost letter"}, **NDJSON)
    assert response.status_code == 502
    trace = response.headers["x-trace-id"]
    found = client.post("tasks", {"action": "retrieve", "trace_id": trace}).json()
    assert (found["trace_id"], found["request"]["prompt"]) == (trace, "a lost letter")
    batch = {"action": "retrieve_batch", "trace_ids": [trace, "unknown"]}
    assert [one["id"] for one in client.post("tasks", batch).json()["items"]] == [found["id"]]


def test_a_stream_tells_its_trace_before_its_first_record(client, sandbox):
    sandbox.speed = 1
    body = {"prompt": "slow tide"}
    with client.http.stream(
        "POST", "/midjourney/imagine", json=body, headers=AUTHORIZATION | NDJSON
    ) as response:
        trace = response.headers["x-trace-id"]
    found = client.post("tasks", {"action": "retrieve", "trace_id": trace}).json()
    assert found["request"] == body
    sandbox.speed = 0


def test_half_a_line_comes_with_its_trace(client, sandbox, shared):
    sandbox.faults.order(Fault.HALF_LINE, where="imagine")
    got, _ = spoken(shared, {"prompt": "half"})
    trace = got.split(b"x-trace-id: ")[1].split(b"\r\n")[0].decode()
    assert client.post("tasks", {"action": "retrieve", "trace_id": trace}).json()["id"]


def test_a_head_may_come_late(client, sandbox):
    sandbox.faults.order(Fault.LATE_HEAD, where="imagine", seconds=0.3)
    began = time.monotonic()
    assert client.stream(prompt="late")[-1]["progress"] == 100
    assert time.monotonic() - began >= 0.3


def test_tasks_may_lag(client, sandbox):
    made = client.imagine(prompt="slow books")
    sandbox.faults.order(Fault.LAGGING, where="tasks", times=2)
    one = {"action": "retrieve", "id": made["task_id"]}
    several = {"action": "retrieve_batch", "ids": [made["task_id"]]}
    for told in (
        client.post("tasks", one).json(),
        client.post("tasks", several).json()["items"][0],
    ):
        assert told["id"] == made["task_id"]
        assert not {"response", "finished_at"} & set(told)
    assert client.post("tasks", one).json()["response"]["progress"] == 100


def test_a_picture_may_be_as_large_as_ordered(client, sandbox):
    made = client.imagine(prompt="large")
    sandbox.faults.order(Fault.LARGE_PICTURE, where="raw", pixels=(300, 200))
    assert client.picture(made["raw_image_url"]).size == (300, 200)
