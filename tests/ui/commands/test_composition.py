"""Input methods in every field: what they compose is no text yet, and disturbs nothing.

The events are those that Qt makes of what fcitx5, ibus, macOS and Windows tell it.
"""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QInputMethodEvent,
    QKeySequence,
    QShortcut,
    QTextCharFormat,
    QTextLayout,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

import mjstudio
from mjstudio.library.settings import Settings
from mjstudio.mask.document import MaskDocument
from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.model.job import Job
from mjstudio.model.prompt import Prompt
from mjstudio.model.request import ImagineRequest
from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.gallery.job_models import JobListModel
from mjstudio.studio.jobs.side import Side
from mjstudio.studio.masking.masking import Region
from mjstudio.studio.prompt.draft import Draft
from mjstudio.studio.prompt.references import References
from mjstudio.ui.commands.command import Command
from mjstudio.ui.commands.command import Place as MenuPlace
from mjstudio.ui.commands.composition import NO_HAND, Composition
from mjstudio.ui.commands.palette import CommandPalette
from mjstudio.ui.commands.registry import Commands
from mjstudio.ui.commands.text_field import TextField
from mjstudio.ui.library.library_view import LibraryView
from mjstudio.ui.look.room import Room
from mjstudio.ui.look.theme import Mode, Theme
from mjstudio.ui.mask.prompt import MaskPrompt
from mjstudio.ui.prompt.parameter_popups import ChoicePopup, MorePopup
from mjstudio.ui.prompt.prompt_edit import PromptEdit
from mjstudio.ui.prompt.prompt_panel import PromptPanel
from mjstudio.ui.references.reference_strip import ReferenceStrip
from mjstudio.ui.settings.settings_dialog import SettingsDialog
from tests.ui.hands import ALT, CTRL, NONE, SHIFT, Key, click, compose, find, press
from tests.ui.registry import commands

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints|This plugin does not support")


class Place:
    """A field in its own surroundings. `told` hears all that anybody is told, in order."""

    home: QWidget

    def __init__(
        self, edit: QLineEdit | QPlainTextEdit, top: QWidget, told: list[Any] | None = None
    ) -> None:
        self.edit, self.top = edit, top
        self.told: list[Any] = [] if told is None else told

    def hear(self, *signals: Any) -> None:
        """Hear these, too."""
        for signal in signals:
            signal.connect(lambda *what: self.told.append(what))

    @property
    def text(self) -> str:
        """What the field holds, without what is being composed."""
        return self.edit.text() if isinstance(self.edit, QLineEdit) else self.edit.toPlainText()

    @property
    def composition(self) -> Composition:
        """That of the field."""
        (made,) = self.edit.findChildren(Composition)
        return made

    def preedit(self, text: str, commit: str = "") -> None:
        """What the input method shows; underlined, the caret behind it, as they all do."""
        kind, form = QInputMethodEvent.AttributeType, QTextCharFormat()
        form.setFontUnderline(True)
        attributes = [
            QInputMethodEvent.Attribute(kind.TextFormat, 0, len(text), form),
            QInputMethodEvent.Attribute(kind.Cursor, len(text), 1, None),
        ]
        event = QInputMethodEvent(text, attributes if text else [])
        event.setCommitString(commit)
        QApplication.sendEvent(self.edit, event)

    def select_all(self) -> None:
        """As Ctrl+A does."""
        self.edit.selectAll()


class Wires(QObject):
    """What a list of jobs is told by."""

    jobs_restored, job_added = Signal(list), Signal(object)
    job_changed, job_removed, changed = Signal(object), Signal(object), Signal(str)

    def parent_of(self, _job: Job) -> None:
        return None

    def thumbnail(self, _key: str) -> None:
        return None


def of_prompt(_home: QWidget) -> Place:
    draft = Draft(References(Tasks()))
    panel = PromptPanel(draft, commands())
    place = Place(panel.edit, panel)
    place.hear(panel.submit_requested, panel.lint.changed, draft.changed, draft.held)
    return place


def of_region(_home: QWidget) -> Place:
    ran: list[str] = []
    prompt = MaskPrompt(commands(ran))
    prompt.show_region(Region("job", MaskDocument(MaskBitmap(64, 64)), ""))
    place = Place(prompt.edit, prompt, ran)
    place.hear(prompt.lint.changed, prompt.edit.composition.written)
    return place


def of_search(_home: QWidget) -> Place:
    wires: Any = Wires()
    model = JobListModel(wires, wires, None)  # type: ignore[arg-type]
    view = LibraryView(model, Side(wires), commands())
    wires.setParent(view)
    model.setParent(view)
    wires.job_added.emit(Job(ImagineRequest(prompt="a red fox")))
    place = Place(view.search, view)
    place.hear(view.view.model().rowsInserted, view.view.model().rowsRemoved, view.job_chosen)
    return place


def of_palette(home: QWidget) -> Place:
    ran: list[str] = []
    made = commands(ran)
    palette = CommandPalette(home)
    palette.open_over(home, list(made.actions.values()))
    place = Place(palette.findChildren(QLineEdit)[0], palette, ran)
    (shown,) = (view for view in palette.findChildren(QWidget) if hasattr(view, "currentRow"))
    place.hear(shown.currentRowChanged, shown.model().rowsInserted)
    return place


def of_choice(home: QWidget) -> Place:
    popup = ChoicePopup("ar", ("1:1",), True, home)
    popup.fill(Prompt.parse("a fox --ar 5:4"))
    popup.setWindowFlags(Qt.WindowType.Dialog)  # a real one closes whenever a window moves up
    place = Place(popup.findChildren(QLineEdit)[0], popup)
    place.hear(popup.chosen, popup.closed)
    return place


def of_no(home: QWidget) -> Place:
    popup = MorePopup(home)
    popup.setWindowFlags(Qt.WindowType.Dialog)  # a real one closes whenever a window moves up
    place = Place(popup.findChildren(QLineEdit)[0], popup)
    place.hear(popup.chosen, popup.closed)
    return place


def of_reference(home: QWidget) -> Place:
    strip = ReferenceStrip(References(Tasks()), home)
    strip.ask()
    (edit,) = strip.findChildren(QLineEdit)
    place = Place(edit, edit.window())
    place.hear(strip.url_offered)
    return place


def of_settings(name: str) -> Callable[[QWidget], Place]:
    def make(home: QWidget) -> Place:
        dialog = SettingsDialog(Settings(check_updates=True), commands(), home)
        find(dialog, f"settings_page_{SETTINGS[name]}", QAbstractButton).click()
        find(dialog, "token_eye", QAbstractButton).click()
        place = Place(find(dialog, name, QLineEdit), dialog)
        place.hear(dialog.saved, dialog.token_entered, dialog.previewed, dialog.finished)
        return place

    return make


SETTINGS = {
    "token_edit": "account",
    "base_url_edit": "account",
    "callback_url_edit": "advanced",
    "callback_port_edit": "advanced",
    "update_feed": "advanced",
    "keys_search": "keys",
}
PLACES: dict[str, Callable[[QWidget], Place]] = {
    "prompt": of_prompt,
    "region": of_region,
    "search": of_search,
    "palette": of_palette,
    "choice": of_choice,
    "no": of_no,
    "reference": of_reference,
    **{name: of_settings(name) for name in SETTINGS},
}
SHORTCUTS = ("G", "1", "Return", "Escape", "Tab", "Ctrl+L", "Ctrl+Return", "Alt+Return", "Ctrl+Z")
LEFT_OVER = [
    *((key, NONE) for key in (Key.Key_Return, Key.Key_Enter, Key.Key_Escape, Key.Key_Tab)),
    *((key, NONE) for key in (Key.Key_Up, Key.Key_Down, Key.Key_Left, Key.Key_Backspace)),
    *((key, CTRL) for key in (Key.Key_Return, Key.Key_L, Key.Key_Z, Key.Key_A, Key.Key_V)),
    *((key, ALT) for key in (Key.Key_Return, Key.Key_F)),
    *((key, SHIFT) for key in (Key.Key_Return, Key.Key_Backtab)),
    (Key.Key_F5, NONE),
]
"""Keys that write nothing, which an input method may leave to the program."""
SHOWN = st.sampled_from(["n", "ni", "你", "你hao", "你好", "に", "한", "——ar"])
STEPS = st.lists(SHOWN | st.sampled_from(LEFT_OVER), max_size=8)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time of compositions, in its only item: it stands until it is set."""
    now = [100.0]
    monkeypatch.setattr(Composition, "clock", staticmethod(lambda: now[0]))
    return now


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """The colours, fonts and margins of the program."""
    theme = Theme(qapp)
    yield theme
    theme.set_mode(Mode.DARK)


def open_place(qtbot: QtBot, make: Callable[[QWidget], Place]) -> Place:
    """Show a field in its surroundings, with the keyboard in it, and shortcuts around it."""
    home = QWidget()
    qtbot.addWidget(home)
    home.resize(900, 600)
    with qtbot.waitActive(home):
        home.show()
    place = make(home)
    place.home = home
    if place.top.parent() is None:
        place.top.setParent(home)
        QVBoxLayout(home).addWidget(place.top)
    place.top.show()
    if place.top.window().windowType() is not Qt.WindowType.Popup:
        place.top.window().activateWindow()
    qtbot.waitUntil(lambda: place.edit.isVisible() and place.top.isActiveWindow())
    place.edit.setFocus()
    qtbot.waitUntil(place.edit.hasFocus)
    place.edit.clear()
    for keys in SHORTCUTS:
        place.hear(QShortcut(QKeySequence(keys), place.top.window()).activated)
    place.hear(place.composition.written, place.composition.ended)
    place.told.clear()
    return place


@pytest.fixture(params=PLACES)
def place(qtbot: QtBot, request: pytest.FixtureRequest, clock: list[float]) -> Place:
    """Every field in turn."""
    return open_place(qtbot, PLACES[request.param])


def words_for(place: Place) -> tuple[str, str]:
    """What can be written into a field, and what the input method makes of it."""
    return ("80", "90") if place.edit.objectName() == "callback_port_edit" else ("fox", "狐狸")


# -- while it composes


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first=SHOWN, steps=STEPS)
def test_while_it_composes_nothing_else_happens(
    place: Place, clock: list[float], first: str, steps: list[Any]
) -> None:
    _words, chosen = words_for(place)
    place.composition.drop()
    place.edit.clear()
    place.told.clear()
    place.preedit(first)
    for step in steps:
        if isinstance(step, str):
            place.preedit(step)
        else:
            press(*step)
        assert place.told == []
        assert place.text == ""
        assert place.edit.hasFocus()
        assert place.composition.composing
    place.preedit("", commit=chosen)
    assert place.text == chosen
    assert not place.composition.composing
    for key in (Key.Key_Return, Key.Key_Escape):
        # They have ended it: nobody is quick enough to have pressed them since.
        place.told.clear()
        press(key)
        assert place.told == []
    clock[0] += 1


def test_what_is_chosen_replaces_the_selection_and_is_told_once(place: Place) -> None:
    words, chosen = words_for(place)
    compose(words)
    place.select_all()
    place.told.clear()
    place.preedit("hu")
    place.preedit(chosen)
    assert place.told == []
    heard: list[str] = []
    place.composition.written.connect(lambda: heard.append(place.text))
    place.preedit("", commit=chosen)
    assert set(heard) == {chosen}
    assert place.text == chosen


def test_it_can_be_taken_back(place: Place) -> None:
    words, _chosen = words_for(place)
    compose(words)
    place.preedit("hu")
    place.preedit("")
    assert not place.composition.composing
    QApplication.processEvents()
    place.top.setFocus()
    assert place.text == words


def test_a_letter_that_the_input_method_does_not_want_comes_behind(place: Place) -> None:
    """fcitx5 hands the blank on that ends a Korean word, and tells the word after that."""
    words, chosen = words_for(place)
    place.preedit(chosen)
    QTest.keyClicks(place.edit, words)
    place.preedit("", commit=chosen)
    assert place.text == chosen + words


def test_an_input_method_that_is_gone_keeps_nobody_from_writing(qtbot: QtBot, place: Place) -> None:
    words, chosen = words_for(place)
    place.preedit(chosen)
    press(Key.Key_Tab)
    assert place.edit.hasFocus()
    QTest.keyClicks(place.edit, words)
    qtbot.waitUntil(lambda: place.text == chosen + words)
    assert not place.composition.composing


# -- when it is left


def test_a_click_elsewhere_keeps_what_is_shown(place: Place) -> None:
    _words, chosen = words_for(place)
    place.preedit(chosen)
    bar = QPushButton("a button that takes no keyboard", place.top.window())
    bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    seen: list[str] = []
    bar.pressed.connect(lambda: seen.append(place.text))
    bar.show()
    window = place.top.window()
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, NONE, QPoint(5, 5))
    assert seen == [chosen]
    assert place.text == chosen
    assert not place.composition.composing


def test_what_an_input_method_drops_as_the_keyboard_leaves_is_kept(place: Place) -> None:
    """ibus with libpinyin: Qt asks it to commit, and it says that there is nothing."""
    _words, chosen = words_for(place)
    place.preedit(chosen)
    place.preedit("")
    place.edit.clearFocus()
    assert place.text == chosen
    assert not place.composition.composing


def test_no_other_row_comes_under_a_pointer_that_goes_down(qtbot: QtBot) -> None:
    """The press ends what is composed, and that is searched for only after it."""
    place = open_place(qtbot, of_palette)
    (rows,) = place.top.findChildren(QListWidget)
    seen = [rows.item(row).text() for row in range(rows.count())]
    place.preedit("zoom")
    at = rows.viewport().mapTo(place.top, rows.visualItemRect(rows.item(3)).center())
    pressed: list[str] = []
    rows.itemPressed.connect(lambda item: pressed.append(item.text()))
    handle = place.top.windowHandle()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, NONE, at)
    assert pressed == [seen[3]]
    qtbot.waitUntil(lambda: 0 < rows.count() < len(seen))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, NONE, at)
    assert all(isinstance(what, tuple) for what in place.told), "a command ran"
    assert place.text == "zoom"


def test_letters_are_searched_for_at_once_whatever_is_said_of_the_pointer(qtbot: QtBot) -> None:
    """After a drag to another program a button may still be said to be down."""
    field = TextField()
    qtbot.addWidget(field)
    field.show()
    field.setFocus()
    QTest.mousePress(field, Qt.MouseButton.LeftButton)
    assert QApplication.mouseButtons()
    searched: list[str] = []
    field.searched.connect(lambda: searched.append(field.text()))
    QTest.keyClicks(field, "ab")
    assert searched == ["a", "ab"]
    QTest.mouseRelease(field, Qt.MouseButton.LeftButton)


def test_another_text_takes_the_place_of_what_is_composed(place: Place) -> None:
    _words, chosen = words_for(place)
    place.preedit(chosen)
    if isinstance(place.edit, PromptEdit):
        place.edit.setPlainText("7")
    elif isinstance(place.edit, TextField):
        place.edit.setText("7")
    else:
        return  # Qt's own dialog writes into its field once.
    assert place.text == "7"
    assert not place.composition.composing
    place.preedit(chosen)
    place.edit.clear()
    assert place.text == ""


# -- the prompts


@pytest.fixture(params=["prompt", "region"])
def prompt(qtbot: QtBot, request: pytest.FixtureRequest, clock: list[float]) -> Place:
    """The two fields that something is sent from."""
    return open_place(qtbot, PLACES[request.param])


def test_the_enter_that_ends_it_sends_nothing_and_the_next_one_does(
    prompt: Place, clock: list[float]
) -> None:
    """Korean ones hand on the Enter that has ended them; no other is pressed within 20 ms."""
    sent: list[str] = []
    assert isinstance(prompt.edit, PromptEdit)
    prompt.edit.submit_requested.connect(lambda: sent.append(prompt.text))
    compose("여우 ")
    prompt.preedit("한")
    press(Key.Key_Return)
    assert sent == []
    prompt.preedit("", commit="한")
    press(Key.Key_Return)
    assert sent == []
    clock[0] += 2 * NO_HAND
    press(Key.Key_Return)
    assert sent == ["여우 한"]


def test_a_dead_key_is_no_composition_that_enter_could_end(
    prompt: Place, clock: list[float]
) -> None:
    """X11 tells of its letter as input methods do, and shows nothing before."""
    sent: list[str] = []
    assert isinstance(prompt.edit, PromptEdit)
    prompt.edit.submit_requested.connect(lambda: sent.append(prompt.text))
    compose("a caf")
    compose("é")
    press(Key.Key_Return)
    assert sent == ["a café"]


def test_up_and_down_stay_with_the_input_method(qtbot: QtBot, clock: list[float]) -> None:
    place = open_place(qtbot, of_prompt)
    compose("a lake")
    press(Key.Key_Return)
    place.edit.clear()
    place.preedit("hu")
    press(Key.Key_Up)
    assert place.text == ""
    place.preedit("", commit="湖")
    press(Key.Key_Up)
    assert place.text == "a lake"


def test_the_button_sends_what_is_seen(qtbot: QtBot, clock: list[float]) -> None:
    place = open_place(qtbot, of_prompt)
    assert isinstance(place.top, PromptPanel)
    sent: list[str] = []
    place.top.submit_requested.connect(lambda prompt: sent.append(prompt.compose()))
    compose("a red ")
    place.preedit("狐狸")
    click(place.top.button)
    assert place.text == "a red 狐狸"
    assert sent == ["a red 狐狸"]


def test_a_command_acts_on_what_is_seen(qtbot: QtBot) -> None:
    """Chosen in the palette or by a screen reader: nobody has pressed anything in the window."""
    place = open_place(qtbot, of_prompt)
    made = Commands(place.home, ())
    acted: list[str] = []
    command = Command("act", "Act", lambda _on: acted.append(place.text), (MenuPlace("Picture"),))
    made.bind((command,), place)
    place.preedit("狐狸")
    made["act"].trigger()
    assert acted == ["狐狸"]


def test_what_replaces_a_selection_is_one_step_of_undo(qtbot: QtBot, clock: list[float]) -> None:
    place = open_place(qtbot, of_prompt)
    compose("a lake at dawn")
    place.select_all()
    place.preedit("hu")
    place.preedit("湖")
    place.preedit("", commit="湖")
    press(Key.Key_Z, CTRL)
    assert place.text == "a lake at dawn"
    press(Key.Key_Z, CTRL | SHIFT)
    assert place.text == "湖"


def test_a_thumbnail_that_comes_meanwhile_disturbs_nothing(qtbot: QtBot) -> None:
    draft = Draft(References(Tasks()))
    panel = PromptPanel(draft, commands())
    place = open_place(qtbot, lambda _home: Place(panel.edit, panel))
    compose("a lake")
    place.select_all()
    place.preedit("湖")
    draft.references.add("https://a.test/b.png")
    assert place.composition.composing
    assert place.text == ""
    place.preedit("", commit="湖")
    assert draft.text == "湖"
    assert draft.prompt.compose() == "https://a.test/b.png 湖"


def test_a_mask_that_is_fetched_meanwhile_disturbs_nothing(qtbot: QtBot) -> None:
    region = Region("job", MaskDocument(MaskBitmap(64, 64)), "a sail")
    prompt = MaskPrompt(commands())
    prompt.show_region(region)
    place = open_place(qtbot, lambda _home: Place(prompt.edit, prompt))
    compose("a boat ")
    place.preedit("船")
    prompt.show_region(region)
    assert place.composition.composing
    place.preedit("", commit="船")
    assert region.prompt == place.text == "a boat 船"


# -- what is seen


def test_the_placeholder_makes_room(prompt: Place) -> None:
    assert isinstance(prompt.edit, PromptEdit)
    prompt.preedit("hu")
    with_it = prompt.edit.viewport().grab().toImage()
    prompt.edit.setPlaceholderText("")
    assert with_it == prompt.edit.viewport().grab().toImage()


@pytest.mark.parametrize("at", [2, 9, 15])
def test_it_stays_underlined_among_coloured_parameters(prompt: Place, at: int) -> None:
    compose("a fox --ar 16x9")
    assert isinstance(prompt.edit, PromptEdit)
    cursor = prompt.edit.textCursor()
    cursor.setPosition(at)
    prompt.edit.setTextCursor(cursor)
    prompt.preedit("hu")
    prompt.preedit("狐狸")
    layout = prompt.edit.document().firstBlock().layout()
    assert (layout.preeditAreaPosition(), layout.preeditAreaText()) == (at, "狐狸")
    assert all(underlined(layout, place) for place in (at, at + 1))
    assert not underlined(layout, at - 1) or at == 15
    prompt.preedit("")
    assert layout.preeditAreaText() == ""


def underlined(layout: QTextLayout, place: int) -> bool:
    """Whether a letter of a line is underlined, what is composed counted in."""
    single = QTextCharFormat.UnderlineStyle.SingleUnderline
    return any(
        one.start <= place < one.start + one.length
        and (one.format.fontUnderline() or one.format.underlineStyle() is single)
        for one in layout.formats()
    )


def test_its_window_opens_at_the_caret_of_a_low_prompt(qtbot: QtBot, theme: Theme) -> None:
    """In one line that grows and scrolls, too."""
    place = open_place(qtbot, of_prompt)
    assert isinstance(place.top, PromptPanel)
    place.top.take_room(Room.of(880, 440))
    compose("a very long prompt of many words, " * 12)
    method = QGuiApplication.inputMethod()
    told = []
    method.cursorRectangleChanged.connect(lambda: told.append(method.cursorRectangle()))
    for shown in ("h", "hu", "湖" * 30):
        place.preedit(shown)

        def at_the_caret() -> bool:
            window, edit = place.top.window(), place.edit
            where = edit.mapFrom(window, told[-1].center().toPoint()) if told else QPoint(-1, -1)
            return edit.rect().contains(where) and told[-1] == method.cursorRectangle()

        qtbot.waitUntil(at_the_caret)
    method.cursorRectangleChanged.disconnect()
    assert len({(rect.x(), rect.y()) for rect in told}) >= 2


# -- every field


def test_there_is_no_field_beside_these() -> None:
    """A field that is written into is a TextField or a PromptEdit, or has a Composition."""
    bare = {"QLineEdit", "QPlainTextEdit", "QTextEdit", "QTextBrowser", "QSpinBox"}
    bare |= {"QDoubleSpinBox", "QComboBox", "QFontComboBox", "QDateEdit", "QInputDialog"}
    made = {
        (path.name, name)
        for path in Path(mjstudio.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and (name := node.func.id) in bare
    }
    # Two are for reading; the other is among the fields above.
    assert made == {
        ("request_dialog.py", "QPlainTextEdit"),
        ("licences_dialog.py", "QPlainTextEdit"),
        ("reference_strip.py", "QInputDialog"),
    }
