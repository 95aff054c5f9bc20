"""The receiver against raw sockets: only what is right gets in, and nothing wears it out."""

import contextlib
import http.client
import json
import socket
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mjstudio.api.posts import Letterbox, Post
from mjstudio.api.roundtrip import Outcome, prove
from mjstudio.api.webhook import MAX_BODY, MAX_CONNECTIONS, MAX_HEAD, Receiver

from .server import HANG, Server, answer, chunk, run

STEP = b'{"task_id": "mine", "progress": 46}'


class Bench:
    """A receiver that one task waits at."""

    def __init__(self, seconds: float = 10.0) -> None:
        self.heard: list[Post] = []
        self.letterbox = Letterbox()
        self.letterbox.open("mine", self.heard.append)
        self.receiver = Receiver(self.letterbox, seconds=seconds)
        self.receiver.start()

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.receiver.port), timeout=10)

    def say(self, raw: bytes) -> bytes:
        """Say that and hear the answer to its end; empty where the line is cut."""
        with self.connect() as line, contextlib.suppress(ConnectionError):
            line.sendall(raw)
            return b"".join(iter(lambda: line.recv(4096), b""))
        return b""

    def post(self, body: bytes = STEP, path: str = "", method: str = "POST") -> int:
        """One post by an ordinary client; the status, 0 where the line is cut."""
        line = http.client.HTTPConnection("127.0.0.1", self.receiver.port, timeout=10)
        try:
            line.request(method, path or self.receiver.path, body)
            return line.getresponse().status
        except (ConnectionError, http.client.HTTPException):
            return 0
        finally:
            line.close()

    def head(self, *lines: str) -> bytes:
        first = f"POST {self.receiver.path} HTTP/1.1"
        return "\r\n".join([first, "host: x", *lines, "", ""]).encode()


@pytest.fixture
def bench() -> Iterator[Bench]:
    bench = Bench()
    yield bench
    bench.receiver.stop()


def status(raw: bytes) -> int:
    return int(raw.split(b" ", 2)[1]) if raw else 0


def until(condition: Callable[[], bool]) -> None:
    """Another thread's doing, looked at until it is done."""
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        threading.Event().wait(0.005)


def test_a_post_at_the_secret_path_is_heard(bench: Bench) -> None:
    assert bench.post() == 200
    assert bench.heard == [Post("mine", 46)]


def test_the_path_is_secret_new_each_time_and_on_loopback_alone(bench: Bench) -> None:
    other = Receiver(Letterbox())
    assert other.path != bench.receiver.path
    assert len(bench.receiver.path) >= 40
    assert bench.receiver.local_url.startswith("http://127.0.0.1:")


@pytest.mark.parametrize("prefix", ["", "/hooks", "/a/b"])
@pytest.mark.parametrize("ending", ["", "/", "?x=1"])
def test_a_proxy_may_keep_its_prefix(bench: Bench, prefix: str, ending: str) -> None:
    assert bench.post(path=f"{prefix}{bench.receiver.path}{ending}") == 200


@pytest.mark.parametrize("method", ["POST", "GET", "DELETE"])
def test_a_wrong_path_is_not_found_whatever_is_asked(bench: Bench, method: str) -> None:
    for path in ("/", "/hook", bench.receiver.path[:-1], bench.receiver.path + "x"):
        assert bench.post(path=path, method=method) == 404
    assert bench.heard == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_only_posting_is_allowed(bench: Bench, method: str) -> None:
    assert bench.post(method=method) == 405
    assert bench.heard == []


def test_an_unknown_task_is_not_found_and_no_answer_tells_why(bench: Bench) -> None:
    unknown = bench.say(bench.head("content-length: 16") + b'{"task_id": "x"}')
    assert status(unknown) == 404
    assert unknown.endswith(b"\r\n\r\n")
    assert bench.say(b"POST /guess HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n") == unknown


def test_a_replay_is_taken_and_ignored(bench: Bench) -> None:
    assert [bench.post() for _ in range(5)] == [200] * 5
    assert len(bench.heard) == 1


@pytest.mark.parametrize("garbage", [b"x", b"[]", b"{}", b"", b"\x00" * 500, b"[" * 5000])
def test_garbage_is_refused(bench: Bench, garbage: bytes) -> None:
    assert bench.post(garbage) == 400
    assert bench.post() == 200


def test_a_chunked_post_is_heard_however_it_is_cut(bench: Bench) -> None:
    for at in range(1, len(STEP)):
        body = json.dumps({"task_id": "mine", "progress": 46, "n": at}).encode()
        pieces = chunk(body[:at]) + chunk(body[at:]) + chunk(b"")
        assert status(bench.say(bench.head("transfer-encoding: chunked") + pieces)) == 200
    assert len(bench.heard) == len(STEP) - 1


def test_a_client_that_waits_to_be_asked_is_asked(bench: Bench) -> None:
    with bench.connect() as line:
        line.sendall(bench.head(f"content-length: {len(STEP)}", "expect: 100-continue"))
        assert status(line.recv(4096)) == 100
        line.sendall(STEP)
        assert status(line.recv(4096)) == 200


def test_the_largest_body_gets_in_and_one_byte_more_does_not(bench: Bench) -> None:
    largest = STEP[:-1] + b" " * (MAX_BODY - len(STEP)) + b"}"
    assert len(largest) == MAX_BODY
    assert bench.post(largest) == 200
    assert status(bench.say(bench.head(f"content-length: {MAX_BODY + 1}"))) == 413


def test_a_huge_chunked_body_is_cut_at_the_limit(bench: Bench) -> None:
    with bench.connect() as line:
        line.sendall(bench.head("transfer-encoding: chunked"))
        sent = 0
        with contextlib.suppress(ConnectionError):
            while sent < 64 * MAX_BODY:
                line.sendall(chunk(b" " * 65536))
                sent += 65536
    assert sent < 8 * MAX_BODY
    just_too_much = b"fffffff\r\n" + b" " * (MAX_BODY + 1)
    assert status(bench.say(bench.head("transfer-encoding: chunked") + just_too_much)) == 413


@pytest.mark.slow
def test_chunks_that_are_mostly_framing_are_cut_too(bench: Bench) -> None:
    """Of chunks of one byte no more gets in than of any other, save what the system buffers."""
    buffered = 64 * MAX_BODY
    with bench.connect() as line:
        line.sendall(bench.head("transfer-encoding: chunked"))
        sent = 0
        with contextlib.suppress(ConnectionError):
            while sent < buffered:
                line.sendall(chunk(b" ") * 10_000)
                sent += len(chunk(b" ")) * 10_000
        assert sent < buffered
    assert bench.heard == []


@pytest.mark.parametrize("endless", ["5;" + "x" * 40_000, "0\r\nx: " + "y" * 40_000])
def test_the_lines_around_chunks_are_bounded(bench: Bench, endless: str) -> None:
    raw = bench.head("transfer-encoding: chunked") + endless.encode()
    assert status(bench.say(raw)) in (0, 431)
    assert bench.post() == 200


@pytest.mark.parametrize(
    ("lines", "body", "expected"),
    [
        ([], b"", 411),
        (["content-length: 5", "transfer-encoding: chunked"], b"0\r\n\r\n", 400),
        (["content-length: 5", "content-length: 6"], b"12345", 400),
        (["content-length: -1"], b"", 400),
        (["content-length: +5"], b"12345", 400),
        (["content-length: 9999999999999999999"], b"", 413),
        (["content-length : 5"], b"12345", 400),
        (["transfer-encoding: gzip, chunked"], b"", 400),
        (["transfer-encoding: chunked"], b"-5\r\n", 400),
        (["transfer-encoding: chunked"], b"0x5\r\nhello\r\n", 400),
        (["transfer-encoding: chunked"], b"5\r\nhelloXX0\r\n\r\n", 400),
        (["content-encoding: gzip", "content-length: 5"], b"12345", 415),
    ],
)
def test_a_body_that_can_be_read_in_two_ways_is_refused(
    bench: Bench, lines: list[str], body: bytes, expected: int
) -> None:
    assert status(bench.say(bench.head(*lines) + body)) == expected
    assert bench.post() == 200


@pytest.mark.parametrize(
    "raw", [b"\r\n\r\n", b"POST\r\n\r\n", b"\x16\x03\x01\r\n\r\n", b"x y z\r\n\r\n"]
)
def test_what_is_no_http_is_refused(bench: Bench, raw: bytes) -> None:
    assert status(bench.say(raw)) == 400


def test_a_head_is_bounded(bench: Bench) -> None:
    assert status(bench.say(bench.head("x: " + "y" * (MAX_HEAD + 4096)))) in (0, 431)
    assert bench.post() == 200


def test_half_a_post_is_none(bench: Bench) -> None:
    with bench.connect() as line:
        line.sendall(bench.head("content-length: 500") + STEP)
        line.shutdown(socket.SHUT_WR)
        assert line.recv(100) == b""
    assert bench.heard == []


def test_a_connection_that_is_just_being_made_does_not_outlive_the_receiver() -> None:
    for _ in range(20):
        bench = Bench()
        with bench.connect():
            bench.receiver.stop()
        assert not bench.receiver.running


def test_a_slow_drip_ends_at_its_deadline() -> None:
    bench = Bench(seconds=0.3)
    try:
        begun = time.monotonic()
        with bench.connect() as line, contextlib.suppress(ConnectionError):
            line.sendall(bench.head(f"content-length: {len(STEP)}"))
            line.settimeout(0.05)
            for byte in STEP * 100:
                line.sendall(bytes([byte]))
                with contextlib.suppress(TimeoutError):
                    if line.recv(1) == b"":
                        break
        assert 0.2 < time.monotonic() - begun < 5
        until(lambda: bench.receiver.connections == 0)
        assert bench.heard == []
    finally:
        bench.receiver.stop()


def test_idle_connections_are_limited_and_leave_room_again(bench: Bench) -> None:
    lines = [bench.connect() for _ in range(MAX_CONNECTIONS)]
    until(lambda: bench.receiver.connections == MAX_CONNECTIONS)
    assert bench.post() == 0
    for line in lines:
        line.close()
    until(lambda: bench.receiver.connections == 0)
    assert bench.post() == 200


def descriptors() -> int:
    shown = Path("/proc/self/fd")
    return len(list(shown.iterdir())) if shown.is_dir() else 0


@pytest.mark.slow
def test_a_flood_leaves_memory_and_descriptors_flat(bench: Bench) -> None:
    def flood(posts: int) -> None:
        for n in range(posts):
            spoof = json.dumps({"task_id": f"t{n}", "progress": 100, "image_url": "x" * 500})
            kind = n % 5
            if kind == 0:
                bench.post(spoof.encode())
            elif kind == 1:
                bench.post(spoof.encode(), path=f"/guess{n}")
            elif kind == 2:
                bench.post(json.dumps({"task_id": "mine", "progress": n % 99, "n": n}).encode())
            elif kind == 3:
                bench.connect().close()
            else:
                bench.say(bench.head("content-length: 99999999"))

    flood(1500)  # the letterbox fills to its bounds
    until(lambda: bench.receiver.connections == 0)
    open_before = descriptors()
    tracemalloc.start()
    try:
        before = tracemalloc.take_snapshot()
        flood(3000)
        until(lambda: bench.receiver.connections == 0)
        after = tracemalloc.take_snapshot()
    finally:
        tracemalloc.stop()
    grown = sum(change.size_diff for change in after.compare_to(before, "filename"))
    assert grown < 1024 * 1024
    until(lambda: descriptors() <= open_before + 2)
    assert bench.post(b'{"task_id": "mine", "progress": 100, "n": "last"}') == 200
    bench.letterbox.open("next", bench.heard.append)
    assert bench.post(b'{"task_id": "next", "progress": 100}') == 200
    assert bench.heard[-1] == Post("next", 99, last=True)


def test_stopping_cuts_what_is_open_and_starting_keeps_the_path(bench: Bench) -> None:
    path = bench.receiver.path
    with bench.connect() as line:
        line.sendall(bench.head("content-length: 500"))
        until(lambda: bench.receiver.connections == 1)
        begun = time.monotonic()
        bench.receiver.stop()
        assert time.monotonic() - begun < 2
        with contextlib.suppress(ConnectionError):
            assert line.recv(1) == b""
    assert not bench.receiver.running
    bench.receiver.start()
    assert bench.receiver.path == path
    assert bench.post() == 200


def test_a_port_that_is_taken_is_an_error(bench: Bench) -> None:
    second = Receiver(Letterbox())
    with pytest.raises(OSError, match=r".*"):
        second.start(bench.receiver.port)
    assert not second.running


# -- the way round


def test_a_way_that_leads_here_is_proven(bench: Bench) -> None:
    proof = run(lambda: prove(bench.receiver, f"http://127.0.0.1:{bench.receiver.port}"))
    assert proof.outcome is Outcome.ARRIVED
    assert bench.heard == []
    assert bench.post(b'{"probe": "spoofed"}') == 400


def test_an_address_where_nothing_listens_refuses(bench: Bench) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    proof = run(lambda: prove(bench.receiver, f"http://127.0.0.1:{port}"))
    assert proof.outcome is Outcome.REFUSED
    assert "service" not in proof.words


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (answer({"task_id": "x"}), "Something else"),
        (answer({}, status=404), "HTTP 404"),
        (answer({}, status=502), "does not reach this computer"),
        (answer({}, status=302, location="https://login.example/"), "redirects to another one"),
    ],
)
def test_an_address_that_leads_elsewhere_is_told(
    bench: Bench, script: list[bytes], words: str
) -> None:
    async def story():
        async with Server(script) as server:
            return await prove(bench.receiver, server.url), server.requests

    proof, requests = run(story)
    assert proof.outcome is Outcome.ELSEWHERE
    assert words in proof.words
    assert len(requests) == 1
    assert "authorization" not in requests[0].headers


def test_an_address_that_never_answers_runs_out_of_time(bench: Bench) -> None:
    async def story():
        async with Server([HANG]) as server:
            return await prove(bench.receiver, server.url, seconds=0.3)

    proof = run(story)
    assert proof.outcome is Outcome.TIMEOUT
    assert str(bench.receiver.port) in proof.words
