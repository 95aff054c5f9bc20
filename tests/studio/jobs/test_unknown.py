"""The request left and no good answer came: it is looked up, and never paid for twice."""

import contextlib
import sqlite3

import pytest

from mjstudio.model.delivery_mode import DeliveryMode
from mjstudio.model.errors import PromptRefused
from mjstudio.model.job import Job, State
from mjstudio.sandbox.trouble.faults import Fault
from mjstudio.studio.jobs import delivery, recovery
from mjstudio.studio.service import polling
from mjstudio.studio.service import task_lookup as lookups
from tests.conftest import PATIENCE, Programs, Workbench

every_way = pytest.mark.parametrize("way", list(DeliveryMode), ids=lambda way: way.value)
trouble = pytest.mark.parametrize(
    ("fault", "details"),
    [
        (Fault.STATUS, {"status": 502, "body": {"error": {"code": "api_error"}}}),
        (Fault.STATUS, {"status": 504, "body": {"error": "gateway_timeout"}}),
        (Fault.HTML, {"status": 502}),
        (Fault.HTML, {"status": 200}),
        (Fault.EMPTY, {"status": 504}),
        (Fault.EMPTY, {"status": 200}),
        (Fault.WRONG_TYPE, {"status": 200}),
    ],
    ids=["502", "504", "html-502", "html-200", "empty-504", "empty-200", "a-list"],
)


@pytest.fixture(autouse=True)
def quick_look_ups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "LOOK_UP_WAITS", (0.0, *(0.05,) * 200))
    monkeypatch.setattr(recovery, "RETRY_WAITS", (0.05,))
    monkeypatch.setattr(lookups, "GAP", 0.02)


def sent(studio: Workbench) -> int:
    return len(studio.service.received("imagine"))


def ended(studio: Workbench, job: Job) -> Job:
    studio.wait_for(lambda: studio.job(job.id).state.ended)
    return studio.job(job.id)


@every_way
@trouble
def test_a_picture_that_was_made_behind_a_broken_answer_is_found(
    studio: Workbench, way: DeliveryMode, fault: Fault, details: dict[str, object]
) -> None:
    studio.service.faults.order(fault, where="imagine", accepted=True, **details)
    studio.session.choose_delivery(way)
    job = ended(studio, studio.imagine())
    assert (job.state, job.error) == (State.FINISHED, None)
    assert sent(studio) == 1
    looked = [request.body for request in studio.service.received("tasks")]
    assert looked[0].get("trace_id") or looked[0].get("id")


@trouble
def test_what_was_not_taken_is_unknown_and_sent_again_by_the_artist_alone(
    studio: Workbench, fault: Fault, details: dict[str, object]
) -> None:
    studio.service.faults.order(fault, where="imagine", **details)
    job = ended(studio, studio.imagine())
    assert job.state is State.UNKNOWN
    assert job.error is not None
    assert "does not know this job" in job.error.message
    assert studio.service.received("tasks")
    assert not job.revivable
    studio.session.retry(job.id)
    studio.until(State.FINISHED, studio.runner.jobs[-1].id)
    assert sent(studio) == 2


@every_way
def test_a_refusal_in_json_is_a_plain_failure(studio: Workbench, way: DeliveryMode) -> None:
    studio.service.faults.order(Fault.STATUS, where="imagine", status=403, code="forbidden")
    studio.session.choose_delivery(way)
    job = ended(studio, studio.imagine())
    assert job.state is State.FAILED
    assert isinstance(job.error, PromptRefused)
    assert not studio.service.received("tasks")


@pytest.mark.parametrize("fault", [Fault.CUT_STREAM, Fault.CLOSE_STREAM, Fault.END_STREAM])
def test_a_stream_that_breaks_after_its_head_is_found_by_its_trace(
    studio: Workbench, fault: Fault
) -> None:
    studio.service.faults.order(fault, where="imagine", after_records=0)
    job = ended(studio, studio.imagine())
    assert (job.state, job.error) == (State.FINISHED, None)
    assert job.trace_id
    assert sent(studio) == 1


def test_the_trace_is_looked_up_by_the_next_run(programs: Programs) -> None:
    first = programs.start()
    order = {"where": "imagine", "after_records": 0, "seconds": 30}
    first.service.faults.order(Fault.STALL_STREAM, **order)
    job = first.imagine()
    first.wait_for(lambda: bool(first.job(job.id).trace_id))
    assert first.job(job.id).state is State.RUNNING
    assert not first.job(job.id).task_id
    programs.close(first)

    again = programs.start()
    again.until(State.FINISHED, job.id)
    assert again.job(job.id).task_id
    assert sent(again) == 1


def test_a_service_that_lags_after_a_restart_is_asked_more_than_once(programs: Programs) -> None:
    first = programs.start()
    first.service.speed = 6
    job = first.imagine()
    first.wait_for(lambda: first.job(job.id).progress > 0)
    programs.close(first)
    first.service.faults.order(Fault.STATUS, where="tasks", status=200, times=3, body={})

    again = programs.start()
    assert ended(again, job).state is State.FINISHED
    assert sent(again) == 1


def test_one_that_cannot_be_asked_about_holds_up_no_other(programs: Programs) -> None:
    first = programs.start()
    first.service.speed = 6
    jobs = [first.imagine(f"lake {n}") for n in range(2)]
    for job in jobs:
        first.wait_for(lambda job=job: bool(first.job(job.id).task_id))
    programs.close(first)
    with contextlib.closing(sqlite3.connect(programs.paths.database)) as connection:
        change = """UPDATE jobs SET record =
            json_set(record, '$.task_id', '', '$.trace_id', 'tr') WHERE id = ?"""
        connection.execute(change, (jobs[0].id,))
        connection.commit()
    first.service.faults.order(Fault.STATUS, where="tasks", status=400, times=1)

    again = programs.start()
    again.until(State.FINISHED, jobs[1].id)
    lost = again.until(State.UNKNOWN, jobs[0].id)
    assert lost.error is not None
    assert sent(again) == 2


def test_the_service_is_not_asked_too_often(studio: Workbench) -> None:
    studio.service.faults.order(Fault.EMPTY, where="imagine", status=502)
    ended(studio, studio.imagine())
    studio.qtbot.waitUntil(lambda: studio.runner.running == 0, timeout=PATIENCE)
    assert len(studio.service.received("tasks")) <= polling.STRANGER
