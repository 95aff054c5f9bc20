"""What is painted, typed or under way outlives the program, however it ends."""

from pathlib import Path

import pytest

from tests.end_to_end.accessible import until
from tests.end_to_end.desk import Desk
from tests.end_to_end.test_closing import open_mask, painted


@pytest.mark.timeout(180)
def test_kill_9_after_a_stroke_loses_nothing_that_was_saved(desk: Desk) -> None:
    with desk.start() as program:
        open_mask(program)
        canvas = program["mask_canvas"].box
        desk.drag([canvas.at(0.45, 0.5), canvas.at(0.5, 0.5), canvas.at(0.55, 0.5)])
        until(lambda: painted(desk.data / "masks"), "the mask on the disk")
        covered = program["mask_coverage"].name
        program.kill()
    with desk.start() as program:
        program.usable("action_variation_region")
        program.focus_stage()
        desk.key("m")
        program.shown("mask_canvas")
        until(lambda: program["mask_coverage"].name == covered, f"a mask of {covered}")
        program.close()


def test_kill_9_takes_the_sandbox_along(desk: Desk) -> None:
    with desk.start(sandbox=True) as program:
        started = sandboxes(program.process.pid)
        assert started
        program.kill()
    until(lambda: not any(Path(f"/proc/{pid}/cmdline").exists() for pid in started), "its end")


def test_closing_with_three_jobs_on_the_sandbox_takes_it_along(desk: Desk) -> None:
    with desk.start(sandbox=True) as program:
        started = sandboxes(program.process.pid)
        for seed in range(3):
            program.imagine(f"a lake --seed {seed}")
        until(lambda: program.logged().count(": running ") >= 3, "three jobs at work")
        program.close()
    until(lambda: not any(Path(f"/proc/{pid}/cmdline").exists() for pid in started), "its end")


def sandboxes(parent: int) -> set[int]:
    """The processes of the embedded service that a program has started."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            stat = (folder / "stat").read_text()
        except OSError:
            continue
        if b"--until-stdin-closes" in words and int(stat.rpartition(")")[2].split()[1]) == parent:
            found.add(int(folder.name))
    return found
