"""The features of the window: their commands, in the order of its menus, and their panels."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from mjstudio.studio.studio import Studio
from mjstudio.ui.commands import picture_keys
from mjstudio.ui.commands.command import Command, FixedKey
from mjstudio.ui.commands.registry import Commands
from mjstudio.ui.compare import commands as compare
from mjstudio.ui.compare import fixed_keys as compare_keys
from mjstudio.ui.details import commands as details
from mjstudio.ui.details.panel import details_panel
from mjstudio.ui.jobs import commands as jobs
from mjstudio.ui.jobs.job_list import job_list
from mjstudio.ui.library import commands as library
from mjstudio.ui.mask import commands as mask
from mjstudio.ui.mask import fixed_keys as mask_keys
from mjstudio.ui.prompt import commands as prompt
from mjstudio.ui.settings import commands as settings
from mjstudio.ui.stage import actions
from mjstudio.ui.stage import commands as stage
from mjstudio.ui.window import commands as window

DECLARED: tuple[Command[Any], ...] = (
    *prompt.COMMANDS,
    *library.COMMANDS,
    *actions.COMMANDS,
    *stage.COMMANDS,
    *compare.COMMANDS,
    *details.COMMANDS,
    *jobs.COMMANDS,
    *mask.COMMANDS,
    *settings.COMMANDS,
    *window.COMMANDS,
)
FIXED: tuple[FixedKey, ...] = (
    *prompt.FIXED,
    *picture_keys.FIXED,
    *stage.FIXED,
    *compare_keys.FIXED,
    *mask_keys.FIXED,
)
PANELS: tuple[Callable[[Studio, Commands, Callable[[str], None]], QWidget], ...] = (
    details_panel,
    job_list,
)
"""Builders of the panels beside the stage, top to bottom; each also gets `show` for jobs."""
