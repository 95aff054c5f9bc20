"""Opening picture files: from the command line, “Open with”, a later start, or a drop."""

import asyncio
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal

from mjstudio.files.image_size import kind_of
from mjstudio.model.job import Job
from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.jobs.runner import Runner
from mjstudio.studio.jobs.session import Session
from mjstudio.studio.prompt.references import References
from mjstudio.texts import _

if TYPE_CHECKING:
    from mjstudio.library.recognise import Origin

_log = logging.getLogger(__name__)

_HEAD = 16
"""Bytes that tell a file's kind."""
_KINDS = ("png", "jpeg", "webp")


def _read(path: Path) -> tuple[str, "Origin | None", bool]:
    """Return a file's SHA-256, what it says of itself, and whether it is a picture by its content.

    Blocking, for workers. Raises OSError; also for what is no file, whose reading might never end.
    """
    from mjstudio.library.recognise import read_origin

    if path.exists() and not path.is_file():
        raise IsADirectoryError(path)
    with path.open("rb") as file:
        kind = kind_of(file.read(_HEAD))
    return (*read_origin(path), kind in _KINDS)


def _shown(path: Path) -> str:
    """Return a file's name in one line, with what is no text in it replaced."""
    name = path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return " ".join(name.split())


class FileOpener(QObject):
    """Turns picture files into references, as dropping them on the prompt does.

    A picture of the library comes to the stage, and its address at the service becomes the
    reference. It is recognised by its content, wherever the file is, and an exported copy by the
    ids embedded in it. Files wait until the library is loaded.

    Signals:
        refused(str): why a file cannot be read.
        opened(Path): a file has been processed.
        quarter_shown(int): the file held quarter 1–4 of the picture that came to the stage.
        lost(Path, Origin): mjstudio saved this file, but its picture is not in the library.
    """

    refused = Signal(str)
    opened = Signal(object)
    quarter_shown = Signal(int)
    lost = Signal(object, object)

    def __init__(
        self, runner: Runner, session: Session, references: References, tasks: Tasks
    ) -> None:
        super().__init__()
        self._runner, self._session = runner, session
        self._references = references
        self._tasks = tasks
        self._waiting: list[tuple[Path, bool]] | None = []

    def library_is_there(self) -> None:
        """Note that the library is loaded, and open the files that waited for it."""
        waiting, self._waiting = self._waiting, None
        if waiting:
            self._begin(waiting)

    def open(self, files: Iterable[Path], *, refer: bool = True) -> None:
        """Open files one after the other; library pictures are only shown unless `refer`.

        Other files can only become references.
        """
        several = [(path, refer) for path in files]
        if self._waiting is not None:
            self._waiting.extend(several)
        elif several:
            self._begin(several)

    def _begin(self, files: list[tuple[Path, bool]]) -> None:
        self._tasks.spawn(self._open_all(files), "open files")

    async def _open_all(self, files: list[tuple[Path, bool]]) -> None:
        for path, refer in files:
            await self._open(path, refer=refer)
            self.opened.emit(path)

    async def _open(self, path: Path, *, refer: bool) -> None:
        try:
            digest, origin, is_picture = await asyncio.to_thread(_read, path)
        except (OSError, ValueError) as error:  # a name with a zero byte is a ValueError
            _log.info("a file was not opened: %s", type(error).__name__)
            self.refused.emit(_("“{name}” can't be read.").format(name=_shown(path)))
            return
        if not is_picture:
            words = _("“{name}” is not a PNG, JPEG or WebP picture.")
            self.refused.emit(words.format(name=_shown(path)))
            return
        job = self._kept(digest) or (self._saved(origin) if origin else None)
        if job is not None:
            self._show(job, path, origin.quadrant if origin else 0, refer=refer)
        elif origin is not None and origin.prompt:
            self.lost.emit(path, origin)
        else:
            self._references.add(QUrl.fromLocalFile(str(path)).toString())

    def _show(self, job: Job, path: Path, quadrant: int, *, refer: bool) -> None:
        self._session.show(job.id)
        if quadrant:
            # The address shows the whole grid.
            self.quarter_shown.emit(quadrant)
        elif refer and job.picture is not None:
            url = job.picture.best_url
            self._references.add(url or QUrl.fromLocalFile(str(path)).toString())

    def _kept(self, digest: str) -> Job | None:
        """Return the newest job whose picture has this content, whose hash names its file."""
        named = (job for job in reversed(self._runner.jobs) if job.file)
        return next((job for job in named if Path(job.file).stem == digest), None)

    def _saved(self, origin: "Origin") -> Job | None:
        """Return the newest job whose picture has these ids.

        The sandbox reuses ids in every run, so the prompt must match too.
        """
        from mjstudio.library.facts import without_queries

        for job in reversed(self._runner.jobs):
            image_id = job.picture.image_id if job.picture else ""
            alike = (image_id, job.task_id) == (origin.image_id, origin.task_id)
            if job.file and alike and without_queries(job.request.prompt) == origin.prompt:
                return job
        return None
