"""The prompt's text, its references and undo are one history, and the caret stays where it was."""

import pytest
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QPushButton, QSlider

from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.prompt.draft import Draft
from mjstudio.studio.prompt.references import References
from mjstudio.ui.look.chip import Chip
from mjstudio.ui.prompt.prompt_panel import PromptPanel
from tests.conftest import Workbench
from tests.ui.hands import CTRL, SHIFT, Key, click, compose, find, press, type_text
from tests.ui.registry import commands

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

URL = "http://127.0.0.1:9/a.png"
State = tuple[str, tuple[str, ...]]


class Panel:
    def __init__(self, panel: PromptPanel, draft: Draft) -> None:
        self.panel, self.draft, self.edit = panel, draft, panel.edit

    @property
    def state(self) -> State:
        """What is seen, which is what will be sent."""
        assert self.edit.toPlainText() == self.draft.text
        return self.draft.text, self.draft.references.urls

    @property
    def caret(self) -> int:
        """Where the caret stands, in UTF-16 units as Qt counts."""
        return self.edit.textCursor().position()

    def undo(self) -> State:
        self.edit.setFocus()
        press(Key.Key_Z, CTRL)
        return self.state

    def redo(self) -> State:
        self.edit.setFocus()
        press(Key.Key_Z, CTRL | SHIFT)
        return self.state

    def choose(self, chip: str, value: str) -> None:
        click(find(self.panel, f"parameter_{chip}", Chip))
        popup = find(self.panel, f"popup_{chip}")
        (button,) = [
            b for b in popup.findChildren(QPushButton) if b.accessibleName() == f"{chip}: {value}"
        ]
        click(button)


@pytest.fixture
def panel(qtbot):
    draft = Draft(References(Tasks()))
    panel = PromptPanel(draft, commands())
    qtbot.addWidget(panel)
    panel.resize(1000, 130)
    with qtbot.waitActive(panel):
        panel.show()
    panel.edit.setFocus()
    yield Panel(panel, draft)
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()


def test_an_address_typed_before_words_eats_none_of_them(panel):
    type_text("a red boat")
    press(Key.Key_Home)
    type_text(f"{URL} old ")
    assert panel.state == ("old a red boat", (URL,))
    assert panel.caret == len("old ")


@pytest.mark.parametrize("comma", [", ", "，", "、"])
def test_an_address_ends_at_the_comma_behind_it(panel, comma):
    compose("狐")
    press(Key.Key_Home)
    for typed in (*URL, *comma.strip(), *comma[1:], "红"):
        compose(typed)
    assert panel.state == ("红狐", (URL,))


def test_every_step_is_taken_back_in_order_and_made_again(panel):
    type_text("a red boat")
    press(Key.Key_Home)
    type_text(f"{URL} old ")
    states = [panel.undo() for _ in range(4)]
    assert states == [
        ("a red boat", (URL,)),
        (f"{URL} a red boat", ()),
        ("a red boat", ()),
        ("", ()),
    ]
    assert panel.undo() == ("", ())
    assert [panel.redo() for _ in range(4)] == [*states[2::-1], ("old a red boat", (URL,))]
    assert panel.redo() == ("old a red boat", (URL,))


def test_an_address_whose_undo_left_it_in_the_text_stays_there(panel):
    type_text(f"{URL} boat")
    panel.undo()
    assert panel.undo() == (f"{URL} ", ())
    press(Key.Key_End)
    type_text("at sea")
    assert panel.state == (f"{URL} at sea", ())


@pytest.mark.parametrize("typed", ["a lake at dusk", "🌊🌊 lake at dusk", "a lake\nat dusk --tile"])
def test_a_chip_leaves_the_caret_where_it_is(panel, typed):
    compose(typed)
    press(Key.Key_Left, times=5)
    before = panel.caret
    panel.choose("ar", "16:9")
    assert panel.state[0].endswith("--ar 16:9")
    assert panel.caret == before
    panel.choose("ar", "2:3")
    assert panel.caret == before
    assert panel.undo()[0].endswith("--ar 16:9")
    assert panel.undo() == (typed, ())


def test_a_chip_keeps_a_selection(panel):
    type_text("a lake at dusk")
    press(Key.Key_Home)
    press(Key.Key_Right, SHIFT, times=6)
    panel.choose("ar", "16:9")
    assert panel.edit.textCursor().selectedText() == "a lake"


def test_a_slider_that_was_dragged_is_one_step(panel):
    type_text("a lake")
    click(find(panel.panel, "parameter_chaos", Chip))
    popup = find(panel.panel, "popup_chaos")
    popup.findChild(QSlider).setFocus()
    press(Key.Key_Right, times=5)
    press(Key.Key_Escape)
    assert panel.state[0] == "a lake --chaos 5"
    assert panel.undo() == ("a lake", ())


def test_references_come_back(panel):
    panel.draft.load(f"{URL} https://a.test/b.png a boat")
    click(find(panel.panel, "reference_1"))
    assert panel.state == ("a boat", ("https://a.test/b.png",))
    panel.draft.references.add("https://a.test/c.png")
    assert panel.undo() == ("a boat", ("https://a.test/b.png",))
    assert panel.undo() == ("a boat", (URL, "https://a.test/b.png"))
    panel.draft.references.replace_all(("https://a.test/b.png", URL))
    assert panel.undo() == ("a boat", (URL, "https://a.test/b.png"))
    assert panel.redo() == ("a boat", ("https://a.test/b.png", URL))


def test_undo_reaches_over_a_prompt_that_was_put_in_its_place(panel):
    type_text("mine")
    panel.draft.load(f"{URL} another --ar 3:2")
    assert panel.state == ("another --ar 3:2", (URL,))
    assert panel.caret == len("another --ar 3:2")
    assert panel.undo() == ("mine", ())
    assert panel.redo() == ("another --ar 3:2", (URL,))


def test_typing_after_undo_forgets_what_was_undone(panel):
    type_text("one")
    panel.choose("ar", "16:9")
    panel.undo()
    press(Key.Key_End)
    type_text("s")
    assert panel.state == ("ones", ())
    assert panel.redo() == ("ones", ())


def test_the_caret_goes_where_undo_changed_something(panel):
    compose("🌊 a boat")
    press(Key.Key_Home)
    press(Key.Key_Right)
    compose("🐈")
    press(Key.Key_End)
    assert panel.undo() == ("🌊 a boat", ())
    assert panel.caret == 2
    panel.redo()
    assert panel.caret == 4


def test_what_was_sent_can_still_be_undone(panel):
    type_text("a boat")
    panel.choose("ar", "16:9")
    panel.edit.setFocus()
    press(Key.Key_Return)
    assert panel.state == ("a boat --ar 16:9", ())
    assert panel.undo() == ("a boat", ())


def test_the_field_keeps_what_was_typed_to_the_letter(panel):
    panel.draft.load("un chat\u00a0: noir")
    type_text(" !")
    assert panel.draft.text == "un chat\u00a0: noir !"


def test_the_menu_of_the_window_undoes_the_prompt(studio: Workbench) -> None:
    type_text("mine")
    studio.window.stage.welcome.example_chosen.emit("a lighthouse --ar 3:2")
    assert studio.draft.text == "a lighthouse --ar 3:2"
    assert studio.window.commands["undo"].isEnabled()
    studio.window.commands["undo"].trigger()
    assert studio.window.prompt_panel.edit.toPlainText() == "mine"
    studio.window.commands["redo"].trigger()
    assert studio.draft.text == "a lighthouse --ar 3:2"
    assert not studio.window.commands["redo"].isEnabled()
    cursor = studio.window.prompt_panel.edit.textCursor()
    assert cursor.position() == len(studio.draft.text)
    assert cursor.movePosition(QTextCursor.MoveOperation.Start)
