"""The cards: what runs, how long already, and what to do about what went wrong."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from mjstudio.model.job import Job, State
from mjstudio.model.picture import Picture
from mjstudio.model.request import ImagineRequest
from mjstudio.sandbox.trouble.faults import Fault
from mjstudio.ui.jobs.job_list import JobCard
from tests.conftest import Workbench
from tests.ui.hands import click, find, focused, write


@pytest.fixture
def stalled(studio: Workbench) -> Job:
    """A job that stands still at its first step."""
    studio.service.faults.order(Fault.STALL_STREAM, where="imagine", after_records=1, seconds=30)
    job = studio.imagine("a red boat --ar 3:2")
    studio.wait_for(lambda: studio.job(job.id).progress > 0)
    return studio.job(job.id)


@pytest.fixture
def failed(studio: Workbench) -> Job:
    """A job that the service refused."""
    studio.service.faults.order(
        Fault.STATUS, where="imagine", status=403, code="forbidden", message="Banned words: boat"
    )
    return studio.until(State.FAILED, studio.imagine("a red boat --ar 3:2").id)


def card(studio: Workbench, job: Job) -> JobCard:
    found = studio.window.jobs.card(job.id)
    assert found is not None
    assert found.isVisible()
    return found


def words(card: JobCard) -> str:
    parts = [x.text() for x in card.findChildren(QLabel) if x.isVisible()]
    return "\n".join(parts)


def offered(card: JobCard) -> set[str]:
    return {x.objectName() for x in card.findChildren(QPushButton) if x.isVisible()} - {""}


def test_a_running_job_has_a_card_with_its_progress(studio: Workbench, stalled: Job) -> None:
    shown = card(studio, stalled)
    assert find(shown, "", QProgressBar) is not None
    assert shown.findChild(QProgressBar).value() == stalled.progress
    assert f"{stalled.progress} %" in words(shown)
    assert offered(shown) >= {"job_cancel"}
    assert not offered(shown) & {"job_retry", "job_dismiss", "job_trace", "job_remedy"}
    assert any("a red boat" in x.text() for x in shown.findChildren(QPushButton))


def test_its_time_goes_on(studio: Workbench, stalled: Job) -> None:
    shown = card(studio, stalled)
    assert "0:00" in words(shown)
    studio.qtbot.waitUntil(lambda: "0:01" in words(shown), timeout=5000)


def test_cancel_stops_it_and_offers_it_again(studio: Workbench, stalled: Job) -> None:
    click(find(card(studio, stalled), "job_cancel"))
    studio.until(State.CANCELLED, stalled.id)
    shown = card(studio, stalled)
    assert "Cancelled" in words(shown)
    assert offered(shown) >= {"job_retry", "job_dismiss"}
    assert "job_cancel" not in offered(shown)


def test_each_job_has_its_own_card_newest_first(studio: Workbench) -> None:
    studio.service.faults.order(Fault.HANG, where="imagine", times=5, seconds=30)
    jobs = [studio.imagine(f"lake {n}") for n in range(5)]
    studio.qtbot.waitUntil(lambda: card(studio, jobs[0]).y() > card(studio, jobs[4]).y())
    assert "Waiting in queue" in words(card(studio, jobs[4]))
    click(find(card(studio, jobs[4]), "job_cancel"))
    studio.until(State.CANCELLED, jobs[4].id)
    assert studio.runner.running == 3


def test_a_finished_job_leaves_the_list(studio: Workbench) -> None:
    job = studio.finish_a_grid()
    assert studio.window.jobs.card(job.id) is None


def test_a_failed_card_says_what_happened_and_what_to_do(studio: Workbench, failed: Job) -> None:
    shown = card(studio, failed)
    assert "Banned words: boat" in words(shown)
    assert offered(shown) >= {"job_retry", "job_remedy", "job_trace", "job_dismiss"}
    assert "job_cancel" not in offered(shown)
    assert not shown.findChild(QProgressBar).isVisible()
    for button in shown.findChildren(QPushButton):
        if button.isVisible():
            assert button.text() or button.accessibleName()
            assert button.width() >= button.minimumSizeHint().width()


def test_the_error_stays_while_other_work_goes_on(studio: Workbench, failed: Job) -> None:
    studio.finish_a_grid("a lake")
    assert "Banned words: boat" in words(card(studio, failed))


def test_try_again_sends_the_same_and_the_old_card_goes(studio: Workbench, failed: Job) -> None:
    click(find(card(studio, failed), "job_retry"))
    again = studio.until(State.FINISHED, studio.runner.jobs[-1].id)
    assert again.request == failed.request
    assert studio.window.jobs.card(failed.id) is None
    assert len(studio.service.received("imagine")) == 2
    assert studio.session.current == again


def test_edit_the_prompt_puts_it_back_into_the_field(studio: Workbench, failed: Job) -> None:
    edit = studio.window.prompt_panel.edit
    write(edit, "something else by now")
    studio.window.library.search.setFocus()
    click(find(card(studio, failed), "job_remedy"))
    assert edit.toPlainText() == "a red boat --ar 3:2"
    assert focused() is edit


def test_the_trace_id_goes_to_the_clipboard(studio: Workbench, failed: Job) -> None:
    assert failed.error is not None
    QGuiApplication.clipboard().clear()
    button = find(card(studio, failed), "job_trace", QPushButton)
    click(button)
    assert failed.error.trace_id
    assert QGuiApplication.clipboard().text() == failed.error.trace_id
    assert button.text() == "Copied"


def test_dismiss_puts_it_away(studio: Workbench, failed: Job) -> None:
    click(find(card(studio, failed), "job_dismiss"))
    assert studio.runner.jobs == []
    assert studio.window.jobs.card(failed.id) is None
    assert studio.session.current is None
    assert studio.window.stage.welcome.isVisible()


def test_the_stage_says_that_the_job_on_it_failed(studio: Workbench, failed: Job) -> None:
    assert studio.session.current == failed
    assert not studio.window.stage.action_bar.isVisible() or not any(
        b.isEnabled() for b in studio.window.stage.action_bar.findChildren(QPushButton)
    )
    assert not studio.window.stage.welcome.isVisible()


def test_a_card_brings_its_job_to_the_stage(studio: Workbench, failed: Job) -> None:
    studio.finish_a_grid("a lake")
    title = next(
        x for x in card(studio, failed).findChildren(QPushButton) if "red boat" in x.text()
    )
    click(title)
    assert studio.session.current == failed


def test_a_picture_not_fetched_yet_tells_how_long_its_link_is_good(qtbot: QtBot) -> None:
    soon = datetime.now(UTC) + timedelta(hours=2, minutes=30, seconds=30)
    url = f"https://cdn.example/a.png?ex={int(soon.timestamp()):x}&is=0&hm=0&"
    picture = Picture("1", url, (1, 1), url, (2, 2))
    job = Job(request=ImagineRequest(prompt="a red boat"), picture=picture, state=State.FAILED)
    shown = JobCard(job)
    qtbot.addWidget(shown)
    shown.show_job(job, 0, "Waiting in queue")
    shown.show()
    assert shown.counts
    assert "The link to the picture expires in 2 h 30 min" in words(shown)
    plain = replace(job, picture=replace(picture, raw_url="https://cdn.example/a.png"))
    shown.show_job(plain, 0, "Waiting in queue")
    assert not shown.counts
    assert "expires" not in words(shown)
