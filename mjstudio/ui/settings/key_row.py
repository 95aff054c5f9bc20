"""One command in the settings: its keys, their defaults, and their conflicts."""

from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from mjstudio.texts import _
from mjstudio.texts.phrases import labelled
from mjstudio.ui.commands.key_map import MOST, Conflict, KeyMap
from mjstudio.ui.commands.key_text import key_list, native, short
from mjstudio.ui.commands.registry import CommandAction
from mjstudio.ui.look.discard import discard
from mjstudio.ui.settings.key_recorder import KeyRecorder

_ICON = QSize(16, 16)


class KeyRow(QFrame):
    """Shows the keys of one command in a map, and asks for others.

    Signals:
        changed(KeyMap): the artist wants this map instead.
    """

    changed = Signal(object)

    def __init__(self, action: CommandAction, keys: KeyMap) -> None:
        super().__init__()
        self.action = action
        self._name = action.command.id
        self._keys = keys
        self._drawn: object = None
        self.setObjectName(f"key_row_{self._name}")
        self._picture = QLabel()
        self._picture.setFixedWidth(_ICON.width() + 8)
        text = QLabel(action.label)
        self._cells = QHBoxLayout()
        self._cells.setSpacing(6)
        self._was = QLabel()
        self._was.setProperty("look", "small")
        self._was.setFixedWidth(120)
        self._reset = _small(_("Reset"), f"key_reset_{self._name}")
        self._reset.setAccessibleName(_("Reset the keys of {name}").format(name=action.label))
        self._reset.clicked.connect(lambda: self.changed.emit(self._keys.reset(self._name)))
        # Keeps its space when there is nothing to reset.
        policy = self._reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._reset.setSizePolicy(policy)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self._picture)
        line.addWidget(text, 1)
        line.addLayout(self._cells)
        line.addWidget(self._was)
        line.addWidget(self._reset)
        self._refused = QLabel()
        self._refused.setObjectName(f"key_refused_{self._name}")
        self._refused.setProperty("look", "error")
        self._refused.hide()
        self._meets = QWidget()
        self._meeting = QHBoxLayout(self._meets)
        self._meeting.setContentsMargins(_ICON.width() + 16, 0, 0, 0)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(20, 3, 20, 3)
        rows.setSpacing(4)
        rows.addLayout(line)
        rows.addWidget(self._refused, 0, Qt.AlignmentFlag.AlignRight)
        rows.addWidget(self._meets)
        self._show_icon()
        self.show_keys(keys)

    def changeEvent(self, event: QEvent) -> None:
        """Recolour the picture, because a label keeps the one it was given."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._show_icon()

    def _show_icon(self) -> None:
        self._picture.setPixmap(self.action.icon().pixmap(_ICON))

    def show_keys(self, keys: KeyMap, conflicts: list[Conflict] | None = None) -> None:
        """Show this command's keys in a map; `conflicts` are its known conflicts."""
        every = keys.conflicts if conflicts is None else conflicts
        own = [one for one in every if self._name in (one.one, one.other)]
        self._keys = keys
        self._say("")
        drawn = (keys.keys(self._name), own, [keys.spare_key(one, self._name) for one in own])
        if drawn == self._drawn:
            return
        self._drawn = drawn
        self._show_cells({one.key for one in own})
        changed = self._name in keys.chosen
        before = key_list(keys.declared(self._name)) or _("none")
        self._was.setText(_("was {keys}").format(keys=before) if changed else "")
        self._reset.setVisible(changed)
        self._show_conflicts(own if changed else [])

    def _show_cells(self, meeting: set[str]) -> None:
        _empty(self._cells)
        keys = self._keys.keys(self._name)
        for at, key in enumerate(keys):
            cell = _KeyCell(short(key), f"key_{self._name}_{at}")
            cell.setAccessibleName(labelled(self.action.label, native(key)))
            cell.setProperty("meets", key in meeting)
            cell.clicked.connect(partial(self.record, at))
            cell.emptied.connect(lambda k=key: self.changed.emit(self._keys.without(self._name, k)))
            self._cells.addWidget(cell)
            # At once, because it may receive the keyboard focus.
            cell.show()
        if len(keys) < MOST:
            more = _KeyCell("+", f"key_add_{self._name}")
            more.setAccessibleName(_("Add a key to {name}").format(name=self.action.label))
            more.setToolTip(more.accessibleName())
            more.clicked.connect(partial(self.record, len(keys)))
            self._cells.addWidget(more)
            more.show()

    def _show_conflicts(self, conflicts: list[Conflict]) -> None:
        _empty(self._meeting)
        self._meets.setVisible(bool(conflicts))
        if not conflicts:
            return
        conflict, name, keys = conflicts[0], self._name, self._keys
        other = conflict.other if conflict.one == name else conflict.one
        told = QLabel(keys.told(conflict, name))
        told.setProperty("look", "warning")
        self._meeting.addWidget(told, 1)
        text, key = keys.text(other), native(conflict.key)
        if spare := keys.spare_key(conflict, name):
            swap = _small(
                _("Swap: {name} gets {key}").format(name=text, key=native(spare)), "key_swap"
            )
            swap.clicked.connect(lambda: self.changed.emit(keys.swapped(conflict, name)))
            self._meeting.addWidget(swap)
        take = _small(_("Take {key} from {name}").format(key=key, name=text), "key_take")
        take.clicked.connect(lambda: self.changed.emit(keys.taken(conflict, name)))
        self._meeting.addWidget(take)

    def record(self, at: int = 0, _checked: bool = False) -> None:
        """Wait for the key that takes the place of number `at`."""
        item = self._cells.itemAt(at)
        before = item.widget() if item is not None else None
        recorder = KeyRecorder(self)
        if before is not None:
            self._cells.replaceWidget(before, recorder)
            discard(before)
        else:
            self._cells.addWidget(recorder)
        recorder.recorded.connect(partial(self._recorded, at))
        recorder.cleared.connect(partial(self._cleared, at))
        recorder.stopped.connect(self._stopped)
        recorder.show()
        recorder.setFocus()

    def _recorded(self, at: int, key: str) -> None:
        refusal = self._keys.refusal(self._name, key)
        self._redraw(at)
        if refusal:
            self._say(refusal)
        else:
            self.changed.emit(self._keys.with_key(self._name, key, at))

    def _cleared(self, at: int) -> None:
        keys = self._keys.keys(self._name)
        self._redraw(at)
        if at < len(keys):
            self.changed.emit(self._keys.without(self._name, keys[at]))

    def _stopped(self) -> None:
        self._redraw(-1)

    def _redraw(self, at: int) -> None:
        """Show the keys in place of the recorder, and focus the one at `at`."""
        self._drawn = None
        self.show_keys(self._keys)
        item = self._cells.itemAt(at) if at >= 0 else None
        if item is not None and (cell := item.widget()) is not None:
            cell.setFocus()

    def _say(self, words: str) -> None:
        self._refused.setText(words)
        self._refused.setVisible(bool(words))


class _KeyCell(QPushButton):
    """A key to press for another one; Backspace takes it off.

    Signals:
        emptied(): the key is not wanted any more.
    """

    emptied = Signal()

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text)
        self.setObjectName(name)
        self.setProperty("look", "key")
        self.setAutoDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, too; Backspace and Delete take the key off."""
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.emptied.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


def _small(text: str, name: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setProperty("look", "small")
    button.setAutoDefault(False)
    return button


def _empty(layout: QHBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            discard(widget)
