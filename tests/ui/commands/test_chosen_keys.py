"""A command's key that was changed is its key everywhere, at once and after a restart."""

import pytest
from PySide6.QtWidgets import QLabel, QListWidget, QPushButton

from mjstudio.ui.commands.keys_dialog import KeysDialog
from tests.conftest import Programs, Workbench
from tests.ui.hands import CTRL, Key, find, press
from tests.ui.registry import commands

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def keys_in_sight(studio: Workbench, name: str) -> dict[str, str]:
    """How menu, palette and key list write the keys of a command."""
    window = studio.window
    action = window.commands[name]
    press(Key.Key_K, CTRL)
    palette = find(window, "command_palette")
    listed = palette.findChild(QListWidget)
    lines = [listed.item(at).text() for at in range(listed.count())]
    palette.close()
    line = next(line for line in lines if line.startswith(f"{action.label}  "))
    dialog = KeysDialog(window.commands, window)
    labels = [label.text() for label in dialog.findChildren(QLabel)]
    dialog.deleteLater()
    menu = action.text().partition("\t")[2] or action.shortcut().toString()
    return {
        "menu": menu,
        "palette": line.removeprefix(action.label).strip(),
        "key list": labels[labels.index(action.label) + 1],
    }


def test_another_key_is_the_key_everywhere_and_after_a_restart(
    studio: Workbench, programs: Programs
) -> None:
    studio.app.settings.change(keys={"details": ("Ctrl+D",), "palette": ("Ctrl+J", "Ctrl+K")})
    has_its_keys(studio)
    programs.close(studio)
    has_its_keys(programs.start())


def has_its_keys(studio: Workbench) -> None:
    window = studio.window
    assert set(keys_in_sight(studio, "details").values()) == {"Ctrl+D"}
    assert "Ctrl+D" in find(window, "details_handle").toolTip()
    assert "Ctrl J for everything" in window.prompt_panel.running.text()
    shown = window.details_dock.isVisible()
    press(Key.Key_2, CTRL)
    assert window.details_dock.isVisible() is shown
    press(Key.Key_D, CTRL)
    assert window.details_dock.isVisible() is not shown
    press(Key.Key_D, CTRL)


def test_a_reset_gives_the_declared_key_back(studio: Workbench) -> None:
    studio.app.settings.change(keys={"details": ()})
    assert window_keys(studio) == ()
    assert find(studio.window, "details_handle").toolTip() == "Details"
    studio.app.settings.change(keys={})
    assert window_keys(studio) == ("Ctrl+2",)


def window_keys(studio: Workbench) -> tuple[str, ...]:
    return studio.window.commands["details"].keys


def test_a_digit_serves_what_it_was_given_to(studio: Workbench) -> None:
    studio.finish_a_grid()
    studio.window.stage.grid_view.setFocus()
    studio.app.settings.change(keys={"act_upscale1": ("7",), "act_reroll": ("1",)})
    for key, action in ((Key.Key_7, "upscale1"), (Key.Key_1, "reroll")):
        with studio.qtbot.waitSignal(studio.runner.job_added):
            press(key)
        assert studio.runner.jobs[-1].request.action == action
    assert "7" in find(studio.window, "action_upscale1", QPushButton).toolTip()


def test_buttons_say_the_key_that_is_in_force(qtbot) -> None:
    from mjstudio.ui.mask.keep_panel import MaskKeepPanel

    made = commands()
    panel = MaskKeepPanel(made)
    qtbot.addWidget(panel)
    copy = find(panel, "mask_copy", QPushButton)
    assert copy.toolTip() == "Copy the mask (Ctrl+C)"
    made.set_keys({"mask_copy": ("Alt+C",)})
    assert copy.toolTip() == "Copy the mask (Alt+C)"
    made.set_keys({"mask_copy": ()})
    assert copy.toolTip() == "Copy the mask"


def test_a_file_with_keys_of_others_changes_nothing(qtbot) -> None:
    made = commands()
    made.set_keys({"mask_invert": ("Space",), "no_such_command": ("Ctrl+J",)})
    assert made["mask_invert"].keys == ()
    assert made.key_map.chosen["no_such_command"] == ("Ctrl+J",)
