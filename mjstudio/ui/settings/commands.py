"""The command that opens the settings."""

from typing import Protocol

from mjstudio.texts import N_
from mjstudio.ui.commands.command import Command, Place


class SettingsOpener(Protocol):
    """An object that opens the settings dialog."""

    def open_settings(self) -> None:
        """Open the settings; returns at once."""


COMMANDS: tuple[Command[SettingsOpener], ...] = (
    Command(
        "settings",
        N_("Settings…"),
        lambda on: on.open_settings(),
        (Place("File", 1),),
        ("Ctrl+,",),
        "settings",
    ),
)
