"""Tool, size, tolerance and feather stay in the artist's hand, from picture to picture."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QSlider

from mjstudio.model.job import Job
from tests.conftest import PATIENCE, Programs, Workbench
from tests.ui.hands import ALT, CTRL, NONE, SHIFT, Key, Modifier, find, press, wheel
from tests.ui.later import Later
from tests.ui.regions import document, paint


def in_hand(studio: Workbench) -> tuple[str, int, int, int, int]:
    mask = document(studio)
    return mask.tool, mask.size, mask.tolerance, mask.amount, mask.feather


def choose(studio: Workbench) -> tuple[str, int, int, int, int]:
    """Take other settings into the hand, each by its own control."""
    canvas = studio.window.stage.mask_mode.canvas
    wheel(canvas, QPointF(canvas.rect().center()), 3, CTRL)
    for name, value in (("mask_tolerance", 71), ("mask_amount", 33), ("mask_feather", 14)):
        find(studio.window, name, QSlider).setValue(value)
    press(Key.Key_E)
    chosen = in_hand(studio)
    assert chosen[0] == "eraser"
    assert chosen[1] > 120
    assert chosen[2:] == (71, 33, 14)
    return chosen


def open_another(studio: Workbench) -> None:
    """Leave, and open the mask of a picture that has none yet."""
    press(Key.Key_Escape)
    studio.finish_a_single("another lake")
    studio.window.stage.single_view.setFocus()
    press(Key.Key_M)
    assert studio.window.stage.masking
    assert document(studio).bitmap.is_empty()


def test_the_next_picture_is_painted_with_what_is_in_the_hand(
    studio: Workbench, single: Job
) -> None:
    chosen = choose(studio)
    open_another(studio)
    assert in_hand(studio) == chosen
    press(Key.Key_B)
    press(Key.Key_Escape)
    studio.session.show(single.id)
    press(Key.Key_M)
    assert in_hand(studio) == ("brush", *chosen[1:])


def test_the_next_run_begins_with_it(studio: Workbench, single: Job, later: Later) -> None:
    chosen = choose(studio)
    press(Key.Key_Escape)
    studio.finish_a_single("another lake")
    again = later.begin(expecting="restored", of="region_autosave")
    assert in_hand(again) == chosen
    slider = find(again.window, "mask_feather", QSlider)
    assert slider.value() == 14


def test_a_mask_keeps_its_own_feather_and_leaves_the_hand_its(
    programs: Programs, studio: Workbench, single: Job
) -> None:
    keeping = studio.app.studio.mask_autosave
    paint(studio, (30, 30), (90, 60))
    choose(studio)
    press(Key.Key_Escape)
    studio.wait_for(lambda: not any(kept.unsaved for kept in keeping._kept.values()), keeping.saved)
    other = studio.finish_a_single("another lake")
    studio.window.stage.single_view.setFocus()
    press(Key.Key_M)
    find(studio.window, "mask_feather", QSlider).setValue(0)
    press(Key.Key_Escape)
    studio.session.show(single.id)
    press(Key.Key_M)
    assert document(studio).feather == 14
    press(Key.Key_Escape)
    programs.close(studio)
    again = programs.start()
    masking, images = again.app.studio.masking, again.images
    for job, feather in ((other, 0), (single, 14)):
        again.session.show(job.id)
        again.wait_for(lambda shown=job: images.picture(shown.id) is not None, images.changed)
        again.window.commands["vary_region"].trigger()
        again.qtbot.waitUntil(
            lambda wanted=feather: (
                masking.current is not None and masking.current.document.feather == wanted
            ),
            timeout=PATIENCE,
        )
        press(Key.Key_Escape)


def test_a_kept_hard_edge_stays_hard_whatever_is_in_the_hand(
    studio: Workbench, single: Job, later: Later
) -> None:
    paint(studio, (30, 30), (90, 60))
    press(Key.Key_Escape)
    studio.finish_a_single("another lake")
    studio.window.stage.single_view.setFocus()
    press(Key.Key_M)
    choose(studio)
    press(Key.Key_Escape)
    studio.app.studio.runner.delete(studio.runner.jobs[-1].id)
    studio.app.studio.runner.delete(studio.runner.jobs[-1].id)
    again = later.begin()
    assert document(again).feather == 0
    assert document(again).amount == 33


def test_the_key_that_subtracts_is_chosen_in_the_settings(studio: Workbench, single: Job) -> None:
    canvas = studio.window.stage.mask_mode.canvas
    assert not canvas.input.subtracting & CTRL
    studio.app.settings.change(mask_subtract="ctrl")
    assert canvas.input.subtracting & CTRL
    assert canvas.input.subtracting & ALT


@pytest.mark.parametrize("keyboard", ["mask_canvas", "mask_prompt"])
@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter])
def test_either_enter_with_control_adds_the_region(
    studio: Workbench, single: Job, keyboard: str, key: Qt.Key
) -> None:
    jobs = len(studio.runner.jobs)
    paint(studio, (40, 40), (80, 60))
    find(studio.window, keyboard).setFocus()
    keypad = Modifier.KeypadModifier if key == Key.Key_Enter else NONE
    press(key, CTRL | keypad)
    queue = studio.app.studio.regions.open_queue
    assert queue is not None
    assert len(queue.regions) == 1
    assert document(studio).bitmap.is_empty()
    assert len(studio.runner.jobs) == jobs


@pytest.mark.parametrize("modifier", [SHIFT, Modifier.MetaModifier, CTRL | SHIFT])
def test_enter_with_another_key_sends_nothing(
    studio: Workbench, single: Job, modifier: Qt.KeyboardModifier
) -> None:
    jobs = len(studio.runner.jobs)
    paint(studio, (40, 40), (80, 60))
    press(Key.Key_Return, modifier)
    assert studio.window.stage.masking
    assert len(studio.runner.jobs) == jobs
