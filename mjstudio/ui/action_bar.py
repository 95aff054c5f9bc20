"""The actions of the picture on the stage: exactly those that it offers, in groups."""

from itertools import pairwise

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from mjstudio.model.action import Action, Kind, find_action
from mjstudio.ui.discard import discard
from mjstudio.ui.flow_layout import FlowLayout
from mjstudio.ui.icons import icon
from mjstudio.ui.presses import PayingButton
from mjstudio.ui.tokens import Tokens

_CROSS = {
    "pan_left": (0, 0, 2, 1),
    "pan_up": (0, 1, 1, 1),
    "pan_down": (1, 1, 1, 1),
    "pan_right": (0, 2, 2, 1),
}


class ActionBar(QWidget):
    """Buttons named `action_<wire name>`; unknown actions are plain buttons.

    Signals:
        action_requested(str): the wire name of an action.
        compare_requested(): the picture shall be compared with the one before.
    """

    action_requested = Signal(str)
    compare_requested = Signal()

    def __init__(self, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("action_bar")
        self.setAccessibleName("Actions")
        self._tokens = tokens
        self._offered: tuple[str, ...] = ()
        self._comparable = False
        self._buttons: dict[str, QPushButton] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._layout = FlowLayout(self, spacing=17)
        self._layout.setContentsMargins(12, 4, 12, 12)

    @property
    def offered(self) -> tuple[str, ...]:
        """The wire names of the buttons shown."""
        return self._offered

    def set_tokens(self, tokens: Tokens) -> None:
        """Take the colours of another theme."""
        self._tokens = tokens
        offered, comparable = self._offered, self._comparable
        self._offered, self._comparable = (), False
        ready = all(button.isEnabled() for button in self._buttons.values())
        self.show_actions(offered, ready=ready, comparable=comparable)

    def show_actions(
        self, offered: tuple[str, ...], *, ready: bool = True, comparable: bool = False
    ) -> None:
        """Show buttons for these wire names, and one that compares where that is possible.

        Before a picture is `ready` they stand there disabled, as those that it will probably
        offer, so that nothing jumps when it is.
        """
        for button in self._buttons.values():
            button.setEnabled(ready)
        if (offered, comparable) == (self._offered, self._comparable):
            return
        self._offered, self._comparable = offered, comparable
        while (item := self._layout.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                discard(widget)
        self._buttons = {}
        groups: dict[Kind, list[Action]] = {}
        for name in offered:
            action = find_action(name)
            groups.setdefault(action.kind, []).append(action)
        # Vary region stands with its sisters.
        if Kind.VARY in groups and Kind.REGION in groups:
            groups[Kind.VARY] += groups.pop(Kind.REGION)
        ordered = [kind for kind in Kind if kind in groups]
        for kind in ordered:
            self._layout.addWidget(self._group(kind, groups[kind]))
        if comparable:
            self._layout.addWidget(self._compare_button())
        for button in self._buttons.values():
            button.setEnabled(ready)
        self.updateGeometry()

    def light(self, quadrant: int) -> None:
        """Light the buttons of a quarter; 0 for none."""
        for name, button in self._buttons.items():
            wanted = bool(quadrant) and find_action(name).quadrant == quadrant
            if button.isCheckable():
                button.setChecked(wanted)

    def _group(self, kind: Kind, actions: list[Action]) -> QWidget:
        group = QWidget(self)
        if kind is Kind.PAN and all(action.name in _CROSS for action in actions):
            grid = QGridLayout(group)
            grid.setContentsMargins(0, 0, 0, 0)
            grid.setSpacing(2)
            for action in actions:
                button = self._button(action, small=True)
                grid.addWidget(button, *_CROSS[action.name])
            return group
        row = QHBoxLayout(group)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for action in actions:
            row.addWidget(self._button(action))
        return group

    def _compare_button(self) -> QPushButton:
        button = QPushButton(" Compare   C")
        button.setObjectName("compare_open")
        button.setAccessibleName("Compare before and after")
        button.setToolTip("Compare with the picture before (C)")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setIcon(icon("columns-2", self._tokens))
        button.clicked.connect(self.compare_requested)
        return button

    def _button(self, action: Action, *, small: bool = False) -> QPushButton:
        button = PayingButton()
        button.setObjectName(f"action_{action.name}")
        # A click leaves the keyboard where it is, so that Space goes on looking at the picture.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        spoken = action.hint or action.label
        button.setAccessibleName(spoken)
        keys = f" ({action.shortcut})" if action.shortcut else ""
        button.setToolTip(spoken + keys)
        if small:
            button.setIcon(icon(action.icon, self._tokens))
            button.setIconSize(QSize(16, 16))
            button.setFixedSize(34, 26)
            button.setStyleSheet("padding: 0; min-height: 24px;")
        elif action.quadrant:
            button.setText(action.label)
            button.setCheckable(True)
            button.setStyleSheet("min-width: 16px;")
            # It lights with its quarter; a click must not.
            button.clicked.connect(lambda on: button.setChecked(not on))
        else:
            keyed = {Kind.REROLL, Kind.REGION}
            shown = action.shortcut if action.kind in keyed else ""
            button.setText(f" {action.label}   {shown}".rstrip())
            if action.kind is not Kind.OTHER:
                button.setIcon(icon(action.icon, self._tokens))
        button.clicked.connect(lambda _on=False: self.action_requested.emit(action.name))
        self._buttons[action.name] = button
        return button

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Lines between groups that stand in the same row."""
        painter = QPainter(self)
        groups = [
            item.widget() for i in range(self._layout.count()) if (item := self._layout.itemAt(i))
        ]
        for before, after in pairwise(group.geometry() for group in groups if group):
            if before.right() < after.left():
                x = (before.right() + after.left() + 1) // 2
                middle = before.center().y()
                painter.fillRect(x, middle - 12, 1, 24, QColor(self._tokens.line))
        painter.end()
