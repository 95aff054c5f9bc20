"""Every way of delivery, over real HTTP: the same job ends the same, whatever happens."""

import http.client
import itertools
import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import Future
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from mjstudio.api.roundtrip import Outcome
from mjstudio.model.delivery_mode import DeliveryMode
from mjstudio.model.errors import (
    CannotDeliver,
    ConnectionLost,
    InvalidRequest,
    PromptRefused,
    ServiceFailed,
    TaskFailed,
    TooManyRequests,
)
from mjstudio.model.job import Job, State
from mjstudio.model.prompt import Prompt
from mjstudio.sandbox.trouble.faults import Fault
from mjstudio.studio.core.loop import StudioLoop
from mjstudio.studio.jobs import delivery
from mjstudio.studio.service import callbacks, polling
from mjstudio.studio.service import task_lookup as lookups
from tests.conftest import PATIENCE, Programs, Workbench

every_way = pytest.mark.parametrize("way", list(DeliveryMode), ids=lambda way: way.value)
tells_early = pytest.mark.parametrize(
    "way", [DeliveryMode.STREAM, DeliveryMode.POLL, DeliveryMode.CALLBACK]
)


@pytest.fixture(autouse=True)
def quick_look_ups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "LOOK_UP_WAITS", (0.0, *(0.05,) * 100))
    monkeypatch.setattr(delivery, "FETCH_WAITS", (0.0, 0.0))
    monkeypatch.setattr(lookups, "GAP", 0.02)


@pytest.fixture
def steps(studio: Workbench) -> list[Job]:
    """Every step of every job."""
    told: list[Job] = []
    studio.runner.job_changed.connect(told.append)
    return told


def bodies(studio: Workbench) -> list[dict[str, object]]:
    return [dict(request.body) for request in studio.service.received("imagine")]


def order_of_states(steps: list[Job]) -> list[State]:
    return [state for state, _ in itertools.groupby(step.state for step in steps)]


@every_way
def test_the_same_job_ends_the_same_with_the_same_history(
    studio: Workbench, steps: list[Job], way: DeliveryMode
) -> None:
    studio.session.choose_delivery(way)
    job = studio.finish_a_grid()
    assert job.way is way
    assert job.progress == 100
    assert job.error is None
    assert job.picture is not None
    assert job.task_id == job.picture.task_id
    assert studio.images.picture(job.id) is not None
    assert studio.session.current == job
    along = [State.SENT, State.RUNNING, State.FETCHING, State.FINISHED]
    assert order_of_states(steps) == along
    assert [step.progress for step in steps] == sorted(step.progress for step in steps)
    (body,) = bodies(studio)
    assert body.get("async") is (True if way is DeliveryMode.POLL else None)
    assert ("callback_url" in body) is (way is DeliveryMode.CALLBACK)
    assert job.request.callback_url is None
    assert not job.request.asynchronous


@every_way
def test_upscales_and_redraws_go_the_chosen_way_too(studio: Workbench, way: DeliveryMode) -> None:
    studio.session.choose_delivery(way)
    studio.finish_a_single()
    assert [job.way for job in studio.runner.jobs] == [way, way]
    assert len(bodies(studio)) == 2


@tells_early
def test_previews_come_along(studio: Workbench, steps: list[Job], way: DeliveryMode) -> None:
    studio.service.speed = 12
    studio.session.choose_delivery(way)
    studio.finish_a_grid()
    assert any(step.preview is not None for step in steps)
    assert len({step.progress for step in steps}) >= 4


@every_way
def test_a_task_that_fails_says_why_and_is_not_sent_again(
    studio: Workbench, way: DeliveryMode
) -> None:
    studio.service.faults.order(
        Fault.TASK_FAILS, where="imagine", status=500, code="api_error", message="out of paint"
    )
    studio.session.choose_delivery(way)
    job = studio.until(State.FAILED, studio.imagine().id)
    assert isinstance(job.error, ServiceFailed)
    assert "out of paint" in job.error.message
    assert len(bodies(studio)) == 1


@every_way
def test_a_task_that_is_turned_away_is_sent_again_until_it_is_made(
    studio: Workbench, monkeypatch: pytest.MonkeyPatch, way: DeliveryMode
) -> None:
    monkeypatch.setattr(delivery, "TURNED_AWAY_WAITS", (0.0, 0.0))
    order = {"status": 429, "code": "rate_limited", "after_records": 0}
    studio.service.faults.order(Fault.TASK_FAILS, where="imagine", **order)
    studio.session.choose_delivery(way)
    job = studio.finish_a_grid()
    assert job.picture is not None
    assert job.task_id == job.picture.task_id
    assert len(bodies(studio)) == 2


def test_what_is_sent_again_is_on_disk_first(
    studio: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "TURNED_AWAY_WAITS", (0.0,))
    journal = studio.app.studio.journal
    put, held = journal.put, Future[None]()

    def slow(job: Job) -> Future[None]:
        written = put(job)
        waits = job.state is State.SENT and job.next_try is not None
        return held if waits else written

    monkeypatch.setattr(journal, "put", slow)
    order = {"code": "rate_limited", "after_records": 0}
    studio.service.faults.order(Fault.TASK_FAILS, where="imagine", **order)
    turned_away = studio.imagine().id
    studio.wait_for(lambda: studio.job(turned_away).next_try is not None)
    studio.until(State.FINISHED, studio.imagine().id)
    assert len(bodies(studio)) == 2
    held.set_result(None)
    studio.until(State.FINISHED, turned_away)
    assert len(bodies(studio)) == 3


def test_one_that_is_turned_away_again_and_again_fails_and_was_not_charged(
    studio: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "TURNED_AWAY_WAITS", (0.0, 0.0))
    order = {"code": "rate_limited", "after_records": 0}
    studio.service.faults.order(Fault.TASK_FAILS, where="imagine", times=9, **order)
    job = studio.until(State.FAILED, studio.imagine().id)
    assert isinstance(job.error, TooManyRequests)
    assert "Nothing was charged." in job.trouble
    assert len(bodies(studio)) == 3


@every_way
def test_a_task_that_could_not_be_made_was_not_charged_and_can_be_tried_again(
    studio: Workbench, way: DeliveryMode
) -> None:
    studio.service.faults.order(Fault.TASK_FAILS, where="imagine", code="task_failed", status=400)
    studio.session.choose_delivery(way)
    job = studio.until(State.FAILED, studio.imagine().id)
    assert isinstance(job.error, TaskFailed)
    assert job.trouble.endswith("Nothing was charged.")
    assert len(bodies(studio)) == 1


def test_the_service_refuses_hd_with_niji_and_the_prompt_is_to_be_mended(
    studio: Workbench,
) -> None:
    job = studio.session.imagine(Prompt.parse("a fox --niji 7 --hd"))
    assert job is not None
    job = studio.until(State.FAILED, job.id)
    assert isinstance(job.error, PromptRefused)
    assert job.error.code == "invalid_parameter"
    assert "Nothing was charged." in job.trouble


@every_way
def test_a_refusal_is_the_same_every_way(studio: Workbench, way: DeliveryMode) -> None:
    studio.service.faults.order(
        Fault.STATUS, where="imagine", status=400, code="bad_request", message="no such thing"
    )
    studio.session.choose_delivery(way)
    job = studio.until(State.FAILED, studio.imagine().id)
    assert isinstance(job.error, PromptRefused)
    studio.session.retry(job.id)
    again = studio.until(State.FINISHED, studio.runner.jobs[-1].id)
    assert again.way is way


@every_way
def test_an_answer_that_is_lost_is_never_asked_for_twice(
    studio: Workbench, way: DeliveryMode
) -> None:
    studio.service.faults.order(Fault.LOST_AFTER, where="imagine")
    studio.session.choose_delivery(way)
    job = studio.until(State.UNKNOWN, studio.imagine().id)
    assert isinstance(job.error, ConnectionLost)
    assert "cannot look it up" in job.error.words
    assert len(bodies(studio)) == 1


@pytest.mark.parametrize("fault", [Fault.DUPLICATE, Fault.REORDERED, Fault.LATE])
def test_doubled_late_and_reordered_records_change_nothing(
    studio: Workbench, steps: list[Job], fault: Fault
) -> None:
    studio.service.faults.order(fault, where="imagine")
    job = studio.finish_a_grid()
    assert job.picture is not None
    assert [step.progress for step in steps] == sorted(step.progress for step in steps)
    assert len(bodies(studio)) == 1


@tells_early
def test_look_ups_that_fail_are_tried_until_the_line_is_back(
    studio: Workbench, way: DeliveryMode
) -> None:
    if way is DeliveryMode.STREAM:
        studio.service.faults.order(Fault.CUT_STREAM, where="imagine", after_records=1)
    studio.service.faults.order(Fault.STATUS, where="tasks", times=4, status=502, code="api_error")
    studio.session.choose_delivery(way)
    assert studio.finish_a_grid().error is None
    assert len(bodies(studio)) == 1


@every_way
def test_a_job_can_be_cancelled_at_once(studio: Workbench, way: DeliveryMode) -> None:
    studio.service.speed = 1
    studio.session.choose_delivery(way)
    job = studio.imagine()
    early = State.SENT if way is DeliveryMode.WAIT else State.RUNNING
    studio.until(early, job.id)
    begun = time.monotonic()
    studio.runner.cancel(job.id)
    studio.until(State.CANCELLED, job.id)
    assert time.monotonic() - begun < 0.2


def test_jobs_that_poll_share_their_look_ups(
    studio: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookups, "GAP", 0.3)
    studio.app.settings.change(running_limit=5)
    with studio.qtbot.waitSignal(studio.app.connection.connected, timeout=PATIENCE):
        studio.app.account.connect_soon()
    studio.service.speed = 8
    studio.session.choose_delivery(DeliveryMode.POLL)
    begun = time.monotonic()
    jobs = [studio.imagine(f"a lake --seed {n}") for n in range(5)]
    for job in jobs:
        studio.until(State.FINISHED, job.id)
    asked = studio.service.received("tasks")
    # What leaves evenly may arrive unevenly, so they are counted; their distance is proven with
    # a clock of its own.
    assert len(asked) <= (time.monotonic() - begun) / 0.3 + 1
    assert any(len(request.body.get("ids", [])) > 1 for request in asked)


# -- callbacks


def posted_to(studio: Workbench) -> http.client.HTTPConnection:
    address = str(bodies(studio)[-1]["callback_url"])
    host, port = address.split("/")[2].split(":")
    return http.client.HTTPConnection(host, int(port), timeout=5)


def post(studio: Workbench, told: object) -> int:
    """Post to the address that the newest request named."""
    line = posted_to(studio)
    path = "/" + str(bodies(studio)[-1]["callback_url"]).split("/", 3)[3]
    try:
        line.request("POST", path, json.dumps(told))
        return line.getresponse().status
    finally:
        line.close()


@pytest.mark.parametrize("each_step", [True, False])
def test_a_callback_may_come_once_or_at_every_step(
    studio: Workbench, steps: list[Job], each_step: bool
) -> None:
    studio.app.settings.change(delivery="callback", callback_steps=each_step)
    studio.service.speed = 12
    job = studio.finish_a_grid()
    assert job.way is DeliveryMode.CALLBACK
    assert (
        len({step.progress for step in steps if step.state is State.RUNNING}) > 3 or not each_step
    )
    accept = studio.service.received("imagine")[0].headers["accept"]
    assert ("ndjson" in accept) is each_step


def test_silence_is_followed_by_asking(studio: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        dead = free.getsockname()[1]
    monkeypatch.setattr(callbacks, "SILENCE", 0.2)
    studio.app.settings.change(delivery="callback", callback_url=f"http://127.0.0.1:{dead}")
    job = studio.finish_a_grid()
    assert job.way is DeliveryMode.CALLBACK
    assert str(bodies(studio)[0]["callback_url"]).startswith(f"http://127.0.0.1:{dead}/")
    assert studio.service.received("tasks")


def test_without_an_address_nothing_is_sent_to_a_service_elsewhere(
    studio: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callbacks, "is_loopback", lambda _url: False)
    studio.app.settings.change(delivery="callback")
    job = studio.until(State.FAILED, studio.imagine().id)
    assert isinstance(job.error, CannotDeliver)
    assert bodies(studio) == []
    studio.app.settings.change(callback_url="http://127.0.0.1:9")
    monkeypatch.setattr(callbacks, "SILENCE", 0.1)
    studio.session.retry(job.id)
    studio.until(State.FINISHED, studio.runner.jobs[-1].id)


def test_a_port_that_is_taken_fails_the_job_before_it_costs_anything(studio: Workbench) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        studio.app.settings.change(delivery="callback", callback_port=taken.getsockname()[1])
        job = studio.until(State.FAILED, studio.imagine().id)
    assert isinstance(job.error, CannotDeliver)
    assert bodies(studio) == []
    assert studio.draft.text


def test_a_spoofed_end_puts_no_picture_into_a_job(studio: Workbench, steps: list[Job]) -> None:
    studio.service.speed = 4
    studio.session.choose_delivery(DeliveryMode.CALLBACK)
    job = studio.imagine()
    studio.wait_for(lambda: bool(studio.job(job.id).task_id))
    job = studio.job(job.id)
    forged = {
        "success": True,
        "task_id": job.task_id,
        "image_id": "666",
        "image_url": f"{studio.app.connection.service.client.base_url}/forged.png",
        "raw_image_url": f"{studio.app.connection.service.client.base_url}/forged.png",
        "progress": 100,
        "actions": ["upscale1"],
    }
    assert post(studio, forged) == 200
    assert post(studio, forged) == 200
    assert post(studio, {**forged, "task_id": "somebody-elses"}) == 404
    assert post(studio, {"task_id": job.task_id, "success": False, "error": {"code": "x"}}) == 200
    job = studio.until(State.FINISHED, job.id)
    assert job.picture is not None
    assert job.picture.image_id != "666"
    assert job.error is None
    assert not [r for r in studio.service.requests if "forged" in r.path]
    assert all(step.picture is None or step.picture.image_id != "666" for step in steps)


def test_a_post_about_one_job_moves_no_other(studio: Workbench) -> None:
    studio.service.speed = 4
    studio.session.choose_delivery(DeliveryMode.CALLBACK)
    jobs = [studio.imagine(f"a lake --seed {n}") for n in range(2)]
    for job in jobs:
        studio.until(State.RUNNING, job.id)
    finished = [studio.until(State.FINISHED, job.id) for job in jobs]
    ids = [job.picture.task_id for job in finished if job.picture]
    assert ids == [job.task_id for job in finished]
    assert len(set(ids)) == 2


def test_after_the_job_its_posts_are_taken_and_forgotten(studio: Workbench) -> None:
    studio.session.choose_delivery(DeliveryMode.CALLBACK)
    job = studio.finish_a_grid()
    before = len(studio.service.received("tasks"))
    assert post(studio, {"task_id": job.task_id, "progress": 100}) == 200
    assert studio.job(job.id) == job
    assert len(studio.service.received("tasks")) == before


def test_the_receiver_is_not_started_until_it_is_needed(studio: Workbench) -> None:
    studio.finish_a_grid()
    assert studio.app.studio.callbacks._receiver is None


silent = pytest.mark.parametrize(
    ("fault", "details"),
    [
        (Fault.STATUS, {"status": 200, "body": {}}),
        (Fault.LAGGING, {}),
        (Fault.STATUS, {"status": 502}),
        (Fault.HTML, {"status": 200}),
    ],
    ids=["lacks it", "lags", "is down", "says a page"],
)


@silent
@pytest.mark.parametrize("each_step", [True, False])
def test_what_is_posted_is_the_result_where_look_ups_tell_nothing(
    studio: Workbench,
    steps: list[Job],
    monkeypatch: pytest.MonkeyPatch,
    each_step: bool,
    fault: Fault,
    details: dict[str, object],
) -> None:
    monkeypatch.setattr(polling, "CONFIRM_WAITS", (0.05, 0.05))
    studio.app.settings.change(delivery="callback", callback_steps=each_step)
    studio.service.speed = 12
    studio.service.faults.order(fault, where="tasks", times=999, **details)
    job = studio.imagine()
    studio.wait_for(lambda: studio.job(job.id).state.ended)
    job = studio.job(job.id)
    assert (job.state, job.error) == (State.FINISHED, None)
    assert job.picture is not None
    assert studio.images.picture(job.id) is not None
    assert [step.progress for step in steps] == sorted(step.progress for step in steps)
    assert any(step.preview is not None for step in steps) is each_step
    assert len(bodies(studio)) == 1


def test_a_failure_that_is_posted_is_the_result_too(
    studio: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "CONFIRM_WAITS", (0.05, 0.05))
    order = {"status": 400, "code": "bad_request", "message": "out of paint"}
    studio.service.faults.order(Fault.TASK_FAILS, where="imagine", **order)
    studio.service.faults.order(Fault.STATUS, where="tasks", times=999, status=200, body={})
    studio.session.choose_delivery(DeliveryMode.CALLBACK)
    job = studio.imagine()
    studio.wait_for(lambda: studio.job(job.id).state.ended)
    job = studio.job(job.id)
    assert job.state is State.FAILED
    assert isinstance(job.error, PromptRefused)
    assert job.error.code == "bad_request"
    assert b"out of paint" in job.answer


class Tunnel:
    """Passes posts on to a port of this computer, below a prefix of its own, as artists' own do."""

    def __init__(self, port: int) -> None:
        tunnel = self
        self.to = port
        self.passed = 0
        self.held: list[tuple[str, bytes]] = []
        self.mischief = ""

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                status = 200
                for path, told in tunnel.order(self.path, body):
                    line = http.client.HTTPConnection("127.0.0.1", tunnel.to, timeout=5)
                    line.request("POST", path, told)
                    status = line.getresponse().status
                    line.close()
                    tunnel.passed += 1
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/studio"

    def order(self, path: str, body: bytes) -> list[tuple[str, bytes]]:
        """What is passed on now, with the mischief of the day."""
        post = (path, body)
        if self.mischief == "doubled":
            return [post, post]
        if self.mischief == "lost":
            return []
        if self.mischief == "reordered" and not self.held:
            self.held.append(post)
            return []
        if self.mischief == "reordered":
            return [post, *self.held]
        return [post]


@pytest.fixture
def tunnel() -> Iterator[Tunnel]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    tunnel = Tunnel(port)
    thread = Thread(target=tunnel.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield tunnel
    tunnel.server.shutdown()
    thread.join()
    tunnel.server.server_close()


def test_the_whole_way_round_through_the_artists_own_tunnel(
    studio: Workbench, tunnel: Tunnel, loop: StudioLoop
) -> None:
    studio.app.settings.change(
        delivery="callback", callback_url=tunnel.url, callback_port=tunnel.to
    )
    job = studio.finish_a_grid()
    assert str(bodies(studio)[0]["callback_url"]).startswith(f"{tunnel.url}/")
    assert tunnel.passed >= 1
    assert job.picture is not None
    proving = loop.create_task(studio.app.studio.callbacks.prove(tunnel.url, tunnel.to))
    studio.qtbot.waitUntil(proving.done, timeout=PATIENCE)
    assert proving.result().outcome is Outcome.ARRIVED


@pytest.mark.parametrize("mischief", ["doubled", "reordered", "lost"])
def test_doubled_reordered_and_lost_posts_end_in_the_same_job(
    studio: Workbench,
    steps: list[Job],
    tunnel: Tunnel,
    mischief: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tunnel.mischief = mischief
    monkeypatch.setattr(callbacks, "SILENCE", 0.5)
    studio.app.settings.change(
        delivery="callback", callback_url=tunnel.url, callback_port=tunnel.to
    )
    job = studio.finish_a_grid()
    assert job.picture is not None
    assert (tunnel.passed > 0) is (mischief != "lost")
    assert order_of_states(steps)[-2:] == [State.FETCHING, State.FINISHED]
    assert [step.progress for step in steps] == sorted(step.progress for step in steps)
    assert len(bodies(studio)) == 1


def test_a_bad_address_is_refused_and_nothing_changes(studio: Workbench) -> None:
    for address in ("nowhere", "ftp://a", "https://u:p@a", "https://a?x", "https://", "http://a b"):
        with pytest.raises(InvalidRequest):
            studio.app.settings.change(callback_url=address)
    assert studio.app.settings.current.callback_url == ""


@pytest.mark.parametrize("cancelled", [False, True])
def test_a_post_to_an_earlier_run_finds_the_next_one(
    programs: Programs, monkeypatch: pytest.MonkeyPatch, cancelled: bool
) -> None:
    monkeypatch.setattr(polling, "CONFIRM_WAITS", (0.05, 0.05))
    monkeypatch.setattr(delivery, "LOOK_UP_WAITS", (0.1,) * 400)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    first = programs.start()
    first.service.faults.order(Fault.STATUS, where="tasks", times=999, status=200, body={})
    first.app.settings.change(delivery="callback", callback_port=port)
    first.service.speed = 1
    job = first.imagine()
    first.wait_for(lambda: bool(first.job(job.id).task_id))
    if cancelled:
        first.runner.cancel(job.id)
    programs.close(first)

    again = programs.start()
    assert again.until(State.FINISHED, job.id).picture is not None
    assert len(bodies(again)) == 1


def test_what_the_service_took_and_forgot_is_not_said_to_be_not_received(studio: Workbench) -> None:
    studio.service.faults.order(Fault.STATUS, where="tasks", times=999, status=200, body={})
    studio.session.choose_delivery(DeliveryMode.POLL)
    job = studio.until(State.UNKNOWN, studio.imagine().id)
    assert job.error is not None
    assert "never arrived" not in job.error.message
    assert "accepted this job" in job.error.message
