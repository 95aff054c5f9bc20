"""The prompt's field: what the keys do, what is remembered, and what is said before sending."""

import pytest

from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.prompt.draft import Draft
from mjstudio.studio.prompt.references import References
from mjstudio.ui.prompt.prompt_panel import PromptPanel
from tests.conftest import Workbench
from tests.ui.hands import NONE, SHIFT, Key, click, compose, press, type_text, write
from tests.ui.registry import commands


class Panel:
    """The panel alone, with what it sent."""

    def __init__(self, panel: PromptPanel, draft: Draft) -> None:
        self.panel, self.draft = panel, draft
        self.sent: list[str] = []
        panel.submit_requested.connect(lambda prompt: self.sent.append(prompt.compose()))

    @property
    def text(self) -> str:
        return self.panel.edit.toPlainText()

    def send(self, *prompts: str) -> None:
        for prompt in prompts:
            write(self.panel.edit, prompt)
            press(Key.Key_Return)


@pytest.fixture
def panel(qtbot):
    draft = Draft(References(Tasks()))
    panel = PromptPanel(draft, commands())
    qtbot.addWidget(panel)
    panel.resize(1000, 130)
    with qtbot.waitActive(panel):
        panel.show()
    panel.edit.setFocus()
    return Panel(panel, draft)


def bodies(studio: Workbench) -> list[object]:
    return [request.body["prompt"] for request in studio.service.received("imagine")]


def test_enter_sends_and_the_prompt_stays_to_be_sent_again(studio: Workbench) -> None:
    type_text("a quiet lake --ar 3:2")
    with studio.qtbot.waitSignal(studio.runner.job_added):
        press(Key.Key_Return)
    studio.wait_for(lambda: all(job.state.ended for job in studio.runner.jobs))
    assert studio.window.prompt_panel.edit.toPlainText() == "a quiet lake --ar 3:2"
    with studio.qtbot.waitSignal(studio.runner.job_added):
        press(Key.Key_Return)
    studio.wait_for(lambda: all(job.state.ended for job in studio.runner.jobs))
    assert bodies(studio) == ["a quiet lake --ar 3:2"] * 2


def test_shift_enter_begins_a_new_line(panel):
    type_text("a lake")
    press(Key.Key_Return, SHIFT)
    type_text("at dusk")
    assert panel.text == "a lake\nat dusk"
    assert panel.sent == []
    press(Key.Key_Enter, NONE)
    assert panel.sent == ["a lake\nat dusk"]


def test_the_button_sends(panel):
    type_text("a lake")
    click(panel.panel.button)
    assert panel.sent == ["a lake"]


def test_up_and_down_walk_through_what_was_sent(panel):
    panel.send("one", "two")
    write(panel.panel.edit, "not sent yet")
    shown = []
    for key in (Key.Key_Up, Key.Key_Up, Key.Key_Up, Key.Key_Down, Key.Key_Down, Key.Key_Down):
        press(key)
        shown.append(panel.text)
    assert shown == ["two", "one", "one", "two", "not sent yet", "not sent yet"]


def test_up_after_sending_shows_the_one_before(panel):
    panel.send("one", "two")
    press(Key.Key_Up)
    assert panel.text == "one"
    press(Key.Key_Down)
    assert panel.text == "two"


def test_an_older_prompt_can_be_changed_and_sent(panel):
    panel.send("one", "two")
    press(Key.Key_Up)
    type_text(" more")
    press(Key.Key_Return)
    assert panel.sent == ["one", "two", "one more"]
    press(Key.Key_Up)
    assert panel.text == "two"


@pytest.mark.parametrize("unsent", ["a boat\n--ar 3:2", "a  boat", "ends with a blank "])
def test_unsent_text_comes_back_as_it_was(panel, unsent):
    panel.send("one")
    write(panel.panel.edit, "")
    compose(unsent)
    press(Key.Key_Up, times=2)
    assert panel.text == "one"
    press(Key.Key_Down)
    assert panel.text == unsent


def test_within_several_lines_up_and_down_move_the_cursor(panel):
    panel.send("before")
    write(panel.panel.edit, "")
    compose("first\nsecond\nthird")
    cursor = panel.panel.edit.textCursor
    press(Key.Key_Up)
    assert (panel.text, cursor().blockNumber()) == ("first\nsecond\nthird", 1)
    press(Key.Key_Up)
    assert (panel.text, cursor().blockNumber()) == ("first\nsecond\nthird", 0)
    press(Key.Key_Down)
    assert (panel.text, cursor().blockNumber()) == ("first\nsecond\nthird", 1)
    press(Key.Key_Up, times=2)
    assert panel.text == "before"


def test_a_line_that_wraps_counts_as_several(panel):
    panel.send("before")
    long = "a very long prompt that does not fit into one line " * 8
    write(panel.panel.edit, long.strip())
    press(Key.Key_Up)
    assert panel.text == long.strip()
    press(Key.Key_Home)
    press(Key.Key_Up, times=8)
    assert panel.text == "before"


def test_every_script_reaches_the_service_unharmed(studio: Workbench) -> None:
    text = "👩‍🚀🌊 山水画，雾 שָׁלוֹם مرحبا é — “quiet”"
    compose(f"{text} --ar 3:2")
    assert studio.window.prompt_panel.edit.toPlainText() == f"{text} --ar 3:2"
    with studio.qtbot.waitSignal(studio.runner.job_added):
        press(Key.Key_Return)
    studio.wait_for(lambda: studio.runner.jobs[-1].state.ended)
    assert bodies(studio) == [f"{text} --ar 3:2"]


def test_emoji_before_a_parameter_do_not_hide_it(panel):
    compose("🌊🌊 sea --chaos 12")
    press(Key.Key_Backspace)
    assert panel.draft.prompt.value("chaos") == "1"
    assert panel.panel.parameters.findChild(object, "parameter_chaos").accessibleName() == "Chaos 1"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Describe the picture"),
        ("   ", "Describe the picture"),
        ("--ar 16:9", "Describe the picture"),
        ("a cat --chaos 500", "--chaos takes a whole number from 0 to 100"),
        ("a cat --seed", "--seed needs a value"),
        ("a cat https://example.com/cat.png ", "to the front"),
    ],
)
def test_what_cannot_be_sent_is_said_and_never_sent(panel, typed, said):
    type_text(typed)
    press(Key.Key_Return, times=3)
    assert said in panel.panel.problem.text()
    assert panel.panel.problem.isVisible()
    assert panel.sent == []
    assert panel.panel.edit.hasFocus()


def test_a_problem_goes_when_it_is_mended(panel):
    type_text("a cat --chaos 500")
    press(Key.Key_Return)
    press(Key.Key_Backspace)
    assert panel.panel.problem.text() == ""
    press(Key.Key_Return)
    assert panel.sent == ["a cat --chaos 50"]


def test_an_unknown_parameter_is_held_once_and_then_sent(panel):
    type_text("a cat --storm")
    assert "--storm" in panel.panel.problem.text()
    press(Key.Key_Return)
    assert "Enter again" in panel.panel.problem.text()
    assert panel.sent == []
    press(Key.Key_Return)
    assert panel.sent == ["a cat --storm"]


def test_a_held_prompt_that_changes_is_held_again(panel):
    type_text("a cat --storm")
    press(Key.Key_Return)
    type_text("y")
    press(Key.Key_Return)
    assert panel.sent == []
    press(Key.Key_Return)
    assert panel.sent == ["a cat --stormy"]


def test_nothing_wrong_reaches_the_service(studio: Workbench) -> None:
    for wrong in ("", "a cat --ar wide", "a cat --stylize -4"):
        write(studio.window.prompt_panel.edit, wrong)
        press(Key.Key_Return, times=2)
        assert studio.window.prompt_panel.problem.text()
    assert studio.runner.jobs == []
    assert studio.service.received("imagine") == []


def test_what_is_wrong_can_be_read_in_the_smallest_window(studio: Workbench) -> None:
    studio.window.resize(studio.window.minimumSize())
    type_text("a cat --chaos 500")
    said = studio.window.prompt_panel.problem
    words = said.fontMetrics().boundingRect(said.text())
    lines = max(1, said.height() // words.height()) if said.wordWrap() else 1
    assert words.width() <= said.width() * lines
