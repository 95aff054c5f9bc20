"""The artist's settings and the window's position, in one JSON file. Never contains the token.

Reading is lenient: an unusable value falls back to its default, a damaged file is set aside, and
what a newer version wrote is preserved. Values set by the program are checked strictly.
"""

import contextlib
import json
import logging
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from mjstudio.files.atomic import NotSaved, clean_half_files, write_whole
from mjstudio.files.damaged import set_aside
from mjstudio.library.setting import Setting, declared
from mjstudio.library.settings import AT_ONCE, IN_DIALOG, Settings
from mjstudio.model.errors import StudioError
from mjstudio.texts import _, ngettext
from mjstudio.texts.phrases import listed, sentences

_log = logging.getLogger(__name__)
_MAX_FILE = 32 * 1024 * 1024


def load(path: Path) -> tuple[Settings, str]:
    """Return the settings in a file and what went wrong, in sentences; empty if nothing did.

    Never raises. A damaged file is moved aside as `settings.json.damaged`. If only single values
    are unusable, the others are used, the sentences name the unusable ones, and the damaged file is
    a copy.
    """
    clean_half_files(_real(path).parent, f"{path.name}.*")
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Settings(), ""
    except OSError:
        return Settings(), _("The settings could not be read; the defaults are used.")
    try:
        settings, bad = _from_json(data)
    except (ValueError, RecursionError):
        return Settings(), _move_aside(path)
    return settings, _copy_aside(path, data, bad) if bad else ""


def save(path: Path, settings: Settings) -> None:
    """Save the settings at `path` atomically, readable by the user only.

    Blocks on the disk: call it in worker threads. Raises NotSaved; the old file is intact then.
    """
    values = {name: getattr(settings, name) for name in declared(Settings)}
    text = json.dumps({**settings.unknown, **values}, indent=2)
    write_whole(_real(path), text.encode("ascii") + b"\n", _("The settings"))


class SettingsStore:
    """The current settings: changed in the GUI thread, written in a worker.

    A change calls `request_write` in its own thread, but only once until a `write` begins, however
    many changes follow. The caller's `request_write` has to run `write` in a worker soon after.
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
        # Two locks, so that a change never waits for the disk and no older state overtakes a newer
        # one.
        self._state = threading.Lock()
        self._writing = threading.Lock()

    @property
    def current(self) -> Settings:
        """The current settings."""
        return self._current

    @property
    def dirty(self) -> bool:
        """Whether changes are not on disk yet."""
        return self._dirty

    def listen(self, listener: Callable[[Settings], None]) -> Callable[[], None]:
        """Call `listener` after every change; call the result to stop that."""
        self._listeners.append(listener)

        def leave() -> None:
            with contextlib.suppress(ValueError):
                self._listeners.remove(listener)

        return leave

    def change(self, **changes: Any) -> Settings:
        """Set some fields, and call the listeners in this thread if anything differs.

        Raises InvalidRequest for a value out of range; then nothing is changed.
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
        """Apply the choices of the settings dialog.

        The window's state and the history stay, because they may have changed while the dialog was
        open.
        """
        return self.change(**{name: getattr(chosen, name) for name in IN_DIALOG})

    def preview(self, chosen: Settings) -> Settings:
        """Apply those choices of the settings dialog that take effect while they are being made."""
        return self.change(**{name: getattr(chosen, name) for name in AT_ONCE})

    def write(self) -> bool:
        """Write the newest settings to disk; False if they were there already.

        Blocks on the disk: for worker threads, any number of them at once. Raises NotSaved; the
        settings then stay current and `dirty`, and a later call tries again.
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


def _from_json(data: bytes) -> tuple[Settings, list[Setting]]:
    """Return the settings, and those with unusable values. Raises ValueError for a damaged file."""
    if len(data) > _MAX_FILE:
        raise ValueError("too large")
    # utf-8-sig, because some editors put a byte order mark in front.
    found = json.loads(data.decode("utf-8-sig"))
    if not isinstance(found, dict):
        raise ValueError("not an object")  # noqa: TRY004 (one kind of damage for the caller)
    good: dict[str, Any] = {}
    bad: list[Setting] = []
    for name, setting in declared(Settings).items():
        if name not in found:
            continue
        try:
            good[name] = setting.kept(found[name])
        except (ValueError, StudioError) as error:
            _log.warning("the setting %s cannot be used: %s", name, error)
            bad.append(setting)
    unknown = {name: value for name, value in found.items() if name not in declared(Settings)}
    json.dumps(unknown, indent=2)  # too deep to be written again: damage, too
    return Settings(**good, unknown=unknown), bad


def _real(path: Path) -> Path:
    """Return the real file: some people keep their settings elsewhere and link to them."""
    return Path(os.path.realpath(path))


def _move_aside(path: Path) -> str:
    aside = set_aside(path)
    if aside is None:
        return _("The settings file is damaged; the defaults are used.")
    return _(
        "The settings file was damaged; it is kept as “{name}”, the defaults are used."
    ).format(name=aside.name)


def _copy_aside(path: Path, data: bytes, bad: Sequence[Setting]) -> str:
    """Save a copy of the values about to be lost; return a sentence that names their settings."""
    labels = [_(one.row.label) if one.row else one.name.replace("_", " ") for one in bad]
    words = ngettext(
        "The setting “{names}” could not be read and is back at its default.",
        "These settings could not be read and are back at their defaults: {names}.",
        len(bad),
    ).format(names=listed(labels))
    # One fixed name: until a setting is changed, every start finds the same old file.
    aside = path.with_name(path.name + ".damaged")
    try:
        write_whole(aside, data, _("The old settings"))
    except NotSaved:
        return words
    kept = _("The old file is kept as “{name}”.").format(name=aside.name)
    return sentences(words, kept)
