"""Joins several texts with the commas, colons and spaces of the chosen language.

For lists and adjacent texts. A sentence is never joined from parts: it is one text with named
fields.
"""

from collections.abc import Callable, Iterable
from functools import reduce

from mjstudio.texts import pgettext


def listed(things: Iterable[str]) -> str:
    """Things of one kind, in a list: `PNG, JPEG`. Empty ones are left out."""
    return _joined(things, lambda: pgettext("two things in a list", "{before}, {after}"))


def alternatives(things: Iterable[str]) -> str:
    """Things of which any will do: `H or V`. Empty ones are left out."""
    return _joined(
        things, lambda: pgettext("two things, of which either will do", "{before} or {after}")
    )


def clauses(parts: Iterable[str]) -> str:
    """What makes one sentence together: `2 jobs wait, 1 failed`. Empty parts are left out."""
    return _joined(parts, lambda: pgettext("two clauses of a sentence", "{before}, {after}"))


def sentences(*parts: str) -> str:
    """Whole sentences, one after the other. Empty ones are left out."""
    return _joined(parts, lambda: pgettext("two sentences", "{before} {after}"))


def facts(parts: Iterable[str]) -> str:
    """Short facts side by side: `3 running · 2 waiting`. Empty ones are left out."""
    return _joined(parts, lambda: pgettext("two facts side by side", "{before} · {after}"))


def labelled(label: str, value: str) -> str:
    """What something is, behind what it is called: `Theme: dark`; the label alone without it."""
    words = pgettext("a name, and what it is", "{label}: {value}")
    return words.format(label=label, value=value) if value else label


def valued(name: str, value: str) -> str:
    """A parameter and its value, in one breath: `Aspect 16:9`; the name alone without it."""
    words = pgettext("a parameter and its value", "{name} {value}")
    return words.format(name=name, value=value) if value else name


def bracketed(text: str, aside: str) -> str:
    """A text with something in parentheses behind it: `Close (Esc)`; the text alone without it."""
    words = pgettext("a text, and something in parentheses", "{text} ({aside})")
    return words.format(text=text, aside=aside) if aside else text


def spaced(text: str, more: str) -> str:
    """A text, and behind a gap what is no part of it: its key, a number; alone without it."""
    return f"{text}   {more}".rstrip()


def _joined(parts: Iterable[str], pattern: Callable[[], str]) -> str:
    given = list(filter(None, parts))
    if len(given) < 2:
        return "".join(given)
    words = pattern()
    return reduce(lambda before, after: words.format(before=before, after=after), given)
