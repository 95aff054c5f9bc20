"""Opening picture files: from the command line, the desktop's “Open with”, or a later start."""

import asyncio
import hashlib
import logging
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal

from mjstudio.model.job import Job
from mjstudio.studio.references import References
from mjstudio.studio.runner import Runner
from mjstudio.studio.session import Session
from mjstudio.studio.tasks import Tasks

_log = logging.getLogger(__name__)


class Opening(QObject):
    """Makes references of picture files, as dropping them on the prompt does.

    A picture of the library is known by its content, wherever the file lies: it comes to the stage
    and its address, which the service knows, is the reference. Files wait until the library is
    there.

    Signals:
        refused(str): a file cannot be read, and why.
        opened(Path): a file was dealt with.
    """

    refused = Signal(str)
    opened = Signal(object)

    def __init__(
        self, runner: Runner, session: Session, references: References, tasks: Tasks
    ) -> None:
        super().__init__()
        self._runner, self._session = runner, session
        self._references = references
        self._tasks = tasks
        self._waiting: list[Path] | None = []

    def library_is_there(self) -> None:
        """The jobs of earlier runs are known from now on; what waited is opened."""
        waiting, self._waiting = self._waiting, None
        if waiting:
            self.open(waiting)

    def open(self, files: Iterable[Path]) -> None:
        """Open files one after the other."""
        if self._waiting is not None:
            self._waiting.extend(files)
        else:
            self._tasks.spawn(self._open_all(tuple(files)), "open files")

    async def _open_all(self, files: tuple[Path, ...]) -> None:
        for path in files:
            await self._open(path)
            self.opened.emit(path)

    async def _open(self, path: Path) -> None:
        try:
            digest = await asyncio.to_thread(_digest, path)
        except OSError as error:
            _log.info("a file was not opened: %s", type(error).__name__)
            self.refused.emit(f"“{path.name}” cannot be read.")
            return
        job = self._kept(digest)
        if job is None or job.picture is None:
            self._references.add(QUrl.fromLocalFile(str(path)).toString())
        else:
            self._session.show(job.id)
            self._references.add(job.picture.best_url)

    def _kept(self, digest: str) -> Job | None:
        """The newest job whose picture has this content: kept files are named by it."""
        named = (job for job in reversed(self._runner.jobs) if job.file)
        return next((job for job in named if Path(job.file).stem == digest), None)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
