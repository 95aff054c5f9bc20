"""Which keys the commands have: those they declare, and those that the artist chose instead.

Plain values: a change makes another map. Keys are in Qt's portable text.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mjstudio.texts import N_, _
from mjstudio.ui.commands.command import MENUS, Command, FixedKey, Where, bar_title
from mjstudio.ui.commands.key_text import canonical, native

MOST = 3
"""How many keys a command can have."""

_WHERE = (
    (Where.STAGE, N_("On the stage {key} is also {command}.")),
    (Where.MASK, N_("In mask mode {key} is also {command}.")),
    (Where.COMPARE, N_("While comparing {key} is also {command}.")),
)
_BARE = {
    *("Esc", "Tab", "Backtab", "Shift+Tab", "Return", "Enter", "Space", "Backspace"),
    *("Left", "Right", "Up", "Down", "Home", "End", "PgUp", "PgDown"),
    *("Shift+Return", "Shift+Enter", "Shift+Space", "Shift+Backspace"),
    *("Shift+Left", "Shift+Right", "Shift+Up", "Shift+Down"),
}
_INPUT_METHOD_NAMES = (
    *("Kanji", "Muhenkan", "Henkan", "Romaji", "Hiragana", "Katakana", "Hiragana Katakana"),
    *("Zenkaku", "Hankaku", "Zenkaku Hankaku", "Touroku", "Massyo", "Kana Lock", "Kana Shift"),
    *("Eisu Shift", "Eisu toggle", "Hangul", "Hangul Start", "Hangul End", "Hangul Hanja"),
    *("Hangul Jamo", "Hangul Romaja", "Hangul Jeonja", "Hangul Banja", "Hangul PreHanja"),
    *("Hangul PostHanja", "Hangul Special", "Code input", "Multiple Candidate"),
    *("Previous Candidate", "Mode_switch", "Multi_key"),
)
_INPUT_METHODS = {
    *_INPUT_METHOD_NAMES,
    *("Ctrl+Space", "Ctrl+Shift+Space", "Alt+Space", "Ctrl+Alt+Space", "Alt+`", "Ctrl+`"),
}
_SYSTEM = {"Alt+F4", "Alt+Tab", "Alt+Shift+Tab", "Ctrl+Alt+Del", "Alt+Esc", "Ctrl+Esc"}


@dataclass(frozen=True, slots=True)
class Conflict:
    """A key that two commands have where both can be used."""

    key: str
    one: str
    other: str
    where: Where


class KeyMap:
    """The keys of all commands. `chosen` are those that the artist has changed, by command."""

    def __init__(
        self,
        commands: Iterable[Command[Any]],
        fixed: Iterable[FixedKey] = (),
        chosen: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self._commands = {command.id: command for command in commands}
        self._fixed = tuple(fixed)
        # Keys of unknown commands are kept for the version that has those commands.
        self._chosen = {
            name: tuple(dict.fromkeys(filter(None, map(canonical, keys))))
            for name, keys in (chosen or {}).items()
        }
        for name, command in self._commands.items():
            if self._chosen.get(name) == command.keys:
                del self._chosen[name]

    @property
    def chosen(self) -> dict[str, tuple[str, ...]]:
        """What differs from the declared keys."""
        return dict(self._chosen)

    @property
    def changed(self) -> list[str]:
        """The commands whose keys differ from those they declare."""
        return [name for name in self._commands if name in self._chosen]

    def keys(self, name: str) -> tuple[str, ...]:
        """The keys of a command."""
        return self._chosen.get(name, self._commands[name].keys)

    def declared(self, name: str) -> tuple[str, ...]:
        """The keys that a command has unless others are chosen."""
        return self._commands[name].keys

    def text(self, name: str) -> str:
        """Return a command's name without its trailing dots."""
        return _(self._commands[name].text).rstrip("…")

    # -- other maps

    def _with(self, **chosen: Sequence[str]) -> "KeyMap":
        return KeyMap(self._commands.values(), self._fixed, {**self._chosen, **chosen})

    def with_keys(self, name: str, keys: Sequence[str]) -> "KeyMap":
        """Give a command these keys."""
        return self._with(**{name: keys})

    def with_key(self, name: str, key: str, at: int) -> "KeyMap":
        """Replace a command's key number `at`, or add a key to those it has."""
        keys = list(self.keys(name))
        keys[at : at + 1] = [key]
        return self.with_keys(name, keys[:MOST])

    def without(self, name: str, key: str) -> "KeyMap":
        """Take a key from a command."""
        return self.with_keys(name, [one for one in self.keys(name) if one != canonical(key)])

    def reset(self, name: str | None = None) -> "KeyMap":
        """Give one command, or all, the keys that they declare."""
        kept = {} if name is None else {n: k for n, k in self._chosen.items() if n != name}
        return KeyMap(self._commands.values(), self._fixed, kept)

    def spare_key(self, conflict: Conflict, name: str) -> str:
        """What the other side of a conflict gets when they swap; empty where there is nothing.

        That is a key that the command `name`, which took one, declares and has lost.
        """
        lost = (key for key in self.declared(name) if key not in self.keys(name))
        return next((key for key in lost if key != conflict.key), "")

    def swapped(self, conflict: Conflict, name: str) -> "KeyMap":
        """Give the key to the command `name`, and its lost key to the other command."""
        other = conflict.other if conflict.one == name else conflict.one
        spare = self.spare_key(conflict, name)
        keys = [spare if key == conflict.key else key for key in self.keys(other)]
        return self.with_keys(other, [key for key in keys if key])

    def taken(self, conflict: Conflict, name: str) -> "KeyMap":
        """Give the key to the command `name`, and remove it from the other command."""
        other = conflict.other if conflict.one == name else conflict.one
        return self.without(other, conflict.key)

    # -- conflicts

    @property
    def conflicts(self) -> list[Conflict]:
        """Keys that two commands have where both can be used."""
        having: dict[str, list[str]] = {}
        for name in self._commands:
            for key in self.keys(name):
                having.setdefault(key, []).append(name)
        found = []
        for key, names in having.items():
            for at, one in enumerate(names):
                for other in names[at + 1 :]:
                    where = self._commands[one].where & self._commands[other].where
                    if where:
                        found.append(Conflict(key, one, other, where))
        return found

    def conflicts_of(self, name: str) -> list[Conflict]:
        """Those of one command."""
        return [one for one in self.conflicts if name in (one.one, one.other)]

    def told(self, conflict: Conflict, name: str) -> str:
        """Describe a conflict in a sentence about the command `name`."""
        other = conflict.other if conflict.one == name else conflict.one
        words = next(words for where, words in _WHERE if where & conflict.where)
        return _(words).format(key=native(conflict.key), command=self.text(other))

    def users(self, key: str) -> list[str]:
        """The commands that have a key, wherever they can be used."""
        key = canonical(key)
        return [name for name in self._commands if key in self.keys(name)]

    def refusal(self, name: str, key: str) -> str:
        """Return why a command cannot have a key, in a sentence; empty if it can."""
        key, shown = canonical(key), native(canonical(key))
        if not key or key in _SYSTEM or key.startswith("Meta+") or "+Meta+" in key:
            return _("{key} belongs to the desktop.").format(key=shown or _("This key"))
        if key in _INPUT_METHODS or key.rpartition("+")[2] in _INPUT_METHOD_NAMES:
            return _("{key} belongs to input methods.").format(key=shown)
        if key in _BARE:
            return _("{key} moves and presses what has the keyboard.").format(key=shown)
        menu = next((m for m in MENUS if key == bar_key(m)), None)
        if menu is not None:
            return _("{key} opens the menu {menu}.").format(key=shown, menu=_(menu))
        where = self._commands[name].where
        for fixed in self._fixed:
            if fixed.where & where and key in map(canonical, fixed.takes):
                return _("{key} cannot be changed: {text}.").format(key=shown, text=_(fixed.text))
        return ""

    def usable(self) -> "KeyMap":
        """Return the map without invalid keys: a file can contain anything."""
        good = {
            name: [key for key in keys if not self.refusal(name, key)]
            if name in self._commands
            else keys
            for name, keys in self._chosen.items()
        }
        return KeyMap(self._commands.values(), self._fixed, good)


def bar_key(menu: str) -> str:
    """The key that opens a menu of the menu bar, in Qt's portable text; empty for none."""
    _before, _and, letter = bar_title(menu).partition("&")
    return f"Alt+{letter[0].upper()}" if letter else ""
