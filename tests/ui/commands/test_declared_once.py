"""A command is declared once: everything that shows one has it from its declaration."""

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QListWidget, QMenu, QMenuBar, QWidget

import mjstudio.ui
from mjstudio.ui.commands.command import GRID, MENUS, SINGLE, THUMBNAIL, Command, Place
from mjstudio.ui.commands.keys_dialog import KeysDialog, how_used
from mjstudio.ui.commands.palette import CommandPalette
from mjstudio.ui.commands.registry import CommandAction, Commands
from mjstudio.ui.window.features import DECLARED, FIXED
from tests.ui.registry import commands

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

ROOM = Path(mjstudio.ui.__file__).parent
KEY = re.compile(
    r"\b(Ctrl|Alt|Shift|Meta)[+ ](?!(click|drag|wheel|keeps|selects|erases|paints|and)\b)\S"
    r"|\b(Ctrl|Alt|Shift|Meta)\+"
    r"|\((F\d+|[A-Z]|\[)\)|\bF\d{1,2}\b|[⏎⇧]| {2,}(Esc|Del|[A-Z])\b|\bEsc\b|\bPress Enter\b"
)
"""What reads as a key of a command or of a widget. Alt and Shift alone change what a drag does."""


def texts(path: Path) -> list[tuple[int, str]]:
    """The strings of a module that are no docstrings, no keys that are declared, no names."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    left_out: set[int] = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            for one in body:
                if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant):
                    left_out.add(id(one.value))
        if isinstance(node, ast.Tuple):
            # The keys of a declaration: a text has blanks.
            values = [one.value for one in node.elts if isinstance(one, ast.Constant)]
            if len(values) == len(node.elts) and not any(" " in str(one) for one in values):
                left_out.update(map(id, node.elts))
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in left_out
    ]


KEYS_ARE_THEIR_MATTER = {"commands/key_map.py", "commands/key_text.py"}


def test_no_text_names_a_key_by_hand() -> None:
    found = [
        f"{path.relative_to(ROOM)}:{line}: {text}"
        for path in sorted(ROOM.rglob("*.py"))
        if path.relative_to(ROOM).as_posix() not in KEYS_ARE_THEIR_MATTER
        for line, text in texts(path)
        if KEY.search(text)
    ]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        *("Undo (Ctrl+Z)", "Search   Ctrl F", "Invert   I", "Brush (B)", "Add   Ctrl ⏎"),
        *("Close   Esc", "Vary   ⇧3", "All keys (F1)", "Type it and press Enter. Press Enter"),
    ],
)
def test_a_key_written_by_hand_would_be_found(text: str) -> None:
    assert KEY.search(text)


def test_commands_are_declared_beside_their_feature_alone() -> None:
    """Those of the service's actions are made of its catalogue."""
    for path in ROOM.rglob("*.py"):
        if re.search(r"(?<!class )\bCommand\(", path.read_text(encoding="utf-8")):
            assert path.name in ("commands.py", "actions.py"), path


def everything(menu: QMenu) -> list[QAction]:
    inside = [(action, action.menu()) for action in menu.actions() if not action.isSeparator()]
    return [one for action, sub in inside for one in (everything(sub) if sub else [action])]


@pytest.fixture
def made(qtbot) -> Commands:
    return commands()


def test_menus_hold_every_declared_command_once_and_nothing_else(qtbot, made: Commands) -> None:
    bar = QMenuBar()
    qtbot.addWidget(bar)
    made.fill(bar)
    held = [a for title in MENUS for a in everything(bar.findChild(QMenu, f"menu_{title.lower()}"))]
    assert all(isinstance(action, CommandAction) for action in held)
    assert sorted(action.command.id for action in held) == sorted(c.id for c in DECLARED)


def test_palette_and_key_list_are_made_of_the_declarations(qtbot, made: Commands) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    palette = CommandPalette(window)
    palette.open_over(window, made.in_order)
    listed = palette.findChild(QListWidget)
    actions = [listed.item(at).data(0x0100) for at in range(listed.count())]
    assert {action.command.id for action in actions} == {command.id for command in DECLARED}
    palette.close()
    dialog = KeysDialog(made, window)
    shown = {label.text() for label in dialog.findChildren(QLabel)}
    told = {a.label for a in made.in_order if a.keys} | {a.key_texts for a in made.in_order}
    told |= {fixed.text for fixed in FIXED} | {how_used(fixed) for fixed in FIXED}
    told |= {*MENUS, "Prompt", "Grid"}
    assert shown <= told
    assert {a.label for a in made.in_order if a.keys} <= shown


def test_every_action_of_a_picture_is_in_menu_context_menu_and_palette(made: Commands) -> None:
    acting = [command for command in DECLARED if command.costs and command.menu == "Picture"]
    jobs = {"retry_job", "resume_queue"}
    for command in (*(c for c in acting if c.id not in jobs), made["vary_region"].command):
        menus = {place.menu.partition("/")[0] for place in command.places}
        assert menus >= {"Picture", GRID, SINGLE, THUMBNAIL}, command.id


def test_an_action_that_nobody_knows_becomes_a_command(qtbot, made: Commands) -> None:
    from mjstudio.ui.stage.actions import unknown

    bar = QMenuBar()
    qtbot.addWidget(bar)
    made.fill(bar)
    made.declare(unknown(("upscale1", "animate_high_2x")))
    menu = bar.findChild(QMenu, "menu_picture")
    texts = [action.text() for action in everything(menu)]
    assert texts.count("Animate high 2×") == 1
    made.declare(unknown(("animate_high_2x",)))
    assert len(made.actions) == len(DECLARED) + 1


def test_adding_a_command_takes_its_declaration_alone(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    done: list[str] = []
    new = Command("tidy", "Tidy up", lambda on: on.append("tidied"), (Place("Edit"),), ("Ctrl+J",))
    made = Commands(window, [new])
    made.bind([new], done)
    bar = QMenuBar()
    qtbot.addWidget(bar)
    made.fill(bar)
    (action,) = everything(bar.findChild(QMenu, "menu_edit"))
    action.trigger()
    assert done == ["tidied"]
    assert KeysDialog(made, window).findChildren(QLabel)[1].text() == "Tidy up"
    assert made["tidy"].toolTip() == "Tidy up (Ctrl+J)"


def test_a_command_that_stands_twice_is_refused(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    one = Command("tidy", "Tidy up", lambda _on: None, (Place("Edit"),))
    with pytest.raises(ValueError, match="tidy"):
        Commands(window, [one, one])
