"""Catalogues of translations: extracted from the source, merged, compiled. Needs Babel.

    python packaging/catalogues.py update [LANGUAGE...]    bring all up to date; begin those named
    python packaging/catalogues.py compile                 make what the program reads

`dev.py texts` does the former and every other command of dev.py the latter. Translators write in
resources/locale/LANGUAGE/LC_MESSAGES/mjstudio.po, which is committed; mjstudio.mo beside it is made
of that one. build/mjstudio.pot, the list without translations, is for their editors.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "resources" / "locale"
TEMPLATE = Path("build", "mjstudio.pot")
DOMAIN = "mjstudio"

LOOK_UPS = {"_": 1, "N_": 1, "ngettext": 2, "pgettext": 2}
"""How many arguments of each function are texts; the first of `pgettext` is the context."""
_COMMENT = re.compile(r"^\s*#\s*(Translators:.*)")
_MORE = re.compile(r"^\s*#\s*(.+)")


@dataclass(frozen=True)
class Text:
    """One text of the source: (singular, plural) or (text,), its context or "", its comments."""

    forms: tuple[str, ...]
    context: str
    comments: tuple[str, ...]
    file: str
    line: int


def texts(source: str, file: str) -> Iterator[Text]:
    """Yield the texts that a module marks, in order. Raises SyntaxError."""
    lines = source.splitlines()
    calls = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in LOOK_UPS
    ]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        found = [list(_literals(given)) for given in call.args[: LOOK_UPS[name]]]
        if not all(found) or len(found) < LOOK_UPS[name]:
            continue
        comments = _comments_above(lines, call.lineno)
        if name == "ngettext":
            forms = [tuple(literals[0] for literals in found)]
        else:
            forms = [(text,) for text in found[-1] if text]
        context = found[0][0] if name == "pgettext" else ""
        for each in forms:
            yield Text(each, context, comments, file, call.lineno)


def _literals(node: ast.expr) -> Iterator[str]:
    """Yield an argument's text, or all its possible texts: `_("on" if lit else "off")`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


def _comments_above(lines: Sequence[str], line: int) -> tuple[str, ...]:
    """Return the comment for translators that ends right above a line (counted from 1)."""
    comment: list[str] = []
    for above in reversed(lines[: line - 1]):
        begins, more = _COMMENT.match(above), _MORE.match(above)
        if begins:
            return (" ".join([begins[1], *reversed(comment)]),)
        if not more:
            break
        comment.append(more[1].strip())
    return ()


def extracted(root: Path = ROOT) -> Catalog:
    """Return all texts of the program, ordered by file and line."""
    template = _empty(None)
    for path in sorted((root / "mjstudio").rglob("*.py")):
        name = path.relative_to(root).as_posix()
        for text in texts(path.read_text(encoding="utf-8"), name):
            template.add(
                text.forms if len(text.forms) > 1 else text.forms[0],
                locations=[(name, 0)],
                auto_comments=text.comments,
                context=text.context or None,
            )
    return template


def catalogues(folder: Path = LOCALE) -> dict[str, Path]:
    """Return the catalogues of all existing languages, by language."""
    return {path.parents[1].name: path for path in sorted(folder.glob("*/LC_MESSAGES/*.po"))}


def read(path: Path) -> Catalog:
    """Read a catalogue as its translator saved it. Raises OSError and Babel's PoFileError."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parents[1].name, abort_invalid=True)


def updated(catalogue: Catalog, template: Catalog) -> Catalog:
    """Return a catalogue with the template's texts.

    A text similar to an older one gets its translation, marked as fuzzy. Texts that the program no
    longer uses are dropped; git remembers them.
    """
    catalogue.update(template, update_creation_date=False)
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """Return a catalogue as a file: no times, no line numbers, each text on one line."""
    for message in catalogue:
        # Babel guesses wrong here: "40 % of it" is not a format.
        message.flags.discard("python-format")
        message.user_comments = [c for c in message.user_comments if not c.startswith("| msgid")]
    file = io.BytesIO()
    write_po(
        file,
        catalogue,
        width=0,
        omit_header=True,
        ignore_obsolete=True,
        include_lineno=False,
    )
    header = "".join(f'"{line}\\n"\n' for line in _header(catalogue).splitlines())
    text = f'msgid ""\nmsgstr ""\n{header}\n'
    return text.encode() + file.getvalue().rstrip(b"\n") + b"\n"


def compiled(catalogue: Catalog) -> bytes:
    """Compile a catalogue for gettext: translated and not fuzzy texts. Always the same bytes."""
    file = io.BytesIO()
    write_mo(file, _Settled(catalogue))
    return file.getvalue()


class _Settled:
    """A catalogue with our own header, because Babel's contains the current time."""

    charset = "utf-8"

    def __init__(self, catalogue: Catalog) -> None:
        self._messages = list(catalogue)[1:]
        self._head = Message("", _header(catalogue))

    def __iter__(self) -> Iterator[Message]:
        yield self._head
        yield from (message for message in self._messages if _is_translated(message))


def _is_translated(message: Message) -> bool:
    strings = [message.string] if isinstance(message.string, str) else list(message.string)
    return all(strings)


def _header(catalogue: Catalog) -> str:
    language = f"Language: {catalogue.locale_identifier}\n" if catalogue.locale else ""
    plurals = f"Plural-Forms: {catalogue.plural_forms}\n" if catalogue.locale else ""
    return (
        f"Project-Id-Version: mjstudio\n{language}{plurals}"
        "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
        "Content-Transfer-Encoding: 8bit\n"
    )


def _empty(language: str | None) -> Catalog:
    return Catalog(locale=language, domain=DOMAIN, fuzzy=False, charset="utf-8")


def update(root: Path, begun: Sequence[str] = ()) -> list[Path]:
    """Update every catalogue from the source, start new ones; return what changed.

    Raises babel.UnknownLocaleError for an unknown language.
    """
    template = extracted(root)
    files = {root / TEMPLATE: written(template)}
    there = catalogues(root / "resources" / "locale")
    for path in there.values():
        files[path] = written(updated(read(path), template))
    for language in sorted({*begun} - {*there}):
        path = root / "resources" / "locale" / language / "LC_MESSAGES" / f"{DOMAIN}.po"
        files[path] = written(updated(_empty(language), template))
    changed = []
    for path, content in files.items():
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            changed.append(path)
    return changed


def compile_all(folder: Path = LOCALE) -> list[Path]:
    """Compile every catalogue; return the files that the program reads, for all languages."""
    made = []
    for path in catalogues(folder).values():
        machine = path.with_suffix(".mo")
        half = machine.with_suffix(".mo.new")
        half.write_bytes(compiled(read(path)))
        half.replace(machine)  # so that a program starting meanwhile reads a whole one
        made.append(machine)
    return made


def main(arguments: Sequence[str]) -> int:
    """Update or compile, and print what was done."""
    if arguments[:1] == ["update"]:
        for path in update(ROOT, arguments[1:]):
            print(f"written: {path.relative_to(ROOT)}")
        for language, path in catalogues().items():
            messages = list(read(path))[1:]
            done = sum(_is_translated(message) and not message.fuzzy for message in messages)
            fuzzy = sum(message.fuzzy for message in messages)
            print(f"{language}: {done} of {len(messages)} translated, {fuzzy} to be looked at")
        return 0
    if arguments == ["compile"]:
        compile_all()
        return 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
