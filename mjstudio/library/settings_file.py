"""What the artist chose and where the window was, in one JSON file. The token is never in it.

Reading is lenient: one unusable value falls back to its default, a damaged file is set aside, and
what a newer version wrote is kept. Values set in the program are checked strictly instead.
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
    """The settings in a file and what went wrong, in sentences; empty if nothing did.

    Never raises. A damaged file is moved aside as `settings.json.damaged`. Where single values
    cannot be used, the others are kept, those are named, and that is a copy of the file.
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
    """Put the settings at `path`, whole or not at all, readable by the user only.

    Blocks on the disk: for worker threads. Raises NotSaved, with the old file untouched.
    """
    values = {name: getattr(settings, name) for name in declared(Settings)}
    text = json.dumps({**settings.unknown, **values}, indent=2)
    write_whole(_real(path), text.encode("ascii") + b"\n", _("The settings"))


class SettingsStore:
    """The current settings: changed in the window's thread, written in a worker.

    The thread of a change calls `request_write`, once until a `write` begins, however many changes
    follow. The caller's `request_write` has to run `write` in a worker soon after.
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
        """The current settings."""
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
        """Set some fields, and call the listeners in this thread if anything differs.

        Raises InvalidRequest for a value out of range, and then changes nothing.
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
        """Take over the choices of the settings dialog.

        Window and history stay: they may have changed while the dialog was open.
        """
        return self.change(**{name: getattr(chosen, name) for name in IN_DIALOG})

    def preview(self, chosen: Settings) -> Settings:
        """Take over what changes at once while it is being chosen in the settings dialog."""
        return self.change(**{name: getattr(chosen, name) for name in AT_ONCE})

    def write(self) -> bool:
        """Put the newest settings on the disk; False if they were there already.

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
    """The settings, and those whose values cannot be used. Raises ValueError for a damaged file."""
    if len(data) > _MAX_FILE:
        raise ValueError("too large")
    # utf-8-sig: some editors put a byte order mark in front.
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
    json.dumps(unknown, indent=2)  # Too deep to be written again is damage, too.
    return Settings(**good, unknown=unknown), bad


def _real(path: Path) -> Path:
    """Where the bytes are: some people keep their settings elsewhere and link to them."""
    return Path(os.path.realpath(path))


def _move_aside(path: Path) -> str:
    aside = set_aside(path)
    if aside is None:
        return _("The settings file is damaged; the defaults are used.")
    return _(
        "The settings file was damaged; it is kept as “{name}”, the defaults are used."
    ).format(name=aside.name)


def _copy_aside(path: Path, data: bytes, bad: Sequence[Setting]) -> str:
    """Keep the values that are lost with the next change; a sentence that names their settings."""
    labels = [_(one.row.label) if one.row else one.name.replace("_", " ") for one in bad]
    words = ngettext(
        "The setting “{names}” could not be read and is back at its default.",
        "These settings could not be read and are back at their defaults: {names}.",
        len(bad),
    ).format(names=listed(labels))
    # One name for all: until a setting is changed, every start finds the same old file.
    aside = path.with_name(path.name + ".damaged")
    try:
        write_whole(aside, data, _("The old settings"))
    except NotSaved:
        return words
    kept = _("The old file is kept as “{name}”.").format(name=aside.name)
    return sentences(words, kept)
