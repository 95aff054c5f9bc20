"""Picture files by content: `3f/3f1c….png`, the same bytes kept once.

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
    """The pictures under one folder, which is made with the first of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, data: bytes, suffix: str) -> Path:
        """The file that holds `data`: the one already there, or a new one, whole on the disk.

        `suffix` is the format, with or without its dot. A file of that name that no longer holds
        the right bytes is replaced.

        Raises NotSaved (disk full, folder closed to writing), with the old files untouched;
        PictureUnusable for no bytes; ValueError for an invalid suffix.
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
        """The bytes of a kept picture; `path` as from `keep`, or relative to the folder.

        Raises PictureUnusable when the file is gone, damaged or outside this folder.
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
        """Remove the half files of a run that was killed; how many there were. Never raises."""
        return sum(clean_half_files(folder) for folder in self._subfolders())

    def _subfolders(self) -> list[Path]:
        try:
            return [entry for entry in self.folder.iterdir() if entry.is_dir()]
        except OSError:
            return []


def _find(subfolder: Path, digest: str, data: bytes) -> Path | None:
    """The file of that content, under whichever suffix it came first."""
    try:
        for there in sorted(subfolder.glob(f"{digest}.*")):
            if there.stat().st_size == len(data) and there.read_bytes() == data:
                return there
    except OSError:
        return None  # The write that follows reports what is wrong.
    return None
