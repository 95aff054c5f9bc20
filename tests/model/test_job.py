"""A job moves one way, whatever order its events come in."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mjstudio.model.errors import ConnectionLost, PictureUnusable, Remedy, service_error
from mjstudio.model.job import IllegalTransition, Job, Lineage, State
from mjstudio.model.picture import Picture
from mjstudio.model.request import ImagineRequest
from mjstudio.model.update import TaskUpdate


def picture(progress: int) -> Picture:
    return Picture(str(progress), "https://t/s", (4, 4), "https://t/r", (8, 8), task_id="t")


STEPS = [TaskUpdate("t", n, picture(n)) for n in (0, 30, 60, 90)]
FINAL = TaskUpdate("t", 100, picture(100), final=True)
REQUEST = ImagineRequest("a cat")


@given(st.permutations([*STEPS, FINAL, *STEPS[:2]]))
def test_every_order_of_events_ends_in_the_same_picture(events: list[TaskUpdate]) -> None:
    job = Job(REQUEST).moved(State.SENT)
    seen = []
    for event in events:
        job = job.advanced(event)
        seen.append(job.progress)
    assert seen == sorted(seen)
    assert (job.state, job.picture, job.task_id) == (State.FETCHING, FINAL.picture, "t")
    assert job.finished("file").state is State.FINISHED


def test_events_of_another_task_change_nothing() -> None:
    job = Job(REQUEST).moved(State.SENT).advanced(STEPS[1])
    assert job.advanced(TaskUpdate("other", 80, picture(80))) is job


def test_ended_jobs_stay_ended() -> None:
    for state in (State.FAILED, State.CANCELLED, State.UNKNOWN):
        ended = Job(REQUEST).moved(state)
        assert ended.advanced(STEPS[1]).state is state
        if state is not State.CANCELLED:
            assert ended.advanced(FINAL) is ended
        for target in State:
            with pytest.raises(IllegalTransition):
                ended.moved(target)


def test_a_cancelled_job_takes_its_finished_picture_and_stays_cancelled_in_name() -> None:
    stopped = Job(REQUEST).moved(State.SENT).answered("tr").moved(State.CANCELLED)
    assert stopped.may_still_come
    assert stopped.advanced(STEPS[1]) == replace(stopped, task_id="t")
    made = stopped.advanced(FINAL)
    assert (made.state, made.picture, made.cancelled) == (State.FETCHING, FINAL.picture, True)
    assert not made.may_still_come
    assert not Job(REQUEST).moved(State.CANCELLED).may_still_come


def test_no_job_goes_back() -> None:
    rising = [State.QUEUED, State.SENT, State.RUNNING, State.FETCHING]
    for earlier, later in itertools.combinations(rising, 2):
        with pytest.raises(IllegalTransition):
            Job(REQUEST, state=later).moved(earlier)
    with pytest.raises(IllegalTransition):
        Job(REQUEST).finished("file")


def test_only_what_costs_nothing_is_revived() -> None:
    lost = Job(REQUEST, task_id="t").moved(State.UNKNOWN, ConnectionLost("cut"))
    assert lost.revived().state is State.RUNNING
    unfetched = Job(REQUEST).advanced(FINAL).moved(State.FAILED, PictureUnusable("gone"))
    assert unfetched.revived().state is State.FETCHING
    assert not Job(REQUEST).moved(State.UNKNOWN).revivable
    assert not Job(REQUEST).moved(State.FAILED).revivable


def test_a_title_says_what_is_done() -> None:
    parent = picture(1)
    job = Job(ImagineRequest("a cat", "upscale2", "1"), Lineage(parent, "upscale2", 2))
    assert job.title == "Upscale picture 2 · a cat"
    assert job.lineage is not None
    assert job.lineage.box == (4, 0, 8, 4)


def test_every_code_of_the_service_knows_a_way_out() -> None:
    remedies = {
        (400, "bad_request"): Remedy.EDIT_PROMPT,
        (400, "no_token"): Remedy.OPEN_SETTINGS,
        (400, "api_not_implemented"): Remedy.OPEN_SETTINGS,
        (400, "token_mismatched"): Remedy.OPEN_SETTINGS,
        (401, "invalid_token"): Remedy.OPEN_SETTINGS,
        (401, "token_expired"): Remedy.OPEN_SETTINGS,
        (403, "used_up"): Remedy.BUY_CREDIT,
        (403, "disabled"): Remedy.CONTACT,
        (403, "forbidden"): Remedy.EDIT_PROMPT,
        (404, "no_api"): Remedy.OPEN_SETTINGS,
        (429, "too_many_requests"): Remedy.WAIT,
        (500, "api_error"): Remedy.RETRY,
        (504, "timeout"): Remedy.RETRY,
        (418, "never_seen"): Remedy.RETRY,
    }
    for (status, code), remedy in remedies.items():
        assert service_error(status, code, "words").remedy is remedy, code
