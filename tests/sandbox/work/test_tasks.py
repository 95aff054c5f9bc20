"""Streams, tasks that outlive their connection, and looking them up."""

import json
import time

import httpx
import pytest

from tests.sandbox.client import AUTHORIZATION, NDJSON


def finished(client, task_id: str, seconds: float = 10) -> dict:
    """The record of a task as soon as it is finished."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        record = client.post("tasks", {"action": "retrieve", "id": task_id}).json()
        if "finished_at" in record:
            return record
        time.sleep(0.02)
    raise AssertionError("not finished")


def test_a_stream_looks_like_the_sample(client):
    records = client.stream(prompt="sunset --ar 3:2")
    *previews, last = records
    assert len(previews) >= 2
    assert len({record["image_id"] for record in records}) == len(records)
    assert len({record["task_id"] for record in records}) == 1
    assert [record["progress"] for record in records] == sorted(r["progress"] for r in records)
    for preview in previews:
        assert set(preview) == set(last)
        assert preview["success"] is True
        assert preview["actions"] == []
        assert (preview["raw_image_width"], preview["raw_image_height"]) == (84, 56)
        assert (preview["image_width"], preview["image_height"]) == (42, 28)
        assert ".webp" in preview["raw_image_url"]
    assert last["progress"] == 100
    assert last["actions"]


def test_previews_can_be_seen_until_the_picture_is_finished(client, sandbox):
    sandbox.speed = 4
    seen = []
    body = {"prompt": "waves", "action": "generate"}
    with client.http.stream(
        "POST", "/midjourney/imagine", json=body, headers=AUTHORIZATION | NDJSON
    ) as response:
        records = []
        for line in response.iter_lines():
            records.append(json.loads(line))
            if records[-1]["progress"] < 60:
                sandbox.speed = 0.001  # until they are seen
                seen.append(client.picture(records[-1]["raw_image_url"]))
                small = client.picture(records[-1]["image_url"])
                assert small.size == (records[-1]["image_width"], records[-1]["image_height"])
                sandbox.speed = 20
    assert len(records) >= 5
    assert {picture.format for picture in seen} == {"WEBP"}
    assert seen[0].tobytes() != seen[-1].tobytes()
    for record in records[:-1]:
        for url in (record["image_url"], record["raw_image_url"]):
            assert client.http.get(url).status_code == 404
    client.raw(records[-1])


@pytest.mark.parametrize(("mode", "share"), [("turbo", 0.5), ("fast", 1), ("relax", 2)])
def test_speed_and_mode_decide_how_long_it_takes(client, sandbox, mode, share):
    sandbox.speed = 25
    began = time.monotonic()
    client.imagine(prompt="tide --ar 14:1", mode=mode)
    assert 0.4 * share <= time.monotonic() - began < 0.4 * share + 20


def test_a_new_speed_holds_for_what_is_under_way(client, sandbox):
    sandbox.speed = 0.0001
    task_id = client.post("imagine", {"prompt": "dunes", "async": True}).json()["task_id"]
    pending = client.post("tasks", {"action": "retrieve", "task_id": task_id}).json()
    assert "finished_at" not in pending
    sandbox.speed = 0
    assert finished(client, task_id)["response"]["progress"] == 100


def test_an_upscale_is_quicker(client, sandbox, grid, quick):
    sandbox.speed = 20
    began = time.monotonic()
    assert len(client.stream(action="upscale1", image_id=grid["image_id"])) == 3
    assert 0.14 <= time.monotonic() - began < 2


def test_a_task_goes_on_when_the_client_leaves(client, sandbox):
    sandbox.speed = 20
    body = {"prompt": "dunes"}
    with client.http.stream(
        "POST", "/midjourney/imagine", json=body, headers=AUTHORIZATION | NDJSON
    ) as response:
        task_id = json.loads(next(response.iter_lines()))["task_id"]
    record = finished(client, task_id)
    assert record["response"]["progress"] == 100
    client.raw(record["response"])


def test_a_plain_request_can_be_left_too(client, sandbox, quick):
    sandbox.speed = 20
    with pytest.raises(httpx.ReadTimeout):
        client.http.post("/midjourney/imagine", json=quick, headers=AUTHORIZATION, timeout=0.05)
    time.sleep(0.2)
    assert client.imagine(**quick)["success"]


def test_async_answers_at_once_and_tasks_tells_the_rest(client, sandbox):
    sandbox.speed = 20
    sent = {"prompt": "a fox", "async": True, "mode": "fast"}
    response = client.post("imagine", sent | {"callback_url": None})
    task_id = response.json()["task_id"]
    assert "image_url" not in response.json()
    pending = client.post("tasks", {"action": "retrieve", "task_id": task_id}).json()
    assert "finished_at" not in pending
    assert pending.get("response", {"progress": 0})["progress"] < 100
    record = finished(client, task_id)
    assert record["id"] == task_id
    assert record["type"] == "imagine"
    assert record["trace_id"] == response.headers["x-trace-id"]
    assert record["request"] == sent
    assert record["created_at"] <= record["started_at"] <= record["finished_at"]
    assert record["elapsed"] == pytest.approx(record["finished_at"] - record["created_at"])
    assert record["response"]["success"] is True
    assert record["response"]["progress"] == 100
    client.raw(record["response"])
    assert client.post("tasks", {"trace_id": record["trace_id"]}).json()["id"] == task_id


def test_batches_are_counted_and_cut(client, quick):
    ids = [client.imagine(**quick)["task_id"] for n in range(3)]
    asked = {"action": "retrieve_batch", "ids": [*ids, "unknown"]}
    told = client.post("tasks", asked).json()
    assert told["count"] == 3
    assert [item["id"] for item in told["items"]] == ids
    told = client.post("tasks", asked | {"offset": 1, "limit": 1}).json()
    assert (told["count"], [item["id"] for item in told["items"]]) == (3, ids[1:2])


def test_an_unknown_task_is_an_empty_object(client):
    for name in ("id", "task_id", "trace_id"):
        response = client.post("tasks", {"action": "retrieve", name: "nothing"})
        assert (response.status_code, response.json()) == (200, {})


@pytest.mark.parametrize(
    "body",
    [
        {"action": "retrieve"},
        {"action": "delete", "id": "x"},
        {"action": "retrieve_batch", "ids": "x"},
        {"action": "retrieve_batch", "ids": [], "limit": -1},
    ],
)
def test_a_wrong_look_up_is_refused(client, body):
    response = client.post("tasks", body)
    assert response.status_code == 400
    assert response.json()["error"]["code"] == "bad_request"


def test_unicode_in_a_prompt_comes_back_as_it_was(client):
    prompt = "caf\u00e9 \u2028 \u0085 \U0001f3a8 \u05e9\u05dc\u05d5\u05dd"
    *_, last = client.stream(prompt=prompt)
    record = client.post("tasks", {"id": last["task_id"]}).json()
    assert record["request"]["prompt"] == prompt


def test_a_task_belongs_to_the_user_of_its_token(client, sandbox):
    made = client.imagine(prompt="a hill")
    look_up = {"action": "retrieve", "id": made["task_id"]}
    record = client.post("tasks", look_up).json()
    assert record["user_id"]
    other = {"authorization": "Bearer another-token"}
    assert client.post("tasks", look_up, **other).json() == {}
    batch = {"action": "retrieve_batch", "ids": [made["task_id"]]}
    assert client.post("tasks", batch, **other).json() == {"items": [], "count": 0}
    sandbox.users["another-token"] = record["user_id"]
    assert client.post("tasks", look_up, **other).json() == record
    theirs = client.post("imagine", {"prompt": "a dune"}, authorization="Bearer third").json()
    look_up = {"action": "retrieve", "id": theirs["task_id"]}
    told = client.post("tasks", look_up, authorization="Bearer third").json()
    assert told["user_id"] not in ("", record["user_id"])
