"""Picture files named by their content: `3f/3f1c….png`; equal bytes are stored once.

All functions block on the disk: for worker threads.
"""

import hashlib
import re
from pathlib import Path

from mjstudio.files.atomic import clean_half_files, write_whole
from mjstudio.model.errors import PictureUnusable
from mjstudio.texts import _

_SUFFIX = re.compile(r"[a-z0-9]{1,5}")


class PictureStore:
    """The pictures in one folder, which is created with the first picture."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, data: bytes, suffix: str) -> Path:
        """Store `data` and return its file, which may already exist; written atomically.

        `suffix` is the format, with or without its dot. An existing file that no longer holds the
        right bytes is replaced.

        Raises NotSaved (disk full, folder not writable), with the old files intact; PictureUnusable
        for empty data; ValueError for an invalid suffix.
        """
        ending = suffix.lower().removeprefix(".")
        if not _SUFFIX.fullmatch(ending):
            raise ValueError("not a file suffix")
        if not data:
            raise PictureUnusable(_("The picture is empty."))
        digest = hashlib.sha256(data).hexdigest()
        subfolder = self.folder / digest[:2]
        if there := _find(subfolder, digest, data):
            return there
        path = subfolder / f"{digest}.{ending}"
        write_whole(path, data, _("The picture"))
        return path

    def read(self, path: Path) -> bytes:
        """Return the bytes of a stored picture; `path` as from `keep`, or relative to the folder.

        Raises PictureUnusable if the file is gone, damaged or outside this folder.
        """
        full = self.folder / path
        if not full.resolve().is_relative_to(self.folder.resolve()):
            raise PictureUnusable(_("The picture is not in the library."))
        try:
            data = full.read_bytes()
        except OSError as error:
            raise PictureUnusable(_("The picture's file is missing or cannot be read.")) from error
        if hashlib.sha256(data).hexdigest() != full.stem:
            raise PictureUnusable(_("The picture's file is damaged."))
        return data

    def clean_up(self) -> int:
        """Delete temporary files left by a killed run, and return their number. Never raises."""
        return sum(clean_half_files(folder) for folder in self._subfolders())

    def _subfolders(self) -> list[Path]:
        try:
            return [entry for entry in self.folder.iterdir() if entry.is_dir()]
        except OSError:
            return []


def _find(subfolder: Path, digest: str, data: bytes) -> Path | None:
    """Return the file with that content, under whichever suffix it was first stored."""
    try:
        for there in sorted(subfolder.glob(f"{digest}.*")):
            if there.stat().st_size == len(data) and there.read_bytes() == data:
                return there
    except OSError:
        return None  # The write that follows reports the problem.
    return None
