"""Preview histories: the previews of every job's stream, small, in their order.

`<job id>/050.webp` is the preview at 50 %. No record lists the files, so a missing or damaged one
is not an error. All functions block on the disk: call them in worker threads.
"""

import contextlib
import logging
import re
import shutil
from pathlib import Path

from mjstudio.files.atomic import NotSaved, write_whole
from mjstudio.texts import _

_log = logging.getLogger(__name__)

MOST = 12
"""How many previews of a job are kept; a stream has about ten."""

_JOB_ID = re.compile(r"[0-9a-zA-Z-]{1,64}")
_NAME = re.compile(r"(\d{3})\.webp")


class PreviewStore:
    """The previews under one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, job_id: str, progress: int, data: bytes) -> bool:
        """Write the preview at a progress of 0–100 %; returns whether it was written. Never raises.

        A job keeps at most `MOST` previews.
        """
        folder = self._folder(job_id)
        if folder is None or not 0 <= progress <= 100 or len(self.find(job_id)) >= MOST:
            return False
        try:
            write_whole(folder / f"{progress:03}.webp", data, _("The preview"))
        except NotSaved as error:
            _log.info("%s", error.message)
            return False
        return True

    def find(self, job_id: str) -> list[tuple[int, Path]]:
        """Return progress and file of each of a job's previews, in stream order. Never raises."""
        folder = self._folder(job_id)
        if folder is None:
            return []
        try:
            names = sorted(path.name for path in folder.iterdir())
        except OSError:
            return []
        matches = [(_NAME.fullmatch(name), folder / name) for name in names]
        return [(int(match[1]), path) for match, path in matches if match][:MOST]

    def remove(self, job_id: str) -> None:
        """Remove the previews of a job. Never raises."""
        folder = self._folder(job_id)
        if folder is not None:
            with contextlib.suppress(OSError):
                shutil.rmtree(folder)

    def keep_only(self, job_ids: set[str]) -> None:
        """Remove the previews of all other jobs, e.g. of jobs deleted as the program closed."""
        with contextlib.suppress(OSError):
            for folder in self.folder.iterdir():
                if folder.name not in job_ids:
                    self.remove(folder.name)

    def _folder(self, job_id: str) -> Path | None:
        return self.folder / job_id if _JOB_ID.fullmatch(job_id) else None
