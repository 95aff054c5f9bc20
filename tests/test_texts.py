"""Every text that a person reads goes through `mjstudio.texts`, where it can be translated."""

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import mjstudio

ROOT = Path(mjstudio.__file__).parent

DONE = (
    *("model", "files", "api", "library", "mask", "studio", "desktop"),
    *(f"ui/{feature}" for feature in ("canvas", "commands", "compare", "details", "jobs")),
    *(f"ui/{feature}" for feature in ("library", "look", "mask", "prompt", "references")),
    *("ui/settings", "ui/stage", "ui/window", "app.py", "cli.py", "start.py"),
)
NOT_READ_BY_ARTISTS = (
    *("sandbox", "tour", "texts"),
    *("__init__.py", "__main__.py", "allocator.py", "assets.py", "licences.py", "logs.py"),
    *("options.py", "output.py", "paths.py", "preload.py"),
)

LOOK_UPS = ("_", "N_", "ngettext", "pgettext")
SHOWING = {
    *("setText", "setToolTip", "setWindowTitle", "setAccessibleName", "setAccessibleDescription"),
    *("setPlaceholderText", "setTitle", "setPrefix", "setSuffix", "setNameFilter", "setLabelText"),
    *("setInformativeText", "setHeaderLabels", "addTab", "show_notice", "mention", "offer"),
    *("QLabel", "QPushButton", "QToolButton", "QCheckBox", "QRadioButton", "QGroupBox"),
    *("ActionButton", "PayingButton", "QAction", "dim", "heading", "addButton", "Choice"),
}
"""Calls whose words are shown as they are."""
KEYWORDS = {"help", "description", "epilog"}
"""Words that the command line shows."""
TELLING = {"said", "read_as", "refused", "refusal", "held"}
"""Signals and attributes that carry sentences to the window."""
NO_WORDS = ("strftime", "join", "get", "removeprefix", "property")
"""Calls whose literals are keys and patterns."""
NOT_SHOWN = {"ValueError", "TypeError", "KeyError", "RuntimeError", "FileNotFoundError", "OSError"}


def trees(rooms: tuple[str, ...]) -> Iterator[tuple[str, ast.Module]]:
    for room in rooms:
        place = ROOT / room
        for path in [place] if place.is_file() else sorted(place.rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), parsed(path)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def shown_errors() -> frozenset[str]:
    """The names of all errors whose message the artist reads."""
    kinds = {"StudioError", "MaskUnreadable", "CannotReuse", "NoMeaning", "NoAnswer", "Problem"}
    classes = [
        node for _, tree in trees(DONE) for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
    ]
    while True:
        more = {
            one.name
            for one in classes
            if any(isinstance(base, ast.Name) and base.id in kinds for base in one.bases)
        }
        if more <= kinds:
            return frozenset(kinds)
        kinds |= more


def called(call: ast.Call) -> str:
    """The name of what is called; of a signal's `emit`, the signal's."""
    function = call.func
    if isinstance(function, ast.Attribute) and function.attr == "emit":
        function = function.value
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def words(node: ast.AST) -> Iterator[tuple[int, str]]:
    """The literal words in an expression that no look-up goes through."""
    if isinstance(node, ast.Call) and called(node) in (*LOOK_UPS, *NO_WORDS, *shown_errors()):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.lineno, node.value
    elif isinstance(node, ast.FormattedValue):
        yield from words(node.value)
    elif isinstance(node, ast.Compare | ast.Subscript):
        return
    else:
        for child in ast.iter_child_nodes(node):
            yield from words(child)


def has_words(text: str) -> bool:
    """Whether something in a text would be translated; tags, units and our name would not."""
    bare = re.sub(r"<[^>]*>|\bpx\b|\bs\b|\bmjstudio\b", "", text)
    return any(character.isalpha() for character in bare)


def is_sentence(text: str) -> bool:
    """Whether a text looks like one that is meant for people."""
    first = text.split(" ", maxsplit=1)[0]
    command = len(first) > 1 and first.isupper()  # SQL
    return first[:1].isupper() and first != text and not command and text.rstrip()[-1:] in ".!?…"


def untranslated(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in calls(tree):
        name = called(node)
        if name in SHOWING or name in TELLING or name in shown_errors():
            for given in (*node.args, *(k.value for k in node.keywords)):
                for line, text in words(given):
                    field = name in shown_errors() and text.replace("_", "").isalpha()
                    if has_words(text) and not (field and text.islower()):
                        yield line, text
        for keyword in node.keywords:
            if keyword.arg in KEYWORDS:
                yield from words(keyword.value)


@cache
def calls(tree: ast.Module) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def sentences(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Sentences anywhere but in docstrings, the log and faults of the program itself."""
    skipped = (*LOOK_UPS, *NOT_SHOWN, "debug", "info", "warning", "error", "exception")
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, ast.Call) and called(node) in skipped:
            continue
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(node, ast.Constant) and isinstance(text, str) and is_sentence(text):
            yield node.lineno, text
        waiting.extend(ast.iter_child_nodes(node))


def at_import(tree: ast.Module) -> Iterator[ast.Call]:
    """The calls that run as a module is imported."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call):
            yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))


def test_every_room_is_done_or_named_as_open() -> None:
    listed = {*DONE, *NOT_READ_BY_ARTISTS}
    for path in ROOT.rglob("*.py"):
        place = path.relative_to(ROOT)
        rooms = {place.parts[0], "/".join(place.parts[:2])}
        assert rooms & listed or place.as_posix() == "ui/__init__.py", place
    for room in listed:
        assert (ROOT / room).exists(), room


def test_what_is_shown_goes_through_the_catalogue() -> None:
    assert {"NotSaved", "PictureTooLarge", "KeyringUnusable"} <= shown_errors()
    bare = [
        f"{path}:{line}: {text}"
        for path, tree in trees(DONE)
        for line, text in (*untranslated(tree), *sentences(tree))
    ]
    assert bare == []


@pytest.mark.parametrize(
    "source",
    [
        'label.setText("Made here")',
        'label.setText(f"{count} pictures")',
        'raise NotSaved("no room " + why)',
        'raise InvalidRequest("token", "Enter it")',
        'self.said.emit("Gone for good")',
        'WORDS = ("This is read somewhere else.",)',
        'parser.add_argument("--port", help="the port")',
    ],
)
def test_a_bare_text_is_found(source: str) -> None:
    tree = ast.parse(source)
    assert [*untranslated(tree), *sentences(tree)]


@pytest.mark.parametrize(
    "source",
    [
        'label.setText(_("Made here"))',
        'label.setText(ngettext("{n} job", "{n} jobs", n).format(n=n))',
        'raise InvalidRequest("token", _("Enter it"))',
        '_log.info("The keyring was silent.")',
        'WORDS = N_("This is read somewhere else.")',
    ],
)
def test_a_marked_text_passes(source: str) -> None:
    tree = ast.parse(source)
    assert not [*untranslated(tree), *sentences(tree)]


def fields(text: str) -> set[str]:
    return {name.split(".")[0] for _, name, _, _ in string.Formatter().parse(text) if name}


def test_names_in_braces_are_filled_in() -> None:
    for path, tree in trees(DONE):
        for node in calls(tree):
            looked_up = node.func.value if isinstance(node.func, ast.Attribute) else None
            if called(node) == "format" and isinstance(looked_up, ast.Call):
                if called(looked_up) not in ("_", "ngettext", "pgettext"):
                    continue
                given = {keyword.arg for keyword in node.keywords}
                for text in (a.value for a in looked_up.args if isinstance(a, ast.Constant)):
                    if isinstance(text, str):
                        assert fields(text) <= given, (path, node.lineno, text)


def test_only_whole_texts_are_looked_up() -> None:
    for path, tree in trees(DONE):
        for node in calls(tree):
            if isinstance(node.func, ast.Name) and node.func.id in LOOK_UPS:
                built = any(isinstance(given, ast.JoinedStr | ast.BinOp) for given in node.args)
                assert not built, f"{path}:{node.lineno}: a text put together cannot be found"


def test_no_text_is_looked_up_before_it_is_shown() -> None:
    for path, tree in trees(DONE):
        for node in at_import(tree):
            if isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext", "pgettext"):
                raise AssertionError(f"{path}:{node.lineno}: mark it with N_ at import")


def test_the_name_of_the_look_up_is_used_for_nothing_else() -> None:
    for path, tree in trees(DONE):
        if any(isinstance(n.func, ast.Name) and n.func.id == "_" for n in calls(tree)):
            stored = (n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id == "_")
            assert not [n.lineno for n in stored if isinstance(n.ctx, ast.Store)], path
