"""Amounts as people write them: numbers, sizes, durations, in the chosen language.

The words come from the catalogue, the marks inside a number from the desktop, where it speaks the
same language (`desktop/language`). Dates are Qt's: `QLocale()` has the same habits.
"""

from mjstudio.texts import _, ngettext

_UNITS = ("kB", "MB", "GB", "TB")
_LARGE = 1000
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_marks = (",", ".")


def write_numbers(group: str, point: str) -> None:
    """Write numbers with these marks from now on: between thousands, and before decimals."""
    global _marks  # noqa: PLW0603 (one for the whole program, as the language is)
    _marks = (group, point)


def number(value: int) -> str:
    """A whole number: `12,345`."""
    return _marked(f"{value:,}")


def decimal(value: float, digits: int) -> str:
    """A number with so many decimals: `1,234.50`."""
    return _marked(f"{value:,.{digits}f}")


def percent(value: float, digits: int = 0) -> str:
    """A number of hundredths, with so many decimals: `35 %`, `0.25 %`."""
    return _("{n} %").format(n=decimal(value, digits))


def size(count: int) -> str:
    """Bytes, to three digits, in units a thousand apart: `12.3 MB`, `640 kB`."""
    if count < _LARGE:
        return ngettext("{n} byte", "{n} bytes", count).format(n=number(count))
    value, at = count / _LARGE, 0
    # Not 1,000 kB.
    while round(value) >= _LARGE and at < len(_UNITS) - 1:
        value, at = value / _LARGE, at + 1
    digits = 1 if round(value, 1) < _LARGE / 10 else 0
    return _("{n} {unit}").format(n=decimal(value, digits), unit=_UNITS[at])


def seconds(value: float, digits: int = 0) -> str:
    """`0.25 s`."""
    return _("{n} s").format(n=decimal(value, digits))


def duration(length: float) -> str:
    """Seconds, in the two largest units: `1 min 20 s`, `3 d 4 h`. What is left over is dropped."""
    whole = max(0, int(length))
    if whole < _MINUTE:
        return seconds(whole)
    if whole < _HOUR:
        words, (large, small) = _("{minutes} min {seconds} s"), divmod(whole, _MINUTE)
        return words.format(minutes=large, seconds=small)
    if whole < _DAY:
        words, (large, small) = _("{hours} h {minutes} min"), divmod(whole // _MINUTE, 60)
        return words.format(hours=large, minutes=small)
    words, (large, small) = _("{days} d {hours} h"), divmod(whole // _HOUR, 24)
    return words.format(days=number(large), hours=small)


def _marked(written: str) -> str:
    group, point = _marks
    return written.translate({ord(","): group, ord("."): point})
