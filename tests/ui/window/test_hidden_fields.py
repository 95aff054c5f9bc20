"""No key types into what cannot be seen: what a command gives the keyboard to is shown first."""

import pytest
from PySide6.QtWidgets import QWidget

from mjstudio.model.job import Job
from tests.conftest import Workbench
from tests.ui.hands import Key, click_row, find, focused, press, type_text


def do(studio: Workbench, command: str) -> QWidget:
    """Trigger a command and return who has the keyboard then; it is in sight."""
    action = studio.window.commands[command]
    assert action.isEnabled()
    studio.window.stage.take_keyboard()
    action.trigger()
    holder = focused()
    assert holder.isVisible()
    return holder


def fold_library(studio: Workbench) -> None:
    studio.window.commands["library"].trigger()
    assert not studio.window.library.isVisible()


def test_a_folded_library_unfolds_for_a_search_and_escape_folds_it_again(
    studio: Workbench,
) -> None:
    job = studio.finish_a_grid("a quiet lake")
    fold_library(studio)
    search = do(studio, "search")
    assert search is studio.window.library.search
    type_text("desert")
    assert studio.window.library.search.text() == "desert"
    press(Key.Key_Escape)
    assert not studio.window.library.isVisible()
    assert focused() is studio.window.stage.grid_view
    assert studio.window.library.search.text() == ""
    assert studio.session.current == studio.job(job.id)
    assert not studio.window.commands["library"].isChecked()


def test_escape_from_its_list_folds_it_too(studio: Workbench) -> None:
    studio.finish_a_grid("a quiet lake")
    fold_library(studio)
    do(studio, "search")
    click_row(studio.window.library.view, 0)
    studio.window.library.view.setFocus()
    press(Key.Key_Escape)
    assert not studio.window.library.isVisible()


def test_a_library_in_sight_stays_there(studio: Workbench) -> None:
    studio.finish_a_grid("a quiet lake")
    do(studio, "search")
    type_text("lake")
    press(Key.Key_Escape)
    assert studio.window.library.isVisible()
    assert focused() is studio.window.stage.grid_view


def test_a_search_while_a_mask_is_painted(studio: Workbench, single: Job) -> None:
    canvas = studio.window.stage.mask_mode.canvas
    assert do(studio, "search") is studio.window.library.search
    type_text("lake")
    press(Key.Key_Escape)
    assert studio.window.stage.masking
    assert not studio.window.library.isVisible()
    assert focused() is canvas
    do(studio, "search")
    click_row(studio.window.library.view, 1)
    assert not studio.window.stage.masking
    assert studio.session.current is not None
    assert studio.session.current.id != single.id
    assert studio.window.stage.view is studio.window.stage.grid_view
    assert studio.window.library.isVisible()


def test_the_prompt_of_mask_mode_is_its_own(studio: Workbench, single: Job) -> None:
    assert do(studio, "focus_prompt") is find(studio.window, "mask_prompt")
    assert studio.window.stage.masking
    assert do(studio, "focus_stage") is studio.window.stage.mask_mode.canvas


def test_a_new_prompt_leaves_the_mask(studio: Workbench, single: Job) -> None:
    assert do(studio, "new_prompt") is studio.window.prompt_panel.edit
    assert not studio.window.stage.masking
    assert studio.draft.text == ""


@pytest.mark.parametrize("command", ["search", "focus_prompt", "focus_stage", "new_prompt"])
def test_while_pictures_are_compared(studio: Workbench, command: str) -> None:
    studio.finish_a_single()
    studio.session.show(studio.act("zoom_out_2x").id)
    studio.window.commands["compare"].trigger()
    assert studio.app.studio.comparing.current is not None
    assert do(studio, command) is not None


def test_while_pictures_are_compared_and_the_library_is_folded(studio: Workbench) -> None:
    studio.finish_a_single()
    studio.session.show(studio.act("zoom_out_2x").id)
    fold_library(studio)
    studio.window.commands["compare"].trigger()
    assert do(studio, "search") is studio.window.library.search
    press(Key.Key_Escape)
    assert not studio.window.library.isVisible()
    assert studio.app.studio.comparing.current is not None
