"""What can be said of a translation without knowing its language. Needs Babel.

python packaging/catalogue_checks.py     tell what is wrong in resources/locale; 1 if anything is
"""

from __future__ import annotations

import re
import string
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import catalogues
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError

_TAG = re.compile(r"</?([a-zA-Z]\w*)[^<>]*>")
_PARAMETER = re.compile(r"(?<![\w-])--[a-z][\w-]*")
_MNEMONIC = re.compile(r"&(?=\w)")
_WORD = re.compile(r"[^\W\d_]{2,}")
_ENDS = {"…": ("…",), ":": (":", "\N{FULLWIDTH COLON}")}
"""How a text ends that continues in the window or in the next text."""


def problems(path: Path, template: Catalog) -> Iterator[str]:
    """Yield everything that is wrong with one catalogue, one line each."""
    try:
        catalogue = catalogues.read(path)
    except PoFileError as error:
        yield f"cannot be read: {error}"
        return
    for message in catalogue.obsolete.values():
        yield f"obsolete: {_name(message)}"
    for message in list(catalogue)[1:]:
        for problem in of_message(message, catalogue.num_plurals):
            yield f"{problem}: {_name(message)}"
    before = path.read_bytes()
    if catalogues.written(catalogues.updated(catalogue, template)) != before:
        yield "out of step with the source; run `dev.py texts`"


def of_message(message: Message, plurals: int) -> Iterator[str]:
    """Yield what is wrong with one translation, in a language with this many plural forms."""
    forms = [message.id] if isinstance(message.id, str) else list(message.id)
    strings = [message.string] if isinstance(message.string, str) else list(message.string)
    if message.fuzzy:
        yield "fuzzy"
    wanted = plurals if message.pluralizable else 1
    if len(strings) != wanted:
        yield f"{len(strings)} plural forms where the language has {wanted}"
    if not all(strings):
        yield "not translated"
        return
    for index, translated in enumerate(strings):
        # Only a form for exactly one may omit the number, if English does, too.
        originals = forms if index == 0 and wanted > 1 else forms[-1:]
        found = [list(_of_string(original, translated)) for original in originals]
        yield from min(found, key=len)


def _of_string(original: str, translated: str) -> Iterator[str]:
    yield from _of_fields(original, translated)
    if _edges(original) != _edges(translated):
        yield "other blanks at an end"
    for end, ends in _ENDS.items():
        if original.rstrip().endswith(end) != translated.rstrip().endswith(ends):
            yield f"only one of the two ends with “{end}”"
    for what, pattern in (("tags", _TAG), ("parameters", _PARAMETER), ("mnemonics", _MNEMONIC)):
        if Counter(pattern.findall(original)) != Counter(pattern.findall(translated)):
            yield f"{what} do not agree"
    if original == translated and len(_WORD.findall(re.sub(r"{[^}]*}", "", original))) > 2:
        yield "left as it was"


def _of_fields(original: str, translated: str) -> Iterator[str]:
    try:
        wanted = fields(original)
    except ValueError:  # not a format: braces of a prompt
        return
    try:
        found = fields(translated)
    except ValueError as error:
        yield f"broken placeholder ({error})"
        return
    if wanted != found:
        lacking = ", ".join(sorted(wanted - found)) or "none"
        foreign = ", ".join(sorted(found - wanted)) or "none"
        yield f"placeholders do not agree (missing: {lacking}; not in the text: {foreign})"


def fields(text: str) -> set[str]:
    """Return a format's fields, each with its conversion and its format spec: `{"size:,"}`.

    Raises ValueError for braces that are not a field, or a field without a name.
    """
    found = set()
    for _text, name, spec, conversion in string.Formatter().parse(text):
        if name is None:
            continue
        if not name.isidentifier():
            raise ValueError(f"{{{name}}} is no name")
        found.add(name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else ""))
    return found


def _edges(text: str) -> tuple[str, str]:
    bare = text.strip()
    if not bare:
        return text, ""
    begin = text.index(bare)
    return text[:begin], text[begin + len(bare) :]


def _name(message: Message) -> str:
    text = message.id if isinstance(message.id, str) else message.id[0]
    return f"“{text}”" + (f" ({message.context})" if message.context else "")


def main() -> int:
    """Print every problem of every catalogue; returns 1 if there is any."""
    template = catalogues.extracted()
    count = 0
    for language, path in catalogues.catalogues().items():
        for problem in problems(path, template):
            print(f"      {language}: {problem}")
            count += 1
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
