"""The sandbox's pictures and those of accounts: each side sees its own, and nothing is deleted."""

from PySide6.QtWidgets import QLabel

from mjstudio.model.job import State
from mjstudio.sandbox.trouble.faults import Fault
from mjstudio.studio.gallery.job_models import Role
from mjstudio.studio.service.service_clients import SANDBOX
from tests.conftest import PATIENCE, Programs, Workbench


def connect(studio: Workbench, name: str) -> str:
    """Connect with another side; the name of the one before."""
    service = studio.app.connection.service
    assert service is not None
    before, service.name = service.name, name
    studio.app.studio.set_service(service)
    return before


def listed(studio: Workbench) -> list[str]:
    """The jobs in the library's list, from the top."""
    model = studio.window.library.view.model()
    return [model.index(row, 0).data(Role.JOB).id for row in range(model.rowCount())]


def test_each_side_sees_its_own_and_changing_it_changes_the_library_at_once(
    programs: Programs, studio: Workbench
) -> None:
    own = studio.finish_a_grid("a quiet lake")
    host = connect(studio, SANDBOX)
    assert listed(studio) == []
    assert studio.session.current is None
    assert studio.window.stage.view is None
    tried = studio.finish_a_grid("a fox")
    assert listed(studio) == [tried.id]
    assert studio.session.current is not None
    connect(studio, host)
    assert listed(studio) == [own.id]
    assert studio.session.current is not None
    assert studio.session.current.id == own.id
    assert {job.id for job in studio.runner.jobs} == {own.id, tried.id}
    programs.close(studio)
    later = programs.start()
    assert listed(later) == [own.id]
    assert later.session.current is not None
    assert later.session.current.id == own.id
    assert {job.id for job in later.runner.jobs} == {own.id, tried.id}
    connect(later, SANDBOX)
    assert listed(later) == [tried.id]


def test_what_failed_on_the_other_side_needs_nobody(studio: Workbench) -> None:
    host = connect(studio, SANDBOX)
    studio.service.faults.order(Fault.TASK_FAILS, where="imagine")
    failed = studio.until(State.FAILED, studio.imagine("a fox").id)
    assert studio.window.jobs.card(failed.id) is not None
    connect(studio, host)
    assert studio.window.jobs.card(failed.id) is None
    connect(studio, SANDBOX)
    assert studio.window.jobs.card(failed.id) is not None


def test_what_the_sandbox_has_forgotten_offers_nothing_and_says_why(studio: Workbench) -> None:
    connect(studio, SANDBOX)
    first, second = studio.finish_a_grid("a quiet lake"), studio.finish_a_grid("a fox")
    studio.service.tasks._tasks.pop(first.task_id)
    bar = studio.window.stage.action_bar
    assert "upscale1" in bar.offered
    studio.session.show(first.id)
    studio.qtbot.waitUntil(lambda: bar.offered == (), timeout=PATIENCE)
    words = studio.window.stage.findChild(QLabel, "why_no_actions")
    assert words.isVisible()
    assert "has dropped this one" in words.text()
    assert not studio.window.commands["act_upscale1"].isEnabled()
    assert studio.session.act("upscale1") is None
    assert len(studio.runner.jobs) == 2
    studio.session.show(second.id)
    assert "upscale1" in bar.offered
    assert not words.isVisible()
