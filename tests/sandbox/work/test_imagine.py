from collections.abc import Iterator

import httpx
import pytest

from mjstudio.model.action import GRID_ACTIONS, SINGLE_ACTIONS
from mjstudio.sandbox.service import Sandbox
from mjstudio.sandbox.thread import SandboxThread
from tests.sandbox.client import AUTHORIZATION, NDJSON, Client, mask


def test_a_generation_answers_like_the_sample(client):
    answer = client.imagine(prompt="A cat sitting on a table")
    assert set(answer) == {
        *("image_url", "image_width", "image_height", "image_id", "raw_image_url", "task_id"),
        *("raw_image_width", "raw_image_height", "progress", "actions", "success"),
    }
    assert answer["success"] is True
    assert answer["progress"] == 100
    assert answer["actions"] == list(GRID_ACTIONS)
    assert answer["image_id"].isdecimal()
    assert int(answer["image_id"]) > 2**53
    assert (answer["image_width"], answer["raw_image_width"]) == (128, 256)
    assert client.picture(answer["image_url"]).size == (128, 128)
    assert client.raw(answer).format == "PNG"


@pytest.fixture(scope="module")
def tiny() -> Iterator[Client]:
    """A service whose pictures are hardly more than dots."""
    sandbox = Sandbox(speed=0, picture_scale=0.02)
    with SandboxThread(sandbox) as thread, httpx.Client(base_url=thread.base_url) as http:
        yield Client(http)


def test_every_action_that_is_offered_works_and_offers_what_is_documented(tiny):
    client = tiny
    grid = client.imagine(prompt="hills --ar 16:9 --v 6.1")
    single = client.imagine(action="upscale2", image_id=grid["image_id"])
    extra = ["upscale_subtle", "upscale_creative", "square"]
    assert single["actions"] == [*SINGLE_ACTIONS, *extra]
    for action in grid["actions"]:
        answer = client.imagine(action=action, image_id=grid["image_id"])
        expected = single["actions"] if action.startswith("upscale") else list(GRID_ACTIONS)
        assert answer["actions"] == expected
    for action in single["actions"]:
        answer = client.imagine(action=action, image_id=single["image_id"])
        if not action.startswith("upscale"):
            assert answer["actions"] == list(GRID_ACTIONS)
            continue
        moves = [name for name in SINGLE_ACTIONS if not name.startswith("upscale")]
        assert answer["actions"] == [f"redo_{action}", *moves]
        redone = client.imagine(action=f"redo_{action}", image_id=answer["image_id"])
        assert redone["actions"] == answer["actions"]
        assert redone["raw_image_width"] == answer["raw_image_width"]


def test_a_square_picture_without_a_version_offers_the_documented_ten(square_single):
    assert square_single["actions"] == list(SINGLE_ACTIONS)


def test_nulls_count_as_absent(tiny):
    nothing = dict.fromkeys(["callback_url", "mask", "image_id", "timeout", "version", "async"])
    assert tiny.imagine(prompt="fog", action=None, mode=None, **nothing)["success"]


def test_what_clients_send_besides_is_accepted(tiny):
    extra = {"version": "8.1", "quality": "1", "hd": True, "translation": True, "moodboard": False}
    assert tiny.imagine(prompt="fog", mode="turbo", timeout=480, **extra)["success"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "prompt is required"),
        ({"prompt": "  "}, "prompt is required"),
        ({"prompt": "--ar 1:1"}, "prompt is required"),
        ({"prompt": 5}, "prompt must be a string"),
        ({"prompt": "x", "action": "upscale1"}, "image_id is required"),
        ({"action": "upscale1", "image_id": "123"}, "does not exist"),
        ({"prompt": "x", "mask": "abcd"}, "mask is not supported"),
        ({"prompt": "x", "mode": "warp"}, "mode must be one of"),
        ({"prompt": "x", "timeout": -1}, "timeout must be"),
        ({"prompt": " ".join(f"http://a.example/{n}.png" for n in range(6)) + " x"}, "at most 5"),
        ({"prompt": "http://a.example/page.html x"}, "is a web page"),
    ],
)
def test_a_wrong_request_is_refused(client, body, words):
    status, code, message = client.refused(**body)
    assert (status, code) == (400, "bad_request")
    assert words in message


def test_an_action_that_the_picture_does_not_offer_is_refused(client, grid, single):
    for action in ("upscale_2x", "variation_region", "redo_upscale_2x", "animate"):
        body = {"action": action, "image_id": grid["image_id"], "mask": mask((8, 8), (0, 0, 4, 4))}
        body = body if action == "variation_region" else {**body, "mask": None}
        assert client.refused(**body)[1] == "bad_request"
    assert client.refused(action="upscale1", image_id=single["image_id"])[0] == 400
    told = client.refused(action="reroll", image_id=grid["image_id"], mask="abcd")
    assert "mask is not supported" in told[2]


def test_unknown_arguments_are_a_failure_of_the_task(client):
    prompt = "a cat --tile -c x --unknown 5"
    response = client.post("imagine", {"prompt": prompt})
    told = response.json()
    assert response.status_code == 400
    assert told["error"]["code"] == "bad_request"
    assert told["error"]["message"] == "Unrecognized argument(s): `-c`, `x`, `--unknown`, `5`"
    (failure,) = client.stream(prompt=prompt)
    assert set(failure) == {"success", "task_id", "error"}
    assert failure["error"] == told["error"]
    record = client.post("tasks", {"id": told["task_id"]}).json()
    assert record["response"]["error"] == told["error"]
    assert record["finished_at"] >= record["created_at"]


def test_a_lone_dash_is_an_unknown_argument_where_no_parameter_stands_before_it(client):
    response = client.post("imagine", {"prompt": "a cat -c x"})
    assert response.status_code == 400
    assert response.json()["error"]["message"] == "Unrecognized argument(s): `-c`, `x`"
    assert client.post("imagine", {"prompt": "a - b, sci-fi -style"}).status_code == 200


@pytest.mark.parametrize(
    ("header", "status", "code"),
    [
        (None, 400, "no_token"),
        ("Bearer", 400, "no_token"),
        ("bearer", 400, "no_token"),
        ("Basic abc", 401, "invalid_token"),
        ("token", 401, "invalid_token"),
    ],
)
@pytest.mark.parametrize("path", ["/midjourney/imagine", "/midjourney/tasks", "/api/v1/files/"])
def test_a_token_is_needed_whatever_is_asked(client, path, header, status, code):
    headers = {} if header is None else {"authorization": header}
    response = client.http.post(path, json={"prompt": "x"}, headers=headers)
    assert response.status_code == status
    assert response.json()["error"]["code"] == code
    assert response.json()["trace_id"] == response.headers["x-trace-id"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[1]", b'"x"', b"\xff", b'{"prompt": NaN}', b'{"prompt": "\\ud800"}']
)
def test_a_body_that_is_no_json_object_is_refused(client, body):
    response = client.http.post("/midjourney/imagine", content=body, headers=AUTHORIZATION | NDJSON)
    assert response.status_code == 400
    assert response.json()["error"]["code"] == "bad_request"


@pytest.mark.parametrize("path", ["/", "/midjourney", "/midjourney/nothing", "/suno/audios"])
def test_an_unknown_path_is_no_api(client, path):
    for response in (
        client.http.post(path, json={}, headers=AUTHORIZATION),
        client.http.put(path, headers=AUTHORIZATION),
    ):
        assert response.status_code == 404
        assert response.json()["error"]["code"] == "no_api"


def test_a_task_that_takes_longer_than_allowed_fails(client, sandbox):
    sandbox.speed = 1
    status, code, _ = client.refused(prompt="slow", timeout=0.2)
    assert (status, code) == (504, "timeout")
