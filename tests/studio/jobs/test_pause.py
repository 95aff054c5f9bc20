"""An account that is turned away: one notice, the queue rests, and nothing is lost."""

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from mjstudio.model.delivery_mode import DeliveryMode
from mjstudio.model.errors import ConnectionLost
from mjstudio.model.job import State
from mjstudio.sandbox.trouble.faults import Fault
from mjstudio.studio.jobs import delivery
from mjstudio.studio.service import task_lookup as lookups
from tests.conftest import PATIENCE, Workbench
from tests.ui.hands import click

TROUBLES = [
    (401, "invalid_token", "Open settings"),
    (403, "used_up", "Buy credit"),
    (403, "disabled", "Contact the service"),
]


def sent(studio: Workbench) -> int:
    return len(studio.service.received("imagine"))


def turn_away(studio: Workbench, status: int = 401, code: str = "invalid_token") -> None:
    """Three jobs run into it at once, three more wait behind them."""
    studio.service.faults.order(Fault.STATUS, where="imagine", times=3, status=status, code=code)
    jobs = [studio.imagine(f"a lake --seed {n}") for n in range(6)]
    for job in jobs[:3]:
        studio.until(State.FAILED, job.id)


def notice_button(studio: Workbench, words: str) -> QPushButton:
    area = studio.window.stage.notices
    found = [b for b in area.findChildren(QPushButton) if b.text() == words and b.isVisible()]
    assert len(found) == 1, words
    return found[0]


def status_line(studio: Workbench) -> str:
    label: QLabel = studio.window.prompt_panel.running
    return label.text()


@pytest.mark.parametrize(("status", "code", "remedy"), TROUBLES)
def test_the_queue_rests_with_one_notice_and_everything_is_kept(
    studio: Workbench, status: int, code: str, remedy: str
) -> None:
    turn_away(studio, status, code)
    assert len(studio.window.stage.notices.texts) == 1
    assert notice_button(studio, remedy)
    assert [job.state for job in studio.runner.jobs[3:]] == [State.QUEUED] * 3
    assert (studio.runner.running, studio.runner.waiting) == (0, 3)
    assert studio.draft.text == "a lake --seed 5"
    assert "Queue paused" in status_line(studio)
    assert sent(studio) == 3
    studio.imagine("one more")
    assert (studio.runner.running, studio.runner.waiting) == (0, 4)


def test_the_artist_lets_it_go_on_by_hand(studio: Workbench) -> None:
    turn_away(studio)
    click(notice_button(studio, "Resume"))
    for job in studio.runner.jobs[3:]:
        studio.until(State.FINISHED, job.id)
    assert studio.window.stage.notices.texts == []
    assert "paused" not in status_line(studio)
    assert sent(studio) == 6


def test_it_rests_again_when_it_is_turned_away_again(studio: Workbench) -> None:
    turn_away(studio)
    studio.service.faults.order(Fault.STATUS, where="imagine", status=401, code="invalid_token")
    studio.app.settings.change(running_limit=1)
    studio.window.commands["resume_queue"].trigger()
    studio.until(State.FAILED, studio.runner.jobs[3].id)
    assert studio.app.studio.pause.reason is not None
    assert studio.runner.waiting == 2
    assert len(studio.window.stage.notices.texts) == 1


def test_another_account_lets_it_go_on(studio: Workbench) -> None:
    turn_away(studio)
    with studio.qtbot.waitSignal(studio.app.connection.connected, timeout=PATIENCE):
        studio.app.account.connect_soon()
    for job in studio.runner.jobs[3:]:
        studio.until(State.FINISHED, job.id)
    assert studio.window.stage.notices.texts == []


def test_the_settings_are_one_click_away(studio: Workbench) -> None:
    turn_away(studio)
    click(notice_button(studio, "Open settings"))
    dialog = studio.window.findChild(object, "settings_dialog")
    assert dialog.isVisible()
    assert studio.app.studio.pause.reason is not None
    dialog.close()


def test_a_closed_notice_leaves_a_way_to_go_on(studio: Workbench) -> None:
    turn_away(studio)
    studio.window.stage.notices.dismiss(studio.window.stage.notices.texts[0])
    command = studio.window.commands["resume_queue"]
    assert command.isEnabled()
    command.trigger()
    for job in studio.runner.jobs[3:]:
        studio.until(State.FINISHED, job.id)
    assert not command.isEnabled()


@pytest.mark.parametrize(("status", "code"), [(403, "forbidden"), (405, "api_error"), (404, "x")])
def test_other_troubles_are_their_jobs_own(studio: Workbench, status: int, code: str) -> None:
    studio.service.faults.order(Fault.STATUS, where="imagine", status=status, code=code)
    studio.until(State.FAILED, studio.imagine().id)
    assert studio.app.studio.pause.reason is None
    studio.finish_a_grid()


def test_a_look_up_that_is_turned_away_pauses_too_and_the_task_stays_known(
    studio: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "LOOK_UP_WAITS", (0.0, 0.05, 0.05))
    monkeypatch.setattr(lookups, "GAP", 0.02)
    studio.session.choose_delivery(DeliveryMode.POLL)
    studio.service.faults.order(Fault.STATUS, where="tasks", status=401, code="token_expired")
    job = studio.until(State.UNKNOWN, studio.imagine().id)
    assert isinstance(job.error, ConnectionLost)
    assert job.revivable
    assert studio.app.studio.pause.reason is not None
    studio.session.retry(job.id)
    assert studio.job(job.id).state is State.RUNNING
    studio.window.commands["resume_queue"].trigger()
    studio.until(State.FINISHED, job.id)
    assert sent(studio) == 1


def test_what_waits_says_that_the_queue_is_paused_and_why(studio: Workbench) -> None:
    turn_away(studio)
    waiting = studio.runner.jobs[3]
    card = studio.window.jobs.card(waiting.id)
    assert card is not None
    words = card.findChildren(QLabel, "job_status")[0].text()
    reason = studio.runner.jobs[0].error
    assert reason is not None
    assert words == f"Queue paused: {reason.message}"
    studio.session.show(waiting.id)
    view = studio.window.stage.view
    assert view is not None
    assert view.accessibleDescription().startswith("Queue paused")
    click(notice_button(studio, "Resume"))
    studio.until(State.FINISHED, waiting.id)


def test_when_it_goes_on_what_still_waits_says_so_at_once(studio: Workbench) -> None:
    turn_away(studio)
    studio.app.studio.runner.set_limit(1)
    last = studio.runner.jobs[-1]
    card = studio.window.jobs.card(last.id)
    assert card is not None
    status = card.findChildren(QLabel, "job_status")[0]
    assert status.text().startswith("Queue paused")
    studio.app.studio.pause.resume()
    assert status.text() == "Waiting in queue"
    studio.until(State.FINISHED, last.id)


def test_without_a_service_what_waits_says_that_it_waits_for_one(studio: Workbench) -> None:
    service = studio.runner.service
    studio.app.studio.set_service(None)
    job = studio.imagine("a lake")
    card = studio.window.jobs.card(job.id)
    assert card is not None
    status = card.findChildren(QLabel, "job_status")[0]
    assert status.text() == "Waiting for the connection"
    studio.app.studio.set_service(service)
    assert status.text() != "Waiting for the connection"
    studio.until(State.FINISHED, job.id)
