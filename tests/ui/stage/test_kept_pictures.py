"""What is done with kept pictures: starred, found by their star, several at once, deleted."""

import base64
import contextlib
import io
import sqlite3
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox

from mjstudio.model.job import Job, State
from mjstudio.sandbox.trouble.faults import Fault
from mjstudio.studio.gallery.job_models import Role
from mjstudio.ui.library.library_view import LibraryView
from mjstudio.ui.look.star import FILLED
from tests.conftest import Programs, Workbench
from tests.ui.hands import (
    CTRL,
    SHIFT,
    Button,
    Key,
    Modifier,
    click,
    click_name,
    click_row,
    compose,
    find,
    focused,
    move,
    press,
    seen,
    type_text,
)

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

STAR = QColor(FILLED).rgb()


@pytest.fixture
def library(studio: Workbench) -> LibraryView:
    return studio.window.library


def shown(library: LibraryView) -> list[str]:
    """The prompts in the list, in its order."""
    model = library.view.model()
    return [model.index(row, 0).data(Role.JOB).request.prompt for row in range(model.rowCount())]


def three(studio: Workbench) -> list[Job]:
    """Three grids, the newest first, as the library shows them."""
    made = [studio.finish_a_grid(f"picture {name}") for name in ("one", "two", "three")]
    return made[::-1]


def star_at(library: LibraryView, row: int) -> QPoint:
    return library.view.star_rect(library.view.model().index(row, 0)).center()


def colours(library: LibraryView, row: int) -> set[int]:
    place = library.view.star_rect(library.view.model().index(row, 0))
    image = seen(library.view.viewport())
    xs, ys = range(place.left(), place.right()), range(place.top(), place.bottom())
    return {image.pixel(x, y) for x in xs for y in ys}


def pick(library: LibraryView, row: int, modifiers: Qt.KeyboardModifier) -> None:
    place = library.view.visualRect(library.view.model().index(row, 0)).center()
    QTest.mouseClick(library.view.viewport(), Button.LeftButton, modifiers, place)


def question(studio: Workbench) -> QMessageBox:
    box = find(studio.window, "delete_dialog", QMessageBox)
    studio.qtbot.waitUntil(box.isActiveWindow)
    return box


def test_f_stars_the_picture_of_the_stage_and_takes_the_star_back(
    studio: Workbench, library: LibraryView
) -> None:
    job = studio.finish_a_grid()
    studio.window.stage.grid_view.setFocus()
    assert STAR not in colours(library, 0)
    press(Key.Key_F)
    assert studio.job(job.id).starred
    assert STAR in colours(library, 0)
    assert studio.window.commands["star"].isChecked()
    assert find(studio.window, "details_star").isChecked()
    press(Key.Key_F)
    assert not studio.job(job.id).starred
    assert STAR not in colours(library, 0)


def test_a_letter_in_a_prompt_stars_nothing(studio: Workbench) -> None:
    job = studio.finish_a_grid()
    studio.window.prompt_panel.edit.setFocus()
    type_text("f")
    press(Key.Key_Delete)
    studio.window.library.search.setFocus()
    type_text("f")
    press(Key.Key_Delete)
    assert not studio.job(job.id).starred
    assert studio.window.findChild(QMessageBox) is None


def test_the_star_of_a_thumbnail_is_offered_under_the_pointer_and_clicked(
    studio: Workbench, library: LibraryView
) -> None:
    newest, middle, _oldest = three(studio)
    plain = colours(library, 1)
    move(library.view.viewport(), QPointF(star_at(library, 1)))
    assert colours(library, 1) != plain
    click(library.view.viewport(), star_at(library, 1))
    assert studio.job(middle.id).starred
    assert STAR in colours(library, 1)
    assert studio.session.current == newest  # a star is no way to the stage
    click(library.view.viewport(), star_at(library, 1))
    assert not studio.job(middle.id).starred


def test_the_button_in_the_details_stars_too(studio: Workbench) -> None:
    job = studio.finish_a_grid()
    click_name(studio.window.details, "details_star")
    assert studio.job(job.id).starred
    click_name(studio.window.details, "details_star")
    assert not studio.job(job.id).starred


def test_starred_pictures_are_found_among_their_kind(
    studio: Workbench, library: LibraryView
) -> None:
    _newest, middle, oldest = three(studio)
    studio.runner.set_starred(middle.id, True)
    click_name(library, "filter_starred")
    assert shown(library) == ["picture two"]
    studio.runner.set_starred(oldest.id, True)
    assert shown(library) == ["picture two", "picture one"]
    library.search.setText("one")
    assert shown(library) == ["picture one"]
    library.search.clear()
    click_name(library, "filter_singles")
    assert shown(library) == []
    click_name(library, "filter_all")
    click_name(library, "filter_starred")
    assert len(shown(library)) == 3


def test_several_are_starred_at_once(studio: Workbench, library: LibraryView) -> None:
    jobs = three(studio)
    studio.runner.set_starred(jobs[0].id, True)
    click_row(library.view, 0)
    pick(library, 1, CTRL)
    press(Key.Key_F)
    assert [studio.job(job.id).starred for job in jobs] == [True, True, False]
    press(Key.Key_F)
    assert [studio.job(job.id).starred for job in jobs] == [False, False, False]
    studio.session.show(jobs[2].id)
    library.view.setFocus()
    press(Key.Key_F)
    assert [studio.job(job.id).starred for job in jobs] == [True, True, False]
    assert not studio.window.commands["star"].isChecked()


def test_delete_asks_first_and_keeps_by_default(studio: Workbench, library: LibraryView) -> None:
    job = studio.finish_a_grid()
    studio.window.stage.grid_view.setFocus()
    press(Key.Key_Delete)
    box = question(studio)
    assert box.isVisible()
    assert "picture file and the prompt" in box.informativeText()
    press(Key.Key_Return)
    assert not box.isVisible()
    assert studio.job(job.id).state is State.FINISHED
    assert Path(job.file).exists()


def test_a_deleted_picture_leaves_the_library_and_the_next_takes_the_stage(
    studio: Workbench, library: LibraryView
) -> None:
    newest, middle, oldest = three(studio)
    click_row(library.view, 1)
    press(Key.Key_Delete)
    click_name(question(studio), "delete_confirm")
    assert studio.runner.job(middle.id) is None
    assert shown(library) == ["picture three", "picture one"]
    assert studio.session.current == oldest
    studio.qtbot.waitUntil(lambda: not Path(middle.file).exists())
    assert Path(newest.file).exists()


def test_several_are_deleted_at_once(studio: Workbench, library: LibraryView) -> None:
    newest, middle, oldest = three(studio)
    click_row(library.view, 0)
    press(Key.Key_Right, SHIFT)
    press(Key.Key_Delete)
    box = question(studio)
    assert box.text() == "Delete 2 pictures?"
    click_name(box, "delete_confirm")
    assert shown(library) == ["picture one"]
    assert studio.session.current == oldest
    for job in (newest, middle):
        studio.qtbot.waitUntil(lambda job=job: not Path(job.file).exists())


def test_what_was_made_from_it_stays_and_the_mask_goes(programs: Programs) -> None:
    studio = programs.start()
    single = studio.finish_a_single()
    assert single.picture is not None
    file = io.BytesIO()
    Image.new("L", single.picture.raw_size, 255).save(file, "JPEG")
    mask = base64.b64encode(file.getvalue()).decode()
    redrawn = studio.session.redraw(single.id, mask, "a red boat")
    assert redrawn is not None
    studio.until(State.FINISHED, redrawn.id)
    studio.window.stage.single_view.setFocus()
    studio.session.show(single.id)
    press(Key.Key_Delete)
    assert "1 picture made from it stays here" in question(studio).informativeText()
    press(Key.Key_Escape)
    assert studio.runner.job(single.id) is not None
    studio.session.show(redrawn.id)
    studio.window.commands["delete_picture"].trigger()
    assert "the prompt and its mask" in question(studio).informativeText()
    click_name(question(studio), "delete_confirm")
    programs.close(studio)
    with contextlib.closing(sqlite3.connect(programs.paths.database)) as connection:
        assert connection.execute("SELECT count(*) FROM masks").fetchone() == (0,)


def test_work_under_way_is_not_deleted(studio: Workbench, library: LibraryView) -> None:
    studio.finish_a_grid()
    studio.service.faults.order(Fault.STALL_STREAM, where="imagine", after_records=1, seconds=30)
    job = studio.imagine("a red boat")
    studio.wait_for(lambda: studio.job(job.id).progress > 0)
    assert not studio.window.commands["delete_picture"].isEnabled()
    click_row(library.view, 0)
    press(Key.Key_Right, SHIFT)
    press(Key.Key_Delete)
    if studio.window.findChild(QMessageBox) is not None:
        assert question(studio).text() == "Delete this picture?"
        click_name(question(studio), "delete_confirm")
    assert studio.runner.job(job.id) is not None


def test_in_mask_mode_delete_clears_the_mask(studio: Workbench, single: Job) -> None:
    studio.window.stage.mask_mode.invert()
    press(Key.Key_Delete)
    assert studio.window.findChild(QMessageBox) is None
    assert studio.runner.job(single.id) is not None


def menu_at(library: LibraryView, row: int) -> QMenu:
    view = library.view
    place = view.visualRect(view.model().index(row, 0)).center()
    QTest.mousePress(view.viewport(), Button.RightButton, Modifier.NoModifier, place)
    QTest.mouseRelease(view.viewport(), Button.RightButton, Modifier.NoModifier, place)
    mouse = QContextMenuEvent.Reason.Mouse
    event = QContextMenuEvent(mouse, place, view.viewport().mapToGlobal(place))
    QApplication.sendEvent(view.viewport(), event)
    return find(library.window(), "picture_menu", QMenu)


def test_the_menu_of_a_thumbnail_acts_on_it(studio: Workbench, library: LibraryView) -> None:
    _newest, middle, _oldest = three(studio)
    menu = menu_at(library, 1)
    assert menu.isVisible()
    assert studio.session.current == middle
    offered = {action.text() for action in menu.actions() if action.isEnabled()}
    assert offered >= {"Star", "Use this prompt", "Copy picture", "Delete picture…"}
    menu.close()
    studio.window.commands["use_prompt"].trigger()
    assert studio.draft.text == "picture two"
    assert focused() is studio.window.prompt_panel.edit
    compose("!")


def test_the_menu_key_opens_it_for_several(studio: Workbench, library: LibraryView) -> None:
    jobs = three(studio)
    click_row(library.view, 0)
    press(Key.Key_A, CTRL)
    keyboard = QContextMenuEvent.Reason.Keyboard
    event = QContextMenuEvent(keyboard, QPoint(), QPoint())
    QApplication.sendEvent(library.view.viewport(), event)
    menu = find(studio.window, "picture_menu", QMenu)
    next(action for action in menu.actions() if action.text() == "Star").trigger()
    menu.close()
    assert all(studio.job(job.id).starred for job in jobs)
