"""The end of a desktop's session, its sleep, and screens that come and go."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.desk import Desk
from tests.end_to_end.session import Manager
from tests.end_to_end.test_closing import open_mask, painted


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    with Manager(tmp_path) as made:
        yield made


def joined(desk: Desk, manager: Manager) -> dict[str, str]:
    """The variables of a session with this manager."""
    authority = str(desk.home / "ICEauthority")
    return {"SESSION_MANAGER": manager.address, "ICEAUTHORITY": authority}


def test_the_session_manager_ends_it_in_order(desk: Desk, manager: Manager) -> None:
    with desk.start(**joined(desk, manager)) as program:
        manager.hear("joined")
        manager.hear("saved")
        open_mask(program)
        canvas = program["mask_canvas"].box
        desk.drag([canvas.at(0.45, 0.5), canvas.at(0.5, 0.5), canvas.at(0.55, 0.5)])
        program.usable("mask_undo")
        manager.order("shutdown")
        manager.hear("saved")
        assert painted(desk.data / "masks"), "it said that all is saved too early"
        assert program.process.poll() is None, "it did not wait for the other programs"
        manager.order("die")
        program.wait_for_end()


def test_a_session_that_goes_on_after_all_leaves_it_as_it_is(desk: Desk, manager: Manager) -> None:
    with desk.start(**joined(desk, manager)) as program:
        manager.hear("joined")
        manager.order("save")
        manager.hear("saved")
        program.write_prompt("still here")
        program.close()
        manager.hear("left")


def test_a_session_manager_that_is_gone_is_no_trouble(desk: Desk, manager: Manager) -> None:
    with desk.start(**joined(desk, manager)) as program:
        manager.hear("saved")
        manager.end()
        program.write_prompt("still here")
        program.close()
