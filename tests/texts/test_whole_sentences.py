"""No text is glued of halves: what a person reads is one text with named fields.

Other languages have another order, other commas and other plurals. What stands side by side or in
a list is put together by `mjstudio.texts.phrases`, which asks the catalogue how.
"""

import ast
import re
from collections.abc import Iterator

import pytest

from mjstudio.texts.phrases import (
    bracketed,
    clauses,
    facts,
    labelled,
    listed,
    sentences,
    spaced,
)
from tests.test_texts import DONE, trees

LOOK_UPS = ("_", "ngettext", "pgettext")
PHRASES = ("bracketed", "clauses", "facts", "labelled", "listed", "sentences", "spaced", "valued")
CASES = ("lower", "upper", "capitalize", "title", "swapcase", "casefold")
BETWEEN = re.compile(r"\s*[,;·–]\s*|\s+[(·–]\s*|:\s+|\.\s+")
"""What stands between two texts and is another in another language."""
JOINERS = re.compile(r"\s*[,;·–]\s+|\s+·\s*")


def is_translated(node: ast.AST) -> bool:
    """Whether an expression is a text of the catalogue, as far as one sees."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in (*LOOK_UPS, *PHRASES)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in ("format", "strip", "rstrip", *CASES) and is_translated(
            node.func.value
        )
    if isinstance(node, ast.IfExp):
        return is_translated(node.body) or is_translated(node.orelse)
    if isinstance(node, ast.BoolOp):
        return any(map(is_translated, node.values))
    return False


def is_blank(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and not node.value.strip()


def glue(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Where texts are glued, and how."""
    for node in ast.walk(tree):
        for found in (*_sums(node), *_strings(node), *_joins(node), *_cases(node), *_plurals(node)):
            yield getattr(node, "lineno", 0), found


def _sums(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        sides = (node.left, node.right)
        # Blanks alone make room, as beside an icon.
        if any(map(is_translated, sides)) and not any(map(is_blank, sides)):
            yield "a text is added to something; make it one text, with fields"
    if isinstance(node, ast.AugAssign) and is_translated(node.value):
        yield "a text is added to something; make it one text, with fields"


def _strings(node: ast.AST) -> Iterator[str]:
    if not isinstance(node, ast.JoinedStr):
        return
    values = [part for part in node.values if not is_blank(part)]
    if len(values) > 1 and any(
        isinstance(part, ast.FormattedValue) and is_translated(part.value) for part in values
    ):
        yield "a text inside an f-string; make it one text, with fields"
    for before, part, after in zip(node.values, node.values[1:], node.values[2:], strict=False):
        fields = isinstance(before, ast.FormattedValue) and isinstance(after, ast.FormattedValue)
        if fields and isinstance(part, ast.Constant) and BETWEEN.fullmatch(str(part.value)):
            yield f"two values with “{part.value}” between them; see texts.phrases"


def _joins(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        by = node.func.value
        if node.func.attr == "join" and isinstance(by, ast.Constant) and isinstance(by.value, str):
            inside = (ast.walk(given) for given in node.args)
            texts = any(is_translated(part) for parts in inside for part in parts)
            if JOINERS.fullmatch(by.value) or (texts and by.value.strip("\n\t")):
                yield f"texts joined by “{by.value}”; see texts.phrases"


def _cases(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        changed = node.func.value
        if isinstance(changed, ast.Subscript):
            changed = changed.value
        if node.func.attr in CASES and is_translated(changed):
            yield f"a text in .{node.func.attr}(); other languages have other letters"


def _plurals(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.IfExp) and isinstance(node.test, ast.Compare):
        one = any(isinstance(n, ast.Constant) and n.value == 1 for n in node.test.comparators)
        ways = (node.body, node.orelse)
        letters = [
            (isinstance(way, ast.Constant) and isinstance(way.value, str)) or is_translated(way)
            for way in ways
        ]
        if one and all(letters):
            yield "a plural made by hand; use ngettext"


NO_TEXTS = {
    "desktop/crash_report.py",  # for those who mend the program, in English
    "api/proxies.py",
    "api/failures.py",
    "api/recipe.py",
}
"""Modules that put together what no artist reads."""


def test_no_text_is_glued_of_halves() -> None:
    found = [
        f"{path}:{line}: {problem}"
        for path, tree in trees((*DONE, "texts"))
        if path not in NO_TEXTS
        for line, problem in glue(tree)
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        '_("The mask") + _("is empty.")',
        'words + _("Try again.")',
        'words += _("Try again.")',
        '_("%s is empty") % name',
        "f\"{_('Saved as')} {name}\"",
        "f\"{why} {_('Try again.')}\"",
        'f"{title}: {state}"',
        'f"{account} · {queue}"',
        'f"{text} ({key})"',
        '", ".join(names)',
        '" · ".join(parts)',
        '" ".join((_("It is full."), more))',
        '_("Brush").lower()',
        "_(menu)[0].upper()",
        'ngettext("{n} job", "{n} jobs", n).format(n=n).capitalize()',
        '"" if n == 1 else "s"',
        '_("{n} job") if n == 1 else _("{n} jobs")',
    ],
)
def test_glue_is_found(source: str) -> None:
    assert list(glue(ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        '_("Saved as {name}.").format(name=name)',
        'label.setText(" " + _("Compare"))',
        "f\" {_('Panel')}\"",
        'f"<b>{size}</b> px"',
        'f"{wide} × {high}"',
        '"\\n".join((_("One."), _("Two.")))',
        '"\\r\\n".join(addresses)',
        '" ".join(words.split())',
        'listed((_("Grids"), _("Singles")))',
        'ngettext("{n} job", "{n} jobs", n).format(n=n)',
        "low if n == 1 else high",
    ],
)
def test_what_is_whole_passes(source: str) -> None:
    assert not list(glue(ast.parse(source)))


# Lists and facts


def test_texts_stand_together_as_english_has_it() -> None:
    assert listed(["PNG", "", "JPEG", "WebP"]) == "PNG, JPEG, WebP"
    assert clauses(["2 wait", "1 failed"]) == "2 wait, 1 failed"
    assert sentences("It is full.", "", "Try {this}.") == "It is full. Try {this}."
    assert facts(["3 running", "2 waiting"]) == "3 running · 2 waiting"
    assert (labelled("Theme", "dark"), labelled("Theme", "")) == ("Theme: dark", "Theme")
    assert (bracketed("Close", "Esc"), bracketed("Close", "")) == ("Close (Esc)", "Close")
    assert (spaced("Close", "Esc"), spaced("Close", "")) == ("Close   Esc", "Close")
    assert (listed([]), listed(["PNG"]), facts(iter(("one", "two")))) == ("", "PNG", "one · two")
