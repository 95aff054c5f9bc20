"""What the artist arranged on the first day is there on the second, and in the next minute."""

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette, QStyleHints
from PySide6.QtWidgets import QFileDialog, QPushButton, QSlider, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from mjstudio import start
from mjstudio.desktop.glance import glance
from mjstudio.library.settings import Settings
from mjstudio.model.delivery_mode import DeliveryMode
from mjstudio.studio.gallery.job_models import Role
from mjstudio.studio.service.account_connection import AccountConnection
from mjstudio.ui.compare.parts import View
from mjstudio.ui.look.theme import Mode
from mjstudio.ui.look.tokens import DARK, LIGHT
from mjstudio.ui.window.main_window import MainWindow
from tests.conftest import Programs, Workbench
from tests.ui.hands import SHIFT, Key, click_name, find, press, type_text


def tomorrow(programs: Programs, today: Workbench) -> Workbench:
    programs.close(today)
    return programs.start()


def listed(studio: Workbench) -> list[str]:
    """The prompts that the library shows."""
    model = studio.window.library.view.model()
    rows = range(model.rowCount())
    return [model.index(row, 0).data(Role.JOB).request.prompt for row in rows]


@pytest.mark.parametrize("mode", list(Mode))
def test_the_theme(programs: Programs, studio: Workbench, mode: Mode) -> None:
    studio.window.theme.set_mode(Mode.LIGHT)
    studio.window.commands[f"theme_{mode.value}"].trigger()
    again = tomorrow(programs, studio)
    assert again.window.theme.mode is mode
    assert again.window.commands[f"theme_{mode.value}"].isChecked()


@pytest.mark.parametrize("scheme", [Qt.ColorScheme.Light, Qt.ColorScheme.Dark])
def test_the_first_paint_has_the_colours_of_the_system(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: Qt.ColorScheme
) -> None:
    monkeypatch.setattr(QStyleHints, "colorScheme", lambda _hints: scheme)
    kept = tmp_path / "settings.json"
    kept.write_text('{"theme": "system"}')
    window = MainWindow()
    qtbot.addWidget(window)
    start._apply_theme(window, glance(kept))
    wanted = LIGHT if scheme is Qt.ColorScheme.Light else DARK
    assert window.palette().color(QPalette.ColorRole.Window).name() == wanted.background


def test_how_the_library_is_filtered(programs: Programs, studio: Workbench) -> None:
    studio.finish_a_single("a quiet lake")
    studio.window.commands["star"].trigger()
    studio.finish_a_single("a red desert")
    click_name(studio.window, "filter_singles")
    click_name(studio.window, "filter_starred")
    assert listed(studio) == ["a quiet lake"]
    again = tomorrow(programs, studio)
    assert listed(again) == ["a quiet lake"]
    assert find(again.window, "filter_singles", QPushButton).isChecked()
    assert not find(again.window, "filter_all", QPushButton).isChecked()
    assert find(again.window, "filter_starred", QToolButton).isChecked()
    click_name(again.window, "filter_starred")
    click_name(again.window, "filter_all")
    assert len(listed(tomorrow(programs, again))) == 4


def test_what_was_searched_for_is_a_question_of_its_day(
    programs: Programs, studio: Workbench
) -> None:
    studio.finish_a_grid("a quiet lake")
    studio.window.commands["search"].trigger()
    type_text("desert")
    assert listed(studio) == []
    assert listed(tomorrow(programs, studio)) == ["a quiet lake"]


def compare(studio: Workbench) -> None:
    studio.window.commands["compare"].trigger()
    assert studio.app.studio.comparing.current is not None
    canvas = studio.window.after_redraw.compare.canvas
    studio.qtbot.waitUntil(canvas.hasFocus)


def test_how_pictures_are_compared(programs: Programs, studio: Workbench) -> None:
    studio.finish_a_single("a quiet lake")
    studio.session.show(studio.act("variation_subtle").id)
    view = studio.window.after_redraw.compare
    compare(studio)
    assert view.canvas.view is View.SWIPE
    press(Key.Key_B, SHIFT)
    assert view.canvas.view is View.BLINK
    find(studio.window, "compare_pace", QSlider).setValue(33)
    press(Key.Key_Escape)
    compare(studio)
    assert view.canvas.view is View.BLINK
    press(Key.Key_Escape)
    again = tomorrow(programs, studio)
    images, current = again.images, again.session.current
    assert current is not None
    again.wait_for(lambda: images.picture(current.id) is not None, images.changed)
    compare(again)
    assert again.window.after_redraw.compare.canvas.view is View.BLINK
    assert find(again.window, "compare_pace", QSlider).value() == 33


def test_how_far_the_edge_is_blended(programs: Programs, studio: Workbench) -> None:
    comparing = studio.app.studio.comparing
    assert comparing.feather == 16
    assert studio.window.after_redraw.compare.isHidden()
    find(studio.window, "lock_feather", QSlider).setValue(41)
    assert comparing.feather == 41
    assert tomorrow(programs, studio).app.studio.comparing.feather == 41


def test_how_pictures_come(programs: Programs, studio: Workbench) -> None:
    studio.window.prompt_panel.delivery.mode_chosen.emit(DeliveryMode.POLL)
    assert studio.session.chosen_delivery is DeliveryMode.POLL
    again = tomorrow(programs, studio)
    assert again.session.chosen_delivery is DeliveryMode.POLL
    again.window.prompt_panel.delivery.mode_chosen.emit(None)
    assert tomorrow(programs, again).session.chosen_delivery is None


def dialog_folder(studio: Workbench) -> str:
    """Where the dialog for masks opens."""
    studio.window.commands["mask_load"].trigger()
    (dialog,) = (d for d in studio.window.findChildren(QFileDialog) if d.isVisible())
    folder = dialog.directory().absolutePath()
    dialog.close()
    return folder


def test_where_masks_are_kept(
    programs: Programs, studio: Workbench, single: QWidget, tmp_path: Path
) -> None:
    masks = tmp_path / "my masks"
    masks.mkdir()
    studio.window.commands["mask_load"].trigger()
    (dialog,) = (d for d in studio.window.findChildren(QFileDialog) if d.isVisible())
    dialog.fileSelected.emit(str(masks / "gone.png"))
    dialog.close()
    again = tomorrow(programs, studio)
    images, current = again.images, again.session.current
    assert current is not None
    again.wait_for(lambda: images.picture(current.id) is not None, images.changed)
    again.window.commands["vary_region"].trigger()
    assert dialog_folder(again) == str(masks)


def test_the_picture_that_was_looked_at(programs: Programs, studio: Workbench) -> None:
    first = studio.finish_a_grid("a quiet lake")
    studio.finish_a_grid("a red desert")
    studio.session.show(first.id)
    again = tomorrow(programs, studio)
    assert again.session.current is not None
    assert again.session.current.id == first.id
    again.runner.delete(first.id)
    last = again.runner.jobs[-1].id
    again.session.show(last)
    assert tomorrow(programs, again).session.current is not None


def test_the_picture_that_was_looked_at_where_the_service_is_slow(
    programs: Programs, studio: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = studio.finish_a_grid("a quiet lake")
    studio.finish_a_grid("a red desert")
    studio.session.show(first.id)
    programs.close(studio)
    restored, connect_with = asyncio.Event(), AccountConnection.connect_with

    async def after_the_library(connection: AccountConnection, settings: Settings) -> None:
        await restored.wait()
        await connect_with(connection, settings)

    monkeypatch.setattr(AccountConnection, "connect_with", after_the_library)
    again = programs.start(
        at_once=lambda bench: bench.app.studio.recovery.restored.connect(lambda _: restored.set())
    )
    assert again.session.current is not None
    assert again.session.current.id == first.id
