"""Two tokens at one host are two accounts, until they are known to be one."""

import contextlib
import json
import sqlite3
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from mjstudio.model.job import Job, State
from mjstudio.studio.jobs import delivery, recovery
from mjstudio.studio.service import task_lookup as lookups
from tests.conftest import PATIENCE, TOKEN, Programs, Workbench
from tests.studio.jobs.test_recovery import let_it_end, running_job, sent
from tests.studio.service.test_account import drawer as drawer_fixture
from tests.studio.service.test_account import start as start_fixture

drawer, start = drawer_fixture, start_fixture

OTHER = "other-token-51a7b2"
SAME, DIFFERENT = "It is the same account", "It is another account"


@pytest.fixture(autouse=True)
def quick_look_ups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "LOOK_UP_WAITS", (0.0, *[0.1] * 100))
    monkeypatch.setattr(recovery, "RETRY_WAITS", (0.05,))
    monkeypatch.setattr(lookups, "GAP", 0.02)


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch):
    """Another token in the environment, for the next start."""
    return lambda token: monkeypatch.setenv("ACEDATACLOUD_API_TOKEN", token)


def question(bench: Workbench) -> str:
    """What the window asks about the token, empty for nothing."""
    return next((text for text in bench.window.stage.notices.texts if "token is new" in text), "")


def choose(bench: Workbench, choice: str) -> None:
    bench.qtbot.waitUntil(lambda: question(bench) != "", timeout=PATIENCE)
    notices = bench.window.stage.notices.findChildren(QPushButton)
    next(button for button in notices if button.text() == choice).click()
    assert question(bench) == ""


def asked_with(bench: Workbench, token: str) -> list[str]:
    """The tasks that were looked up with a token."""
    told = bench.service.received("tasks")
    mine = [one.body for one in told if one.headers["authorization"] == f"Bearer {token}"]
    return [task for body in mine for task in body.get("ids", [body.get("id")])]


def settled(bench: Workbench) -> None:
    """Wait until everything that can be asked was asked."""
    asking = {"reconcile", "learn whose account it is"}
    running = bench.app.studio.tasks._running
    bench.qtbot.waitUntil(
        lambda: not asking & {task.get_name() for task in running}, timeout=PATIENCE
    )


def judged_by_nobody(bench: Workbench, job: Job) -> None:
    now = bench.job(job.id)
    assert now.error is not None
    assert "another account" in now.error.message
    assert job.task_id not in asked_with(bench, OTHER)


def test_a_running_job_waits_for_its_own_account(programs: Programs, use) -> None:
    first = programs.start()
    job = running_job(first)
    programs.close(first)
    let_it_end(first, job)

    use(OTHER)
    stranger = programs.start()
    stranger.wait_for(lambda: stranger.job(job.id).error is not None)
    judged_by_nobody(stranger, job)
    assert stranger.session.retry(job.id) is None
    judged_by_nobody(stranger, job)
    programs.close(stranger)

    use(TOKEN)
    again = programs.start()
    assert again.until(State.FINISHED, job.id).task_id == job.task_id
    assert question(again) == ""
    assert sent(again) == 1


def test_nobody_goes_on_from_a_picture_of_another_account(programs: Programs, use) -> None:
    first = programs.start()
    grid = first.finish_a_grid()
    programs.close(first)

    use(OTHER)
    stranger = programs.start()
    refused = []
    stranger.session.refused.connect(refused.append)
    stranger.session.show(grid.id)
    assert stranger.session.act("upscale1") is None
    assert "another account" in refused[0].message
    assert sent(stranger) == 1
    own = stranger.finish_a_grid("a dune")
    stranger.session.show(own.id)
    stranger.act("upscale1")


def test_an_action_that_waits_is_not_sent_with_another_token(programs: Programs, use) -> None:
    first = programs.start()
    first.finish_a_grid()
    first.runner.hold(True)
    waiting = first.session.act("upscale1")
    assert waiting is not None
    first.app.studio.set_service(None)
    first.runner.hold(False)
    use(OTHER)
    first.app.connection._environ = {
        **first.app.connection._environ,
        "ACEDATACLOUD_API_TOKEN": OTHER,
    }
    first.app.account.connect_soon()
    job = first.until(State.FAILED, waiting.id)
    assert job.error is not None
    assert "another account" in job.error.message
    assert sent(first) == 1


def test_a_new_token_is_asked_about_once(programs: Programs, use) -> None:
    first = programs.start()
    job = running_job(first)
    programs.close(first)
    let_it_end(first, job)

    use(OTHER)
    choose(programs.start(), DIFFERENT)
    programs.close_all()
    again = programs.start()
    again.wait_for(lambda: again.job(job.id).error is not None)
    settled(again)
    assert question(again) == ""
    judged_by_nobody(again, job)


def test_the_same_account_goes_on_with_its_jobs(programs: Programs, use) -> None:
    first = programs.start()
    grid = first.finish_a_grid()
    job = running_job(first)
    first.service.users[OTHER] = first.service.user_of(TOKEN)
    programs.close(first)
    let_it_end(first, job)

    use(OTHER)
    bench = programs.start()
    choose(bench, SAME)
    bench.until(State.FINISHED, job.id)
    bench.session.show(grid.id)
    bench.act("upscale1")
    programs.close(bench)
    again = programs.start()
    settled(again)
    assert question(again) == ""
    again.session.show(grid.id)
    again.act("upscale2")


def test_a_new_token_of_the_same_user_is_the_same_account(programs: Programs, use) -> None:
    first = programs.start()
    grid = first.finish_a_grid()
    first.qtbot.waitUntil(lambda: asked_with(first, TOKEN) == [grid.task_id], timeout=PATIENCE)
    settled(first)
    first.service.users[OTHER] = first.service.user_of(TOKEN)
    programs.close(first)

    use(OTHER)
    bench = programs.start()
    bench.qtbot.waitUntil(lambda: question(bench) != "", timeout=PATIENCE)
    bench.finish_a_grid("a dune")
    # Its own task tells whose token it is: nobody needs to say so.
    bench.qtbot.waitUntil(lambda: question(bench) == "", timeout=PATIENCE)
    bench.session.show(grid.id)
    bench.act("upscale1")
    programs.close(bench)
    use(TOKEN)
    again = programs.start()
    settled(again)
    assert question(again) == ""


def test_the_service_knows_better_than_the_artist(programs: Programs, use) -> None:
    first = programs.start()
    grid = first.finish_a_grid()
    first.qtbot.waitUntil(lambda: asked_with(first, TOKEN) == [grid.task_id], timeout=PATIENCE)
    settled(first)
    programs.close(first)

    use(OTHER)
    bench = programs.start()
    choose(bench, SAME)
    own = bench.finish_a_grid("a dune")
    bench.qtbot.waitUntil(lambda: own.task_id in asked_with(bench, OTHER), timeout=PATIENCE)
    settled(bench)
    bench.session.show(grid.id)
    bench.qtbot.waitUntil(lambda: bench.session.act("upscale1") is None, timeout=PATIENCE)


def test_a_service_that_names_no_user_is_not_asked_after_every_job(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = programs.start()
    monkeypatch.setattr(bench.service, "user_of", lambda _token: "")
    for seed in range(3):
        bench.finish_a_grid(f"a lake --seed {seed}")
        settled(bench)
    assert len(bench.service.received("tasks")) == 1


def as_of_old(path: Path) -> None:
    """The library as the first version left it: a job tells its host alone."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        for name, record in connection.execute("SELECT id, record FROM jobs").fetchall():
            told = json.loads(record)
            told.pop("account", None)
            changed = (json.dumps(told), name)
            connection.execute("UPDATE jobs SET record = ? WHERE id = ?", changed)
        connection.execute("DROP TABLE IF EXISTS identities")
        connection.execute("PRAGMA user_version = 1")
        connection.commit()


def test_jobs_of_old_go_on_with_the_account_that_knows_them(programs: Programs) -> None:
    first = programs.start()
    grid = first.finish_a_grid()
    job = running_job(first)
    programs.close(first)
    let_it_end(first, job)
    as_of_old(programs.paths.database)

    again = programs.start()
    again.until(State.FINISHED, job.id)
    settled(again)
    assert question(again) == ""
    again.session.show(grid.id)
    again.act("upscale1")
    assert list((programs.paths.data / "backups").iterdir())


def test_jobs_of_old_wait_where_the_account_does_not_know_them(programs: Programs, use) -> None:
    first = programs.start()
    job = running_job(first)
    programs.close(first)
    let_it_end(first, job)
    as_of_old(programs.paths.database)

    use(OTHER)
    stranger = programs.start()
    choose(stranger, DIFFERENT)
    stranger.wait_for(lambda: stranger.job(job.id).error is not None)
    error = stranger.job(job.id).error
    assert error is not None
    assert "another account" in error.message
    programs.close(stranger)
    use(TOKEN)
    again = programs.start()
    again.until(State.FINISHED, job.id)


def test_no_token_and_no_plain_hash_of_one_is_kept(programs: Programs) -> None:
    import hashlib

    bench = programs.start()
    bench.finish_a_grid()
    programs.close(bench)
    kept = {path: path.read_bytes() for path in programs.paths.data.rglob("*") if path.is_file()}
    (key,) = [path for path in kept if path.name == "accounts.key"]
    assert key.stat().st_mode & 0o077 == 0
    assert len(kept[key]) >= 16
    for name in ("md5", "sha1", "sha256", "sha512"):
        plain = hashlib.new(name, TOKEN.encode()).hexdigest()[:16].encode()
        assert all(plain not in data for data in kept.values())
    assert all(TOKEN.encode() not in data for data in kept.values())


def test_a_token_typed_in_the_settings_is_another_account_too(
    start,
    drawer,
    served,
    qtbot,
) -> None:
    app = start()
    app.settings.change(base_url=served.base_url, use_sandbox=False)
    bench = Workbench(app, served.sandbox, qtbot)

    def enter(token: str) -> None:
        with qtbot.waitSignal(app.connection.connected, timeout=PATIENCE):
            app.account.keep_token(token)

    enter(TOKEN)
    grid = bench.finish_a_grid()
    enter(OTHER)
    bench.session.show(grid.id)
    assert bench.session.act("upscale1") is None
    choose(bench, DIFFERENT)
    enter(TOKEN)
    assert question(bench) == ""
    bench.act("upscale1")
