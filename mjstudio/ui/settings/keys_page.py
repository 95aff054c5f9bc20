"""The settings page on which the artist changes the keys of commands."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mjstudio.texts import _, ngettext
from mjstudio.texts.phrases import listed, spaced
from mjstudio.ui.commands.command import MENUS
from mjstudio.ui.commands.key_map import KeyMap
from mjstudio.ui.commands.key_text import canonical, key_list, native
from mjstudio.ui.commands.registry import Commands
from mjstudio.ui.commands.text_field import TextField
from mjstudio.ui.settings.key_recorder import KeyRecorder
from mjstudio.ui.settings.key_row import KeyRow

_SEARCH = 168
"""Pixels that the search needs beside the other ways to find a command."""
_ALL, _CHANGED, _CONFLICTS = "all", "changed", "conflicts"


class KeysPage(QWidget):
    """Every command with its keys. Nothing is in force before the dialog saves `chosen`.

    Signals:
        changed(): other keys are chosen.
    """

    changed = Signal()

    def __init__(self, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._commands = commands
        self._keys = commands.key_map
        self._rows: list[KeyRow] = []
        self._headings: dict[str, QLabel] = {}
        self._key = ""
        self.setObjectName("keys_page")
        self._search = TextField()
        self._search.setObjectName("keys_search")
        self._search.setAccessibleName(_("Search commands"))
        self._search.setClearButtonEnabled(True)
        for clear in self._search.findChildren(QToolButton):
            clear.setObjectName("keys_clear")
            clear.setAccessibleName(_("Clear"))
        self._search.textEdited.connect(self._search_by_text)
        self._search.searched.connect(self._filter)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self.start_search)
        shown = native(find.key().toString(QKeySequence.SequenceFormat.PortableText))
        self._search.setPlaceholderText(spaced(_("Search commands"), shown))
        self._find = QPushButton(_("Find by key"))
        self._find.setObjectName("keys_find")
        self._find.setAutoDefault(False)
        self._find.clicked.connect(self._wait_for_key)
        self._filters: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top.setContentsMargins(20, 0, 20, 10)
        self._top.setSpacing(8)
        self._top.addWidget(self._search, 1)
        self._ways = QHBoxLayout()
        self._ways.addWidget(self._find)
        self._top.addLayout(self._ways)
        for name in (_ALL, _CHANGED, _CONFLICTS):
            button = self._filters[name] = QPushButton()
            button.setObjectName(f"keys_filter_{name}")
            button.setProperty("look", "filter")
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.clicked.connect(self._filter)
            group.addButton(button)
            self._ways.addWidget(button)
        self._filters[_ALL].setChecked(True)
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 8, 0, 8)
        self._column.setSpacing(0)
        self._nothing = QLabel(_("No commands match."))
        self._nothing.setProperty("look", "dim")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._nothing.hide()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._list)
        self._area = area
        reset = QPushButton(_("Reset all keys…"))
        reset.setObjectName("keys_reset_all")
        reset.setAutoDefault(False)
        reset.clicked.connect(self._ask_reset)
        self._reset = reset
        foot = QHBoxLayout()
        foot.setContentsMargins(20, 8, 20, 8)
        foot.addWidget(reset)
        foot.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._top)
        layout.addWidget(area, 1)
        layout.addLayout(foot)
        self._count()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the search its own row if the words are long."""
        super().resizeEvent(event)
        beside = self._ways.sizeHint().width() + _SEARCH <= self._top.contentsRect().width()
        direction = QBoxLayout.Direction
        self._top.setDirection(direction.LeftToRight if beside else direction.TopToBottom)

    # -- choosing keys

    @property
    def chosen(self) -> dict[str, tuple[str, ...]]:
        """The keys that differ from the declared ones, by command."""
        return self._keys.chosen

    @property
    def problem(self) -> str:
        """Return what prevents the keys from being saved; empty for nothing."""
        count = len(self._keys.conflicts)
        told = ngettext("Solve {count} conflict to save", "Solve {count} conflicts to save", count)
        return told.format(count=count) if count else ""

    @property
    def summary(self) -> str:
        """How many keys are changed, and how many meet."""
        changed, met = len(self._keys.changed), len(self._keys.conflicts)
        parts = [_("{count} changed").format(count=changed)] if changed else []
        if met:
            told = ngettext("{count} conflict", "{count} conflicts", met)
            parts.append(told.format(count=met))
        return listed(parts)

    def show_chosen(self, chosen: dict[str, tuple[str, ...]]) -> None:
        """Begin with these keys in place of the declared ones."""
        self._keys = KeyMap(self._commands.all, self._commands.fixed, chosen).usable()
        self._show()

    def start_search(self) -> None:
        """Give the keyboard to the search."""
        self._search.setFocus()
        self._search.selectAll()

    def _take(self, keys: KeyMap) -> None:
        self._keys = keys
        self._show()
        self.changed.emit()

    def _ask_reset(self) -> None:
        box = QMessageBox(self)
        box.setObjectName("keys_reset_dialog")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(_("Reset all keys"))
        box.setText(_("Give all commands the keys that they had at first?"))
        reset = box.addButton(_("Reset"), QMessageBox.ButtonRole.AcceptRole)
        reset.setObjectName("keys_reset_confirm")
        keep = box.addButton(_("Keep"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        reset.clicked.connect(lambda: self._take(self._keys.reset()))
        box.open()

    # -- showing keys

    def showEvent(self, event: QShowEvent) -> None:
        """Make the rows when they are first seen: there are many."""
        if not self._rows:
            self._make_rows()
            self._show()
        super().showEvent(event)

    def _make_rows(self) -> None:
        for title in MENUS:
            heading = QLabel(_(title))
            heading.setProperty("look", "heading")
            heading.setContentsMargins(20, 12, 20, 4)
            self._headings[title] = heading
            self._column.addWidget(heading)
            for action in self._commands.in_order:
                if action.command.menu == title:
                    row = KeyRow(action, self._keys)
                    row.changed.connect(self._take)
                    self._rows.append(row)
                    self._column.addWidget(row)
        self._column.addWidget(self._nothing)
        self._column.addStretch(1)

    def _show(self) -> None:
        conflicts = self._keys.conflicts
        for row in self._rows:
            row.show_keys(self._keys, conflicts)
        self._count()
        self._filter()

    def _count(self) -> None:
        changed, met = len(self._keys.changed), len(self._keys.conflicts)
        for name, text, count in (
            (_ALL, _("All"), len(self._commands.actions)),
            (_CHANGED, _("Changed"), changed),
            (_CONFLICTS, _("Conflicts"), met),
        ):
            self._filters[name].setText(f"{text} {count}")
        self._reset.setEnabled(bool(changed))

    def _filter(self) -> None:
        words = self._search.text().casefold().split()
        meeting = {n for c in self._keys.conflicts for n in (c.one, c.other)}
        seen = set()
        for row in self._rows:
            command = row.action.command
            keys = self._keys.keys(command.id)
            if self._key:
                fits = self._key in keys
            else:
                where = (*row.action.names, _(command.menu), key_list(keys))
                fits = all(any(word in one.casefold() for one in where) for word in words)
            if self._filters[_CHANGED].isChecked():
                fits = fits and command.id in self._keys.chosen
            elif self._filters[_CONFLICTS].isChecked():
                fits = fits and command.id in meeting
            row.setVisible(fits)
            if fits:
                seen.add(command.menu)
        for title, heading in self._headings.items():
            heading.setVisible(title in seen)
        self._nothing.setVisible(bool(self._rows) and not seen)

    # -- by a key

    def _search_by_text(self) -> None:
        self._key = ""

    def _wait_for_key(self) -> None:
        recorder = KeyRecorder(self)
        self._ways.replaceWidget(self._find, recorder)
        self._find.hide()
        recorder.recorded.connect(lambda key: self._found(recorder, key))
        recorder.cleared.connect(lambda: self._found(recorder, "Backspace"))
        recorder.stopped.connect(lambda: self._found(recorder, ""))
        recorder.show()
        recorder.setFocus()

    def _found(self, recorder: KeyRecorder, key: str) -> None:
        self._ways.replaceWidget(recorder, self._find)
        recorder.hide()
        recorder.deleteLater()
        self._find.show()
        if key:
            self._key = canonical(key)
            self._search.setText(native(self._key))
            self._search.setFocus()
        self._filter()
