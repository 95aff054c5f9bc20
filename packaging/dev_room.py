"""The environments that dev.py uses, and the clean room for tests and benchmarks."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from dev_venv import Environment

ROOT = Path(__file__).resolve().parent.parent
STUDIO = Environment(ROOT / ".venv", ROOT / "requirements.lock", ROOT / "pyproject.toml")
# A third-party client of the same API, to test our sandbox with; kept apart from our packages.
THIRD_PARTY = Environment(
    STUDIO.folder / "third-party", ROOT / "tests/third_party/requirements.lock"
)

# The artist's own variables, which no test may see.
PRIVATE = (
    "ACEDATACLOUD_API_TOKEN",
    "ACEDATACLOUD_API_BASE_URL",
    "MJSTUDIO_DATA_DIR",
    "MJSTUDIO_LOCALE_DIR",
    "DBUS_SESSION_BUS_ADDRESS",  # leads to the keyring
)
HOMES = {
    "HOME": "",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_CACHE_HOME": ".cache",
    "XDG_RUNTIME_DIR": "run",
}
HOMES_ON_WINDOWS = {
    "USERPROFILE": "",
    "APPDATA": "AppData/Roaming",
    "LOCALAPPDATA": "AppData/Local",
}


@contextmanager
def clean_room(environ: Mapping[str, str], *, windows: bool) -> Iterator[dict[str, str]]:
    """Yield the variables for tests: no display, no token, and a temporary home folder."""
    # Short, because socket paths in XDG_RUNTIME_DIR are limited to 108 characters.
    with tempfile.TemporaryDirectory(prefix="mjstudio-", ignore_cleanup_errors=True) as home:
        room = {name: value for name, value in environ.items() if name not in PRIVATE}
        for name, folder in (HOMES | (HOMES_ON_WINDOWS if windows else {})).items():
            path = Path(home, folder)
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
            room[name] = str(path)
        room["QT_QPA_PLATFORM"] = "offscreen"
        yield room
