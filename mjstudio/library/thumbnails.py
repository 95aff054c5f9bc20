"""Small copies of pictures on disk, so that showing the library needs no decoding of pictures.

They can be made again from the pictures at any time, so a missing or damaged one is not an error.
All functions block on the disk: call them in worker threads.
"""

import contextlib
import logging
from pathlib import Path

from mjstudio.files.atomic import NotSaved, write_whole
from mjstudio.texts import _

_log = logging.getLogger(__name__)


class ThumbnailStore:
    """The thumbnails under one folder, by the name of their picture: `3f/3f1c….webp`."""

    suffix = "webp"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, picture: Path) -> Path:
        """The path of a picture's thumbnail, whether it exists or not."""
        return self.folder / picture.stem[:2] / f"{picture.stem}.{self.suffix}"

    def keep(self, picture: Path, data: bytes) -> None:
        """Write a picture's thumbnail. Never raises: without it the picture is decoded."""
        try:
            write_whole(self.path(picture), data, _("The thumbnail"))
        except NotSaved as error:
            _log.info("%s", error.message)

    def remove(self, picture: Path) -> None:
        """Remove the thumbnail of a picture. Never raises."""
        with contextlib.suppress(OSError):
            self.path(picture).unlink()
