"""Parameters in the text and on the chips: two views of one truth."""

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPushButton, QSlider, QWidget

from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.prompt.draft import Draft
from mjstudio.studio.prompt.references import References
from mjstudio.ui.look.chip import Chip
from mjstudio.ui.prompt.prompt_panel import PromptPanel
from tests.ui.hands import CTRL, SHIFT, Key, click, find, focused, press, type_text, write
from tests.ui.registry import commands

# Qt's offscreen platform says so of every popup that opens.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def panel(qtbot):
    panel = PromptPanel(Draft(References(Tasks())), commands())
    qtbot.addWidget(panel)
    panel.resize(1000, 130)
    with qtbot.waitActive(panel):
        panel.show()
    panel.edit.setFocus()
    yield panel
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()


def chip(panel, name):
    return find(panel, f"parameter_{name}", Chip)


def opened(panel, name):
    click(chip(panel, name))
    popup = find(panel, f"popup_{name}")
    assert popup.isVisible()
    return popup


def labelled(popup, kind, text):
    for widget in popup.findChildren(kind):
        if text in (widget.accessibleName(), widget.text()):
            return widget
    raise AssertionError(f"nothing says {text}")


@pytest.mark.parametrize(
    ("typed", "name", "shown"),
    [
        ("--ar 16:9", "ar", "Aspect 16:9"),
        ("--aspect 2:3", "ar", "Aspect 2:3"),
        ("--v 7", "v", "Version 7"),
        ("--stylize 250", "stylize", "Stylize 250"),
        ("--s 50", "stylize", "Stylize 50"),
        ("--chaos 12", "chaos", "Chaos 12"),
        ("--weird 900", "weird", "Weird 900"),
        ("--iw 2.5", "iw", "Image weight 2.5"),
        ("--no people, text --seed 4 --tile --raw", "more", "More… 4"),
        ("--seed 7", "more", "More… 1"),
    ],
)
def test_what_is_typed_shows_on_the_chip(panel, typed, name, shown):
    before = chip(panel, name).accessibleName()
    type_text(f"a lake {typed}")
    assert chip(panel, name).accessibleName() == shown
    write(panel.edit, "a lake")
    assert chip(panel, name).accessibleName() == before


REST = "a lake, at dusk --no people, text --sref 12 34 --storm"


@pytest.mark.parametrize(
    ("name", "button", "written"),
    [
        ("ar", "ar: 16:9", "--ar 16:9"),
        ("ar", "ar: 2:3", "--ar 2:3"),
        ("v", "v: 7", "--v 7"),
        ("v", "v: 8.2", "--v 8.2"),
    ],
)
def test_choosing_a_value_writes_it_and_keeps_the_rest(panel, name, button, written):
    type_text(REST)
    popup = opened(panel, name)
    click(labelled(popup, QPushButton, button))
    assert panel.edit.toPlainText() == f"{REST} {written}"
    assert not popup.isVisible()
    popup = opened(panel, name)
    assert labelled(popup, QPushButton, button).isChecked()
    click(labelled(popup, QPushButton, "Default"))
    assert panel.edit.toPlainText() == REST


def test_any_other_aspect_can_be_typed(panel):
    type_text("a lake")
    write(labelled(opened(panel, "ar"), QLineEdit, "ar, any other value"), "5:4")
    press(Key.Key_Return)
    assert panel.edit.toPlainText() == "a lake --ar 5:4"
    assert chip(panel, "ar").accessibleName() == "Aspect 5:4"


@pytest.mark.parametrize(
    ("name", "typed", "stepped"),
    [
        ("stylize", "--stylize 300", "--stylize 301"),
        ("stylize", "--s 300", "--s 301"),
        ("chaos", "--chaos 20", "--chaos 21"),
        ("weird", "--weird 20", "--weird 21"),
        ("iw", "--iw 1.5", "--iw 1.6"),
    ],
)
def test_a_slider_begins_at_the_text_and_writes_into_it(panel, name, typed, stepped):
    type_text(f"{REST} {typed}")
    popup = opened(panel, name)
    slider = popup.findChild(QSlider)
    slider.setFocus()
    press(Key.Key_Right)
    assert panel.edit.toPlainText() == f"{REST} {stepped}"
    assert stepped.split()[1] in chip(panel, name).accessibleName()
    click(labelled(popup, QPushButton, "Default"))
    assert panel.edit.toPlainText() == REST


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("stylize", "0", "1000"),
        ("chaos", "0", "100"),
        ("weird", "0", "3000"),
        ("iw", "0", "3"),
    ],
)
def test_a_slider_reaches_both_ends_and_each_can_be_sent(panel, name, least, most):
    type_text("a lake")
    opened(panel, name).findChild(QSlider).setFocus()
    for key, value in ((Key.Key_End, most), (Key.Key_Home, least)):
        press(key)
        assert panel.edit.toPlainText() == f"a lake --{name} {value}"
        assert panel.problem.text() == ""


def test_a_problem_that_was_said_goes_when_a_chip_mends_it(panel):
    type_text("a lake --chaos 500")
    press(Key.Key_Return)
    assert "--chaos" in panel.problem.text()
    click(labelled(opened(panel, "chaos"), QPushButton, "Default"))
    assert panel.edit.toPlainText() == "a lake"
    assert panel.problem.text() == ""


def test_leave_out_and_seed_are_typed(panel):
    type_text("a lake --ar 3:2")
    popup = opened(panel, "more")
    write(labelled(popup, QLineEdit, "Leave out"), "people, red boats")
    assert panel.edit.toPlainText() == "a lake --ar 3:2 --no people, red boats"
    write(labelled(popup, QLineEdit, "Seed"), "42")
    assert panel.edit.toPlainText() == "a lake --ar 3:2 --no people, red boats --seed 42"
    write(labelled(popup, QLineEdit, "Leave out"), "")
    assert panel.edit.toPlainText() == "a lake --ar 3:2 --seed 42"


def test_a_rolled_seed_can_be_sent(panel):
    type_text("a lake")
    click(labelled(opened(panel, "more"), QPushButton, "Random"))
    words, seed = panel.edit.toPlainText().split(" --seed ")
    assert words == "a lake"
    assert 0 <= int(seed) < 2**32


@pytest.mark.parametrize(("label", "flag"), [("Tile", "--tile"), ("Raw", "--raw")])
def test_flags_are_switched(panel, label, flag):
    type_text("a lake --seed 1")
    popup = opened(panel, "more")
    box = next(b for b in popup.findChildren(QCheckBox) if b.text().startswith(label))
    box.setFocus()
    press(Key.Key_Space)
    assert panel.edit.toPlainText() == f"a lake --seed 1 {flag}"
    press(Key.Key_Space)
    assert panel.edit.toPlainText() == "a lake --seed 1"


def test_undo_takes_a_choice_back_and_the_chip_follows(panel):
    type_text("a lake --chaos 5")
    click(labelled(opened(panel, "ar"), QPushButton, "ar: 16:9"))
    assert panel.edit.toPlainText() == "a lake --chaos 5 --ar 16:9"
    panel.edit.setFocus()
    press(Key.Key_Z, CTRL)
    assert panel.edit.toPlainText() == "a lake --chaos 5"
    assert chip(panel, "ar").accessibleName() == "Aspect 1:1"
    press(Key.Key_Z, CTRL | SHIFT)
    assert panel.edit.toPlainText() == "a lake --chaos 5 --ar 16:9"
    assert chip(panel, "ar").accessibleName() == "Aspect 16:9"


def test_a_choice_keeps_the_lines_of_the_text(panel):
    type_text("a lake")
    press(Key.Key_Return, SHIFT)
    type_text("at dusk")
    press(Key.Key_Return, SHIFT)
    type_text("--chaos 5")
    click(labelled(opened(panel, "ar"), QPushButton, "ar: 16:9"))
    assert panel.edit.toPlainText() == "a lake\nat dusk\n--chaos 5 --ar 16:9"


def test_escape_closes_a_popup_and_the_keyboard_is_where_it_was(panel):
    chip(panel, "chaos").setFocus()
    press(Key.Key_Space)
    popup = find(panel, "popup_chaos")
    assert popup.isVisible()
    assert popup.isAncestorOf(focused()) or focused() is popup
    press(Key.Key_Escape)
    assert not popup.isVisible()
    assert focused() is chip(panel, "chaos")


def test_every_control_behind_a_chip_has_a_name(panel):
    for name in ("ar", "v", "stylize", "chaos", "weird", "iw", "more"):
        popup: QWidget = opened(panel, name)
        for control in popup.findChildren(QWidget):
            if control.isVisible() and isinstance(control, QPushButton | QLineEdit | QSlider):
                said = control.accessibleName() or getattr(control, "text", str)()
                assert said, (name, control)
        popup.close()
