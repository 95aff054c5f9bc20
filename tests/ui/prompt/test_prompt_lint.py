"""What is mistyped is said beside the prompt and mended by one key, before it costs anything."""

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QInputMethodEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton

from mjstudio.model.job import Job, State
from mjstudio.studio.masking.region_queue import QueuedRegion
from mjstudio.ui.look.chip import Chip
from tests.conftest import Workbench
from tests.ui.hands import (
    ALT,
    CTRL,
    SHIFT,
    Key,
    click,
    click_name,
    compose,
    find,
    links,
    press,
    write,
)
from tests.ui.regions import document, paint, region

MISTYPED = "a red fox ——ar 16:9"
MEANT = "a red fox --ar 16:9"


class Field:
    """A field for prompts, the line that says what is wrong, and what the service received."""

    def __init__(self, studio: Workbench, edit: str, lint: str, fix: str) -> None:
        self.studio = studio
        self.edit = find(studio.window, edit, QPlainTextEdit)
        self._lint, self._fix = lint, fix

    @property
    def text(self) -> str:
        return self.edit.toPlainText()

    @property
    def said(self) -> str:
        label = find(self.studio.window, self._lint, QLabel)
        return label.text() if label.isVisible() else ""

    @property
    def fix(self) -> QPushButton:
        return find(self.studio.window, self._fix, QPushButton)

    @property
    def sent(self) -> list[object]:
        bodies = [request.body for request in self.studio.service.received("imagine")]
        action = "variation_region" if self.edit.objectName() == "mask_prompt" else "generate"
        return [b.get("prompt") for b in bodies if b.get("action", "generate") == action]

    def caret(self, before: str) -> None:
        """Put the caret before a piece of the text."""
        cursor = self.edit.document().find(before)
        place = cursor.selectionStart()
        cursor.setPosition(place)
        self.edit.setTextCursor(cursor)

    def enter(self) -> None:
        self.edit.setFocus()
        press(Key.Key_Return)

    def until_sent(self, count: int) -> None:
        self.studio.wait_for(lambda: len(self.sent) >= count)

    @property
    def underlined(self) -> list[str]:
        """What has a wavy line below it."""
        found = []
        block = self.edit.document().begin()
        while block.isValid():
            for span in block.layout().formats():
                wavy = span.format.underlineStyle()  # type: ignore[attr-defined]
                if wavy is QTextCharFormat.UnderlineStyle.WaveUnderline:
                    cursor = QTextCursor(block)
                    cursor.setPosition(block.position() + span.start)  # type: ignore[attr-defined]
                    end = cursor.position() + span.length  # type: ignore[attr-defined]
                    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
                    found.append(cursor.selectedText())
            block = block.next()
        return found


@pytest.fixture(params=["prompt", "region"])
def field(request: pytest.FixtureRequest, studio: Workbench) -> Field:
    """The prompt of a picture, and that of a region."""
    if request.param == "prompt":
        field = Field(studio, "prompt_edit", "prompt_lint", "lint_fix")
    else:
        request.getfixturevalue("single")
        paint(studio, (60, 60))
        field = Field(studio, "mask_prompt", "mask_lint", "mask_lint_fix")
    write(field.edit, "")
    return field


def preedit(text: str) -> None:
    """What an input method shows while it is not decided yet."""
    QApplication.sendEvent(QApplication.focusWidget(), QInputMethodEvent(text, []))


def test_it_is_said_held_back_and_mended_by_one_key(field: Field) -> None:
    before = len(field.sent)
    compose(MISTYPED)
    assert "——ar 16:9" in field.said
    assert "--ar 16:9" in field.said
    assert field.underlined == ["——ar 16:9"]
    field.enter()
    field.enter()
    assert len(field.sent) == before
    press(Key.Key_Return, ALT)
    assert field.text == MEANT
    assert field.said == ""
    assert field.underlined == []
    assert len(field.sent) == before
    field.enter()
    field.until_sent(before + 1)
    assert field.sent[before:] == [MEANT]


def test_the_button_mends_and_undo_takes_it_back_in_one_step(field: Field) -> None:
    compose("🐈🌊 cat –chaos １２ and more")
    field.caret(" and")
    place = field.edit.textCursor().position()
    click(field.fix)
    assert field.text == "🐈🌊 cat --chaos 12 and more"
    assert field.edit.textCursor().position() == place + 1
    assert field.edit.hasFocus()
    press(Key.Key_Z, CTRL)
    assert field.text == "🐈🌊 cat –chaos １２ and more"
    press(Key.Key_Z, CTRL | SHIFT)
    assert field.text == "🐈🌊 cat --chaos 12 and more"


def test_the_one_under_the_caret_is_mended_first(field: Field) -> None:
    compose("🌊🌊 fox –ar 16:9 –chaos １２")
    field.caret("chaos")
    assert "chaos" in field.said
    press(Key.Key_Return, ALT)
    assert field.text == "🌊🌊 fox –ar 16:9 --chaos 12"
    press(Key.Key_Return, ALT)
    assert field.text == "🌊🌊 fox --ar 16:9 --chaos 12"
    assert not field.fix.isVisible()


def test_what_is_doubtful_is_held_once(field: Field) -> None:
    before = len(field.sent)
    compose("狐狸 —no dogs")
    assert field.said
    field.enter()
    assert len(field.sent) == before
    assert "again" in field.said
    assert field.fix.isVisible()
    field.enter()
    field.until_sent(before + 1)
    assert field.sent[before:] == ["狐狸 —no dogs"]


def test_the_key_of_the_fix_never_sends(field: Field) -> None:
    before = len(field.sent)
    compose("a red fox")
    press(Key.Key_Return, ALT)
    assert field.text == "a red fox"
    assert len(field.sent) == before
    assert field.said == ""


def test_while_an_input_method_composes_nothing_is_said(field: Field) -> None:
    compose("a fox –")
    preedit("ar")
    compose("ar 16:9 ")
    assert field.said
    compose("and ")
    press(Key.Key_Return, ALT)
    assert field.said
    write(field.edit, "")
    compose("狐 ")
    preedit("hu")
    field.edit.textCursor().insertText("–ar 16:9")
    assert field.said == ""
    compose("x")
    assert field.said


def test_an_address_among_the_words_moves_to_the_front(field: Field) -> None:
    before = len(field.sent)
    compose("a fox https://a.test/b.png asleep")
    field.enter()
    assert len(field.sent) == before
    press(Key.Key_Return, ALT)
    field.enter()
    field.until_sent(before + 1)
    assert field.sent[before:] == ["https://a.test/b.png a fox asleep"]


def test_the_chips_wait_until_it_is_a_parameter(studio: Workbench) -> None:
    chip = find(studio.window, "parameter_ar", Chip)
    compose(MISTYPED)
    assert chip.accessibleName() == "Aspect 1:1"
    press(Key.Key_Return, ALT)
    assert chip.accessibleName() == "Aspect 16:9"


def test_the_menu_offers_the_fix_where_there_is_one(studio: Workbench) -> None:
    command = studio.window.commands["fix_prompt"]
    assert not command.isEnabled()
    compose(MISTYPED)
    assert command.isEnabled()
    command.trigger()
    assert studio.draft.text == MEANT
    assert not command.isEnabled()


# -- the prompt of a region


@pytest.mark.parametrize("way", ["canvas", "button", "menu", "add"])
def test_no_way_of_sending_a_region_passes_by(studio: Workbench, single: Job, way: str) -> None:
    paint(studio, (60, 60))
    edit = find(studio.window, "mask_prompt", QPlainTextEdit)
    write(edit, "a sail --ar 16x9 --q 99 -c x")
    canvas = studio.window.stage.mask_mode.canvas
    canvas.setFocus()
    for _ in range(3):
        if way == "canvas":
            press(Key.Key_Return)
        elif way == "button":
            click_name(studio.window, "mask_submit")
        elif way == "menu":
            studio.window.commands["mask_submit"].trigger()
        else:
            press(Key.Key_Return, CTRL)
    assert studio.window.stage.masking
    assert studio.app.studio.regions.queues == ()
    assert "--ar 16:9" in find(studio.window, "mask_lint", QLabel).text()
    sent = [r.body.get("action") for r in studio.service.received("imagine")]
    assert "variation_region" not in sent


def test_a_region_that_waits_is_checked_too(studio: Workbench, single: Job) -> None:
    paint(studio, (60, 60))
    mask = document(studio).bitmap.snapshot()
    regions = studio.app.studio.regions
    regions.bring_back(region(studio).job_id, [QueuedRegion(mask, MISTYPED)])
    assert "--ar 16:9" in find(studio.window, "region_said_1", QLabel).text()
    write(find(studio.window, "mask_prompt"), "a boat")
    press(Key.Key_Return)
    assert studio.window.stage.masking
    assert "Region 1" in find(studio.window, "mask_lint", QLabel).text()
    click_name(studio.window, "region_fix_1")
    queue = regions.open_queue
    assert queue is not None
    assert queue.regions[0].prompt == MEANT
    with studio.qtbot.waitSignal(studio.runner.job_added):
        find(studio.window, "mask_prompt").setFocus()
        press(Key.Key_Return)
    assert studio.runner.jobs[-1].request.prompt == MEANT


def test_a_region_that_cannot_be_sent_stops_a_queue_that_is_started_later(
    studio: Workbench, single: Job
) -> None:
    paint(studio, (60, 60))
    mask = document(studio).bitmap.snapshot()
    regions = studio.app.studio.regions
    regions.bring_back(region(studio).job_id, [QueuedRegion(mask, MISTYPED)])
    studio.app.studio.masking.close()
    regions.start(single.id)
    queue = regions.queue_on(single.id)
    assert queue is not None
    assert "--ar 16:9" in queue.problem
    assert len(studio.runner.jobs) == 2


def test_an_address_pasted_into_a_region_is_kept_in_front(studio: Workbench, single: Job) -> None:
    paint(studio, (60, 60))
    edit = find(studio.window, "mask_prompt", QPlainTextEdit)
    write(edit, "a boat")
    QApplication.clipboard().setMimeData(links("https://a.test/b.png?x=1&"))
    press(Key.Key_V, CTRL)
    assert edit.toPlainText() == "https://a.test/b.png?x=1& a boat"
    assert region(studio).prompt == edit.toPlainText()
    press(Key.Key_Z, CTRL)
    assert edit.toPlainText() == "a boat"


def test_a_file_pasted_into_a_region_is_refused_aloud(studio: Workbench, single: Job) -> None:
    edit = find(studio.window, "mask_prompt", QPlainTextEdit)
    write(edit, "a boat")
    mime = QMimeData()
    mime.setText("file:///home/artist/a.png")
    QApplication.clipboard().setMimeData(mime)
    press(Key.Key_V, CTRL)
    assert edit.toPlainText() == "a boat"
    assert "no address" in find(studio.window, "mask_lint", QLabel).text()


def test_a_region_without_words_is_sent_without_a_prompt(studio: Workbench, single: Job) -> None:
    paint(studio, (60, 60))
    edit = find(studio.window, "mask_prompt", QPlainTextEdit)
    write(edit, "  ")
    assert "If empty" in edit.placeholderText()
    assert "without a prompt" in find(studio.window, "mask_said", QLabel).text()
    with studio.qtbot.waitSignal(studio.app.studio.masking.submitted) as caught:
        press(Key.Key_Return)
    done = studio.until(State.FINISHED, caught.args[0].id)
    assert "prompt" not in studio.service.received("imagine")[-1].body
    # What the picture is of is known all the same.
    assert done.prompt == "a quiet lake"
    assert done.title.endswith("a quiet lake")
    studio.session.show(done.id)
    studio.window.commands["use_prompt"].trigger()
    assert studio.draft.text == "a quiet lake"
    again = studio.act("reroll")
    assert again.request.prompt == "a quiet lake"


def test_what_the_version_does_not_take_is_refused_and_mended(studio: Workbench) -> None:
    field = Field(studio, "prompt_edit", "prompt_lint", "lint_fix")
    write(field.edit, "a red fox --draft --v 8.1")
    field.enter()
    assert field.said == "Version 8.1 does not take --draft."
    assert field.underlined == ["--draft"]
    click(field.fix)
    assert field.text == "a red fox --v 8.1"
    field.enter()
    field.until_sent(1)
    assert field.sent == ["a red fox --v 8.1"]


def test_what_means_several_paid_jobs_is_never_sent(studio: Workbench) -> None:
    field = Field(studio, "prompt_edit", "prompt_lint", "lint_fix")
    for text in ("a {red, blue} fox", "a red fox --repeat 4"):
        write(field.edit, text)
        field.enter()
        field.enter()
        assert "each of" in field.said
    write(field.edit, "a red fox")
    field.enter()
    field.until_sent(1)
    assert field.sent == ["a red fox"]


def test_a_profile_is_warned_about_before_the_first_only(studio: Workbench) -> None:
    field = Field(studio, "prompt_edit", "prompt_lint", "lint_fix")
    write(field.edit, "a red fox --p abc def")
    field.enter()
    assert "Press Enter again" in field.said
    assert not studio.runner.jobs
    field.enter()
    field.until_sent(1)
    write(field.edit, "a red hare --p ghi")
    field.enter()
    field.until_sent(2)
    assert field.sent == ["a red fox --p abc def", "a red hare --p ghi"]
