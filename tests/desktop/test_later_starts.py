"""What a later start asks of the window that is open: the entries of the desktop's menu do that."""

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from mjstudio import APP_ID, cli
from mjstudio.desktop.instance import OpenRequest

# Qt's offscreen platform says so of a window that is to come to the front.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", "propagateSizeHints")
ENTRY = Path(__file__).resolve().parents[2] / "resources" / "desktop" / f"{APP_ID}.desktop"


def offered(studio, label):
    """The buttons of the notices with this text."""
    return [
        button
        for button in studio.window.stage.notices.findChildren(QPushButton)
        if button.text() == label
    ]


def test_a_new_prompt_is_begun(studio):
    studio.draft.load("a red fox")
    studio.app.desktop._called(OpenRequest())
    assert studio.draft.text == "a red fox"
    studio.app.desktop._called(OpenRequest(new_prompt=True))
    assert studio.draft.text == ""
    studio.draft.undo()
    assert studio.draft.text == "a red fox"


@pytest.mark.parametrize("on_sandbox", [True, False])
def test_the_sandbox_is_a_restart_away_unless_one_is_there(studio, monkeypatch, on_sandbox):
    monkeypatch.setattr(studio.app.desktop, "_on_sandbox", lambda: on_sandbox)
    asked = []
    studio.app.sandbox_requested.connect(lambda: asked.append("sandbox"))
    studio.app.desktop._called(OpenRequest(ignored=("--sandbox",)))
    buttons = offered(studio, "Restart on the sandbox")
    assert len(buttons) == (0 if on_sandbox else 1)
    for button in buttons:
        button.click()
        assert asked == ["sandbox"]


def test_other_options_are_said_to_wait_for_another_start(studio):
    studio.app.desktop._called(OpenRequest(ignored=("--sandbox", "--api-base")))
    assert any("--api-base" in text for text in studio.window.stage.notices.texts)
    assert not any("--sandbox" in text for text in studio.window.stage.notices.texts)


def test_every_entry_of_the_menu_is_a_command_line_that_is_understood():
    lines = re.findall(r"^Exec=mjstudio ?(.*)$", ENTRY.read_text(encoding="utf-8"), re.MULTILINE)
    assert lines == ["%F", "--new-prompt", "--sandbox"]
    arguments = [cli._parse(line.replace("%F", "").split()) for line in lines]
    assert [one.new_prompt for one in arguments] == [False, True, False]
    assert [one.sandbox for one in arguments] == [False, False, True]
