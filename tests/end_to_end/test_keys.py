"""A key that was changed in the settings is the key from then on, also on the next day."""

import json

import pytest

from tests.end_to_end.accessible import until
from tests.end_to_end.desk import Desk, Program


@pytest.mark.timeout(200)
def test_a_changed_key_works_at_once_and_after_a_restart(desk: Desk) -> None:
    with desk.start() as program:
        change_key_of_details(program)
        toggles_details(program, "ctrl+j", "ctrl+2")
        program.close()
    assert json.loads(desk.settings.read_text())["keys"] == {"details": ["Ctrl+J"]}
    with desk.start() as program:
        toggles_details(program, "ctrl+j", "ctrl+2")
        reset_all_keys(program)
        toggles_details(program, "ctrl+2", "ctrl+j")
        program.close()
    assert json.loads(desk.settings.read_text())["keys"] == {}


def open_keys(program: Program) -> None:
    """Open the page of the keys in the settings."""
    program.desk.key("ctrl+comma")
    program.shown("settings_dialog")
    program.click("settings_page_keys")
    program.shown("keys_search")


def change_key_of_details(program: Program) -> None:
    """Find the command by typing, click its key, and press another."""
    desk = program.desk
    open_keys(program)
    program.click("keys_search")
    desk.type("details")
    until(lambda: not program.is_shown("key_row_redo"), "the commands that are found")
    program.click("key_details_0")
    until(lambda: program.has_focus("key_record"), "the field that waits for a key")
    desk.key("ctrl+j")
    program.usable("key_reset_details")
    program.click("settings_save")
    until(lambda: not program.is_shown("settings_dialog"), "the dialog to close")


def reset_all_keys(program: Program) -> None:
    """Give all commands their keys back, which is asked once."""
    open_keys(program)
    program.click("keys_reset_all")
    program.click("keys_reset_confirm")
    program.click("settings_save")
    until(lambda: not program.is_shown("settings_dialog"), "the dialog to close")


def toggles_details(program: Program, key: str, other: str) -> None:
    """One key hides the details and brings them back, the other does nothing."""
    desk = program.desk
    program.shown("details_dock")
    desk.key(other)
    desk.key(key)
    until(lambda: not program.is_shown("details_dock"), "the details to be hidden")
    desk.key(key)
    program.shown("details_dock")
