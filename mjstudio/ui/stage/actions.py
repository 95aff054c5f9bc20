"""A command for every action of the service, known or not.

Actions that the service offers and the catalogue does not know become commands when a picture
with them is shown (`unknown`).
"""

from collections.abc import Iterable
from typing import Protocol

from mjstudio.model.action import CATALOGUE, VARIATION_REGION, Action, Kind, find_action
from mjstudio.studio.jobs.session import Session
from mjstudio.ui.commands.command import (
    OTHER,
    PAN,
    UPSCALE,
    VARY,
    ZOOM_OUT,
    Command,
    Place,
    Where,
    on_pictures,
)
from mjstudio.ui.commands.scene import Scene


class ActionActor(Protocol):
    """What actions are done by."""

    @property
    def scene(self) -> Scene:
        """Which picture they are done to."""

    @property
    def session(self) -> Session:
        """Sends them."""


_UNDER = {
    Kind.UPSCALE: (UPSCALE, 1),
    Kind.VARY: (VARY, 2),
    Kind.REGION: (VARY, 2),
    Kind.REROLL: ("", 4),
    Kind.ZOOM: (ZOOM_OUT, 3),
    Kind.PAN: (PAN, 3),
    Kind.OTHER: (OTHER, 4),
}
"""Where the actions of a kind are in the menu Picture: the menu inside it, and the group."""


def places(action: Action) -> tuple[Place, ...]:
    """Where an action is in the menus of a picture."""
    under, group = _UNDER.get(action.kind, (OTHER, 4))
    inside = f"/{under}" if under else ""
    return Place(f"Picture{inside}", group), *on_pictures(1, under)


def _act(action: Action) -> Command[ActionActor]:
    text = action.label if action.kind is Kind.REROLL else action.hint or action.label
    return Command(
        command_of(action.name),
        text,
        lambda on: on.session.act(action.name),
        places(action),
        (action.shortcut,) if action.shortcut else (),
        "" if action.quadrant else action.icon,
        Where.STAGE,
        when=lambda on: on.scene.offers(action.name),
        costs=True,
    )


def command_of(name: str) -> str:
    """The id of the command for an action, by its wire name."""
    return "vary_region" if name == VARIATION_REGION else f"act_{name}"


def unknown(offered: Iterable[str]) -> tuple[Command[ActionActor], ...]:
    """Commands for the actions among these that are not in the catalogue."""
    known = {command.id for command in COMMANDS}
    return tuple(
        _act(find_action(name))
        for name in dict.fromkeys(offered)
        if name != VARIATION_REGION and command_of(name) not in known
    )


COMMANDS: tuple[Command[ActionActor], ...] = tuple(
    _act(action)
    for action in CATALOGUE.values()
    if action.kind in _UNDER and action.kind is not Kind.REGION
)
"""All but *Vary region*, which is sent from mask mode."""
