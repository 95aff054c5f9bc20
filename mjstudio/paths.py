"""The places of the user's files.

    data folder     library.sqlite3, pictures/, thumbnails/, masks/, dragged/, logs/, draft.json,
                    accounts.key, sandbox/
    config folder   settings.json

A separate data folder (`--data-dir`, `MJSTUDIO_DATA_DIR`) also contains the settings, so that two
data folders never share anything.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import PlatformDirs


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of one run; made when first written to."""

    data: Path
    config: Path

    @property
    def pictures(self) -> Path:
        """Pictures by content hash."""
        return self.data / "pictures"

    @property
    def database(self) -> Path:
        """The library: every job and its history."""
        return self.data / "library.sqlite3"

    @property
    def thumbnails(self) -> Path:
        """Small copies of the pictures; they can be made again."""
        return self.data / "thumbnails"

    @property
    def masks(self) -> Path:
        """Masks that were painted and not yet sent."""
        return self.data / "masks"

    @property
    def draft(self) -> Path:
        """The prompt being written."""
        return self.data / "draft.json"

    @property
    def accounts_key(self) -> Path:
        """What the marks of tokens are made with."""
        return self.data / "accounts.key"

    @property
    def dragged(self) -> Path:
        """Copies of pictures that were dragged to other programs; removed after a day."""
        return self.data / "dragged"

    @property
    def sandbox(self) -> Path:
        """What the sandbox made, so that it acts on it again."""
        return self.data / "sandbox"

    @property
    def logs(self) -> Path:
        """Log files."""
        return self.data / "logs"

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.config / "settings.json"


def find_paths(data_dir: str | None = None) -> Paths:
    """The folders for this run: the argument, else `MJSTUDIO_DATA_DIR`, else the system's own."""
    chosen = data_dir or os.environ.get("MJSTUDIO_DATA_DIR")
    if chosen:
        folder = Path(chosen).expanduser().absolute()
        return Paths(folder, folder)
    dirs = PlatformDirs("mjstudio", appauthor=False)
    return Paths(Path(dirs.user_data_dir), Path(dirs.user_config_dir))
