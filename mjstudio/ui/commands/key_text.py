"""Keys as people read them, and as the settings store them."""

import re

from PySide6.QtGui import QKeySequence

from mjstudio.texts.phrases import alternatives, listed, spaced

_NATIVE = QKeySequence.SequenceFormat.NativeText
_PORTABLE = QKeySequence.SequenceFormat.PortableText
_FUNCTION = re.compile(r"F\d+$")
_KEYPAD_ENTER = re.compile(r"\bEnter$")
_SIGNS = {"Return": "⏎", "Enter": "⏎"}

ENTER = "Return"
ESCAPE = "Esc"


def canonical(key: str) -> str:
    """A key in Qt's portable text, in the one way that Qt writes it; empty for none.

    The Enter of the keypad is that of the other keys.
    """
    return _KEYPAD_ENTER.sub(ENTER, QKeySequence(key).toString(_PORTABLE))


def is_place(key: str) -> bool:
    """Whether a key is a place on the keyboard (see `key_places`) and not a character."""
    return key[-1:].isdigit() and not _FUNCTION.search(key)


def native(key: str) -> str:
    """A key as this system writes it."""
    # Qt knows no keys that only modify others.
    return QKeySequence(key).toString(_NATIVE) or key


def key_list(keys: tuple[str, ...]) -> str:
    """All keys of a command, as this system writes them."""
    return listed(map(native, keys))


def either_key(keys: tuple[str, ...]) -> str:
    """Keys of which any will do, in a sentence: `H or V`."""
    return alternatives(map(native, keys))


def short(key: str) -> str:
    """A key as buttons show it: `Ctrl ⏎`, `⇧3`."""
    text = native(key)
    # The plus may itself be the key.
    head, plus = (text[:-1].rstrip("+"), ["+"]) if text.endswith("+") else (text, [])
    parts = [*filter(None, head.split("+")), *plus]
    return " ".join(_SIGNS.get(part, part) for part in parts).replace("Shift ", "⇧")


def with_fixed(text: str, key: str) -> str:
    """A text for a button, and behind it the key of its widget, which cannot be changed."""
    return spaced(text, short(key))
