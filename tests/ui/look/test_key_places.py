"""Digits by their place on the keyboard, in every layout; keys that every layout reaches; menus."""

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QMenu

from mjstudio.sandbox.trouble.faults import Fault
from mjstudio.ui.commands.command import MENUS
from mjstudio.ui.commands.keys_dialog import KeysDialog
from mjstudio.ui.window.features import DECLARED
from tests.conftest import Workbench
from tests.ui.hands import CTRL, NONE, SHIFT, Key, Modifier, find, focused, press

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

KEYPAD = Modifier.KeypadModifier
# What the places 1 to 4 write without and with Shift.
LAYOUTS = {
    "us": ("1234", "!@#$"),
    "fr": ("&é\"'", "1234"),
    "de": ("1234", '!"§$'),
    "cz": ("+ěšč", "1234"),
}
PLACES = (10, 11, 12, 13)


def key_event(
    text: str,
    modifiers: Qt.KeyboardModifier = NONE,
    *,
    code: int = 0,
    virtual: int = 0,
    native: int = 0,
    kind: QEvent.Type = QEvent.Type.KeyPress,
    at: int = 0,
    repeated: bool = False,
) -> QKeyEvent:
    key = ord(text.upper())
    event = QKeyEvent(kind, key, modifiers, code, virtual, native, text, repeated, 1)
    event.setTimestamp(at)
    return event


class Codes(QObject):
    """Lets an override carry the code of its key: those that Qt makes for us carry none."""

    def __init__(self, override: QKeyEvent) -> None:
        super().__init__()
        self._override = override

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.ShortcutOverride or event.nativeScanCode():
            return False
        if watched is QApplication.focusWidget():
            QApplication.sendEvent(watched, self._override)
            event.setAccepted(self._override.isAccepted())
        return True


def strike(text: str, modifiers: Qt.KeyboardModifier = NONE, **how: int) -> None:
    """A key as the window system sends it: override, press and release, all with its code."""
    target, kinds = focused(), QEvent.Type
    codes = Codes(key_event(text, modifiers, kind=kinds.ShortcutOverride, **how))
    for watched in (target, target.window()):
        watched.installEventFilter(codes)
    QApplication.sendEvent(target, key_event(text, modifiers, **how))
    for watched in (target, target.window()):
        watched.removeEventFilter(codes)
    QApplication.sendEvent(target, key_event(text, modifiers, kind=kinds.KeyRelease, **how))


def sent(studio: Workbench) -> list[str]:
    return [job.request.action for job in studio.runner.jobs[1:]]


@pytest.fixture
def grid(studio: Workbench) -> Workbench:
    """A finished grid that has the keyboard; what is sent stays in sight."""
    studio.finish_a_grid()
    studio.service.faults.order(Fault.HANG, where="imagine", times=20, seconds=30)
    studio.window.stage.grid_view.setFocus()
    return studio


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_digit_keys_do_what_their_labels_say_in_every_layout(
    grid: Workbench, layout: str
) -> None:
    plain, shifted = LAYOUTS[layout]
    for code, text in zip(PLACES, plain, strict=True):
        strike(text, code=code)
    for code, text in zip(PLACES, shifted, strict=True):
        strike(text, SHIFT, code=code)
    assert sent(grid) == [f"{what}{q}" for what in ("upscale", "variation") for q in range(1, 5)]


def test_the_library_list_does_not_search_for_a_digit(grid: Workbench) -> None:
    grid.window.library.view.setFocus()
    strike("é", code=11)
    assert sent(grid) == ["upscale2"]


def test_digits_with_ctrl_are_places_too(grid: Workbench) -> None:
    for _ in range(2):
        before = grid.window.details_dock.isHidden()
        strike("é", CTRL, code=11)
        assert grid.window.details_dock.isHidden() is not before


def test_typed_digits_are_text(grid: Workbench) -> None:
    grid.window.write_prompt("")
    strike("é", code=11)
    strike("1", SHIFT, code=10)
    assert grid.window.prompt_panel.edit.toPlainText() == "é1"
    assert sent(grid) == []


def test_other_modifiers_are_other_keys(grid: Workbench) -> None:
    for modifiers, native in (
        (Modifier.AltModifier, 0x8),
        (Modifier.MetaModifier, 0x40),
        (CTRL | Modifier.AltModifier, 0xC),
        (NONE, 0x80),
    ):
        strike("1", modifiers, code=10, native=native)
    assert sent(grid) == []


def test_the_keypad_counts_with_numlock_alone(grid: Workbench) -> None:
    strike("3", KEYPAD, code=89)
    assert sent(grid) == ["upscale3"]
    strike("3", KEYPAD | SHIFT, code=89)
    for key in (Key.Key_End, Key.Key_Down, Key.Key_PageDown, Key.Key_Left):
        press(key, KEYPAD)
        press(key, KEYPAD | SHIFT)
    assert sent(grid) == ["upscale3"]


def test_a_held_digit_sends_once_and_a_bouncing_one_too(grid: Workbench) -> None:
    strike("1", code=10, at=10_000)
    for repeat in range(10):
        strike("1", code=10, at=10_600 + 40 * repeat, repeated=True)
    assert sent(grid) == ["upscale1"]
    strike("2", code=11, at=20_000)
    strike("2", code=11, at=20_100)
    strike("3", code=12, at=20_200)
    assert sent(grid) == ["upscale1", "upscale2", "upscale3"]
    strike("3", code=12, at=20_900)
    assert sent(grid) == ["upscale1", "upscale2", "upscale3", "upscale3"]


def test_a_digit_that_was_free_costs_nothing_for_a_moment(grid: Workbench) -> None:
    """Its command is off while something free has the digits, and on again right after."""
    upscale = grid.window.commands["act_upscale2"]
    upscale.setEnabled(False)
    strike("2", code=11, at=10_000)
    upscale.setEnabled(True)
    strike("2", code=11, at=10_100, repeated=True)
    strike("3", code=12, at=10_300)
    assert sent(grid) == []
    strike("2", code=11, at=11_000)
    assert sent(grid) == ["upscale2"]


@pytest.mark.parametrize("layout", ["fr", "cz"])
def test_the_quarters_to_compare_are_chosen_by_place(studio: Workbench, layout: str) -> None:
    studio.finish_a_grid()
    studio.act("variation1")
    studio.session.show(studio.runner.jobs[-1].id)
    studio.window.commands["compare"].trigger()
    comparing = studio.app.studio.comparing
    jobs = len(studio.runner.jobs)
    for quarter in (2, 4, 1, 3):
        strike(LAYOUTS[layout][0][quarter - 1], code=PLACES[quarter - 1])
        assert comparing.quarter == quarter
    assert len(studio.runner.jobs) == jobs


CODES = [
    *(("xcb", {"code": code}, digit) for digit, code in enumerate(range(10, 20), start=1)),
    *(("wayland", {"code": code}, digit) for digit, code in enumerate(range(10, 20), start=1)),
    *(("windows", {"code": code}, digit) for digit, code in enumerate(range(2, 12), start=1)),
    *(
        ("cocoa", {"code": 1, "virtual": code}, digit)
        for digit, code in enumerate((18, 19, 20, 21, 23, 22, 26, 28, 25, 29), start=1)
    ),
]


@pytest.mark.parametrize(("platform", "codes", "digit"), CODES)
def test_the_codes_of_the_places(platform: str, codes: dict[str, int], digit: int) -> None:
    from mjstudio.ui.look.key_places import digit_of

    assert digit_of(key_event("§", **codes), platform) == digit % 10
    assert digit_of(key_event("§", SHIFT, **codes), platform) == digit % 10


def test_what_is_no_digit() -> None:
    from mjstudio.ui.look.key_places import digit_of

    assert digit_of(key_event("4"), "xcb") == 4
    assert digit_of(key_event("4"), "offscreen") == 4
    assert digit_of(key_event("a"), "xcb") is None
    # The key right of 0; and an on-screen keyboard, which sends a layout of its own.
    assert digit_of(key_event("1", code=20), "xcb") is None
    assert digit_of(key_event("r", code=10), "xcb") is None
    # macOS has no code at all for A: its code is 0.
    assert digit_of(key_event("a", code=1, virtual=0), "cocoa") is None


# -- a second key where a layout hides the first

# What the layouts write without a modifier, and with Shift, beside letters.
WRITTEN = {
    "de": set("1234567890ß^,.-#+<!\"§$%&/()=?`°;:_'*>"),
    "fr": set("&é\"'(-è_çà)=^$ù*<,;:!1234567890°+¨£%µ>?./§"),
    "cz": set("+ěščřžýáíé=;ú)§,.-1234567890%/(\"!'?:_"),
}


@pytest.mark.parametrize("layout", WRITTEN)
def test_every_command_has_a_key_that_the_layout_reaches(layout: str) -> None:
    hidden = []
    for command in DECLARED:
        last = [key[-1] if len(key.split("+")[-1]) <= 1 else "" for key in command.keys]
        reached = [not c or (c.isascii() and c.isalnum()) or c in WRITTEN[layout] for c in last]
        if command.keys and not any(reached):
            hidden.append(command.id)
    assert hidden == []


def test_menus_palette_and_list_show_every_key(studio: Workbench) -> None:
    native = QKeySequence.SequenceFormat.NativeText
    studio.finish_a_grid()
    palette = find(studio.window, "command_palette")
    actions = [studio.window.commands[command.id] for command in DECLARED]
    palette.open_over(studio.window, actions)
    listed = palette.findChild(QListWidget)
    lines = [listed.item(row).text() for row in range(listed.count())]
    palette.close()
    dialog = KeysDialog(studio.window.commands, studio.window)
    labels = {label.text() for label in dialog.findChildren(QLabel)}
    dialog.close()
    for command in DECLARED:
        keys = ", ".join(QKeySequence(key).toString(native) for key in command.keys)
        if not keys:
            continue
        action = studio.window.commands[command.id]
        assert keys in labels
        assert f"{command.text}    {keys}" in lines or not action.isEnabled()
        # A menu shows what follows a tab, or else the first of an action's own keys.
        shown = action.text().partition("\t")[2] or action.shortcut().toString(native)
        assert shown == keys


# -- the menus


def test_alt_and_a_letter_open_the_menus(studio: Workbench) -> None:
    bar = studio.window.menuBar()
    titles = [action.text() for action in bar.actions()]
    assert [title.replace("&", "") for title in titles] == list(MENUS)
    letters = [title[title.index("&") + 1] for title in titles]
    assert letters == list("FEVPMH")
    menu = find(studio.window, "menu_view", QMenu)
    studio.window.write_prompt("")
    press(Key.Key_V, Modifier.AltModifier)
    assert menu.isVisible()
    menu.close()
    assert studio.window.prompt_panel.edit.toPlainText() == ""


def test_no_command_takes_the_letter_of_a_menu() -> None:
    mnemonics = {f"Alt+{letter}" for letter in "FEVPMH"}
    assert {key for command in DECLARED for key in command.keys} & mnemonics == set()
