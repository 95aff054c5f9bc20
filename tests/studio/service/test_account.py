"""Connecting an account: the token is entered once, kept in the keyring, and found again."""

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from mjstudio.app import App
from mjstudio.model.errors import TooManyRequests
from mjstudio.model.job import State
from mjstudio.options import Options
from mjstudio.paths import Paths
from mjstudio.sandbox.thread import SandboxThread
from mjstudio.sandbox.trouble.faults import Fault
from mjstudio.studio.core.loop import StudioLoop
from tests.conftest import PATIENCE, Workbench

pytestmark = pytest.mark.whole

SECRET = "s3cr3t-0f-th3-k3yr1ng"


class Drawer(KeyringBackend):
    """A keyring that keeps in memory what a real one keeps locked."""

    priority = 5  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def drawer() -> Iterator[Drawer]:
    drawer = Drawer()
    keyring.set_keyring(drawer)
    yield drawer
    keyring.set_keyring(Keyring())


@pytest.fixture
def start(
    qapp: QApplication, loop: StudioLoop, tmp_path: Path, qtbot: QtBot, no_warnings: None
) -> Iterator[object]:
    """Starts the program on one data folder, as often as asked."""
    apps: list[App] = []

    def close(app: App) -> None:
        closing = loop.create_task(app.close())
        qtbot.waitUntil(closing.done, timeout=PATIENCE)
        closing.result()

    def run() -> App:
        while apps:
            close(apps.pop())
        app = App(qapp, Options(Paths(tmp_path, tmp_path)))
        apps.append(app)
        with qtbot.waitSignal(app.connection.connected, timeout=PATIENCE):
            app.window.show()
        return app

    yield run
    while apps:
        close(apps.pop())


def test_an_account_is_connected_once_and_found_again(
    start, drawer: Drawer, served: SandboxThread, tmp_path: Path, qtbot: QtBot
) -> None:
    app = start()
    assert app.window.badge.isVisible()
    app.window.badge.click()
    dialog = app.window.findChild(object, "settings_dialog")
    token, base = (
        dialog.findChild(QLineEdit, "token_edit"),
        dialog.findChild(QLineEdit, "base_url_edit"),
    )
    base.selectAll()
    QTest.keyClicks(base, served.base_url)
    QTest.keyClicks(token, "with blank")
    save = dialog.findChild(QPushButton, "settings_save")
    assert not save.isEnabled()
    token.selectAll()
    QTest.keyClicks(token, SECRET)
    assert save.isEnabled()
    with qtbot.waitSignal(
        app.connection.connected,
        timeout=PATIENCE,
        check_params_cb=lambda account: not account.sandbox,
    ):
        QTest.mouseClick(save, Qt.MouseButton.LeftButton)
    assert list(drawer.kept.values()) == [SECRET]
    assert app.window.badge.text() == "127.0.0.1"

    app = start()
    assert app.window.badge.text() == "127.0.0.1"
    bench = Workbench(app, served.sandbox, qtbot)
    bench.finish_a_grid()
    received = served.sandbox.received("imagine")
    assert received[-1].headers["authorization"] == f"Bearer {SECRET}"
    app.studio.journal.flush().result()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.name == "settings.json" for path in files)
    assert all(SECRET.encode() not in path.read_bytes() for path in files)


def test_the_window_remembers_its_size_and_theme(start, drawer: Drawer, qtbot: QtBot) -> None:
    app = start()
    app.window.commands["theme_light"].trigger()
    app.window.commands["library"].trigger()
    app.studio.draft.load("a boat")
    app.window.prompt_panel.submit()
    app.window.resize(1111, 700)
    app = start()
    assert app.theme.tokens.dark is False
    assert app.window.library_dock.isHidden()
    # The offscreen screen is 800 pixels wide: a window is moved onto the screen that is there.
    assert app.window.height() == 700
    assert app.studio.draft.history == ["a boat"]


def test_a_busy_service_is_waited_for_with_a_countdown(studio: Workbench) -> None:
    studio.service.faults.order(
        Fault.STATUS, where="imagine", status=429, code="too_many_requests", retry_after="1"
    )
    job = studio.imagine()
    studio.wait_for(lambda: studio.job(job.id).next_try is not None)
    card = studio.window.jobs.card(job.id)
    assert card is not None
    assert "next try in" in card.findChild(object, "job_status").text()
    studio.until(State.FINISHED, job.id)
    assert len(studio.service.received("imagine")) == 2


def test_a_service_that_stays_busy_fails_with_its_words(studio: Workbench) -> None:
    studio.service.faults.order(
        Fault.STATUS,
        where="imagine",
        status=429,
        code="too_many_requests",
        retry_after="0",
        times=9,
    )
    job = studio.until(State.FAILED, studio.imagine().id)
    assert isinstance(job.error, TooManyRequests)


def test_an_account_that_the_environment_gives_is_said_and_not_offered(studio: Workbench) -> None:
    studio.app.opener.open_settings()
    dialog = studio.window.findChild(object, "settings_dialog")
    assert "environment" in dialog.findChild(object, "token_status").text()
    assert not dialog.findChild(QLineEdit, "token_edit").isEnabled()
    assert not dialog.findChild(QLineEdit, "base_url_edit").isEnabled()
    assert dialog.findChild(QPushButton, "settings_save").isEnabled()
    dialog.close()


def test_a_picture_whose_file_is_gone_is_asked_for_once(studio: Workbench) -> None:
    job = studio.finish_a_grid()
    Path(job.file).unlink()
    studio.images.decoded.drop(job.id)
    for _ in range(3):
        assert studio.images.picture(job.id) is None
    images = studio.images
    studio.qtbot.waitUntil(lambda: job.id in images._unreadable, timeout=PATIENCE)
    assert images.picture(job.id) is None
    assert job.id not in images._loading
    assert studio.window.stage.notices.texts == []
