"""Cancelling stops the waiting, not the service: what it makes after all is fetched."""

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from mjstudio.model.delivery_mode import DeliveryMode
from mjstudio.model.job import Job, State
from mjstudio.sandbox.trouble.faults import Fault
from mjstudio.studio.jobs import delivery
from mjstudio.studio.service import callbacks, polling
from mjstudio.studio.service import task_lookup as lookups
from tests.conftest import Programs, Workbench

tells_early = pytest.mark.parametrize(
    "way", [DeliveryMode.STREAM, DeliveryMode.POLL, DeliveryMode.CALLBACK]
)


@pytest.fixture(autouse=True)
def quick_look_ups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "LOOK_UP_WAITS", (0.05,) * 400)
    monkeypatch.setattr(callbacks, "SILENCE", 0.5)
    monkeypatch.setattr(lookups, "GAP", 0.02)


def sent(studio: Workbench) -> int:
    return len(studio.service.received("imagine"))


def asked(studio: Workbench) -> int:
    return len(studio.service.received("tasks"))


def cancelled(studio: Workbench, way: DeliveryMode = DeliveryMode.STREAM) -> Job:
    """A job that was cancelled in the middle of the service's work."""
    studio.service.speed = 8
    studio.session.choose_delivery(way)
    job = studio.imagine()
    studio.wait_for(lambda: bool(studio.job(job.id).task_id))
    studio.runner.cancel(job.id)
    return studio.until(State.CANCELLED, job.id)


def card_words(studio: Workbench, job: Job) -> str:
    card = studio.window.jobs.card(job.id)
    assert card is not None
    return "\n".join(label.text() for label in card.findChildren(QLabel) if label.isVisible())


@tells_early
def test_a_cancelled_job_becomes_the_picture_that_was_made_after_all(
    studio: Workbench, way: DeliveryMode
) -> None:
    job = cancelled(studio, way)
    assert "may still make it and charge for it" in card_words(studio, job)
    assert studio.runner.running == 0
    finished = studio.until(State.FINISHED, job.id)
    assert finished.cancelled
    assert studio.images.picture(job.id) is not None
    assert any(
        "finished although you had cancelled it" in text
        for text in studio.window.stage.notices.texts
    )
    assert studio.window.jobs.card(job.id) is None
    assert sent(studio) == 1


def test_it_takes_no_place_of_the_work_that_is_wanted(studio: Workbench) -> None:
    studio.app.settings.change(running_limit=1)
    job = cancelled(studio)
    wanted = studio.imagine("a red boat")
    studio.until(State.RUNNING, wanted.id)
    studio.until(State.FINISHED, job.id)
    studio.until(State.FINISHED, wanted.id)


def test_the_next_run_fetches_it_as_well(programs: Programs) -> None:
    first = programs.start()
    job = cancelled(first)
    programs.close(first)

    again = programs.start()
    finished = again.until(State.FINISHED, job.id)
    assert finished.cancelled
    assert any(
        "finished although you had cancelled it" in text
        for text in again.window.stage.notices.texts
    )
    assert sent(again) == 1


def test_a_trace_is_enough_to_find_it(studio: Workbench) -> None:
    studio.service.speed = 8
    studio.service.faults.order(Fault.STALL_STREAM, where="imagine", after_records=0, seconds=30)
    job = studio.imagine()
    studio.wait_for(lambda: bool(studio.job(job.id).trace_id))
    studio.runner.cancel(job.id)
    studio.until(State.FINISHED, job.id)
    assert sent(studio) == 1


def test_what_is_posted_about_it_counts_where_look_ups_tell_nothing(
    studio: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "CONFIRM_WAITS", (0.05, 0.05))
    studio.service.faults.order(Fault.STATUS, where="tasks", times=999, status=200, body={})
    job = cancelled(studio, DeliveryMode.CALLBACK)
    studio.until(State.FINISHED, job.id)


def test_one_that_was_not_made_says_so_and_is_asked_about_no_more(programs: Programs) -> None:
    first = programs.start()
    order = {"status": 403, "code": "forbidden", "message": "No rabbits"}
    first.service.faults.order(Fault.TASK_FAILS, where="imagine", after_records=3, **order)
    job = cancelled(first)
    first.wait_for(lambda: first.job(job.id).error is not None)
    assert first.job(job.id).state is State.CANCELLED
    assert "No rabbits" in card_words(first, job)
    assert "Nothing was charged." in card_words(first, job)
    assert "charge for it" not in card_words(first, job)
    programs.close(first)

    again = programs.start()
    before = asked(again)
    again.finish_a_grid("something else")
    assert again.job(job.id).state is State.CANCELLED
    assert asked(again) == before


def test_one_that_had_not_been_answered_says_that_it_cannot_be_fetched(studio: Workbench) -> None:
    studio.service.faults.order(Fault.HANG, where="imagine", seconds=30)
    job = studio.imagine()
    studio.until(State.SENT, job.id)
    studio.qtbot.waitUntil(lambda: sent(studio) == 1, timeout=5000)
    studio.runner.cancel(job.id)
    job = studio.until(State.CANCELLED, job.id)
    words = card_words(studio, job)
    assert "may still make it and charge for it" in words
    assert "can't download the picture" in words
    assert asked(studio) == 0


def test_one_that_was_never_sent_is_really_cancelled(studio: Workbench) -> None:
    studio.app.settings.change(running_limit=1)
    studio.service.faults.order(Fault.HANG, where="imagine", seconds=30)
    running = studio.imagine()
    waiting = studio.imagine("a second lake")
    studio.qtbot.waitUntil(lambda: sent(studio) == 1, timeout=5000)
    studio.runner.cancel(waiting.id)
    job = studio.until(State.CANCELLED, waiting.id)
    assert "Nothing was sent, so nothing is charged." in card_words(studio, job)
    studio.runner.cancel(running.id)
    studio.until(State.CANCELLED, running.id)
    assert sent(studio) == 1


def test_looking_it_up_by_hand_takes_over(studio: Workbench) -> None:
    job = cancelled(studio)
    studio.session.retry(job.id)
    assert studio.job(job.id).state is State.RUNNING
    finished = studio.until(State.FINISHED, job.id)
    assert not finished.cancelled
    assert not any(
        "although you had cancelled" in text for text in studio.window.stage.notices.texts
    )


def test_what_is_dismissed_stays_away(studio: Workbench) -> None:
    job = cancelled(studio)
    card = studio.window.jobs.card(job.id)
    assert card is not None
    dismiss = card.findChild(QPushButton, "job_dismiss")
    assert "won't download" in dismiss.toolTip()
    dismiss.click()
    task = studio.service.tasks.find(task_id=job.task_id)
    assert task is not None
    studio.qtbot.waitUntil(lambda: task.finished, timeout=5000)
    studio.finish_a_grid("something else")
    assert studio.runner.job(job.id) is None
