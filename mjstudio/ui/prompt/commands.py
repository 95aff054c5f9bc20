"""The commands of the prompt, and the keys that its field handles itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from mjstudio.texts import N_
from mjstudio.ui.commands.command import Command, FixedKey, Place, Where
from mjstudio.ui.prompt.delivery_button import DeliveryButton
from mjstudio.ui.prompt.prompt_edit import PromptEdit
from mjstudio.ui.prompt.prompt_lint import PromptLint


class PromptField(Protocol):
    """A panel that a prompt is written in."""

    @property
    def edit(self) -> PromptEdit:
        """The field."""

    @property
    def lint(self) -> PromptLint:
        """What is wrong with it."""


@dataclass(frozen=True, slots=True)
class PromptActor:
    """What the commands of the prompt act on.

    `write` puts a text into the prompt of the next picture, `in_sight` tells which prompt is in
    sight: the picture's, or the region's.
    """

    write: Callable[[str], object]
    in_sight: Callable[[], PromptField]
    delivery: DeliveryButton


COMMANDS: tuple[Command[PromptActor], ...] = (
    Command(
        "new_prompt",
        N_("New prompt"),
        lambda on: on.write(""),
        (Place("File"),),
        ("Ctrl+N",),
        "plus",
    ),
    Command(
        "fix_prompt",
        N_("Fix prompt"),
        lambda on: on.in_sight().lint.fix(),
        (Place("Edit"),),
        ("Alt+Return",),
        "check",
        when=lambda on: on.in_sight().lint.fixable,
    ),
    Command(
        "focus_prompt",
        N_("Focus prompt"),
        lambda on: on.in_sight().edit.setFocus(),
        (Place("Picture"),),
        ("Ctrl+L",),
        "sparkles",
    ),
    Command(
        "delivery",
        N_("Delivery of the next jobs…"),
        lambda on: on.delivery.open_menu(),
        (Place("Picture", 7),),
        ("Ctrl+Shift+D",),
        "link",
        Where.STAGE | Where.COMPARE,
    ),
)

FIXED = (
    FixedKey(N_("Prompt"), N_("Send"), ("Return",)),
    FixedKey(N_("Prompt"), N_("New line"), ("Shift+Return",)),
    FixedKey(N_("Prompt"), N_("Previous and next prompts"), ("Up", "Down")),
)
