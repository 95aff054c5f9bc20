import json
import queue
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from tests.sandbox.client import NDJSON


class Receiver:
    """Keeps what is posted to it."""

    def __init__(self) -> None:
        self.posts: queue.Queue[dict] = queue.Queue()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.posts.put({"path": self.path, "body": json.loads(body)})
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?secret=1"

    def next(self) -> dict:
        return self.posts.get(timeout=10)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    thread = Thread(target=receiver.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield receiver
    receiver.server.shutdown()
    thread.join()
    receiver.server.server_close()


def test_the_result_is_posted_once(client, receiver, quick):
    acknowledged = client.post("imagine", quick | {"callback_url": receiver.url})
    assert acknowledged.status_code == 200
    told = receiver.next()
    assert told["path"] == "/hook?secret=1"
    assert told["body"]["task_id"] == acknowledged.json()["task_id"]
    assert told["body"]["success"] is True
    assert told["body"]["progress"] == 100
    client.raw(told["body"])
    record = client.post("tasks", {"id": acknowledged.json()["task_id"]}).json()
    assert record["response"]["image_id"] == told["body"]["image_id"]
    assert receiver.posts.empty()


def test_every_step_is_posted_where_a_stream_was_wanted(client, receiver, quick):
    body = quick | {"callback_url": receiver.url}
    task_id = client.post("imagine", body, **NDJSON).json()["task_id"]
    posts = [receiver.next()["body"]]
    while posts[-1]["progress"] < 100:
        posts.append(receiver.next()["body"])
    assert len(posts) >= 3
    assert {post["task_id"] for post in posts} == {task_id}
    assert [post["actions"] for post in posts[:-1]] == [[]] * (len(posts) - 1)


def test_a_failure_is_posted_like_the_sample(client, receiver):
    body = {"prompt": "a cat --c 5 -c x", "callback_url": receiver.url}
    task_id = client.post("imagine", body).json()["task_id"]
    assert receiver.next()["body"] == {
        "success": False,
        "task_id": task_id,
        "error": {"code": "bad_request", "message": "Unrecognized argument(s): `-c`, `x`"},
    }


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/", "http://[broken", "ftp://a/", "nowhere", "http://127.0.0.1:x/"]
)
def test_an_address_that_does_not_answer_is_nobodys_trouble(client, url, quick):
    answer = client.post("imagine", quick | {"callback_url": url})
    assert answer.status_code == 200
    assert client.imagine(**quick)["success"]
