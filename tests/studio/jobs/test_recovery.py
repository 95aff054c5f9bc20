"""The program ends in whatever moment and begins again: nothing is lost or paid for twice."""

import contextlib
import sqlite3
from concurrent.futures import Future
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel

from mjstudio.library.journal import Journal, Restored
from mjstudio.library.thumbnails import ThumbnailStore
from mjstudio.model.errors import ConnectionLost, NotReached
from mjstudio.model.job import Job, State
from mjstudio.sandbox.trouble.faults import Fault
from mjstudio.studio.jobs import delivery, recovery
from mjstudio.studio.service import task_lookup as lookups
from tests.conftest import PATIENCE, Programs, Workbench


@pytest.fixture(autouse=True)
def quick_look_ups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "LOOK_UP_WAITS", (0.0, *[0.1] * 100))
    monkeypatch.setattr(delivery, "FETCH_WAITS", (0.0, 0.0))
    monkeypatch.setattr(recovery, "RETRY_WAITS", (0.05,))
    monkeypatch.setattr(lookups, "GAP", 0.02)


def sent(studio: Workbench) -> int:
    return len(studio.service.received("imagine"))


def asked(studio: Workbench) -> int:
    return len(studio.service.received("tasks"))


def running_job(studio: Workbench, speed: float = 6.0) -> Job:
    """A job in the middle of its stream, with its task known."""
    studio.service.speed = speed
    job = studio.imagine()
    studio.wait_for(lambda: studio.job(job.id).progress > 0)
    return studio.job(job.id)


def let_it_end(studio: Workbench, job: Job) -> None:
    """Wait until the service has ended a task, with nobody following it."""
    task = studio.service.tasks.find(task_id=job.task_id)
    assert task is not None
    studio.qtbot.waitUntil(lambda: task.finished, timeout=PATIENCE)


def rewritten(programs: Programs, job: Job, **columns: str) -> None:
    """Change what the journal says of a job, as if the program had been killed then."""
    with contextlib.closing(sqlite3.connect(programs.paths.database)) as connection:
        for name, value in columns.items():
            connection.execute(
                "UPDATE jobs SET record = json_set(record, ?, ?) WHERE id = ?",
                (f"$.{name}", value, job.id),
            )
        connection.commit()


def test_everything_ever_made_is_there_again(programs: Programs) -> None:
    first = programs.start()
    single = first.finish_a_single("a quiet lake --ar 16:9 --seed 7")
    grid = first.runner.jobs[0]
    first.runner.set_starred(grid.id, True)
    programs.close(first)

    again = programs.start()
    assert [job.id for job in again.runner.jobs] == [grid.id, single.id]
    assert again.job(grid.id).starred
    restored = again.job(single.id)
    assert restored.request == single.request
    assert restored.lineage == single.lineage
    assert restored.picture == single.picture
    assert Path(restored.file).read_bytes() == Path(single.file).read_bytes()
    assert [job.id for job in again.session.ancestors(restored)] == [grid.id, single.id]
    assert again.session.current == restored
    assert again.service.received("imagine")[2:] == []

    again.wait_for(lambda: again.images.picture(single.id) is not None, again.images.changed)
    made = again.act("variation_subtle")
    assert made.lineage is not None
    assert made.lineage.parent == single.picture


def test_thumbnails_come_from_the_disk(programs: Programs) -> None:
    first = programs.start()
    job = first.finish_a_grid()
    programs.close(first)
    (thumbnail,) = programs.paths.thumbnails.rglob("*.webp")
    assert max(QImage(str(thumbnail)).size().toTuple()) == 256
    for picture in programs.paths.pictures.rglob("*.png"):
        picture.unlink()

    again = programs.start()
    again.wait_for(lambda: again.images.thumbnail(job.id) is not None, again.images.changed)


def test_a_damaged_thumbnail_is_made_again(programs: Programs) -> None:
    first = programs.start()
    job = first.finish_a_grid()
    programs.close(first)
    (thumbnail,) = programs.paths.thumbnails.rglob("*.webp")
    thumbnail.write_bytes(b"no picture")

    again = programs.start()
    again.wait_for(lambda: again.images.thumbnail(job.id) is not None, again.images.changed)
    again.wait_for(lambda: not QImage(str(thumbnail)).isNull(), again.images.changed)


def test_a_job_that_finished_meanwhile_is_fetched(programs: Programs) -> None:
    first = programs.start()
    job = running_job(first)
    programs.close(first)
    let_it_end(first, job)

    again = programs.start()
    finished = again.until(State.FINISHED, job.id)
    assert finished.task_id == job.task_id
    assert Path(finished.file).exists()
    assert sent(again) == 1


def test_a_job_that_still_runs_is_followed_on(programs: Programs) -> None:
    first = programs.start()
    job = running_job(first, speed=1.5)
    programs.close(first)

    again = programs.start()
    again.wait_for(lambda: asked(again) > 0, again.app.studio.recovery.reconciled)
    assert again.job(job.id).state is State.RUNNING
    again.until(State.FINISHED, job.id)
    assert sent(again) == 1


def test_a_job_that_failed_meanwhile_says_why(programs: Programs) -> None:
    first = programs.start()
    first.service.faults.order(
        Fault.TASK_FAILS, where="imagine", after_records=2, status=403, code="forbidden"
    )
    job = running_job(first)
    programs.close(first)
    let_it_end(first, job)

    again = programs.start()
    failed = again.until(State.FAILED, job.id)
    assert failed.error is not None
    assert sent(again) == 1


def test_a_job_that_the_service_does_not_know_is_not_sent_again_by_itself(
    programs: Programs,
) -> None:
    first = programs.start()
    job = running_job(first)
    programs.close(first)
    rewritten(programs, job, task_id="another")

    again = programs.start()
    lost = again.until(State.UNKNOWN, job.id)
    assert isinstance(lost.error, ConnectionLost)
    assert "no longer knows it" in lost.error.message
    assert sent(again) == 1


def test_a_job_that_was_sent_and_never_answered_is_unknown(programs: Programs) -> None:
    first = programs.start()
    first.service.faults.order(Fault.HANG, where="imagine", seconds=30)
    job = first.imagine()
    first.qtbot.waitUntil(lambda: sent(first) == 1, timeout=PATIENCE)
    assert first.job(job.id).state is State.SENT
    programs.close(first)

    again = programs.start()
    assert again.job(job.id).state is State.UNKNOWN
    card = again.window.jobs.card(job.id)
    assert card is not None
    assert "may have received" in card.findChild(QLabel, "job_error").text()
    assert sent(again) == 1


def test_a_job_that_waited_in_the_queue_says_that_nothing_was_paid(programs: Programs) -> None:
    first = programs.start()
    first.app.settings.change(running_limit=1)
    running_job(first)
    waiting = first.imagine("a second lake")
    assert first.job(waiting.id).state is State.QUEUED
    programs.close(first)
    first.service.speed = 0.0

    again = programs.start()
    left = again.job(waiting.id)
    assert left.state is State.FAILED
    assert isinstance(left.error, NotReached)
    again.session.retry(waiting.id)
    again.until(State.FINISHED, again.runner.jobs[-1].id)
    assert again.runner.jobs[-1].request.prompt == "a second lake"


def test_a_picture_that_was_not_fetched_is_fetched(programs: Programs) -> None:
    first = programs.start()
    first.service.faults.order(Fault.STATUS, where="raw", times=2, status=404)
    job = first.until(State.FAILED, first.imagine().id)
    programs.close(first)

    again = programs.start()
    again.until(State.FINISHED, job.id)
    assert sent(again) == 1


def test_a_job_of_another_account_waits_for_it(programs: Programs) -> None:
    first = programs.start()
    job = running_job(first)
    service = first.job(job.id).service
    programs.close(first)
    rewritten(programs, job, service="another.example")
    let_it_end(first, job)

    again = programs.start()
    left = again.until(State.UNKNOWN, job.id)
    assert left.error is not None
    assert "another.example" in left.error.message
    assert asked(again) == 0
    programs.close(again)
    rewritten(programs, job, service=service)

    home = programs.start()
    home.until(State.FINISHED, job.id)
    assert sent(home) == 1


def test_the_service_is_asked_again_when_it_could_not_be_asked(programs: Programs) -> None:
    first = programs.start()
    job = running_job(first)
    programs.close(first)
    let_it_end(first, job)
    first.service.faults.order(Fault.LOST_BEFORE, where="tasks", times=4)

    again = programs.start()
    again.until(State.FINISHED, job.id)
    assert sent(again) == 1


def test_a_cancelled_job_does_not_come_back(programs: Programs) -> None:
    first = programs.start()
    first.app.settings.change(running_limit=1)
    running_job(first)
    waiting = first.imagine("a second lake")
    first.runner.cancel(waiting.id)
    first.until(State.CANCELLED, waiting.id)
    programs.close(first)

    again = programs.start()
    assert again.runner.job(waiting.id) is None


def test_a_deleted_picture_is_gone_for_good(programs: Programs) -> None:
    first = programs.start()
    kept, gone = first.finish_a_grid("kept --seed 1"), first.finish_a_grid("gone --seed 2")
    first.runner.delete(gone.id)
    assert first.runner.job(gone.id) is None
    programs.close(first)
    assert not Path(gone.file).exists()
    thumbnails = ThumbnailStore(programs.paths.thumbnails)
    assert thumbnails.path(Path(kept.file)).exists()
    assert not thumbnails.path(Path(gone.file)).exists()

    again = programs.start()
    assert [job.id for job in again.runner.jobs] == [kept.id]


def test_a_damaged_library_is_said_and_rebuilt(
    programs: Programs, caplog: pytest.LogCaptureFixture
) -> None:
    first = programs.start()
    job = first.finish_a_grid()
    programs.close(first)
    for backup in (programs.paths.data / "backups").iterdir():
        backup.unlink()
    programs.paths.database.write_bytes(b"no database" * 4000)

    again = programs.start()
    assert [job.id for job in again.runner.jobs] == [job.id]
    assert again.job(job.id).request.prompt == job.request.prompt
    assert any("damaged" in text for text in again.window.stage.notices.texts)
    caplog.clear()


def test_a_picture_of_another_account_is_not_acted_on_with_this_one(programs: Programs) -> None:
    first = programs.start()
    grid = first.finish_a_grid()
    programs.close(first)
    rewritten(programs, grid, service="sandbox")

    again = programs.start()
    assert again.session.current is None
    again.session.show(grid.id)
    assert again.session.act("upscale1") is None
    assert any("made with the sandbox" in text for text in again.window.stage.notices.texts)
    assert sent(again) == 1


def test_what_is_sent_in_the_first_second_waits_for_the_service(programs: Programs) -> None:
    first = programs.start()
    grid = first.finish_a_grid()
    programs.close(first)

    def sent_at_once(bench: Workbench) -> None:
        bench.imagine("a red boat --seed 3")

    again = programs.start(at_once=sent_at_once)
    early = again.runner.jobs[-1]
    assert early.request.prompt == "a red boat --seed 3"
    again.wait_for(lambda: again.job(early.id).state.ended)
    assert again.job(early.id).error is None
    assert [job.id for job in again.runner.jobs] == [grid.id, early.id]
    assert sent(again) == 2


def test_a_job_is_finished_though_the_library_was_read_while_it_ran(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = programs.start()
    grid = first.finish_a_grid()
    programs.close(first)

    read, load = Future[Restored](), Journal.load

    def load_late(_journal: Journal) -> "Future[Restored]":
        return read

    def run_before_it_is_read(bench: Workbench) -> None:
        bench.imagine("a red boat --seed 3")
        bench.runner.job_changed.connect(
            lambda job: job.state is State.RUNNING and not read.done() and hand_over(bench)
        )

    def hand_over(bench: Workbench) -> None:
        read.set_result(load(bench.app.studio.journal).result())

    monkeypatch.setattr(Journal, "load", load_late)
    again = programs.start(at_once=run_before_it_is_read)
    early = again.runner.jobs[-1]
    assert again.until(State.FINISHED, early.id).error is None
    assert [job.id for job in again.runner.jobs] == [grid.id, early.id]


def test_a_job_that_is_finished_after_a_crash_comes_to_an_empty_stage(programs: Programs) -> None:
    first = programs.start()
    job = running_job(first)
    programs.close(first)
    let_it_end(first, job)

    again = programs.start()
    again.until(State.FINISHED, job.id)
    assert again.session.current == again.job(job.id)
    assert not again.window.stage.welcome.isVisible()
