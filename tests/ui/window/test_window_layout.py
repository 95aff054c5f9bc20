"""Where things stand in the window, and that they stand there again."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mjstudio.model.job import Job
from tests.conftest import Programs, Workbench
from tests.ui.hands import CTRL, Key, click_name, find, press
from tests.ui.regions import paint

ROOT = Path(__file__).parents[3]


def by_escape(bench: Workbench) -> None:
    bench.window.stage.mask_mode.canvas.setFocus()
    press(Key.Key_Escape)


def by_button(bench: Workbench) -> None:
    click_name(bench.window, "mask_cancel")


def by_menu(bench: Workbench) -> None:
    bench.window.commands["mask_leave"].trigger()


def by_redraw(bench: Workbench) -> None:
    paint(bench, (20, 20), (60, 60))
    click_name(bench.window, "mask_submit")
    bench.wait_for(lambda: not bench.window.stage.masking, bench.app.studio.masking.closed)


def by_dark_and_light(bench: Workbench) -> None:
    bench.window.commands["theme_light"].trigger()
    bench.window.commands["theme_dark"].trigger()
    by_escape(bench)


@pytest.mark.parametrize(
    "leave", [by_escape, by_button, by_menu, by_redraw, by_dark_and_light], ids=lambda f: f.__name__
)
def test_the_library_is_back_after_mask_mode(
    studio: Workbench, single: Job, leave: Callable[[Workbench], None]
) -> None:
    window = studio.window
    assert not window.library_dock.isVisible()
    leave(studio)
    assert not window.stage.masking
    assert window.library_dock.isVisible()
    assert window.details_dock.isVisible()
    assert window.commands["library"].isChecked()


def test_hidden_docks_stay_hidden_after_mask_mode(studio: Workbench) -> None:
    studio.finish_a_single("a quiet lake")
    window = studio.window
    for name, dock in (("library", window.library_dock), ("details", window.details_dock)):
        if dock.isVisible():
            window.commands[name].setChecked(True)
            window.commands[name].trigger()
        assert not dock.isVisible()
    window.stage.single_view.setFocus()
    press(Key.Key_M)
    assert window.stage.masking
    by_escape(studio)
    assert not window.library_dock.isVisible()
    assert not window.details_dock.isVisible()


def test_the_menu_tells_which_docks_are_shown(studio: Workbench) -> None:
    window = studio.window
    assert window.library_dock.isVisible()
    assert window.commands["library"].isChecked()
    assert window.commands["details"].isChecked()
    find(window, "prompt_edit").setFocus()
    press(Key.Key_1, CTRL)
    assert not window.library_dock.isVisible()
    assert not window.commands["library"].isChecked()
    press(Key.Key_1, CTRL)
    assert window.library_dock.isVisible()


def test_closed_in_mask_mode_the_next_start_has_its_library(
    programs: Programs, studio: Workbench, single: Job
) -> None:
    wide = studio.window.details_dock.width()
    programs.close(studio)
    again = programs.start()
    assert again.window.library_dock.isVisible()
    assert again.window.details_dock.width() == wide
    assert again.window.commands["library"].isChecked()


SIZES = ((1024, 640), (1440, 900))


@pytest.mark.slow
@pytest.mark.parametrize("factor", ["1", "1.5", "2"])
def test_closing_and_opening_changes_no_size(factor: str, tmp_path: Path) -> None:
    """Rounds of saving and restoring at several sizes, and maximised, as separate windows."""
    screen = {
        "name": "desk", "x": 0, "y": 0, "width": 3840, "height": 2160,
        "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1,
    }  # fmt: skip
    screens = tmp_path / "screens.json"
    screens.write_text(json.dumps({"screens": [screen]}))
    told = subprocess.run(
        [sys.executable, "-m", "tests.ui.layout_rounds", str(tmp_path), json.dumps(SIZES)],
        env={
            **os.environ,
            "QT_QPA_PLATFORM": f"offscreen:configfile={screens}",
            "QT_SCALE_FACTOR": factor,
            "PYTHONPATH": str(ROOT),
        },
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    for wanted, rounds in json.loads(told):
        first = rounds[0]
        assert [first["library"], first["details"]] == wanted["docks"], first
        assert [first["width"], first["height"]] == wanted["size"], first
        assert all(one == first for one in rounds), rounds
