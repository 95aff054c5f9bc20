"""Prompts of right-to-left scripts: the parameters are at the right end, each in one piece."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mjstudio.ui.prompt.prompt_edit import PromptEdit

PROMPTS = {
    "hebrew": "שועל אדום בשלג, יער",
    "arabic": "ثعلب أحمر في الثلج، غابة",
    "both": "שועל red fox בשלג",
    "english": "a red fox in the snow",
}


@pytest.fixture
def edit(qapp: QApplication, qtbot: QtBot) -> PromptEdit:
    made = PromptEdit()
    qtbot.addWidget(made)
    made.resize(900, 80)
    made.show()
    return made


def places(edit: PromptEdit, text: str, part: str) -> list[int]:
    """Where the letters of a part begin, in widget pixels."""
    start = text.index(part)
    found = []
    for position in range(start, start + len(part)):
        cursor = edit.textCursor()
        cursor.setPosition(position)
        found.append(edit.cursorRect(cursor).x())
    return found


@pytest.mark.parametrize("words", PROMPTS.values(), ids=PROMPTS)
def test_parameters_are_whole_and_at_the_right_of_the_words(edit: PromptEdit, words: str) -> None:
    text = f"{words} --ar 16:9 --v 7"
    edit.setPlainText(text)
    ratio, version = places(edit, text, "--ar 16:9"), places(edit, text, "--v 7")
    assert ratio == sorted(ratio)
    assert version == sorted(version)
    # From its second letter on: the first of a word from the right is at its right edge.
    assert max(places(edit, text, words)[1:]) <= ratio[0] < ratio[-1] < version[0]


def test_a_value_in_hebrew_keeps_its_parameter_and_the_next(edit: PromptEdit) -> None:
    text = "שועל אדום --no עץ --v 7"
    edit.setPlainText(text)
    without, version = places(edit, text, "--no"), places(edit, text, "--v 7")
    assert without == sorted(without)
    assert version == sorted(version)
    assert without[-1] < min(places(edit, text, "עץ")) <= version[0]


def test_the_words_themselves_run_from_right_to_left(edit: PromptEdit) -> None:
    text = f"{PROMPTS['hebrew']} --v 7"
    edit.setPlainText(text)
    word = places(edit, text, "אדום")
    assert word == sorted(word, reverse=True)


def test_what_is_put_in_later_is_laid_out_the_same(edit: PromptEdit) -> None:
    text = f"{PROMPTS['arabic']} --v 7"
    edit.show_text("a lake")
    edit.show_text(text)
    version = places(edit, text, "--v 7")
    assert version == sorted(version)
    assert edit.text() == text
