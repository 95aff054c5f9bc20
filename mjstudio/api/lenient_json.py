"""Reads values from untrusted JSON by their evident meaning; nonsense counts as absent.

A finished picture has been paid for: a width of the wrong type must not lose it.
"""

from typing import Any

import msgspec

_MAX_DIGITS = 64
"""Longer ids or numbers are garbage. Also below CPython's limit for `str(int)`."""


def text(value: object) -> str:
    """Return a string, or an integer in decimal (ids come as numbers above 2**53); else `""`."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if value.bit_length() < 3 * _MAX_DIGITS else ""
    return ""


def number(value: object) -> float | None:
    """Return a finite number, also from a string such as `"1024"` or `"35%"`; else None."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, str):
        if len(value) > _MAX_DIGITS:
            return None
        try:
            value = float(value.strip().removesuffix("%"))
        except ValueError:
            return None
    if not isinstance(value, int | float) or not -1e15 < value < 1e15:
        return None  # also rejects NaN, for which all comparisons are false
    return float(value)


def texts(value: object) -> tuple[str, ...]:
    """Return the non-empty strings of a list; `()` for anything else."""
    if not isinstance(value, list):
        return ()
    return tuple(item for item in value if isinstance(item, str) and item)


def parse(data: bytes) -> Any:
    """Parse JSON into plain Python objects. Raises ValueError for anything that is not JSON."""
    try:
        return msgspec.json.decode(data)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ValueError("not JSON") from error
