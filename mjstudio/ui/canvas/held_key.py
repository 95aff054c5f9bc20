"""A key that does something for as long as it is held.

A release may never arrive, or arrive as another character because Shift was pressed meanwhile. So
keys are identified by position, and the owner forgets them when it loses the focus or the window is
left.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

COMMANDING = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.ShiftModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
"""Modifiers that make another key of one."""


class HeldKey:
    """Whether a key that `matches` accepts is held; `changed` is called whenever that turns."""

    def __init__(
        self, matches: Callable[[QKeyEvent], bool], changed: Callable[[], None] = lambda: None
    ) -> None:
        self.matches = matches
        self._changed = changed
        self._held: set[int] = set()

    @property
    def held(self) -> bool:
        """Whether one of the keys is down."""
        return bool(self._held)

    def press(self, event: QKeyEvent) -> bool:
        """Handle a key press; False if it is another key."""
        code, matches = _code_of(event), self.matches(event)
        if matches and code not in self._held and not event.isAutoRepeat():
            self._turn(self._held | {code})
        return matches or code in self._held

    def release(self, event: QKeyEvent) -> bool:
        """Handle a key release; False if the key was not held."""
        code = _code_of(event)
        if code not in self._held:
            return False
        if not event.isAutoRepeat():
            self._turn(self._held - {code})
        return True

    def let_go(self) -> None:
        """Forget held keys, because their release may go to another window."""
        self._turn(set())

    def _turn(self, held: set[int]) -> None:
        turned = bool(held) != bool(self._held)
        self._held = held
        if turned:
            self._changed()


def _code_of(event: QKeyEvent) -> int:
    """What stays the same of a key from its press to its release."""
    return event.nativeScanCode() or event.nativeVirtualKey() or event.key()
