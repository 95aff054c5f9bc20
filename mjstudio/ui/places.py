"""Digits are places on the keyboard: where a key lies, not what it writes.

On a French or a Czech keyboard the digits need Shift, so that characters alone would call "vary"
what the hand meant as "upscale". The codes of the places:

- X11, Wayland and a bare Linux: the kernel's code (linux/input-event-codes.h, KEY_1 = 2) plus 8;
- Windows: scan codes of set 1 (KEY_1 = 2 as well);
- macOS: virtual key codes (HIToolbox/Events.h, kVK_ANSI_1 = 18).

Where an event has no code, the character decides.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent

QUARTERS = range(1, 5)
"""The digits that mean a quarter of a grid."""
_ROW = (1, 2, 3, 4, 5, 6, 7, 8, 9, 0)
_X11 = dict(enumerate(_ROW, start=10))
_WINDOWS = dict(enumerate(_ROW, start=2))
_MACOS = {18: 1, 19: 2, 20: 3, 21: 4, 23: 5, 22: 6, 26: 7, 28: 8, 25: 9, 29: 0}
_LEVEL_3 = 0x80
"""X's Mod5, which AltGr holds: Qt does not tell of it. AltGr and a digit writes a sign."""
_Modifier = Qt.KeyboardModifier


def digit_of(event: QKeyEvent, platform: str = "") -> int | None:
    """The digit 0–9 on whose place a key lies; None for other keys.

    `platform` is Qt's name of it, by default the one that the program runs on. Keys of the keypad
    count while they write digits, which is while NumLock is on, and never with Shift.
    """
    platform = platform or QGuiApplication.platformName()
    key, modifiers = event.key(), event.modifiers()
    written = key - Qt.Key.Key_0 if Qt.Key.Key_0 <= key <= Qt.Key.Key_9 else None
    if modifiers & _Modifier.KeypadModifier:
        return None if modifiers & _Modifier.ShiftModifier else written
    if platform == "windows":
        code, places = event.nativeScanCode(), _WINDOWS
    elif platform == "cocoa":
        # The letter A has the code 0 there: its character makes it no digit.
        code, places = event.nativeVirtualKey(), _MACOS
    else:
        code, places = event.nativeScanCode(), _X11
        if event.nativeModifiers() & _LEVEL_3:
            return None
    if not code:
        return written
    # On-screen keyboards send layouts of their own, with letters anywhere.
    return None if Qt.Key.Key_A <= key <= Qt.Key.Key_Z else places.get(code)
