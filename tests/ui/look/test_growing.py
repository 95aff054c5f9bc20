"""A field of one line shows its line whole, in any script, and grows by what it holds."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from mjstudio.ui.look.growing import LINE, MOST_LINES, Growing
from mjstudio.ui.look.room import Room
from mjstudio.ui.look.theme import Theme

TEXTS = ["a quiet lake", "湖面如镜", "湖面如镜 --ar 3:2", "湖面\nlake", "lake\n湖面", "湖\n湖\n湖"]


@pytest.fixture
def panel(qapp: QApplication, qtbot: QtBot) -> Iterator[QWidget]:
    theme = Theme(qapp)
    panel = QWidget()
    qtbot.addWidget(panel)
    panel.resize(400, 300)
    yield panel
    theme.deleteLater()


@pytest.mark.parametrize("text", TEXTS)
def test_no_line_is_cut(panel: QWidget, qtbot: QtBot, text: str) -> None:
    edit = QPlainTextEdit(panel)
    edit.setProperty("look", "prompt")
    edit.resize(380, 58)
    growing = Growing(panel, edit, 58)
    growing.changed.connect(lambda: edit.setFixedHeight(growing.height))
    with qtbot.waitExposed(panel):
        panel.show()
    panel.activateWindow()
    growing.take_room(Room.of(880, 440))
    assert edit.height() == LINE
    edit.setFocus()
    qtbot.waitUntil(edit.hasFocus)
    edit.setPlainText(text)
    assert growing.grown
    lines = len(text.split("\n"))
    assert (edit.height() > LINE) is (lines > 1)
    # The cursor is as high as its line.
    for position in range(len(text) + 1):
        cursor = edit.textCursor()
        cursor.setPosition(position)
        seen = edit.cursorRect(cursor)
        assert seen.top() >= 0, position
        assert seen.bottom() <= edit.viewport().height(), position


def test_it_grows_up_to_the_most_lines(panel: QWidget, qtbot: QtBot) -> None:
    edit = QPlainTextEdit(panel)
    growing = Growing(panel, edit, 58)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.activateWindow()
    growing.take_room(Room.of(880, 440))
    edit.setFocus()
    qtbot.waitUntil(edit.hasFocus)
    heights = []
    for lines in range(1, MOST_LINES + 3):
        edit.setPlainText("\n".join(["lake"] * lines))
        heights.append(growing.height)
    assert heights == sorted(heights)
    assert len(set(heights)) == MOST_LINES
