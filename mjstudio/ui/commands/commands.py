"""Every command of the program once: its label, key, icon and menu.

The menus, the command palette and the list of keys are all made of this table, so that none of
them can forget a command.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenuBar, QWidget

from mjstudio.ui.look.icons import Ground, icon

_FUNCTION = re.compile(r"F\d+$")

MENUS = ("File", "Edit", "View", "Picture", "Mask", "Help")


@dataclass(frozen=True, slots=True)
class Command:
    """One entry of the table.

    `keys` are in Qt's portable text, the first the one that a US keyboard has; where other layouts
    hide it, the second is one that German, French and Czech ones reach as well. `rule` draws a
    line above it. `repeats` goes on while its key is held: small steps that cost nothing.
    `pays` may send something that costs.
    """

    name: str
    menu: str
    label: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    rule: bool = False
    repeats: bool = False
    pays: bool = False

    @property
    def digits(self) -> tuple[str, ...]:
        """Its keys that are places on the keyboard (see `key_places`)."""
        return tuple(key for key in self.keys if key[-1].isdigit() and not _FUNCTION.search(key))

    @property
    def characters(self) -> tuple[str, ...]:
        """Its keys that Qt finds by what they write."""
        return tuple(key for key in self.keys if key not in self.digits)

    @property
    def shown_keys(self) -> str:
        """All its keys, as this system writes them."""
        native = QKeySequence.SequenceFormat.NativeText
        return ", ".join(QKeySequence(key).toString(native) for key in self.keys)


TABLE: tuple[Command, ...] = (
    Command("new_prompt", "File", "New prompt", ("Ctrl+N",), "plus"),
    Command("save_as", "File", "Save picture as…", ("Ctrl+S",), "save"),
    Command("save_quarter", "File", "Save quarter as…", ("Ctrl+Shift+S",), "grid-2x2"),
    Command("settings", "File", "Settings…", ("Ctrl+,",), "settings", rule=True),
    Command("quit", "File", "Quit", ("Ctrl+Q",), "log-out", rule=True),
    Command("undo", "Edit", "Undo", ("Ctrl+Z",), "undo-2", repeats=True),
    Command("redo", "Edit", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo-2", repeats=True),
    Command("fix_prompt", "Edit", "Fix prompt", ("Alt+Return",), "check"),
    Command("copy_picture", "Edit", "Copy picture", ("Ctrl+C",), "copy", rule=True),
    Command("copy_quarter", "Edit", "Copy quarter", ("Ctrl+Alt+C",), "grid-2x2"),
    Command("copy_prompt", "Edit", "Copy prompt", ("Ctrl+Shift+C",), "copy"),
    Command("search", "Edit", "Search pictures", ("Ctrl+F",), "search", rule=True),
    Command("palette", "View", "Command palette…", ("Ctrl+K",), "command"),
    Command("library", "View", "Library", ("Ctrl+1",), "panel-left", rule=True),
    Command("details", "View", "Details", ("Ctrl+2",), "panel-right"),
    Command("zoom_in", "View", "Zoom in", ("Ctrl++", "Ctrl+="), "zoom-in", rule=True, repeats=True),
    Command("zoom_out", "View", "Zoom out", ("Ctrl+-", "Ctrl+_"), "zoom-out", repeats=True),
    Command("fit", "View", "Whole picture", ("Ctrl+0",), "maximize"),
    Command("actual_size", "View", "Actual size", ("Ctrl+Alt+0",), "scan"),
    Command("theme_dark", "View", "Dark theme", (), "moon", rule=True),
    Command("theme_light", "View", "Light theme", (), "sun"),
    Command("theme_system", "View", "System theme", (), "monitor"),
    Command("focus_prompt", "Picture", "Write a prompt", ("Ctrl+L",), "sparkles"),
    Command("focus_stage", "Picture", "Go to the picture", ("Ctrl+G",), "image"),
    Command(
        "older_picture", "Picture", "Earlier picture", ("Alt+Down",), "arrow-down", repeats=True
    ),
    Command("newer_picture", "Picture", "Later picture", ("Alt+Up",), "arrow-up", repeats=True),
    Command("peek", "Picture", "Quarter or picture at full size", (), "scan"),
    *(
        Command(
            f"act_upscale{q}", "Picture", f"Upscale picture {q}", (str(q),), rule=q == 1, pays=True
        )
        for q in range(1, 5)
    ),
    *(
        Command(
            f"act_variation{q}",
            "Picture",
            f"Vary picture {q}",
            (f"Shift+{q}",),
            rule=q == 1,
            pays=True,
        )
        for q in range(1, 5)
    ),
    Command("act_reroll", "Picture", "Reroll", ("R",), "refresh-cw", rule=True, pays=True),
    Command("vary_region", "Picture", "Vary region", ("M",), "brush"),
    Command("compare", "Picture", "Compare before and after", ("C",), "columns-2"),
    Command("compare_swipe", "Picture", "Compare: swipe", ("Shift+W",)),
    Command("compare_blink", "Picture", "Compare: blink", ("Shift+B",)),
    Command("compare_side", "Picture", "Compare: side by side", ("Shift+D",)),
    Command("compare_heat", "Picture", "Compare: heat map", ("Shift+H",)),
    Command("lock_preview", "Picture", "Preview with the outside locked", ("Shift+L",)),
    Command("lock_outside", "Picture", "Lock outside the mask", ("Ctrl+Shift+L",), "lock"),
    Command("star", "Picture", "Star", ("F",), "star", rule=True),
    Command("use_prompt", "Picture", "Use this prompt", ("Ctrl+U",), "sparkles"),
    Command("show_request", "Picture", "Show the request", ("Ctrl+I",), "info"),
    Command("use_as_reference", "Picture", "Use as a reference", ("Ctrl+R",), "image-plus"),
    Command("delete_picture", "Picture", "Delete picture…", ("Delete",), "trash-2"),
    Command("cancel_job", "Picture", "Cancel this job", ("Ctrl+.",), "circle-x", rule=True),
    Command(
        "retry_job", "Picture", "Try this job again", ("Ctrl+Shift+R",), "rotate-cw", pays=True
    ),
    Command(
        "resume_queue",
        "Picture",
        "Go on with the paused queue",
        ("Ctrl+Shift+G",),
        "play",
        pays=True,
    ),
    Command("delivery", "Picture", "Delivery of the next jobs…", ("Ctrl+Shift+D",), "link"),
    Command("mask_brush", "Mask", "Brush", ("B",), "brush"),
    Command("mask_eraser", "Mask", "Eraser", ("E",), "eraser"),
    Command("mask_lasso", "Mask", "Lasso", ("L",), "lasso"),
    Command("mask_polygon", "Mask", "Polygon", ("P",), "pentagon"),
    Command("mask_rectangle", "Mask", "Rectangle", ("U",), "square"),
    Command("mask_ellipse", "Mask", "Ellipse", ("O",), "circle"),
    Command("mask_fill", "Mask", "Fill", ("G",), "paint-bucket"),
    Command("mask_colour", "Mask", "Select by colour", ("W",), "wand-sparkles"),
    Command("mask_swap", "Mask", "Swap brush and eraser", ("X",), "shuffle"),
    Command("mask_smaller", "Mask", "Smaller brush", ("[", ","), "minus", rule=True, repeats=True),
    Command("mask_larger", "Mask", "Larger brush", ("]", "."), "plus", repeats=True),
    Command("mask_pressure", "Mask", "Pen pressure chooses the size", ("Shift+P",), "pen-tool"),
    Command("mask_outline_only", "Mask", "Outline only", ("Shift+O",), "eye"),
    Command("mask_invert", "Mask", "Invert", ("I",), "contrast", rule=True),
    Command("mask_clear", "Mask", "Clear", ("Delete",), "trash-2"),
    Command("mask_select_all", "Mask", "Select all", ("Ctrl+A",), "maximize"),
    Command("mask_shape", "Mask", "Shape…", ("S",), "expand", rule=True),
    Command("mask_grow", "Mask", "Grow", ("Shift+G",), repeats=True),
    Command("mask_shrink", "Mask", "Shrink", ("Shift+K",), repeats=True),
    Command("mask_smooth", "Mask", "Smooth", ("Shift+S",)),
    Command("mask_fill_pinholes", "Mask", "Fill pinholes"),
    Command("mask_drop_specks", "Mask", "Drop specks"),
    Command("mask_carry", "Mask", "Use last mask", ("Ctrl+Shift+M",), "layers", rule=True),
    Command("mask_copy", "Mask", "Copy mask", (), "copy"),
    Command("mask_paste", "Mask", "Paste as mask", ("Ctrl+V",), "clipboard-paste"),
    Command("mask_load", "Mask", "Load mask…", (), "folder-open"),
    Command("mask_save", "Mask", "Save mask as PNG…", (), "save"),
    Command(
        "mask_region_add",
        "Mask",
        "Add region to the queue",
        ("Ctrl+Return",),
        "plus",
        rule=True,
        pays=True,
    ),
    Command("mask_submit", "Mask", "Redraw region", (), "check", pays=True),
    Command("mask_leave", "Mask", "Leave and keep the mask", (), "x"),
    Command("keys", "Help", "Keys", ("F1",), "keyboard"),
    Command("about", "Help", "About mjstudio", (), "info"),
)

MASK_BUTTONS = frozenset(
    {
        "mask_brush",
        "mask_eraser",
        "mask_lasso",
        "mask_polygon",
        "mask_rectangle",
        "mask_ellipse",
        "mask_fill",
        "mask_colour",
        "mask_pressure",
        "mask_outline_only",
        "mask_invert",
        "mask_clear",
        "mask_shape",
        "mask_region_add",
        "mask_submit",
        "mask_leave",
    }
)
"""What mask mode has a button for, however small the window is."""
MASK_REST = tuple(c.name for c in TABLE if c.menu == "Mask" and c.name not in MASK_BUTTONS)

CHECKABLE = frozenset({"library", "details", "theme_dark", "theme_light", "theme_system"}) | {
    "mask_pressure",
    "mask_outline_only",
    "star",
}


class Commands(QObject):
    """The table as QActions of one window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.actions: dict[str, QAction] = {}
        for command in TABLE:
            action = QAction(command.label, window)
            action.setObjectName(f"command_{command.name}")
            action.setShortcuts([QKeySequence(key) for key in command.characters])
            action.setAutoRepeat(command.repeats)
            action.setProperty("keys", command.shown_keys)
            if len(command.keys) > 1 or command.digits:
                # Menus show the first key of an action's own alone, and none that is a place.
                action.setText(f"{command.label}\t{command.shown_keys}")
                action.setToolTip(command.label)
                action.setIconText(command.label)
            action.setCheckable(command.name in CHECKABLE)
            if command.icon:
                action.setIcon(icon(command.icon, Ground.ROW))
            self.actions[command.name] = action
            window.addAction(action)

    def __getitem__(self, name: str) -> QAction:
        return self.actions[name]

    def on(self, name: str, handler: Callable[[], object]) -> None:
        """What a command does."""
        self.actions[name].triggered.connect(lambda _checked=False: handler())

    def fill(self, bar: QMenuBar) -> None:
        """Make the menus."""
        for title in MENUS:
            menu = bar.addMenu(f"&{title}")
            menu.setObjectName(f"menu_{title.lower()}")
            for command in TABLE:
                if command.menu == title:
                    if command.rule:
                        menu.addSeparator()
                    menu.addAction(self.actions[command.name])

    def enable(self, names: dict[str, bool]) -> None:
        """Enable some and disable others."""
        for name, enabled in names.items():
            self.actions[name].setEnabled(enabled)
