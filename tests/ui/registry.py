"""Every command, for widgets that are tested without their window."""

import atexit
from typing import Any

from PySide6.QtWidgets import QWidget

from mjstudio.ui.commands.command import Command
from mjstudio.ui.commands.registry import Commands
from mjstudio.ui.window.features import DECLARED, FIXED

_HOMES: list[QWidget] = []
"""Keeps windows alive until just before Qt is destroyed, as Qt deletes their actions with them."""
atexit.register(_HOMES.clear)


def commands(ran: list[str] | None = None) -> Commands:
    """Return all commands, enabled but without effect: `ran` receives the ids of those pressed."""
    _HOMES.append(QWidget())
    made = Commands(_HOMES[-1], DECLARED, FIXED)

    def watch(more: list[Command[Any]]) -> None:
        for command in more:
            action = made[command.id]
            action.setEnabled(True)
            if ran is not None:
                action.triggered.connect(lambda _on, name=command.id: ran.append(name))

    watch(made.all)
    made.declared.connect(watch)
    return made
