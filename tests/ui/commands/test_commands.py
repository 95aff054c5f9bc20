"""The table of commands: menus, keys, the palette; and themes that can be read."""

from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QColor, QKeySequence, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QWidget,
)
from pytestqt.qtbot import QtBot

from mjstudio.texts import use
from mjstudio.ui.commands.command import MENUS, PAN, ZOOM_OUT, Where, title_inside
from mjstudio.ui.commands.key_text import key_list
from mjstudio.ui.commands.keys_dialog import KeysDialog
from mjstudio.ui.commands.palette import CommandPalette
from mjstudio.ui.look.tokens import DARK, LIGHT
from mjstudio.ui.window.features import DECLARED
from tests.conftest import Workbench
from tests.texts.test_texts import ONE_FORM, write
from tests.ui.hands import CTRL, Key, find, focused, press, type_text
from tests.ui.registry import commands

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

READ = ("text", "dim", "warning", "good", "error", "accent")
MODES = ("dark", "light", "system")
GROUNDS = ("background", "surface", "raised")


@pytest.mark.parametrize("where", [Where.STAGE, Where.MASK, Where.COMPARE])
def test_no_key_stands_twice_where_both_can_be_used(where):
    keys = Counter(key for command in DECLARED if command.where & where for key in command.keys)
    assert [key for key, times in keys.items() if times > 1] == []


def test_keys_are_declared_as_qt_writes_them():
    portable = QKeySequence.SequenceFormat.PortableText
    odd = {k: QKeySequence(k).toString(portable) for c in DECLARED for k in c.keys}
    assert {key: written for key, written in odd.items() if key != written} == {}


def test_no_label_stands_twice():
    assert max(Counter(command.text for command in DECLARED).values()) == 1
    assert max(Counter(command.id for command in DECLARED).values()) == 1


def test_every_key_of_the_contract_is_there():
    keys = {key for command in DECLARED for key in command.keys}
    letters = {"R", "M", "B", "E", "X", "I", "[", "]", "F", "Del"}
    numbers = {*"1234", *(f"Shift+{n}" for n in range(1, 5))}
    others = {"Ctrl+F", "Ctrl+C", "Ctrl+S", "Ctrl+K", "Ctrl+,", "F1", "Ctrl+Z", "Ctrl+Shift+Z"}
    assert letters | numbers | others <= keys


def flat(menu: QMenu) -> list[QAction]:
    """What is in a menu and in those inside it."""
    inside = {action: action.menu() for action in menu.actions()}
    return [one for action, sub in inside.items() for one in (flat(sub) if sub else [action])]


def test_the_menus_hold_every_command_once(studio: Workbench) -> None:
    held = []
    for title in MENUS:
        menu = studio.window.findChild(QMenu, f"menu_{title.lower()}")
        held += [action for action in flat(menu) if not action.isSeparator()]
    assert Counter(action.text().split("\t")[0] for action in held) == Counter(
        c.text for c in DECLARED
    )


def test_every_command_that_can_be_used_does_something(studio: Workbench) -> None:
    for command in DECLARED:
        action = studio.window.commands[command.id]
        assert action.receivers("2triggered(bool)") > 0, command.id


def test_the_palette_finds_a_command_by_a_few_letters_and_runs_it(studio: Workbench) -> None:
    press(Key.Key_K, CTRL)
    palette = find(studio.window, "command_palette")
    assert palette.isVisible()
    field, found = palette.findChild(QLineEdit), palette.findChild(QListWidget)
    every = found.count()
    assert field.hasFocus()
    type_text("theme LIG")
    assert 0 < found.count() < every
    assert found.item(0).text().startswith("Light theme")
    press(Key.Key_Return)
    assert not palette.isVisible()
    assert studio.window.theme.tokens is LIGHT
    press(Key.Key_K, CTRL)
    assert field.text() == ""
    assert found.count() == every


def test_the_palette_is_walked_by_arrows_and_left_by_escape(studio: Workbench) -> None:
    before = focused()
    press(Key.Key_K, CTRL)
    palette = find(studio.window, "command_palette")
    found = palette.findChild(QListWidget)
    press(Key.Key_Down, times=2)
    press(Key.Key_Up)
    assert found.currentRow() == 1
    press(Key.Key_Escape)
    assert not palette.isVisible()
    assert focused() is before


def test_the_palette_offers_only_what_can_be_used_now(studio: Workbench) -> None:
    studio.finish_a_grid()
    press(Key.Key_K, CTRL)
    found = find(studio.window, "command_palette").findChild(QListWidget)
    labels = {found.item(row).text().split("  ")[0] for row in range(found.count())}
    assert labels >= {"Reroll", "Upscale picture 4", "Save picture as…", "Settings…"}
    assert not labels & {"Invert", "Vary region", "Cancel this job", "Redo"}


def test_f1_shows_every_key(studio: Workbench) -> None:
    press(Key.Key_F1)
    dialog = studio.window.findChild(KeysDialog)
    assert dialog.isVisible()
    shown = {label.text() for label in dialog.findChildren(QLabel)}
    for command in DECLARED:
        if command.keys:
            assert command.text in shown
            assert key_list(command.keys) in shown
    dialog.close()


def test_ctrl_comma_opens_the_settings(studio: Workbench) -> None:
    press(Key.Key_Comma, CTRL)
    dialog = find(studio.window, "settings_dialog", QDialog)
    assert dialog.isVisible()
    press(Key.Key_Comma, CTRL)
    assert len(studio.window.findChildren(QDialog, "settings_dialog")) == 1
    dialog.reject()


def test_theme_commands_change_what_is_seen(studio: Workbench) -> None:
    for name, tokens in (("theme_light", LIGHT), ("theme_dark", DARK)):
        studio.window.commands[name].trigger()
        assert studio.window.theme.tokens is tokens
        assert studio.window.commands[name].isChecked()
        colour = QApplication.palette().color(QPalette.ColorRole.Window)
        assert colour == QColor(tokens.surface)
        shot = studio.window.grab().toImage()
        corner = studio.window.stage.mapTo(studio.window, studio.window.stage.rect().topLeft())
        assert shot.pixelColor(corner.x() + 5, corner.y() + 5) == QColor(tokens.background)
    studio.window.commands["theme_system"].trigger()
    checked = [n for n in MODES if studio.window.commands[f"theme_{n}"].isChecked()]
    assert checked == ["system"]
    assert studio.app.settings.current.theme == "system"
    studio.window.commands["theme_dark"].trigger()


def test_a_single_picture_has_its_actions_in_its_menu_and_in_the_palette(
    studio: Workbench,
) -> None:
    single = studio.finish_a_single()
    assert single.picture is not None
    menu = studio.window.commands.popup("single")
    inside = {sub.title(): [a.text() for a in sub.actions()] for sub in menu.findChildren(QMenu)}
    assert inside["Upscale"] == ["Upscale 2×", "Upscale 4×"]
    assert inside["Vary"] == ["Vary subtle", "Vary strong", "Vary region"]
    assert inside["Zoom out"] == ["Zoom out 2×", "Zoom out 1.5×"]
    assert len(inside["Pan"]) == 4
    menu.deleteLater()
    press(Key.Key_K, CTRL)
    type_text("pan left")
    with studio.qtbot.waitSignal(studio.runner.job_added):
        press(Key.Key_Return)
    assert studio.runner.jobs[-1].request.action == "pan_left"


def contrast(one: str, other: str) -> float:
    """By WCAG 2: 1 to 21."""
    light, dark = sorted((_luminance(QColor(one)), _luminance(QColor(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_what_must_be_read_can_be_read(tokens, ground):
    on = getattr(tokens, ground)
    # Words of warning and of success stand on panels and cards, never on the stage itself.
    names = [n for n in READ if ground != "background" or n not in ("warning", "good")]
    weak = {name: round(contrast(getattr(tokens, name), on), 2) for name in names}
    assert {name: ratio for name, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
def test_words_on_the_accent_can_be_read(tokens):
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5
    assert contrast(tokens.on_accent, tokens.accent_hover) >= 4.5


def test_a_picture_zooms_out_in_another_word_than_the_view(tmp_path: Path) -> None:
    words = {"Zoom out": "缩小视图", "a picture\x04Zoom out": "拉远", "Pan": "平移"}
    write(tmp_path, "zh_CN", words, ONE_FORM)
    use("zh_CN", tmp_path)
    try:
        assert [title_inside(menu) for menu in (ZOOM_OUT, PAN)] == ["拉远", "平移"]
    finally:
        use("en")


def test_a_chinese_palette_finds_commands_by_their_english_names_too(
    qtbot: QtBot, tmp_path: Path
) -> None:
    write(tmp_path, "zh_CN", {"Copy prompt": "复制提示词"}, ONE_FORM)
    use("zh_CN", tmp_path)
    try:
        made = commands()
        window = QWidget()
        qtbot.addWidget(window)
        palette = CommandPalette(window)
        palette.open_over(window, made.in_order)
        found = palette.findChild(QListWidget)
        for typed in ("提示词", "copy PROMPT"):
            palette.findChild(QLineEdit).setText(typed)
            assert found.item(0).text().startswith("复制提示词")
        # Words of two languages are no name.
        palette.findChild(QLineEdit).setText("copy 提示词")
        assert found.count() == 0
        palette.close()
    finally:
        use("en")
