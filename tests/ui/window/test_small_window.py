"""The window at 880x440, what a 1366x768 screen leaves at 150 %: everything is in reach."""

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from mjstudio.model.job import State
from mjstudio.ui.look.fading_scroll import FadingScroll
from mjstudio.ui.stage.actions import command_of
from tests.conftest import Workbench
from tests.ui.hands import CTRL, Key, click, click_name, find, focused, press, type_text
from tests.ui.regions import document, paint

SMALL, LARGE = QSize(880, 440), QSize(1280, 800)
# Qt's offscreen platform says so of every popup that opens.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LONG = (
    "a harbour in mist before dawn, lanterns mirrored in the water, cold blue light, three fishing "
    "boats coming home past the old tide mill, slate roofs, thin rain, the first window lit "
)


def resize(bench: Workbench, size: QSize) -> None:
    bench.window.resize(size)
    bench.qtbot.waitUntil(lambda: bench.window.size() == size)
    QApplication.sendPostedEvents(None, int(QEvent.Type.LayoutRequest.value))


def place(bench: Workbench, widget: QWidget | str) -> QRect:
    """Where a widget lies in the window."""
    found = find(bench.window, widget) if isinstance(widget, str) else widget
    return QRect(found.mapTo(bench.window, QPoint()), found.size())


@pytest.fixture
def small(studio: Workbench) -> Workbench:
    """A grid on the stage of a small window; the picture has the keyboard."""
    studio.finish_a_grid("a quiet lake --ar 16:9 --seed 7")
    resize(studio, SMALL)
    studio.window.stage.grid_view.setFocus()
    return studio


def test_docks_are_handles_that_open_over_the_stage(small: Workbench) -> None:
    window = small.window
    stage = place(small, window.stage)
    for handle, dock in (("library_handle", "library_dock"), ("details_handle", "details_dock")):
        assert find(window, handle).width() == 26
        assert find(window, handle).isVisible()
        assert not find(window, dock).isVisible()
        click_name(window, handle)
        assert find(window, dock).isVisible()
        assert place(small, dock).intersects(stage)
        assert place(small, window.stage) == stage
        assert find(window, dock).isAncestorOf(focused())
        press(Key.Key_Escape)
        assert not find(window, dock).isVisible()
        assert focused() is window.stage.grid_view
    assert window.width() - 52 == stage.width()


def test_a_dock_is_opened_by_keys_and_folded_by_whatever_comes_next(small: Workbench) -> None:
    window = small.window
    library, details = window.library_dock, window.details_dock
    press(Key.Key_1, CTRL)
    assert library.isVisible()
    assert window.commands["library"].isChecked()
    press(Key.Key_2, CTRL)
    assert details.isVisible()
    assert not library.isVisible()
    press(Key.Key_2, CTRL)
    assert not details.isVisible()
    find(window, "library_handle").setFocus()
    press(Key.Key_Return)
    assert library.isVisible()
    # A click beside it puts it away, and presses nothing.
    asked = len(small.runner.jobs)
    click(find(window, "dock_scrim"))
    assert not library.isVisible()
    assert len(small.runner.jobs) == asked
    press(Key.Key_1, CTRL)
    find(window, "prompt_edit").setFocus()
    assert not library.isVisible()
    # What is wanted in a large window has not changed by any of this.
    resize(small, LARGE)
    assert library.isVisible()
    assert details.isVisible()


def test_a_drag_that_rests_on_a_handle_opens_its_dock(small: Workbench) -> None:
    handle, library = find(small.window, "library_handle"), small.window.library_dock
    mime = QMimeData()
    mime.setText("x")
    enter = QDragEnterEvent(
        handle.rect().center(),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(handle, enter)
    assert not library.isVisible()
    small.qtbot.waitUntil(library.isVisible)


def test_a_ring_on_the_handle_shows_running_jobs(small: Workbench) -> None:
    ring = find(small.window, "handle_running")
    assert not ring.isVisible()
    small.service.speed = 1.0
    job = small.imagine("a slow boat")
    small.wait_for(ring.isVisible)
    assert "1 job" in ring.accessibleName()
    small.runner.cancel(job.id)
    small.until(State.CANCELLED, job.id)
    assert not ring.isVisible()


def test_the_prompt_grows_over_the_picture_and_nothing_jumps(small: Workbench) -> None:
    window = small.window
    edit, view = find(window, "prompt_edit"), window.stage.grid_view
    panel = window.prompt_panel
    assert panel.height() < 60
    button, picture = place(small, "imagine_button"), place(small, view)
    shown = view.picture_rect
    assert button.bottom() < 440
    assert button.height() == edit.height() == 36
    end = place(small, edit).bottom()
    assert find(window, "parameter_more").isVisible()
    assert not find(window, "parameter_ar").isVisible()
    assert not find(window, "prompt_grown").isVisible()

    small.draft.load("")
    edit.setFocus()
    assert find(window, "prompt_grown").isVisible()
    assert edit.height() == 36, "an empty prompt: one line and the chips"
    assert find(window, "parameter_ar").isVisible()
    type_text(LONG)
    assert edit.height() > 36
    for _ in range(4):
        type_text(LONG)
    five = edit.height()
    assert 36 + 4 * 16 <= five <= 36 + 4 * 22
    type_text(LONG)
    assert edit.height() == five, "five lines, then it scrolls"
    assert place(small, edit).bottom() == end
    assert place(small, "imagine_button") == button
    assert place(small, view) == picture
    assert view.picture_rect == shown

    press(Key.Key_Escape)
    assert focused() is view
    assert not find(window, "prompt_grown").isVisible()
    assert edit.height() == 36
    assert place(small, edit).bottom() == end
    assert small.draft.text.startswith(LONG.strip())


def test_what_is_wrong_stands_above_the_text_and_moves_nothing(small: Workbench) -> None:
    window = small.window
    edit = find(window, "prompt_edit")
    small.draft.load("")
    edit.setFocus()
    type_text("a fox")
    before = place(small, edit), place(small, "imagine_button"), place(small, "prompt_grown")
    type_text(" -ar 16:9")
    lint = find(window, "prompt_lint")
    assert lint.isVisible()
    assert place(small, lint).bottom() < place(small, edit).top()
    after = place(small, edit), place(small, "imagine_button"), place(small, "prompt_grown")
    assert after == before


def test_why_a_file_is_no_reference_is_seen_though_the_prompt_rests(
    small: Workbench, tmp_path: Path
) -> None:
    own = tmp_path / "own.png"
    Image.new("RGB", (64, 64), "teal").save(own)
    opening = small.app.desktop.opening
    with small.qtbot.waitSignal(opening.opened):
        opening.open([own])
    lint = find(small.window, "prompt_lint", QLabel)
    assert lint.isVisible()
    assert "no address yet" in lint.text()


def test_another_theme_leaves_the_buttons_as_high_as_the_field(small: Workbench) -> None:
    window = small.window
    for name in ("theme_light", "theme_dark"):
        window.commands[name].trigger()
        QApplication.sendPostedEvents(None, int(QEvent.Type.LayoutRequest.value))
        field = place(small, "prompt_edit")
        for button in ("imagine_button", "delivery_button"):
            there = place(small, button)
            assert (there.top(), there.bottom()) == (field.top(), field.bottom()), (name, button)


def test_the_ring_stands_above_the_prompt_that_is_written_in(small: Workbench) -> None:
    small.service.speed = 1.0
    edit, ring = find(small.window, "prompt_edit"), find(small.window, "handle_running")
    small.imagine("a slow boat")
    small.wait_for(ring.isVisible)
    edit.setFocus()
    assert place(small, ring).bottom() < place(small, "prompt_grown").top()


def test_more_holds_the_chips_that_have_no_place(small: Workbench) -> None:
    window = small.window
    click_name(window, "parameter_more")
    popup = find(window, "popup_more")
    assert popup.isVisible()
    assert find(popup, "more_ar").isVisible()
    click_name(popup, "more_ar")
    choices = find(window, "popup_ar")
    assert choices.isVisible()
    choices.close()
    popup.close()
    resize(small, LARGE)
    assert find(window, "parameter_ar").isVisible()
    click_name(window, "parameter_more")
    assert not find(popup, "more_ar").isVisible()
    popup.close()


def test_actions_are_one_row_and_the_rest_is_behind_dots(small: Workbench) -> None:
    window = small.window
    bar = find(window, "action_bar")
    single = small.act("upscale1")
    small.session.show(single.id)
    QApplication.sendPostedEvents()
    assert bar.height() <= 40
    dots = find(window, "action_overflow", QToolButton)
    assert dots.isVisible()
    offered = {f"action_{name}" for name in window.stage.action_bar.offered}
    seen = {b.objectName() for b in bar.findChildren(QWidget) if b.isVisible()}
    hidden = offered - seen
    assert hidden
    menu = dots.menu()
    assert menu is not None
    menu.aboutToShow.emit()
    listed = {action.objectName() for action in menu.actions()} - {""}
    commands = {command_of(name.removeprefix("action_")) for name in hidden}
    assert {f"command_{name}" for name in commands} <= listed
    asked = len(small.runner.jobs)
    wanted = min(name for name in listed if name.startswith("command_act_pan"))
    next(a for a in menu.actions() if a.objectName() == wanted).trigger()
    assert len(small.runner.jobs) == asked + 1
    assert small.runner.jobs[-1].request.action == wanted.removeprefix("command_act_")


def test_upscale_and_vary_are_the_last_to_go(small: Workbench) -> None:
    window = small.window
    resize(small, QSize(720, 440))
    QApplication.sendPostedEvents()
    for name in ("upscale1", "upscale4", "variation1", "variation4"):
        button = find(window, f"action_{name}")
        assert button.isVisible()
        assert button.height() == 28


def test_mask_mode_has_its_tools_at_both_sides(studio: Workbench) -> None:
    window = studio.window
    studio.finish_a_single("a quiet lake")
    resize(studio, SMALL)
    window.stage.single_view.setFocus()
    press(Key.Key_M)
    canvas = place(studio, "mask_canvas")
    rail = place(studio, "mask_rail")
    assert canvas.top() < 40, "no bar above the picture"
    assert canvas.height() > 340
    assert place(studio, "mask_brush").top() == place(studio, "mask_eraser").top()
    assert rail.right() < canvas.left()
    for name in ("mask_size", "mask_invert", "mask_clear", "mask_shape", "mask_panel_handle"):
        assert place(studio, name).left() > canvas.right(), name
        assert place(studio, name).bottom() < 388, name
    for name in ("mask_zoom", "mask_tool_overflow", "mask_undo"):
        assert rail.contains(place(studio, name)), name
    assert place(studio, "mask_submit").bottom() < 440
    assert not find(window, "library_handle").isVisible()
    press(Key.Key_2, CTRL)
    assert window.mask_panel.isVisible()
    assert place(studio, "mask_canvas") == canvas
    press(Key.Key_Escape)
    assert window.stage.masking
    assert not window.mask_panel.isVisible()
    click_name(window, "mask_panel_handle")
    assert window.mask_panel.isVisible()
    press(Key.Key_2, CTRL)
    field = find(window, "mask_prompt")
    end, button = place(studio, field).bottom(), place(studio, "mask_submit")
    field.setFocus()
    assert find(window, "mask_said").isVisible()
    for _ in range(3):
        type_text(LONG)
    assert field.height() > 36
    assert place(studio, field).bottom() == end
    assert place(studio, "mask_submit") == button
    assert place(studio, "mask_canvas") == canvas
    menu = find(window, "mask_tool_overflow", QToolButton).menu()
    assert menu is not None
    assert window.commands["mask_load"] in menu.actions()
    window.stage.mask_mode.canvas.setFocus()
    press(Key.Key_Escape)
    assert not window.stage.masking


def test_the_pill_tells_of_the_queue_where_its_row_is_gone(small: Workbench) -> None:
    window = small.window
    pill = find(window, "account_badge", QPushButton)
    assert pill.text() == "127.0.0.1"
    small.service.speed = 1.0
    job = small.imagine("a slow boat")
    small.wait_for(lambda: "1 running" in pill.text())
    assert "127.0.0.1" in pill.toolTip()
    resize(small, LARGE)
    assert pill.text() == "127.0.0.1"
    small.runner.cancel(job.id)
    small.until(State.CANCELLED, job.id)
    resize(small, SMALL)
    assert "1 need" in pill.text() or pill.text() == "127.0.0.1"


def test_the_palette_lies_inside_the_window(small: Workbench) -> None:
    window = small.window
    window.commands["palette"].trigger()
    palette = find(window, "command_palette")
    place = QRect(window.mapFromGlobal(palette.pos()), palette.size())
    assert window.rect().contains(place)
    palette.close()


def test_a_lit_quarter_stays_lit_in_its_buttons(small: Workbench) -> None:
    window = small.window
    grid = small.runner.jobs[-1]
    single = small.act("upscale1")
    small.session.show(grid.id)
    window.stage.grid_view.light(2)
    small.session.show(single.id)
    small.session.show(grid.id)
    assert window.stage.grid_view.quadrant == 2
    button = find(window, "action_upscale2", QPushButton)
    assert button.isChecked()
    resize(small, LARGE)
    assert find(window, "action_upscale2", QPushButton).isChecked()
    window.commands["theme_light"].trigger()
    assert find(window, "action_upscale2", QPushButton).isChecked()
    window.commands["theme_dark"].trigger()


def test_the_shape_popup_lies_inside_the_window(studio: Workbench) -> None:
    window = studio.window
    studio.finish_a_single("a quiet lake")
    resize(studio, SMALL)
    window.stage.single_view.setFocus()
    press(Key.Key_M)
    window.commands["mask_shape"].trigger()
    popup = find(window, "mask_shape_popup")
    assert popup.isVisible()
    # The offscreen platform moves popups by the frame that it gives to every window.
    handle = popup.windowHandle()
    assert handle is not None
    frame = handle.frameMargins()
    place = popup.geometry().translated(-frame.left(), -frame.top())
    assert window.geometry().contains(place)
    popup.close()


@pytest.mark.parametrize("name", ["keys", "show_request"])
def test_dialogs_are_no_higher_than_the_small_window(small: Workbench, name: str) -> None:
    window = small.window
    window.commands[name].trigger()
    dialog = next(w for w in QApplication.topLevelWidgets() if w.isVisible() and w is not window)
    assert dialog.height() <= window.height()
    dialog.close()


def test_a_column_without_room_scrolls_and_fades(qtbot: QtBot) -> None:
    content = QWidget()
    content.setFixedHeight(300)
    column = FadingScroll("column", content)
    qtbot.addWidget(column)
    column.resize(84, 200)
    column.show()
    above, below = column.findChildren(
        QWidget, "column_fade", Qt.FindChildOption.FindDirectChildrenOnly
    )
    assert (above.isVisible(), below.isVisible()) == (False, True)
    column.verticalScrollBar().setValue(100)
    assert (above.isVisible(), below.isVisible()) == (True, False)
    column.resize(84, 400)
    assert (above.isVisible(), below.isVisible()) == (False, False)


def test_resizing_back_and_forth_loses_nothing(studio: Workbench) -> None:
    window = studio.window
    studio.finish_a_single("a quiet lake")
    window.library_dock.set_width(300)
    edit = find(window, "prompt_edit")
    studio.draft.load("")
    edit.setFocus()
    type_text("a boat --ar 3:2")
    for size in (SMALL, LARGE, QSize(900, 700), SMALL, LARGE):
        resize(studio, size)
        shown = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
        assert shown == [window], "nothing becomes a window of its own"
        assert focused() is edit
        assert studio.draft.text == "a boat --ar 3:2"
    assert window.library_dock.width() == 300
    assert window.details_dock.isVisible()
    press(Key.Key_Z, CTRL)
    assert studio.draft.text != "a boat --ar 3:2"
    window.stage.single_view.setFocus()
    press(Key.Key_M)
    paint(studio, (20, 20), (60, 60))
    covered, canvas = document(studio).coverage(), window.stage.mask_mode.canvas
    for size in (SMALL, LARGE, SMALL, LARGE):
        resize(studio, size)
        assert document(studio).coverage() == covered > 0
        assert focused() is canvas
    middle = canvas.picture_to_widget(QPointF(1, 1))
    assert canvas.rect().contains(middle.toPoint())
    assert find(window, "mask_invert").isVisible()
    window.commands["mask_leave"].trigger()
    assert window.library_dock.width() == 300
