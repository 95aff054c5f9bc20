"""Closing the program, in every way and at every moment: it ends in order."""

import signal
from pathlib import Path

import pytest
from PIL import Image

from tests.end_to_end.accessible import until
from tests.end_to_end.desk import (
    Desk,
    Program,
    by_ctrl_q,
    by_signal,
    by_title_bar,
    by_window_manager,
    paused,
)

WAYS = {
    "window manager": by_window_manager,
    "title bar": by_title_bar,
    "Ctrl+Q": by_ctrl_q,
    "SIGTERM": by_signal(signal.SIGTERM),
    "SIGHUP": by_signal(signal.SIGHUP),
    "SIGINT": by_signal(signal.SIGINT),
}


@pytest.mark.parametrize("way", WAYS)
def test_an_idle_window_closes_in_order(desk: Desk, way: str) -> None:
    with desk.start() as program:
        program.close(WAYS[way])


@pytest.mark.parametrize("way", ["window manager", "SIGTERM"])
def test_with_jobs_running_it_closes_in_order_and_finds_them_finished(desk: Desk, way: str) -> None:
    desk.service.speed = 20.0
    with desk.start() as program:
        for seed in range(3):
            program.imagine(f"a lake --seed {seed}")
        until(lambda: program.logged().count(": running 0 %") == 3, "three jobs at work")
        program.close(WAYS[way])
    with desk.start() as program:
        until(lambda: len(list((desk.data / "pictures").rglob("*.png"))) == 3, "three pictures")
        program.close(WAYS[way])
    assert len(desk.made()) == 3, "a job was paid for twice"


@pytest.mark.parametrize("way", ["window manager", "SIGTERM"])
def test_half_a_second_after_a_stroke_the_stroke_is_kept(desk: Desk, way: str) -> None:
    with desk.start() as program:
        open_mask(program)
        canvas = program["mask_canvas"].box
        desk.drag([canvas.at(0.45, 0.5), canvas.at(0.5, 0.5), canvas.at(0.55, 0.5)])
        paused(0.5)
        covered = program["mask_coverage"].name
        program.close(WAYS[way])
    assert painted(desk.data / "masks")
    with desk.start() as program:
        program.usable("action_variation_region")
        program.focus_stage()
        desk.key("m")
        program.shown("mask_canvas")
        until(lambda: program["mask_coverage"].name == covered, f"a mask of {covered}")
        program.close(WAYS[way])


@pytest.mark.parametrize("way", ["window manager", "SIGTERM"])
def test_in_its_first_second_it_closes_in_order(desk: Desk, way: str) -> None:
    with desk.start(wait=False, accessible=False) as program:
        until(lambda: program.windows("mjstudio$"), "the window")
        WAYS[way](program)
        program.wait_for_end(settings=False)


@pytest.mark.parametrize("way", ["SIGTERM"])
def test_with_a_dialog_open_a_signal_closes_it_in_order(desk: Desk, way: str) -> None:
    with desk.start() as program:
        desk.key("ctrl+comma")
        program.shown("settings_dialog")
        program.close(WAYS[way])


@pytest.mark.parametrize("way", ["window manager"])
def test_with_a_dialog_open_the_first_close_is_for_the_dialog(desk: Desk, way: str) -> None:
    with desk.start() as program:
        desk.key("ctrl+comma")
        program.shown("settings_dialog")
        by_window_manager(program)
        until(lambda: not program.is_shown("settings_dialog"), "the dialog to close")
        program.close(WAYS[way])


def open_mask(program: Program) -> None:
    """Make a single picture and open mask mode on it, and wait until its canvas is painted."""
    program.finish_grid("a lake --seed 7")
    program.focus_stage()
    program.desk.key("1")
    program.usable("action_variation_region")
    program.focus_stage()
    program.desk.key("m")
    box = program.shown("mask_canvas").box
    program.desk.settled((box.x, box.y, box.x + box.width, box.y + box.height))


def painted(folder: Path) -> bool:
    """Whether a mask that is kept there is not empty."""
    for path in folder.glob("*.png"):
        with Image.open(path) as mask:
            if mask.getbbox() is not None:
                return True
    return False
