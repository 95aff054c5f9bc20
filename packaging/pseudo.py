"""A language that nobody speaks, to find what is wrong with texts before anybody translates them.

    python packaging/pseudo.py FOLDER     make the catalogue in FOLDER
    MJSTUDIO_LOCALE_DIR=FOLDER python packaging/dev.py run

Every text is in ⟦brackets⟧, its letters are accented, and it is longer by 40 per cent: what has no
brackets was never translated, what has several beside each other is glued, and what is cut will be
cut in German. Fields, tags, parameters, and the letters that open menus stay. No package has it.
"""

from __future__ import annotations

import math
import re
import sys
from itertools import cycle, islice
from pathlib import Path

import catalogues
from babel.messages.catalog import Catalog, Message

LONGER = 0.4
OPEN, CLOSE, JOINER = "⟦", "⟧", "¦"
"""The separator that the program puts between adjacent texts, from mjstudio/texts/phrases.py."""
PHRASES = "mjstudio/texts/phrases.py"
LANGUAGE = "en"
"""The language that it replaces: the one that needs no catalogue."""

_ACCENTED = str.maketrans("AEIOUYaeiouyCcNnSsDdGgLlRrTtZz", "ÁÉÍÓÚÝáéíóúýÇçÑñŠšĎďĞğĹĺŔŕŤťŽž")
_KEPT = re.compile(
    r"\{[^{}]*\}"  # a field
    r"|</?\w[^<>]*>|&\w+;"  # a tag, an entity
    r"|&\w"  # the letter that opens a menu
    r"|(?<![\w-])--[a-z][\w-]*"  # a parameter
    r"|https?://\S+"
    r"|\$\w+"
)
_FILTER = re.compile(r"\s*\(\*[^()]*\)$")
"""What a file dialog takes for patterns, which have to be at the end."""
_MORE = "ōñē ťŵō ťĥŕēē ƒōúŕ ƒīvē šīx šēvēñ ēīĝĥť ñīñē ťēñ "


def pseudo(text: str) -> str:
    """Return a text in that language; one without letters, such as `{progress} %`, unchanged."""
    pattern = _FILTER.search(text)
    words, tail = (text[: pattern.start()], pattern[0]) if pattern else (text, "")
    bare = words.strip()
    letters = len(_KEPT.sub("", bare))
    if not any(character.isalpha() for character in _KEPT.sub("", bare)):
        return text
    at = words.index(bare)
    before, after = words[:at], words[at + len(bare) :]
    more = "".join(islice(cycle(_MORE), math.ceil(letters * LONGER)))
    return f"{before}{OPEN}{_accented(bare)} {more.strip()}{CLOSE}{after}{tail}"


def _accented(text: str) -> str:
    done, at = "", 0
    for kept in _KEPT.finditer(text):
        done += text[at : kept.start()].translate(_ACCENTED) + kept[0]
        at = kept.end()
    return done + text[at:].translate(_ACCENTED)


def translated(message: Message) -> str | tuple[str, ...]:
    """Return the translation of a text in the catalogue."""
    if isinstance(message.id, str):
        if any(file == PHRASES for file, _line in message.locations):
            return message.id.replace("}", "}" + JOINER, 1)
        return pseudo(message.id)
    return tuple(map(pseudo, message.id))


def catalogue(template: Catalog) -> Catalog:
    """Return the whole catalogue."""
    made = Catalog(locale=LANGUAGE, domain=catalogues.DOMAIN, fuzzy=False, charset="utf-8")
    for message in list(template)[1:]:
        made.add(message.id, translated(message), context=message.context)
    return made


def write(folder: Path) -> Path:
    """Write the catalogue for the current program below a folder; return its file."""
    path = folder / LANGUAGE / "LC_MESSAGES" / f"{catalogues.DOMAIN}.mo"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(catalogues.compiled(catalogue(catalogues.extracted())))
    return path


if __name__ == "__main__":
    if len(sys.argv) == 2:
        print(f"written: {write(Path(sys.argv[1]))}")
    else:
        print(__doc__)
        sys.exit(2)
