"""Notices that the program was updated while it runs: its own files are not those it started from.

It looks when its window comes to the front, as after an update in a terminal, and every half minute
for updates that come by themselves. Rejected: QFileSystemWatcher, which touches the disk in the
window's thread, and loses a folder that is replaced whole.
"""

import asyncio
import logging
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImageReader

import mjstudio
from mjstudio import __version__, assets, preload
from mjstudio.desktop.restart import clean_environment, start_command
from mjstudio.model.secret import TOKEN_VARIABLE
from mjstudio.studio.core.spawner import Tasks

_log = logging.getLogger(__name__)

_EVERY_MS = 30_000
_PATIENCE = 60.0
"""Seconds for the new program to tell its version."""

Identity = tuple[int, int, int, int]


def program_file() -> Path:
    """The file that every update replaces: a package's program, or mjstudio's first module."""
    return Path(sys.executable if getattr(sys, "frozen", False) else mjstudio.__file__)


def identity(path: Path) -> Identity | None:
    """Return what tells a file from another that takes its name; None without a file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size


def installed_version() -> str:
    """Return the version that a new start would run; empty while it cannot start.

    The program is asked itself, so an update that is still being unpacked is none yet. Blocks.
    """
    environ = clean_environment()
    environ.pop(TOKEN_VARIABLE, None)
    try:
        done = subprocess.run(  # noqa: S603 (our own program)
            start_command(["--version"]),
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    name, _, version = done.stdout.strip().partition(" ")
    return version if done.returncode == 0 and name == "mjstudio" else ""


async def load_everything() -> None:
    """Load what is read from the program's files on first use: modules, icons, image formats.

    In workers and in small pieces, so that the window is never held up.
    """
    await asyncio.to_thread(assets.keep_icons)
    await asyncio.to_thread(QImageReader.supportedImageFormats)
    for name in await asyncio.to_thread(preload.window_modules):
        await asyncio.to_thread(preload.load, name)


class Updates(QObject):
    """Looks from `begin` on.

    Signals:
        found(str): the version that a restart would run; once for each update.
        looked(): a look has ended, with or without a result.
        loaded(): everything is loaded that an update would take away.
    """

    found = Signal(str)
    looked = Signal()
    loaded = Signal()

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self._own: Identity | None = None
        self._is_looking = False
        self._clock = QTimer(self)
        self._clock.setInterval(_EVERY_MS)
        self._clock.timeout.connect(self.look)

    def begin(self) -> None:
        """Load everything, and look from now on."""
        self._tasks.spawn(self._begin(), "load what an update would take away")

    def look(self) -> None:
        """Look in the background whether there is an update."""
        if self._own is not None and not self._is_looking:
            self._is_looking = True
            self._tasks.spawn(self._look(self._own), "look for an update")

    async def _begin(self) -> None:
        self._own = await asyncio.to_thread(identity, program_file())
        self._clock.start()
        await load_everything()
        _log.info("everything is loaded")
        self.loaded.emit()

    async def _look(self, own: Identity) -> None:
        try:
            found = await asyncio.to_thread(identity, program_file())
            if found is None or found == own:
                return
            version = await asyncio.to_thread(installed_version)
            if not version:
                return  # not whole yet: the next look will tell
            self._own = found
            # A checkout's files change with every edit, a package's with an update alone.
            if version != __version__ or getattr(sys, "frozen", False):
                _log.info("version %s was installed", version)
                self.found.emit(version)
        finally:
            self._is_looking = False
            self.looked.emit()
