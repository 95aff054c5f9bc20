"""The end of a desktop's session, its sleep, and screens that come and go."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from jeepney import DBusAddress, new_signal
from jeepney.io.blocking import open_dbus_connection

from mjstudio.sandbox.trouble.faults import Fault
from tests.end_to_end.accessible import until
from tests.end_to_end.desk import Desk, session_bus
from tests.end_to_end.session import Manager
from tests.end_to_end.test_closing import open_mask, painted

SLEEP = ("PrepareForSleep", "b")


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


def test_a_job_whose_stream_slept_is_looked_up_on_waking(desk: Desk) -> None:
    logind = DBusAddress("/org/freedesktop/login1", interface="org.freedesktop.login1.Manager")
    desk.service.faults.order(Fault.STALL_STREAM, where="imagine", after_records=1, seconds=600)
    with (
        session_bus(desk.home) as system,
        open_dbus_connection(system) as bus,
        desk.start(DBUS_SYSTEM_BUS_ADDRESS=system) as program,
    ):
        program.imagine("a lake in mist --seed 7")
        until(lambda: "running" in program.logged(), "the first record")
        program.write_prompt("written before the lid was closed")
        bus.send(new_signal(logind, *SLEEP, (True,)))
        until(desk.settings.is_file, "everything on the disk")
        bus.send(new_signal(logind, *SLEEP, (False,)))
        program.usable("action_reroll")
        assert len(desk.made()) == 1
        program.close()
