"""How the next jobs are delivered, chosen beside Imagine; the way round, proven in settings."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QPushButton

from mjstudio.model.delivery_mode import DeliveryMode
from mjstudio.studio.jobs import delivery
from mjstudio.studio.service import task_lookup as lookups
from tests.conftest import PATIENCE, Workbench
from tests.ui.hands import CTRL, SHIFT, click, click_name, find, press

# Qt's offscreen platform says so of every menu that opens.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture(autouse=True)
def quick_look_ups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "LOOK_UP_WAITS", (0.0, *(0.05,) * 100))
    monkeypatch.setattr(lookups, "GAP", 0.02)


def menu(studio: Workbench) -> QMenu:
    return find(studio.window, "delivery_menu", QMenu)


def choose(studio: Workbench, name: str) -> None:
    """Open the menu and click its row of that name."""
    click_name(studio.window, "delivery_button")
    opened = menu(studio)
    assert opened.isVisible()
    action = opened.findChild(QAction, f"delivery_{name}")
    assert action is not None
    QTest.mouseClick(opened, Qt.MouseButton.LeftButton, pos=opened.actionGeometry(action).center())
    assert not opened.isVisible()


def checked(studio: Workbench) -> list[str]:
    return [a.objectName() for a in menu(studio).actions() if a.isChecked()]


@pytest.mark.parametrize("way", list(DeliveryMode), ids=lambda way: way.value)
def test_a_way_is_chosen_for_the_next_jobs_and_stays(studio: Workbench, way: DeliveryMode) -> None:
    choose(studio, way.value)
    button = find(studio.window, "delivery_button")
    assert button.accessibleName() == f"Delivery: {way.label}"
    assert way.hint in button.toolTip()
    assert "Ctrl+Shift+D" in button.toolTip()
    assert checked(studio) == [f"delivery_{way.value}"]
    assert [studio.finish_a_grid(f"a lake --seed {n}").way for n in (1, 2)] == [way, way]


def test_as_in_the_settings_follows_the_settings(studio: Workbench) -> None:
    choose(studio, "wait")
    choose(studio, "usual")
    studio.app.settings.change(delivery="poll")
    assert checked(studio) == ["delivery_usual"]
    usual = menu(studio).findChild(QAction, "delivery_usual")
    assert usual is not None
    assert usual.text() == "As in the settings: Poll"
    assert studio.imagine().way is DeliveryMode.POLL
    choose(studio, "stream")
    studio.app.settings.change(delivery="wait")
    assert studio.imagine().way is DeliveryMode.STREAM


def test_the_icon_tells_that_another_way_was_chosen(studio: Workbench) -> None:
    button = find(studio.window, "delivery_button")
    usual = button.grab().toImage()
    choose(studio, "poll")
    QApplication.sendPostedEvents()
    assert button.grab().toImage() != usual
    choose(studio, "usual")
    assert studio.session.chosen_delivery is None


def test_the_keyboard_opens_the_menu(studio: Workbench) -> None:
    studio.window.activateWindow()
    studio.window.prompt_panel.edit.setFocus()
    press(Qt.Key.Key_D, CTRL | SHIFT)
    assert menu(studio).isVisible()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(menu(studio), key)
    assert studio.session.chosen_delivery is DeliveryMode.WAIT


def test_the_menu_opens_within_the_window_and_above_its_button(studio: Workbench) -> None:
    click_name(studio.window, "delivery_button")
    button = find(studio.window, "delivery_button")
    assert menu(studio).geometry().bottom() < button.mapToGlobal(button.rect().topLeft()).y()
    menu(studio).close()


def test_the_way_round_is_proven_from_the_settings(studio: Workbench) -> None:
    studio.app.settings.change(delivery="callback")
    studio.finish_a_grid()
    receiver = studio.app.studio.callbacks._receiver
    assert receiver is not None
    studio.app.opener.open_settings()
    dialog = find(studio.window, "settings_dialog")
    status = find(dialog, "callback_status", QLabel)
    find(dialog, "callback_url_edit", QLineEdit).setText(f"http://127.0.0.1:{receiver.port}")
    click(find(dialog, "callback_test", QPushButton))
    studio.qtbot.waitUntil(lambda: "callback arrived" in status.text(), timeout=PATIENCE)
    assert status.property("look") == "good"
    find(dialog, "callback_url_edit", QLineEdit).setText("http://127.0.0.1:9")
    click(find(dialog, "callback_test", QPushButton))
    studio.qtbot.waitUntil(lambda: status.property("look") == "error", timeout=PATIENCE)
    dialog.close()
    assert studio.app.settings.current.callback_url == ""
