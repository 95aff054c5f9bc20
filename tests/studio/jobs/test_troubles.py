"""Every fault ends in one plain state, costs nothing twice, and loses nothing."""

import asyncio
import time

import pytest

from mjstudio.mask.pixels.stroke import Stroke
from mjstudio.model.errors import (
    ConnectionLost,
    NotReached,
    PictureUnusable,
    PromptRefused,
    Remedy,
    ServiceFailed,
    TokenRefused,
)
from mjstudio.model.job import State
from mjstudio.sandbox.thread import SandboxThread
from mjstudio.sandbox.trouble.faults import Fault
from mjstudio.studio.jobs import delivery
from tests.conftest import TOKEN, Workbench


def sent(studio: Workbench) -> int:
    return len(studio.service.received("imagine"))


@pytest.fixture(autouse=True)
def quick_look_ups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "LOOK_UP_WAITS", (0.0, 0.1, 0.2, 0.5, 1.0))
    monkeypatch.setattr(delivery, "FETCH_WAITS", (0.0, 0.0))


def test_the_services_refusal_stands_on_the_card_and_the_prompt_stays(studio: Workbench) -> None:
    studio.draft.load("a cat --storm x")
    studio.window.prompt_panel.submit()
    assert not studio.runner.jobs
    assert "Enter again" in studio.window.prompt_panel.problem.text()
    studio.window.prompt_panel.submit()
    job = studio.until(State.FAILED, studio.runner.jobs[-1].id)
    assert isinstance(job.error, PromptRefused)
    assert "`--storm`" in job.error.message
    card = studio.window.jobs.card(job.id)
    assert card is not None
    assert studio.draft.text == "a cat --storm x"
    assert sent(studio) == 1


@pytest.mark.parametrize(
    ("status", "code", "kind", "remedy"),
    [
        (401, "invalid_token", TokenRefused, Remedy.OPEN_SETTINGS),
        (403, "forbidden", PromptRefused, Remedy.EDIT_PROMPT),
        (405, "api_error", ServiceFailed, Remedy.RETRY),
    ],
)
def test_errors_of_the_service(
    studio: Workbench, status: int, code: str, kind: type, remedy: Remedy
) -> None:
    studio.service.faults.order(Fault.STATUS, where="imagine", status=status, code=code)
    job = studio.imagine()
    job = studio.until(State.FAILED, job.id)
    assert isinstance(job.error, kind)
    assert job.error.remedy is remedy
    assert job.error.trace_id
    assert sent(studio) == 1


@pytest.mark.parametrize("fault", [Fault.CUT_STREAM, Fault.HALF_LINE])
def test_a_stream_that_dies_is_looked_up_and_never_sent_again(
    studio: Workbench, fault: Fault
) -> None:
    studio.service.faults.order(fault, where="imagine")
    job = studio.until(State.FINISHED, studio.imagine().id)
    assert job.picture is not None
    assert sent(studio) == 1


def test_a_connection_lost_before_any_word_is_unknown_and_only_the_artist_sends_again(
    studio: Workbench,
) -> None:
    studio.service.faults.order(Fault.LOST_AFTER, where="imagine")
    job = studio.until(State.UNKNOWN, studio.imagine().id)
    assert isinstance(job.error, ConnectionLost)
    assert sent(studio) == 1
    studio.session.retry(job.id)
    studio.until(State.FINISHED, studio.runner.jobs[-1].id)
    assert sent(studio) == 2


def test_a_preview_that_is_gone_is_no_error(studio: Workbench) -> None:
    studio.service.faults.order(Fault.STATUS, where="preview", times=20, status=404)
    assert studio.finish_a_grid().error is None


@pytest.mark.parametrize("fault", [Fault.TRUNCATED, Fault.HALF_PICTURE])
def test_half_a_picture_is_fetched_again_and_never_kept(studio: Workbench, fault: Fault) -> None:
    studio.service.faults.order(fault, where="picture")
    job = studio.finish_a_grid()
    assert studio.images.picture(job.id) is not None
    assert sent(studio) == 1


def test_a_picture_that_is_lost_can_be_fetched_again_without_paying(studio: Workbench) -> None:
    studio.service.faults.order(Fault.STATUS, where="raw", times=2, status=404)
    job = studio.until(State.FAILED, studio.imagine().id)
    assert isinstance(job.error, PictureUnusable)
    studio.session.retry(job.id)
    studio.until(State.FINISHED, job.id)
    assert sent(studio) == 1


def test_cancel_closes_the_connection_within_200_ms(studio: Workbench) -> None:
    studio.service.faults.order(Fault.HANG, where="imagine", seconds=30)
    job = studio.imagine()
    studio.qtbot.waitUntil(lambda: sent(studio) == 1, timeout=5000)
    begun = time.monotonic()
    studio.runner.cancel(job.id)
    studio.until(State.CANCELLED, job.id)
    studio.qtbot.waitUntil(lambda: studio.service.connections.open == 0, timeout=5000)
    assert time.monotonic() - begun < 0.2


def test_at_most_the_limit_runs_at_once_and_the_rest_waits(studio: Workbench) -> None:
    studio.service.faults.order(Fault.HANG, where="imagine", times=5, seconds=30)
    jobs = [studio.imagine(f"a lake --seed {n}") for n in range(5)]
    studio.wait_for(lambda: (studio.runner.running, studio.runner.waiting) == (3, 2))
    studio.app.settings.change(running_limit=4)
    studio.wait_for(lambda: (studio.runner.running, studio.runner.waiting) == (4, 1))
    for job in jobs:
        studio.runner.cancel(job.id)
    studio.wait_for(lambda: all(studio.job(j.id).state is State.CANCELLED for j in jobs))


def test_the_token_reaches_the_api_alone(studio: Workbench) -> None:
    studio.finish_a_single()
    posts = [r for r in studio.service.requests if r.method == "POST"]
    fetched = [r for r in studio.service.requests if r.method != "POST"]
    assert posts
    assert fetched
    assert all(r.headers["authorization"] == f"Bearer {TOKEN}" for r in posts)
    for request in studio.service.requests:
        spread = [request.path, request.query, str(request.body)]
        spread += [v for name, v in request.headers.items() if name != "authorization"]
        assert all(TOKEN not in text for text in spread)
    assert all("authorization" not in r.headers for r in fetched)
    assert all(TOKEN not in str(r.headers) for r in fetched)


def test_an_unreachable_service_says_so_within_a_second_and_keeps_the_prompt(
    studio: Workbench, served: SandboxThread
) -> None:
    served.stop()
    begun = time.monotonic()
    job = studio.until(State.FAILED, studio.imagine("a lost letter").id)
    assert time.monotonic() - begun < 1.5
    assert isinstance(job.error, NotReached)
    assert studio.draft.text == "a lost letter"
    served.start()
    studio.session.retry(job.id)
    studio.until(State.FINISHED, studio.runner.jobs[-1].id)


def test_the_mask_and_its_prompt_survive_a_failed_redraw(studio: Workbench) -> None:
    single = studio.finish_a_single()
    studio.window.commands["vary_region"].trigger()
    region = studio.app.studio.masking.current
    assert region is not None
    region.document.surface.stroke(Stroke(40, 40, 80, 60, 24))
    painted = region.document.bitmap.snapshot().to_pillow().tobytes()
    region.prompt = "a paper boat"
    studio.service.faults.order(Fault.STATUS, where="imagine", status=403, code="forbidden")
    with studio.qtbot.waitSignal(studio.app.studio.masking.submitted) as caught:
        studio.app.studio.masking.submit()
    failed = studio.until(State.FAILED, caught.args[0].id)
    studio.session.show(single.id)
    studio.window.commands["vary_region"].trigger()
    again = studio.app.studio.masking.current
    assert again is not None
    assert again.prompt == "a paper boat"
    assert again.document.bitmap.snapshot().to_pillow().tobytes() == painted
    studio.app.studio.masking.close()
    studio.session.retry(failed.id)
    studio.until(State.FINISHED, studio.runner.jobs[-1].id)
    received = studio.service.received("imagine")
    assert received[-1].body["mask"] == received[-2].body["mask"]


def test_shutting_down_with_jobs_running_leaves_nothing_behind(studio: Workbench) -> None:
    studio.service.faults.order(Fault.HANG, where="imagine", times=3, seconds=30)
    for n in range(3):
        studio.imagine(f"a lake --seed {n}")
    studio.qtbot.waitUntil(lambda: sent(studio) == 3, timeout=5000)
    begun = time.monotonic()
    closing = asyncio.get_running_loop().create_task(studio.app.studio.shutdown())
    studio.qtbot.waitUntil(closing.done, timeout=5000)
    assert time.monotonic() - begun < 2
    assert len(studio.app.studio.tasks) == 0


def test_another_account_leaves_running_jobs_with_the_first(studio: Workbench) -> None:
    studio.service.speed = 20
    job = studio.imagine()
    studio.until(State.RUNNING, job.id)
    with studio.qtbot.waitSignal(studio.app.connection.connected, timeout=10_000):
        studio.app.account.connect_soon()
    studio.until(State.FINISHED, job.id)
    assert sent(studio) == 1


def test_look_ups_go_on_until_the_line_is_back(studio: Workbench) -> None:
    studio.service.faults.order(Fault.CUT_STREAM, where="imagine", after_records=2)
    studio.service.faults.order(Fault.STATUS, where="tasks", times=3, status=500, code="api_error")
    studio.until(State.FINISHED, studio.imagine().id)
    assert sent(studio) == 1


def test_a_task_that_cannot_be_asked_after_is_unknown_and_can_be_looked_up(
    studio: Workbench,
) -> None:
    studio.service.faults.order(Fault.CUT_STREAM, where="imagine", after_records=2)
    studio.service.faults.order(Fault.STATUS, where="tasks", times=99, status=404, code="no_api")
    job = studio.until(State.UNKNOWN, studio.imagine().id)
    assert job.revivable
    studio.service.faults.clear()
    studio.session.retry(job.id)
    studio.until(State.FINISHED, job.id)
    assert sent(studio) == 1


def test_a_cancelled_job_is_looked_up_before_it_is_paid_for_again(studio: Workbench) -> None:
    studio.service.speed = 10
    job = studio.imagine()
    studio.wait_for(lambda: bool(studio.job(job.id).task_id))
    studio.runner.cancel(job.id)
    studio.until(State.CANCELLED, job.id)
    studio.session.retry(job.id)
    studio.until(State.FINISHED, job.id)
    assert sent(studio) == 1
