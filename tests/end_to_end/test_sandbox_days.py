"""A newcomer's days on the sandbox: what was made yesterday can be worked on today."""

import json

import pytest

from tests.end_to_end.accessible import until
from tests.end_to_end.desk import Desk
from tests.end_to_end.test_main_job import pictures


@pytest.mark.timeout(300)
def test_yesterdays_grid_is_upscaled_and_what_ran_is_found_finished(desk: Desk) -> None:
    desk.data.mkdir(parents=True)
    desk.settings.write_text(json.dumps({"mode": "turbo"}))
    with desk.start(sandbox=True) as program:
        program.finish_grid("a quiet lake")
        until(lambda: len(pictures(desk)) == 1, "the grid")
        program.close()
    with desk.start(sandbox=True) as program:
        program.usable("action_upscale1")
        program.focus_stage()
        desk.key("1")
        until(lambda: len(pictures(desk)) == 2, "the upscale of yesterday's grid")
        program.imagine("a fox in the snow")
        until(lambda: program.says("%"), "the job to run")
        program.close()
    with desk.start(sandbox=True) as program:
        until(lambda: len(pictures(desk)) == 3, "the picture of the job that ran")
        program.close()
    kept = sorted(path.suffix for path in (desk.data / "sandbox").iterdir())
    assert kept == [".json"] * 3 + [".png"] * 3
