"""Submissions keep the distance that the service wants; what waits for its turn is not sent."""

from mjstudio.model.job import State
from tests.conftest import PATIENCE, Programs


def test_a_job_waits_for_its_turn_in_the_queue_and_can_be_cancelled_there(
    programs: Programs,
) -> None:
    programs.gap = 600.0
    studio = programs.start()
    studio.finish_a_grid()
    waiting = studio.imagine("a red boat")
    # It has been started, and sleeps until its turn comes.
    studio.qtbot.waitUntil(lambda: studio.runner.elapsed(waiting.id) > 0.2, timeout=PATIENCE)
    assert studio.job(waiting.id).state is State.QUEUED
    studio.runner.cancel(waiting.id)
    cancelled = studio.until(State.CANCELLED, waiting.id)
    assert not cancelled.service
    assert len(studio.service.received("imagine")) == 1


def test_one_whose_turn_comes_in_a_paused_queue_stays_there(programs: Programs) -> None:
    programs.gap = 0.5
    studio = programs.start()
    studio.finish_a_grid()
    waiting = studio.imagine("a red boat")
    studio.runner.hold(True, "for a test")
    studio.qtbot.waitUntil(lambda: not studio.runner._work, timeout=PATIENCE)
    assert studio.job(waiting.id).state is State.QUEUED
    studio.runner.hold(False)
    studio.until(State.FINISHED, waiting.id)
    assert len(studio.service.received("imagine")) == 2
