"""A token as a value that is never shown, and the removal of tokens from texts.

Libraries log the arguments of calls, tracebacks repeat messages, servers echo what they are sent.
So a token is not a string: formatting, joining or logging it reveals nothing, only `reveal` does.
The module also remembers every token of this run, and `redacted` removes it from a text, however it
is spelled and wherever it came from. Everything that is written (logs, stderr, reports) or kept
(error messages, answers) goes through `redacted`.
"""

import base64
import re
import threading
from typing import NoReturn
from urllib.parse import quote

REDACTED = "[redacted]"
TOKEN_VARIABLE = "ACEDATACLOUD_API_TOKEN"  # noqa: S105 (the name of the environment's variable)
SHORTEST = 8
"""A shorter token is no secret, and removing it would garble the words around it."""


class Token:
    """A secret of visible ASCII characters; empty for none. Shown as `[redacted]`, however.

    Equal to a token, or a string, of the same characters.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str = "") -> None:
        self._value = value
        remember(value)

    def reveal(self) -> str:
        """Return the secret itself: for the header and the keyring only."""
        return self._value

    def __repr__(self) -> str:
        return f"Token({REDACTED})" if self._value else "Token()"

    def __str__(self) -> str:
        return REDACTED if self._value else ""

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Token):
            return self._value == other._value
        return self._value == other if isinstance(other, str) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a token is not written anywhere")


def remember(secret: str) -> None:
    """Remove this from every text in future, even if it is not a usable token."""
    secret = secret.strip()
    if len(secret) >= SHORTEST:
        _known.add(secret)


def redacted(text: str) -> str:
    """Return a text without any secret of this run, in any of its spellings."""
    for pattern in _known.patterns:
        text = pattern.sub(REDACTED, text)
    return text


def redacted_bytes(data: bytes) -> bytes:
    """Like `redacted`; all other bytes stay unchanged."""
    # Latin-1 accepts every byte, and every spelling of a token is ASCII.
    return redacted(data.decode("latin-1")).encode("latin-1") if _known.patterns else data


class _Known:
    """The secrets of this process, a pattern each. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_secret: dict[str, re.Pattern[str]] = {}
        self.patterns: tuple[re.Pattern[str], ...] = ()

    def add(self, secret: str) -> None:
        with self._lock:
            if secret in self._by_secret:
                return
            # The longest first, here and below, because one may begin with another.
            words = sorted(map(re.escape, _encodings(secret)), key=len, reverse=True)
            self._by_secret[secret] = re.compile("|".join([_escaped(secret), *words]))
            longest = sorted(self._by_secret, key=len, reverse=True)
            self.patterns = tuple(self._by_secret[known] for known in longest)


_known = _Known()


def _escaped(secret: str) -> str:
    """A pattern for a secret: plain, in JSON or a `repr`, and in one of those inside another."""
    signs = {"\\": r"\\+", "'": r"\\*'", '"': r'\\*"', "/": r"\\*/"}
    return "".join(signs.get(character) or re.escape(character) for character in secret)


def _encodings(secret: str) -> set[str]:
    """A secret's spellings in texts not meant for people: in URLs, base64 or hex."""
    data = secret.encode("utf-8", "replace")
    found: set[str] = set()
    for safe in ("", "/"):
        quoted = quote(data, safe=safe)
        found |= {quoted, re.sub("%..", lambda escape: escape[0].lower(), quoted)}
    found |= {data.hex(), data.hex().upper()}
    for gap in range(3):
        # The part of the base64 that depends on the secret only, whatever precedes or follows it.
        whole = base64.b64encode(b"\0" * gap + data).decode()
        core = whole[-(-gap * 8 // 6) : (gap + len(data)) * 8 // 6]
        found |= {core, core.replace("+", "-").replace("/", "_")}
    return found
