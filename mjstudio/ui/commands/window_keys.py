"""The window's keys that Qt's shortcuts cannot serve: digits by their place, and paying ones once.

Qt's shortcuts match characters. The window sees each key before them, once nothing that is typed
into has claimed it; what is served here neither they nor the widget with the keyboard hear of.
"""

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from mjstudio.ui.commands.presses import double_click_interval, presses
from mjstudio.ui.commands.registry import CommandAction, Commands
from mjstudio.ui.look.key_places import digit_of

_PORTABLE = QKeySequence.SequenceFormat.PortableText
_NO_KEYPAD = ~Qt.KeyboardModifier.KeypadModifier


class WindowKeys(QObject):
    """Watches one window for its commands."""

    def __init__(self, window: QWidget, commands: Commands) -> None:
        super().__init__(window)
        self._window = window
        self._commands = commands
        self._digits: dict[str, list[CommandAction]] = {}
        commands.keys_changed.connect(self._find_digits)
        commands.declared.connect(lambda _more: self._find_digits())
        self._find_digits()
        self._receiver: QObject | None = None
        self._action: QAction | None = None
        self._off_at = 0
        window.installEventFilter(self)

    def _find_digits(self) -> None:
        self._digits = {}
        for action in self._commands.actions.values():
            for key in action.places:
                self._digits.setdefault(key, []).append(action)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Claim a key, and handle it when its press arrives."""
        kind = event.type()
        if kind is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            self._let_go()
            return self._claims(event)
        if kind is QEvent.Type.KeyPress and self._receiver is not None:
            action = self._action
            self._let_go()
            if action is not None:
                action.trigger()
            return True
        return False

    def _claims(self, event: QKeyEvent) -> bool:
        own = presses.stroke(event)
        digit = digit_of(event)
        if digit is not None:
            key = Qt.Key(Qt.Key.Key_0 + digit)
            wanted = QKeySequence(QKeyCombination(event.modifiers() & _NO_KEYPAD, key))
            for action in self._digits.get(wanted.toString(_PORTABLE), ()):
                if action.isEnabled():
                    soon = action.command.costs and self._is_soon(event)
                    return self._take(event, action if own and not soon else None)
            # No enabled action has this key: for a moment, the key does not trigger costly
            # commands.
            self._off_at = event.timestamp()
        elif not own:
            # A held key repeats small free steps only, and two presses of a paying key count once.
            kept = (
                action
                for action in self._commands.actions.values()
                if (not action.command.repeats if presses.repeated else action.command.costs)
            )
            if any(_starts(action, event) for action in kept):
                return self._take(event, None)
        return False

    def _is_soon(self, event: QKeyEvent) -> bool:
        since = event.timestamp() - self._off_at
        return bool(event.timestamp() and self._off_at) and 0 <= since < double_click_interval()

    def _take(self, event: QKeyEvent, action: QAction | None) -> bool:
        event.accept()
        self._action = action
        self._receiver = QApplication.focusWidget() or self._window
        if self._receiver is not self._window:
            self._receiver.installEventFilter(self)
        return True

    def _let_go(self) -> None:
        if self._receiver is not None and self._receiver is not self._window:
            self._receiver.removeEventFilter(self)
        self._receiver = self._action = None


def _starts(action: QAction, event: QKeyEvent) -> bool:
    """Return whether a key would trigger an action, by the character it writes."""
    key = QKeyCombination(event.modifiers() & _NO_KEYPAD, event.keyCombination().key())
    return action.isEnabled() and QKeySequence(key) in action.shortcuts()
