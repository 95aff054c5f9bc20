"""Keys by their place on the keyboard, whatever character a layout puts there.

X11 and Wayland number the keys as evdev does, plus 8; Windows by set 1 of scan codes, from which
evdev's numbers for these keys come; macOS by virtual keys that are places too.
"""

from enum import IntEnum

from PySide6.QtGui import QGuiApplication, QKeyEvent

_X11 = 8


class KeyPlace(IntEnum):
    """A place by the character of the US layout, and evdev's number for it."""

    H = 35
    BACKTICK = 41


_MAC = {4: KeyPlace.H, 10: KeyPlace.BACKTICK, 50: KeyPlace.BACKTICK}
"""Virtual keys: `kVK_ANSI_H`, `kVK_ISO_Section` and `kVK_ANSI_Grave`, which ISO keyboards swap."""


def place_of(event: QKeyEvent) -> KeyPlace | None:
    """Where the key of an event is; None for all others, and where the system does not tell."""
    system, code = QGuiApplication.platformName(), event.nativeScanCode()
    if system == "cocoa":
        return _MAC.get(event.nativeVirtualKey())
    if system != "windows":
        code -= _X11
    return KeyPlace(code) if code in _PLACES else None


_PLACES = frozenset(KeyPlace)
