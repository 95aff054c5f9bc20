"""What the artist chose and where the window was, in one JSON file. The token is never in it.

Read leniently: one value out of range falls back alone, a damaged file is moved aside, and what a
newer version wrote is kept. Values set in the program are checked strictly instead.
"""

import base64
import binascii
import contextlib
import json
import os
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mjstudio.files.atomic import clean_half_files, write_whole
from mjstudio.model.account import DEFAULT_BASE_URL, check_base_url
from mjstudio.model.delivery_mode import DeliveryMode, check_public_address
from mjstudio.model.errors import InvalidRequest
from mjstudio.model.release import check_feed
from mjstudio.model.request import MODES

THEMES = ("dark", "light", "system")
SPEEDS = ("", *MODES)
WAYS = tuple(way.value for way in DeliveryMode)
KINDS = ("all", "grids", "singles", "redrawn")
VIEWS = ("swipe", "blink", "side", "heat")
CHOICES = (
    "theme",
    "base_url",
    "use_sandbox",
    "running_limit",
    "mode",
    "delivery",
    "callback_url",
    "callback_port",
    "callback_steps",
    "notify",
    "check_updates",
    "update_feed",
)
MAX_RUNNING = 12
MAX_HISTORY = 200

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_MAX_WINDOW = 65_536
_MAX_PATH = 32_768
_MAX_NAME = 64
_MAX_LENGTH = 65_536
_MAX_PACE = 100
_MAX_FILE = 32 * 1024 * 1024


@dataclass(frozen=True)
class Settings:
    """The settings of the program.

    `use_sandbox` None means: the sandbox as long as there is no token. `mode` is the service's
    speed, empty for its own choice. `window_geometry` and `window_state` are base64. The newest
    prompt comes first in `prompt_history`, pictures were saved last in `save_folder`. What masks
    are painted with: `mask_tool` by its name, the others in picture pixels, the tolerance 0..255;
    the mask clamps them. Pictures are compared in `compare_view`, blinking `compare_pace` times in
    a second; `lock_feather` is in picture pixels. `library_kind` and `library_starred` filter the
    library, `shown_job` is the id of the job on the stage. `next_delivery` is the value of the Way
    that the next jobs go, empty for that of `delivery`. `delivery` is
    the value of a Way; `callback_url` the public address of the artist's own tunnel or proxy, empty
    for none; `callback_port` the port that it leads to, 0 for any; `callback_steps` asks for a post
    at every step. `updates_checked` is in seconds of the epoch. `unknown` holds what a newer
    version wrote.

    Raises InvalidRequest naming the field for a value out of range.
    """

    theme: str = "dark"
    base_url: str = DEFAULT_BASE_URL
    use_sandbox: bool | None = None
    running_limit: int = 3
    mode: str = ""
    window_geometry: str = ""
    window_state: str = ""
    mask_colour: str = "#ff3d7f"
    mask_opacity: float = 0.46
    mask_outline_only: bool = False
    mask_pressure: bool = True
    mask_tool: str = "brush"
    mask_size: int = 120
    mask_tolerance: int = 32
    mask_amount: int = 8
    mask_feather: int = 0
    mask_folder: str = ""
    library_kind: str = "all"
    library_starred: bool = False
    compare_view: str = "swipe"
    compare_pace: float = 1.5
    lock_feather: int = 16
    next_delivery: str = ""
    shown_job: str = ""
    save_folder: str = ""
    notify: bool = True
    check_updates: bool = False
    update_feed: str = ""
    updates_checked: float = 0.0
    prompt_history: tuple[str, ...] = ()
    delivery: str = DeliveryMode.STREAM.value
    callback_url: str = ""
    callback_port: int = 0
    callback_steps: bool = True
    unknown: Mapping[str, Any] = field(default_factory=dict, repr=False, hash=False)

    def __post_init__(self) -> None:
        for name, fits in _RULES.items():
            if not fits(getattr(self, name)):
                raise InvalidRequest(name, f"The setting “{name}” is out of range.")

    def remember(self, prompt: str) -> tuple[str, ...]:
        """The history with `prompt` as its newest, once, and the oldest dropped when full."""
        older = (one for one in self.prompt_history if one != prompt)
        return (prompt, *older)[:MAX_HISTORY]


def load(path: Path) -> tuple[Settings, str]:
    """The settings in a file and a sentence about what went wrong, empty if nothing did.

    Never raises. A damaged file is moved aside as `settings.json.damaged`.
    """
    clean_half_files(_real(path).parent, f"{path.name}.*")
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Settings(), ""
    except OSError:
        return Settings(), "The settings could not be read; the defaults are used."
    try:
        return _from_json(data), ""
    except (ValueError, RecursionError):
        return Settings(), _move_aside(path)


def save(path: Path, settings: Settings) -> None:
    """Put the settings at `path`, whole or not at all, readable by the user alone.

    Blocks on the disk: for worker threads. Raises NotSaved, with the old file untouched.
    """
    values = {name: getattr(settings, name) for name in _RULES}
    text = json.dumps({**settings.unknown, **values}, indent=2)
    write_whole(_real(path), text.encode("ascii") + b"\n", "The settings")


class SettingsStore:
    """The settings in force: changed in the window's thread, written in a worker's.

    `request_write` is called in the thread of the change, once until a `write` has begun, however
    many changes follow; whoever gives it sees to it that `write` runs in a worker soon after.
    """

    def __init__(
        self,
        path: Path,
        settings: Settings | None = None,
        request_write: Callable[[], None] | None = None,
    ) -> None:
        self._path = path
        self._current = settings or Settings()
        self._request_write = request_write
        self._listeners: list[Callable[[Settings], None]] = []
        self._dirty = False
        # Two locks: a change never waits for the disk, and no older state overtakes a newer one.
        self._state = threading.Lock()
        self._writing = threading.Lock()

    @property
    def current(self) -> Settings:
        """The settings in force."""
        return self._current

    @property
    def dirty(self) -> bool:
        """Whether something is not on the disk yet."""
        return self._dirty

    def listen(self, listener: Callable[[Settings], None]) -> Callable[[], None]:
        """Tell `listener` of every change from now on; the result ends that."""
        self._listeners.append(listener)

        def leave() -> None:
            with contextlib.suppress(ValueError):
                self._listeners.remove(listener)

        return leave

    def change(self, **changes: Any) -> Settings:
        """Set some fields; listeners are told, in this thread, if anything differs.

        Raises InvalidRequest for a value out of range; nothing is changed then.
        """
        with self._state:
            changed = replace(self._current, **changes)
            if changed == self._current:
                return changed
            self._current = changed
            first = not self._dirty
            self._dirty = True
        for listener in tuple(self._listeners):
            listener(changed)
        if first and self._request_write is not None:
            self._request_write()
        return changed

    def adopt(self, chosen: Settings) -> Settings:
        """Take over what is chosen in the settings dialog.

        Window and history stay: they moved on while the dialog was open.
        """
        return self.change(**{name: getattr(chosen, name) for name in CHOICES})

    def write(self) -> bool:
        """Put the newest settings on the disk; False if they were there already.

        Blocks on the disk: for worker threads, any number of them at once. Raises NotSaved; the
        settings then stay in force and `dirty`, and a later call tries again.
        """
        with self._writing:
            with self._state:
                if not self._dirty:
                    return False
                settings = self._current
                self._dirty = False
            try:
                save(self._path, settings)
            except BaseException:
                with self._state:
                    self._dirty = True
                raise
            return True


def _from_json(data: bytes) -> Settings:
    if len(data) > _MAX_FILE:
        raise ValueError("too large")
    # utf-8-sig: some editors put a byte order mark in front.
    found = json.loads(data.decode("utf-8-sig"))
    if not isinstance(found, dict):
        raise ValueError("not an object")  # noqa: TRY004 (one kind of damage for the caller)
    good: dict[str, Any] = {}
    for name, fits in _RULES.items():
        value = _as_kept(name, found.get(name, _MISSING))
        if fits(value):
            good[name] = value
    unknown = {name: value for name, value in found.items() if name not in _RULES}
    json.dumps(unknown, indent=2)  # Too deep to be written again is damage, too.
    return Settings(**good, unknown=unknown)


def _as_kept(name: str, value: object) -> object:
    """JSON's value in the shape of the field; what is written by hand is forgiven."""
    if name == "prompt_history" and isinstance(value, list):
        return tuple(one for one in value if isinstance(one, str))[:MAX_HISTORY]
    if name == "base_url" and isinstance(value, str):
        with contextlib.suppress(InvalidRequest):
            return check_base_url(value)
    if name == "callback_url" and isinstance(value, str) and value:
        with contextlib.suppress(InvalidRequest):
            return check_public_address(value)
    return value


def _real(path: Path) -> Path:
    """Where the bytes lie: some keep their settings elsewhere and link to them."""
    return Path(os.path.realpath(path))


def _move_aside(path: Path) -> str:
    aside = path.with_name(path.name + ".damaged")
    try:
        path.replace(aside)
    except OSError:
        return "The settings file is damaged; the defaults are used."
    return f"The settings file was damaged; it is kept as “{aside.name}”, the defaults are used."


def _one_of(choices: tuple[str, ...]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and value in choices


def _is_address(value: object) -> bool:
    if isinstance(value, str):
        with contextlib.suppress(InvalidRequest):
            return check_base_url(value) == value
    return False


def _is_public_address(value: object) -> bool:
    if value == "":
        return True
    if isinstance(value, str):
        with contextlib.suppress(InvalidRequest):
            return check_public_address(value) == value
    return False


def _is_port(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 65535


def _is_base64(value: object) -> bool:
    if not isinstance(value, str) or len(value) > _MAX_WINDOW:
        return False
    try:
        base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _is_limit(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MAX_RUNNING


def _is_length(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MAX_LENGTH


def _is_bool(value: object) -> bool:
    return isinstance(value, bool)


def _is_feed(value: object) -> bool:
    if value == "":
        return True
    if isinstance(value, str):
        with contextlib.suppress(InvalidRequest):
            return check_feed(value) == value
    return False


def _is_moment(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e12


def _is_pace(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= _MAX_PACE


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def _is_colour(value: object) -> bool:
    return isinstance(value, str) and _COLOUR.fullmatch(value) is not None


def _is_history(value: object) -> bool:
    return (
        isinstance(value, tuple)
        and len(value) <= MAX_HISTORY
        and all(isinstance(one, str) for one in value)
    )


_MISSING = object()
_RULES: dict[str, Callable[[object], bool]] = {
    "theme": _one_of(THEMES),
    "base_url": _is_address,
    "use_sandbox": lambda value: value is None or isinstance(value, bool),
    "running_limit": _is_limit,
    "mode": _one_of(SPEEDS),
    "window_geometry": _is_base64,
    "window_state": _is_base64,
    "mask_colour": _is_colour,
    "mask_opacity": _is_share,
    "mask_outline_only": _is_bool,
    "mask_pressure": _is_bool,
    "mask_tool": lambda value: isinstance(value, str) and len(value) <= _MAX_NAME,
    "mask_size": _is_length,
    "mask_tolerance": _is_length,
    "mask_amount": _is_length,
    "mask_feather": _is_length,
    "mask_folder": lambda value: isinstance(value, str) and len(value) <= _MAX_PATH,
    "library_kind": _one_of(KINDS),
    "library_starred": _is_bool,
    "compare_view": _one_of(VIEWS),
    "compare_pace": _is_pace,
    "lock_feather": _is_length,
    "next_delivery": _one_of(("", *WAYS)),
    "shown_job": lambda value: isinstance(value, str) and len(value) <= _MAX_NAME,
    "save_folder": lambda value: isinstance(value, str) and len(value) <= _MAX_PATH,
    "notify": _is_bool,
    "check_updates": _is_bool,
    "update_feed": _is_feed,
    "updates_checked": _is_moment,
    "prompt_history": _is_history,
    "delivery": _one_of(WAYS),
    "callback_url": _is_public_address,
    "callback_port": _is_port,
    "callback_steps": lambda value: isinstance(value, bool),
}
