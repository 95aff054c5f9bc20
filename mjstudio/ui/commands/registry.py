"""The commands of one window as QActions, with their menus and key texts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from mjstudio.texts import _
from mjstudio.texts.phrases import bracketed, spaced
from mjstudio.ui.commands.command import (
    MENUS,
    Command,
    FixedKey,
    Owner,
    Where,
    bar_title,
    title_inside,
)
from mjstudio.ui.commands.composition import finish_composition
from mjstudio.ui.commands.key_map import KeyMap
from mjstudio.ui.commands.key_text import ENTER, is_place, key_list, short
from mjstudio.ui.commands.presses import PopupPresses
from mjstudio.ui.look.discard import discard
from mjstudio.ui.look.icons import Ground, icon


class CommandAction(QAction):
    """A command in one window. `changed` is also sent when its keys change."""

    def __init__(self, command: Command[Any], parent: QObject) -> None:
        super().__init__(_(command.text), parent)
        self.command = command
        self.keys: tuple[str, ...] = ()
        self.setObjectName(f"command_{command.id}")
        self.setAutoRepeat(command.repeats)
        self.setCheckable(command.checked is not None)
        self.set_keys(command.keys)

    @property
    def label(self) -> str:
        """What it is called."""
        return _(self.command.text)

    @property
    def names(self) -> tuple[str, str]:
        """What it is found by: its label, and the English one, which every keyboard writes."""
        return self.label, self.command.text

    @property
    def key_texts(self) -> str:
        """All its keys, as this system writes them; empty for none."""
        return key_list(self.keys)

    @property
    def short_key(self) -> str:
        """Its first key, as buttons show it; empty for none."""
        return short(self.keys[0]) if self.keys else ""

    @property
    def places(self) -> tuple[str, ...]:
        """Its keys that are places on the keyboard (see `key_places`)."""
        return tuple(filter(is_place, self.keys))

    def with_key(self, text: str) -> str:
        """A text for a tooltip, its first key behind it in parentheses."""
        return bracketed(text, key_list(self.keys[:1]))

    def labelled(self, text: str) -> str:
        """A text for a button, its first key behind it."""
        return spaced(text, self.short_key)

    def set_keys(self, keys: Sequence[str]) -> None:
        """Use these keys, in Qt's portable text."""
        self.keys = tuple(keys)
        places = self.places
        typed = [key for key in self.keys if key not in places]
        # The Enter of the keypad is another key to Qt, and the same to the hand.
        typed += [f"{key[: -len(ENTER)]}Enter" for key in typed if key.endswith(ENTER)]
        self.setShortcuts([QKeySequence(key) for key in typed])
        # Menus show only an action's first key, and never one bound by its position.
        more = f"\t{self.key_texts}" if len(self.keys) > 1 or places else ""
        self.setText(self.label + more)
        self.setToolTip(self.with_key(self.label))
        self.setIconText(self.label)


class Commands(QObject):
    """Every declared command as an action of one window.

    Until a feature's owner is bound its commands are disabled.

    Signals:
        keys_changed(): some commands have other keys.
        declared(list[Command]): there are more commands.
    """

    keys_changed = Signal()
    declared = Signal(object)

    def __init__(
        self,
        window: QWidget,
        declared: Iterable[Command[Any]],
        fixed: Iterable[FixedKey] = (),
    ) -> None:
        super().__init__(window)
        self._window = window
        self.actions: dict[str, CommandAction] = {}
        self.fixed = tuple(fixed)
        self._owners: dict[str, Any] = {}
        self._where: Callable[[], Where] = lambda: Where.STAGE
        self._bars: list[QMenuBar] = []
        self._chosen: Mapping[str, Sequence[str]] = {}
        for command in declared:
            self._add(command)

    def __getitem__(self, name: str) -> CommandAction:
        return self.actions[name]

    @property
    def in_order(self) -> list[CommandAction]:
        """All commands in the order of the menus."""

        def place(action: CommandAction) -> tuple[int, int]:
            return MENUS.index(action.command.menu), action.command.places[0].group

        return sorted(self.actions.values(), key=place)

    @property
    def all(self) -> list[Command[Any]]:
        """The declarations."""
        return [action.command for action in self.actions.values()]

    def _add(self, command: Command[Any]) -> None:
        if command.id in self.actions:
            raise ValueError(f"The command {command.id} is declared twice.")
        action = CommandAction(command, self._window)
        action.setEnabled(False)
        action.triggered.connect(lambda _checked=False: self._run(command))
        if command.icon:
            action.setIcon(icon(command.icon, Ground.ROW))
        self.actions[command.id] = action
        self._window.addAction(action)

    # -- what the commands act on

    def look_at(self, where: Callable[[], Where]) -> None:
        """Use this function to find out what is on the stage."""
        self._where = where

    def bind(
        self, declared: Sequence[Command[Owner]], owner: Owner, *signals: SignalInstance
    ) -> None:
        """Let commands act on their feature's owner, and look at them again with each signal.

        Those that are not there yet are added.
        """
        self.declare(declared)
        for command in declared:
            self._owners[command.id] = owner
        for signal in signals:
            signal.connect(lambda *_told: self.refresh(declared))
        self.refresh(declared)

    def declare(self, commands: Iterable[Command[Any]]) -> None:
        """Have these commands, too: they are known only since the program runs."""
        new = [command for command in commands if command.id not in self.actions]
        for command in new:
            self._add(command)
        if new:
            self.set_keys(self._chosen)
            for bar in self._bars:
                self.fill(bar)
            self.declared.emit(new)

    def _run(self, command: Command[Any]) -> None:
        owner = self._owners.get(command.id)
        if owner is not None:
            finish_composition()
            command.run(owner)
            # Qt has toggled it, but the true state may differ.
            self._check(command, owner)

    def refresh(self, declared: Iterable[Command[Any]] | None = None) -> None:
        """Look again at which commands, by default all, can be used and which are on."""
        where = self._where()
        for command in self.all if declared is None else declared:
            owner = self._owners.get(command.id)
            usable = owner is not None and bool(command.where & where)
            if usable and command.when is not None:
                usable = bool(command.when(owner))
            self.actions[command.id].setEnabled(usable)
            if owner is not None:
                self._check(command, owner)

    def _check(self, command: Command[Any], owner: Any) -> None:
        if command.checked is not None:
            self.actions[command.id].setChecked(bool(command.checked(owner)))

    # -- keys

    @property
    def key_map(self) -> KeyMap:
        """The current keys."""
        return KeyMap(self.all, self.fixed, self._chosen)

    def set_keys(self, chosen: Mapping[str, Sequence[str]]) -> None:
        """Give commands the keys that the artist chose, and all others those they declare.

        What no command can have is left out.
        """
        keys = KeyMap(self.all, self.fixed, chosen).usable()
        self._chosen = keys.chosen
        changed = False
        for name, action in self.actions.items():
            if keys.keys(name) != action.keys:
                action.set_keys(keys.keys(name))
                changed = True
        if changed:
            self.keys_changed.emit()

    # -- menus

    def fill(self, bar: QMenuBar) -> None:
        """Make the menus, or make them again."""
        if bar not in self._bars:
            self._bars.append(bar)
            bar.destroyed.connect(lambda: self._bars.remove(bar))
        for title in MENUS:
            name = f"menu_{title.lower()}"
            menu = bar.findChild(QMenu, name)
            if menu is None:
                menu = bar.addMenu(bar_title(title))
                menu.setObjectName(name)
            menu.clear()
            for inside in menu.findChildren(QMenu):
                discard(inside)
            self.fill_menu(menu, title)

    def fill_menu(self, menu: QMenu, title: str, *, usable: bool = False) -> None:
        """Put all commands of a menu into it.

        With `usable` menus inside it hold only what can be used now, and empty ones are left out.
        """
        entries = [
            (place.group, place.menu.partition("/")[2], action)
            for action in self.actions.values()
            for place in action.command.places
            if place.menu.partition("/")[0] == title
        ]
        if menu.findChild(PopupPresses) is None:
            PopupPresses(menu)
        inside: dict[str, QMenu] = {}
        group: int | None = None
        for at, under, action in sorted(entries, key=lambda entry: entry[0]):
            if under and usable and not action.isEnabled():
                continue
            if group is not None and at != group:
                menu.addSeparator()
            group = at
            if under and under not in inside:
                inside[under] = menu.addMenu(title_inside(under))
                inside[under].setObjectName(f"{menu.objectName()}_{under.lower()}")
                PopupPresses(inside[under])
            (inside[under] if under else menu).addAction(action)

    def popup(self, title: str) -> QMenu:
        """A context menu of the window, deleted once it closes."""
        menu = QMenu(self._window)
        menu.setObjectName("picture_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_menu(menu, title, usable=True)
        return menu
