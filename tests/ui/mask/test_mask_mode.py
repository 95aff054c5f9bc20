"""Mask mode in the window: its keys, its buttons, when a mask can be sent."""

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QSize
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QSlider, QToolButton

from mjstudio.model.job import Job, State
from mjstudio.ui.look.labels import OneLine
from tests.conftest import Workbench
from tests.ui.hands import (
    CTRL,
    SHIFT,
    Button,
    Key,
    click_name,
    find,
    focused,
    move,
    press,
    type_text,
    wheel,
    write,
)
from tests.ui.regions import document, paint, region


def said(studio: Workbench) -> str:
    return find(studio.window, "mask_said", QLabel).text()


def can_submit(studio: Workbench) -> bool:
    return find(studio.window, "mask_submit", QPushButton).isEnabled()


def test_m_opens_it_on_finished_singles_alone(studio: Workbench) -> None:
    studio.finish_a_grid()
    studio.window.stage.grid_view.setFocus()
    press(Key.Key_M)
    assert not studio.window.stage.masking
    studio.session.act("upscale1")
    press(Key.Key_M)
    assert not studio.window.stage.masking
    studio.until(State.FINISHED, studio.runner.jobs[-1].id)
    studio.window.stage.single_view.setFocus()
    press(Key.Key_M)
    assert studio.window.stage.masking
    assert focused() is studio.window.stage.mask_mode.canvas


def test_letters_choose_the_tool(studio: Workbench, single: Job) -> None:
    shown = []
    for key in (Key.Key_E, Key.Key_B, Key.Key_X, Key.Key_X, Key.Key_E):
        press(key)
        shown.append(document(studio).tool)
        for name in ("brush", "eraser"):
            button = find(studio.window, f"mask_{name}", QToolButton)
            assert button.isChecked() == (name == shown[-1])
    assert shown == ["eraser", "brush", "eraser", "brush", "eraser"]
    click_name(studio.window, "mask_brush")
    assert document(studio).tool == "brush"


def test_brackets_wheel_and_slider_change_the_size(studio: Workbench, single: Job) -> None:
    slider = find(studio.window, "mask_size", QSlider)
    sizes, places = [document(studio).size], [slider.value()]
    canvas = studio.window.stage.mask_mode.canvas

    def note() -> None:
        sizes.append(document(studio).size)
        places.append(slider.value())
        labels = [x.text() for x in studio.window.findChildren(QLabel) if x.isVisible()]
        assert f"<b>{sizes[-1]}</b> px" in labels

    for key in (Key.Key_BracketLeft, Key.Key_BracketLeft, Key.Key_BracketRight):
        press(key)
        note()
    wheel(canvas, QPointF(canvas.rect().center()), 2, CTRL)
    note()
    slider.setFocus()
    press(Key.Key_Left, times=9)
    note()
    assert sizes[0] > sizes[1] > sizes[2] < sizes[3] < sizes[4] > sizes[5]
    assert places[0] > places[1] > places[2] < places[3] < places[4] > places[5]
    press(Key.Key_BracketLeft, times=200)
    note()
    assert sizes[-1] == 1


def test_undo_and_redo_by_key_and_button(studio: Workbench, single: Job) -> None:
    document(studio).set_size(20)
    undo, redo = (find(studio.window, f"mask_{n}", QToolButton) for n in ("undo", "redo"))
    assert not undo.isEnabled()
    paint(studio, (20, 20), (60, 20))
    one = document(studio).coverage()
    paint(studio, (20, 80), (60, 80))
    two = document(studio).coverage()
    assert 0 < one < two
    press(Key.Key_Z, CTRL)
    assert document(studio).coverage() == one
    assert redo.isEnabled()
    press(Key.Key_Z, CTRL | SHIFT)
    assert document(studio).coverage() == two
    assert not redo.isEnabled()
    click_name(studio.window, "mask_undo")
    click_name(studio.window, "mask_undo")
    assert document(studio).coverage() == 0
    assert not undo.isEnabled()
    click_name(studio.window, "mask_redo")
    assert document(studio).coverage() == one


def test_an_empty_or_a_whole_mask_cannot_be_sent_and_it_says_why(
    studio: Workbench, single: Job
) -> None:
    assert not can_submit(studio)
    assert said(studio) == "Paint the part that should be redrawn."
    press(Key.Key_Return)
    assert len(studio.runner.jobs) == 2
    press(Key.Key_I)
    assert document(studio).coverage() == 1
    assert not can_submit(studio)
    assert "whole picture" in said(studio)
    click_name(studio.window, "mask_clear")
    assert document(studio).coverage() == 0
    document(studio).set_size(40)
    paint(studio, (60, 60))
    assert can_submit(studio)
    assert "redrawn" not in said(studio)
    document(studio).set_size(1)
    click_name(studio.window, "mask_clear")
    paint(studio, (60, 60))
    assert can_submit(studio)
    assert "very small" in said(studio)


def test_escape_leaves_and_keeps_the_mask(studio: Workbench, single: Job) -> None:
    document(studio).set_size(20)
    paint(studio, (30, 30), (80, 50))
    share, kept = document(studio).coverage(), document(studio)
    studio.window.stage.mask_mode.canvas.setFocus()
    press(Key.Key_Escape)
    assert not studio.window.stage.masking
    assert focused() is studio.window.stage.single_view
    press(Key.Key_M)
    assert document(studio) is kept
    assert document(studio).coverage() == share > 0
    assert can_submit(studio)


def test_escape_leaves_from_everywhere(studio: Workbench, single: Job) -> None:
    stuck = []
    for name in ("mask_prompt", "mask_size", "mask_brush", "mask_invert", "mask_cancel"):
        studio.window.commands["vary_region"].trigger()
        find(studio.window, name).setFocus()
        press(Key.Key_Escape)
        if studio.window.stage.masking:
            stuck.append(name)
            studio.app.studio.masking.close()
    assert stuck == []


def test_typing_into_the_prompt_touches_nothing_else(studio: Workbench, single: Job) -> None:
    document(studio).set_size(20)
    paint(studio, (30, 30), (80, 50))
    share = document(studio).coverage()
    edit = find(studio.window, "mask_prompt")
    write(edit, "b e x i m r 1 [ ] ` `")
    assert edit.toPlainText() == "b e x i m r 1 [ ] ` `"
    press(Key.Key_Backspace, CTRL)
    press(Key.Key_Z, CTRL)
    assert region(studio).prompt == edit.toPlainText()
    assert (document(studio).tool, document(studio).size) == ("brush", 20)
    assert document(studio).coverage() == share


def test_after_a_click_on_invert_space_does_not_invert_again(
    studio: Workbench, single: Job
) -> None:
    click_name(studio.window, "mask_invert")
    assert document(studio).coverage() == 1
    press(Key.Key_Space)
    assert document(studio).coverage() == 1
    press(Key.Key_B)
    type_text("[")
    assert document(studio).tool == "brush"


def notice(studio: Workbench) -> None:
    studio.window.stage.notices.show_notice("A long notice that needs the artist. " * 4)


def fold_the_panel(studio: Workbench) -> None:
    studio.window.commands["details"].trigger()


def grow_the_window(studio: Workbench) -> None:
    studio.window.resize(studio.window.size() + QSize(-160, -240))


def want_more_below(studio: Workbench) -> None:
    prompt = studio.window.mask_prompt
    prompt.edit.setFixedHeight(prompt.edit.height() + 60)
    prompt.height_changed.emit()


@pytest.mark.parametrize("what", [notice, fold_the_panel, grow_the_window, want_more_below])
@pytest.mark.parametrize("button", [Button.LeftButton, Button.MiddleButton])
def test_nothing_moves_or_resizes_the_canvas_while_a_button_is_down(
    studio: Workbench, single: Job, what, button
) -> None:
    """GIVEN a stroke or a picture in the hand, THEN the rest of the window waits for its end."""
    canvas = studio.window.stage.mask_mode.canvas

    def place() -> tuple[QRect, QPointF]:
        corner = QRect(canvas.mapTo(studio.window, QPoint()), canvas.size())
        return corner, canvas.picture_to_widget(QPointF(10, 10))

    spot = canvas.picture_to_widget(QPointF(60, 60)).toPoint()
    QTest.mousePress(canvas, button, pos=spot)
    before = place()
    what(studio)
    assert place() == before
    move(canvas, QPointF(spot), button)
    QTest.mouseRelease(canvas, button, pos=spot)
    if what is notice:
        assert place() == before
    else:
        studio.qtbot.waitUntil(lambda: place()[0] != before[0])


def covers(studio: Workbench) -> str:
    return find(studio.window, "mask_coverage", OneLine).words


def test_what_is_nearly_all_is_not_written_as_all_nor_a_dot_as_nothing(
    studio: Workbench, single: Job
) -> None:
    document(studio).set_size(1)
    document(studio).fill()
    assert covers(studio).startswith("100.0 %")
    press(Key.Key_E)
    paint(studio, (60, 60))
    assert covers(studio).startswith("99.99 %")
    assert "whole picture" in said(studio)
    document(studio).invert()
    assert covers(studio).startswith("0.01 %")


def test_the_panel_tells_what_is_sent_with_the_feather(studio: Workbench, single: Job) -> None:
    """GIVEN a stroke that a feather thins, THEN its coverage is told once the edge is known."""
    mask = document(studio)
    mask.set_size(24)
    paint(studio, (60, 60), (200, 60))
    hard = covers(studio)
    with studio.qtbot.waitSignal(mask.softness.changed):
        mask.set_feather(16)
        assert covers(studio) == hard
    assert mask.softness.mask is not None
    sent = mask.softness.mask.painted / (mask.bitmap.width * mask.bitmap.height)
    assert sent != mask.bitmap.coverage()
    assert covers(studio).startswith(f"{sent * 100:.{1 if sent >= 0.01 else 2}f} %")
