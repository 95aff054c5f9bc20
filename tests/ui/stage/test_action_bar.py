"""The action bar: exactly what the picture offers, each with a name, all of it in sight."""

import pytest
from PySide6.QtWidgets import QPushButton

from mjstudio.model.action import GRID_ACTIONS, SINGLE_ACTIONS, VARIATION_REGION
from mjstudio.sandbox.trouble.faults import Fault
from mjstudio.ui.look.room import Room
from mjstudio.ui.stage.action_bar import ActionBar
from tests.conftest import Workbench
from tests.ui.hands import click, find, settle
from tests.ui.registry import commands

SINGLE = (*SINGLE_ACTIONS, VARIATION_REGION)
LATER = ("redo_upscale_4x", "upscale_creative", "square", "animate_high_2x", "remix_9")


def buttons(bar: ActionBar) -> dict[str, QPushButton]:
    found = bar.findChildren(QPushButton)
    return {b.objectName().removeprefix("action_"): b for b in found if b.isVisible()}


def shows(qtbot, bar, offered) -> dict[str, QPushButton]:
    """Its buttons, when they have been laid out."""
    qtbot.waitUntil(lambda: set(buttons(bar)) == set(offered))
    return buttons(bar)


@pytest.fixture
def bar(qtbot):
    ran: list[str] = []
    bar = ActionBar(commands(ran))
    bar.ran = ran
    qtbot.addWidget(bar)
    bar.resize(900, 60)
    bar.show()
    return bar


@pytest.mark.parametrize("offered", [GRID_ACTIONS, SINGLE, LATER, ()])
def test_every_action_is_a_named_button_and_there_is_no_other(bar, qtbot, offered):
    bar.show_actions(offered)
    shown = shows(qtbot, bar, offered)
    for name, button in shown.items():
        assert button.accessibleName()
        assert "_" not in button.accessibleName()
        assert button.text() or not button.icon().isNull()
        assert button.toolTip()
        click(button)
        assert bar.ran.pop() == ("vary_region" if name == VARIATION_REGION else f"act_{name}")


def test_the_buttons_of_another_picture_replace_the_first(bar, qtbot):
    bar.show_actions(SINGLE)
    bar.show_actions(GRID_ACTIONS)
    bar.show_actions(("reroll",))
    shows(qtbot, bar, ["reroll"])


@pytest.mark.parametrize(
    ("name", "label"), [("animate_high_2x", "Animate high 2×"), ("remix_9", "Remix 9")]
)
def test_an_unknown_action_has_a_readable_label(bar, qtbot, name, label):
    bar.show_actions((name,))
    assert shows(qtbot, bar, [name])[name].text().strip() == label


def test_accessible_names_are_all_different(bar, qtbot):
    for offered in (GRID_ACTIONS, (*SINGLE, *LATER)):
        bar.show_actions(offered)
        names = [button.accessibleName() for button in shows(qtbot, bar, offered).values()]
        assert len(set(names)) == len(names)


def test_actions_that_are_not_ready_cannot_be_pressed(bar, qtbot):
    bar.show_actions(GRID_ACTIONS, ready=False)
    for button in shows(qtbot, bar, GRID_ACTIONS).values():
        assert not button.isEnabled()
        click(button)
    assert bar.ran == []
    bar.take_room(Room(low=True))
    assert not any(b.isEnabled() for b in shows(qtbot, bar, GRID_ACTIONS).values())
    bar.show_actions(GRID_ACTIONS, ready=True)
    assert all(b.isEnabled() for b in shows(qtbot, bar, GRID_ACTIONS).values())


def test_the_lit_quarter_lights_its_two_buttons_and_a_click_does_not(bar, qtbot):
    bar.show_actions(GRID_ACTIONS)
    shows(qtbot, bar, GRID_ACTIONS)
    bar.light(2)
    click(buttons(bar)["upscale3"])
    lit = {name for name, button in buttons(bar).items() if button.isChecked()}
    assert lit == {"upscale2", "variation2"}
    bar.light(0)
    assert not any(button.isChecked() for button in buttons(bar).values())


@pytest.mark.parametrize("offered", [GRID_ACTIONS, SINGLE, (*SINGLE, *LATER)])
@pytest.mark.parametrize("width", [420, 560, 900, 1400])
def test_nothing_is_cut_at_any_width(bar, qtbot, offered, width):
    bar.show_actions(offered)
    shown = shows(qtbot, bar, offered).values()
    bar.resize(width, bar.heightForWidth(width))
    places = []
    for button in shown:
        place = button.rect().translated(button.mapTo(bar, button.rect().topLeft()))
        assert bar.rect().contains(place), button.objectName()
        assert button.width() >= button.minimumSizeHint().width()
        assert not any(place.intersects(other) for other in places)
        places.append(place)


def test_in_the_smallest_window_every_action_is_in_sight(studio: Workbench) -> None:
    studio.finish_a_single()
    studio.window.resize(studio.window.minimumSize())
    bar = studio.window.stage.action_bar
    settle(studio.qtbot, bar)
    for button in buttons(bar).values():
        place = button.rect().translated(button.mapTo(bar, button.rect().topLeft()))
        assert bar.rect().contains(place), button.objectName()


def test_a_grid_and_a_single_offer_their_own(studio: Workbench) -> None:
    grid = studio.finish_a_grid()
    bar = studio.window.stage.action_bar
    assert grid.picture is not None
    shows(studio.qtbot, bar, grid.picture.actions)
    single = studio.act("upscale1")
    assert single.picture is not None
    shows(studio.qtbot, bar, {*single.picture.actions, VARIATION_REGION, "compare_open"})
    assert VARIATION_REGION not in single.picture.actions


def test_while_the_picture_is_made_its_actions_wait(studio: Workbench) -> None:
    studio.service.faults.order(Fault.STALL_STREAM, where="imagine", after_records=1, seconds=30)
    job = studio.imagine()
    studio.wait_for(lambda: studio.job(job.id).progress > 0)
    bar = studio.window.stage.action_bar
    assert bar.isVisible()
    waiting = shows(studio.qtbot, bar, GRID_ACTIONS)
    assert not any(button.isEnabled() for button in waiting.values())
    click(find(bar, "action_upscale1"))
    assert len(studio.runner.jobs) == 1
