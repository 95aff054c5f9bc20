"""Keys by their place on the keyboard, whatever character a layout puts there.

On a French or a Czech keyboard the digits need Shift, so that characters alone would call "vary"
what the hand meant as "upscale".

X11 and Wayland number the keys as evdev does, plus 8; Windows by set 1 of scan codes, from which
evdev's numbers for these keys come; macOS by virtual keys that are places too.
"""

from enum import IntEnum

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent

QUARTERS = range(1, 5)
"""The digits that mean a quarter of a grid."""

_X11 = 8
_DIGITS = dict(enumerate((1, 2, 3, 4, 5, 6, 7, 8, 9, 0), start=2))
"""evdev's `KEY_1` and those right of it."""
_MAC_DIGITS = {18: 1, 19: 2, 20: 3, 21: 4, 23: 5, 22: 6, 26: 7, 28: 8, 25: 9, 29: 0}
"""Virtual keys: `kVK_ANSI_1` and those right of it."""
_LEVEL_3 = 0x80
"""X's Mod5, the AltGr key, which Qt does not report. AltGr and a digit write a character."""


class KeyPlace(IntEnum):
    """A place by the character of the US layout, and evdev's number for it."""

    H = 35
    BACKTICK = 41


_MAC = {4: KeyPlace.H, 10: KeyPlace.BACKTICK, 50: KeyPlace.BACKTICK}
"""Virtual keys: `kVK_ANSI_H`, `kVK_ISO_Section` and `kVK_ANSI_Grave`, which ISO keyboards swap."""


def place_of(event: QKeyEvent) -> KeyPlace | None:
    """Return a key's position; None for other keys, and if the system does not report it."""
    system, code = QGuiApplication.platformName(), event.nativeScanCode()
    if system == "cocoa":
        return _MAC.get(event.nativeVirtualKey())
    if system != "windows":
        code -= _X11
    return KeyPlace(code) if code in _PLACES else None


_PLACES = frozenset(KeyPlace)


def digit_of(event: QKeyEvent, platform: str = "") -> int | None:
    """The digit 0–9 at whose place a key is; None for other keys.

    `platform` is Qt's name of it, by default the one that the program runs on. Keys of the keypad
    count while they write digits, which is while NumLock is on, and never with Shift. Where the
    system tells no place, the character decides.
    """
    platform = platform or QGuiApplication.platformName()
    key, modifiers = event.key(), event.modifiers()
    written = key - Qt.Key.Key_0 if Qt.Key.Key_0 <= key <= Qt.Key.Key_9 else None
    if modifiers & Qt.KeyboardModifier.KeypadModifier:
        return None if modifiers & Qt.KeyboardModifier.ShiftModifier else written
    if platform not in ("windows", "cocoa") and event.nativeModifiers() & _LEVEL_3:
        return None
    # The letter A has the code 0 on macOS: its character makes it no digit.
    code = event.nativeVirtualKey() if platform == "cocoa" else event.nativeScanCode()
    if not code:
        return written
    if Qt.Key.Key_A <= key <= Qt.Key.Key_Z:
        # On-screen keyboards send layouts of their own, with letters anywhere.
        return None
    if platform == "cocoa":
        return _MAC_DIGITS.get(code)
    return _DIGITS.get(code if platform == "windows" else code - _X11)
