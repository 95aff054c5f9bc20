"""Whatever the service answers, and whenever: what was made is fetched, and paid for once."""

import contextlib
import json
import sqlite3

import pytest

from mjstudio.sandbox.trouble.faults import Fault
from tests.end_to_end.accessible import until
from tests.end_to_end.desk import Desk

pytestmark = pytest.mark.timeout(180)


def test_a_gateways_page_is_looked_behind(desk: Desk) -> None:
    desk.service.faults.order(Fault.HTML, where="imagine", status=502, accepted=True)
    with desk.start() as program:
        program.finish_grid("a lake behind a page")
        assert len(desk.made_when_quiet(1)) == 1
        program.close()


def test_what_had_only_a_head_when_it_was_killed_comes_to_the_empty_stage(desk: Desk) -> None:
    desk.service.faults.order(Fault.STALL_STREAM, where="imagine", after_records=0, seconds=60)
    with desk.start() as program:
        program.imagine("a lake in the dark")
        until(lambda: states_kept(desk) == ["running"], "the head of the answer, on the disk")
        program.kill()
    with desk.start() as program:
        program.usable("action_reroll")
        assert len(desk.made_when_quiet(1)) == 1
        program.close()


def states_kept(desk: Desk) -> list[str]:
    """The states of all jobs, as the library's file has them."""
    with contextlib.closing(
        sqlite3.connect(f"{(desk.data / 'library.sqlite3').as_uri()}?mode=ro", uri=True)
    ) as library:
        return [state for (state,) in library.execute("SELECT state FROM jobs")]


def test_a_cancelled_job_is_fetched_when_it_is_made_after_all(desk: Desk) -> None:
    desk.service.speed = 4.0
    with desk.start() as program:
        program.imagine("a lake that was not waited for")
        until(lambda: ": running 11 %" in program.logged(), "the first step")
        desk.key("ctrl+period")
        until(lambda: program.says("may still make it and charge for it"), "what cancelling means")
        until(lambda: program.says("finished although you had cancelled it"), "the picture")
        program.usable("action_reroll")
        assert len(desk.made_when_quiet(1)) == 1
        program.close()


def test_a_post_is_the_result_where_look_ups_know_nothing(desk: Desk) -> None:
    desk.data.mkdir(parents=True)
    desk.settings.write_text(json.dumps({"delivery": "callback"}))
    desk.service.faults.order(Fault.STATUS, where="tasks", times=999, status=200, body={})
    with desk.start() as program:
        program.finish_grid("a lake by post")
        (asked,) = desk.made_when_quiet(1)
        assert "callback_url" in asked.body
        program.close()
