"""Checks for a newer version of the program, if the artist has enabled that."""

import logging
import time

from PySide6.QtCore import QObject, Signal

from mjstudio import __version__
from mjstudio.library.settings import Settings
from mjstudio.library.settings_file import SettingsStore
from mjstudio.model.errors import StudioError
from mjstudio.model.version import is_newer
from mjstudio.studio.core.spawner import Tasks

_log = logging.getLogger(__name__)

DAY = 24 * 60 * 60.0


def is_due(settings: Settings, now: float) -> bool:
    """Return whether a check is due: enabled, with a feed, and none in the last day.

    `now` is in epoch seconds. A clock that was set back does not postpone a check forever.
    """
    if not (settings.check_updates and settings.update_feed):
        return False
    return not 0 <= now - settings.updates_checked < DAY


class Releases(QObject):
    """Checks the feed of the settings at most once a day.

    Signals:
        found(Release): there is a newer version than this one.
        looked(): a check has ended, with or without a result.
    """

    found = Signal(object)
    looked = Signal()

    def __init__(self, settings: SettingsStore, tasks: Tasks) -> None:
        super().__init__()
        self._settings = settings
        self._tasks = tasks

    def look(self) -> None:
        """Check in the background if it is due; failures only go to the log."""
        now = time.time()
        if is_due(self._settings.current, now):
            # A failed check counts as well, to spare the feed's host.
            self._settings.change(updates_checked=now)
            feed = self._settings.current.update_feed
            self._tasks.spawn(self._look(feed), "look for a new version")

    async def _look(self, feed: str) -> None:
        from mjstudio.api.feed import fetch_release

        try:
            release = await fetch_release(feed)
        except StudioError as error:
            _log.info("no news of new versions: %s", error.message)
        else:
            if is_newer(release.version, __version__):
                self.found.emit(release)
        self.looked.emit()
