"""The page on which the artist gives commands other keys."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMessageBox, QPushButton, QWidget

from mjstudio.ui.commands.registry import Commands
from mjstudio.ui.settings.key_recorder import KeyRecorder, key_text
from mjstudio.ui.settings.keys_page import KeysPage
from tests.ui.hands import (
    ALT,
    CTRL,
    NONE,
    SHIFT,
    Key,
    click,
    click_name,
    find,
    focused,
    press,
    type_text,
)
from tests.ui.registry import commands

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def made() -> Commands:
    return commands()


@pytest.fixture
def page(qtbot, made: Commands) -> KeysPage:
    page = KeysPage(made)
    qtbot.addWidget(page)
    page.resize(700, 500)
    with qtbot.waitActive(page):
        page.show()
    return page


def rows(page: KeysPage) -> list[str]:
    """The commands in sight."""
    found = page.findChildren(QWidget)
    names = [w.objectName() for w in found if w.isVisible()]
    return [name.removeprefix("key_row_") for name in names if name.startswith("key_row_")]


def record(page: KeysPage, name: str, key: Qt.Key, modifiers=NONE) -> None:
    """Click a key of a command, or its plus, and press another."""
    click_name(page, name)
    assert focused() is find(page, "key_record")
    press(key, modifiers)


def texts(page: KeysPage, name: str) -> str:
    """What a row says."""
    row = find(page, f"key_row_{name}")
    parts = (*row.findChildren(QLabel), *row.findChildren(QPushButton))
    return " | ".join(part.text() for part in parts if part.isVisible())


def test_every_command_has_a_row(page: KeysPage, made: Commands) -> None:
    assert rows(page) == [action.command.id for action in made.in_order]
    assert (page.chosen, page.summary, page.problem) == ({}, "", "")


def test_typing_filters_by_command_menu_and_key(page: KeysPage) -> None:
    find(page, "keys_search", QLineEdit).setFocus()
    type_text("mask inv")
    assert rows(page) == ["mask_invert"]
    press(Key.Key_A, CTRL)
    type_text("ctrl+k")
    assert rows(page) == ["palette"]
    press(Key.Key_A, CTRL)
    type_text("no such thing")
    assert rows(page) == []
    assert any(label.text() == "No commands match." for label in page.findChildren(QLabel))


def test_a_key_is_found_by_pressing_it(page: KeysPage) -> None:
    click_name(page, "keys_find")
    press(Key.Key_B)
    assert rows(page) == ["mask_brush"]
    find(page, "keys_search", QLineEdit).clear()
    type_text("redo")
    assert "redo" in rows(page)


def test_another_key_is_recorded_and_reset(page: KeysPage, qtbot) -> None:
    with qtbot.waitSignal(page.changed):
        record(page, "key_mask_invert_0", Key.Key_J)
    assert page.chosen == {"mask_invert": ("J",)}
    assert "was I" in texts(page, "mask_invert")
    assert page.summary == "1 changed"
    click_name(page, "keys_filter_changed")
    assert rows(page) == ["mask_invert"]
    click_name(page, "key_reset_mask_invert")
    assert page.chosen == {}


def test_plus_adds_a_second_key_and_backspace_takes_one_off(page: KeysPage) -> None:
    record(page, "key_add_act_reroll", Key.Key_E, CTRL)
    assert page.chosen == {"act_reroll": ("R", "Ctrl+E")}
    record(page, "key_act_reroll_0", Key.Key_Backspace)
    assert page.chosen == {"act_reroll": ("Ctrl+E",)}


def test_escape_stops_and_changes_nothing(page: KeysPage) -> None:
    record(page, "key_mask_invert_0", Key.Key_Escape)
    assert page.chosen == {}
    assert page.isVisible()
    assert "I" in texts(page, "mask_invert")


@pytest.mark.parametrize(
    ("key", "modifiers", "words"),
    [
        (Key.Key_Space, CTRL, "Ctrl+Space belongs to input methods."),
        (Key.Key_V, ALT, "Alt+V opens the menu View."),
        (Key.Key_Tab, NONE, "Tab moves and presses"),
        (Key.Key_H, NONE, "H cannot be changed: Hide the overlay."),
    ],
)
def test_keys_of_others_are_refused_with_the_reason(page, key, modifiers, words) -> None:
    record(page, "key_mask_invert_0", key, modifiers)
    assert words in texts(page, "mask_invert")
    assert page.chosen == {}


def test_what_meets_is_shown_and_swapped(page: KeysPage, qtbot) -> None:
    record(page, "key_mask_invert_0", Key.Key_X)
    assert page.problem == "Solve 1 conflict to save"
    assert page.summary == "1 changed, 1 conflict"
    told = "In mask mode X is also Swap brush and eraser."
    qtbot.waitUntil(lambda: told in texts(page, "mask_invert"))
    click_name(page, "keys_filter_conflicts")
    assert set(rows(page)) == {"mask_swap", "mask_invert"}
    click_name(page, "key_swap")
    assert page.chosen == {"mask_invert": ("X",), "mask_swap": ("I",)}
    assert page.problem == ""


def test_what_meets_can_be_taken(page: KeysPage) -> None:
    record(page, "key_mask_invert_0", Key.Key_X)
    click_name(page, "key_take")
    assert page.chosen == {"mask_invert": ("X",), "mask_swap": ()}
    assert page.problem == ""


def test_the_same_key_in_mask_mode_and_on_the_stage_is_no_conflict(page: KeysPage) -> None:
    record(page, "key_mask_invert_0", Key.Key_R)
    assert (page.chosen, page.problem) == ({"mask_invert": ("R",)}, "")


def test_digits_are_recorded_by_their_place(page: KeysPage) -> None:
    click_name(page, "key_mask_invert_0")
    # The key of the digit 2 on a French keyboard, as X11 tells it.
    event = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Eacute, NONE, 11, 0, 0, "é")
    QApplication.sendEvent(focused(), event)
    assert page.chosen == {"mask_invert": ("2",)}


def test_shift_alone_is_no_key_yet(page: KeysPage) -> None:
    click_name(page, "key_mask_invert_0")
    press(Key.Key_Shift)
    assert isinstance(focused(), KeyRecorder)
    press(Key.Key_F7, SHIFT)
    assert page.chosen == {"mask_invert": ("Shift+F7",)}


def test_all_keys_are_reset_after_a_question(page: KeysPage) -> None:
    page.show_chosen({"mask_invert": ("J",), "redo": ("Ctrl+R",)})
    click_name(page, "keys_reset_all")
    box = find(page, "keys_reset_dialog", QMessageBox)
    click(box.defaultButton())
    assert set(page.chosen) == {"mask_invert", "redo"}
    click_name(page, "keys_reset_all")
    click_name(find(page, "keys_reset_dialog", QMessageBox), "keys_reset_confirm")
    assert page.chosen == {}


def test_a_key_of_the_keypad_is_the_key_that_it_writes() -> None:
    keypad = Qt.KeyboardModifier.KeypadModifier | CTRL
    assert key_text(QKeyEvent(QEvent.Type.KeyPress, Key.Key_Plus, keypad)) == "Ctrl++"
