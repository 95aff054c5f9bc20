"""The actions of the picture on the stage: exactly those that it offers, in groups."""

from itertools import pairwise

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from mjstudio.model.action import Action, Kind, find_action
from mjstudio.texts import _
from mjstudio.ui.commands.action_button import ActionButton
from mjstudio.ui.commands.registry import CommandAction, Commands
from mjstudio.ui.look.discard import discard
from mjstudio.ui.look.flow_layout import FlowLayout
from mjstudio.ui.look.icons import icon
from mjstudio.ui.look.room import Room
from mjstudio.ui.look.tokens import current_tokens
from mjstudio.ui.stage.actions import command_of, unknown

_CROSS = {
    "pan_left": (0, 0, 2, 1),
    "pan_up": (0, 1, 1, 1),
    "pan_down": (1, 1, 1, 1),
    "pan_right": (0, 2, 2, 1),
}

_GAP, _INSIDE = 17, 8
"""Between groups, and between buttons of one group."""
_ROW = 28
"""Height of a button where all are one row."""
_ROW_BUTTON = f"min-height: {_ROW - 2}px; max-height: {_ROW - 2}px;"


class ActionBar(QWidget):
    """Buttons named `action_<wire name>`; unknown actions are plain buttons.

    Each is the button of a command.
    """

    def __init__(self, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._commands = commands
        self.setObjectName("action_bar")
        self.setAccessibleName(_("Actions"))
        self._offered: tuple[str, ...] = ()
        self._comparable = False
        self._buttons: dict[str, QPushButton] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._layout = FlowLayout(self, spacing=_GAP)
        self._low = False
        self._lit = 0
        self._compare: QPushButton | None = None
        self._dots = QToolButton(self)
        self._dots.setObjectName("action_overflow")
        self._dots.setAccessibleName(_("More actions"))
        self._dots.setToolTip(_("Actions that do not fit in the row"))
        self._dots.setFixedSize(34, _ROW)
        self._dots.setIconSize(QSize(16, 16))
        self._dots.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._dots.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._dots.setIcon(icon("ellipsis"))
        self._dots.setStyleSheet("padding: 0; min-height: 26px;")
        self._menu = QMenu(self._dots)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._dots.setMenu(self._menu)
        self._dots.hide()
        self._set_margins()

    @property
    def offered(self) -> tuple[str, ...]:
        """The wire names of the buttons shown."""
        return self._offered

    def take_room(self, room: Room) -> None:
        """Follow the window's size: one row of lower buttons where height is scarce."""
        if room.low != self._low:
            self._low = room.low
            self._set_margins()
            self._make_again()

    def _set_margins(self) -> None:
        self._layout.setContentsMargins(*((12, 6, 12, 6) if self._low else (12, 4, 12, 12)))

    def _make_again(self) -> None:
        offered, comparable = self._offered, self._comparable
        self._offered, self._comparable = (), False
        ready = all(button.isEnabled() for button in self._buttons.values())
        self.show_actions(offered, ready=ready, comparable=comparable)

    def show_actions(
        self, offered: tuple[str, ...], *, ready: bool = True, comparable: bool = False
    ) -> None:
        """Show buttons for these wire names, and one to compare if possible.

        Before a picture is `ready`, its probable actions are shown disabled, so that nothing moves
        when it is finished.
        """
        for button in self._buttons.values():
            button.setEnabled(ready)
        if (offered, comparable) == (self._offered, self._comparable):
            return
        self._offered, self._comparable = offered, comparable
        self._commands.declare(unknown(offered))
        while (item := self._layout.takeAt(0)) is not None:
            if (widget := item.widget()) is not None and widget is not self._dots:
                discard(widget)
        self._buttons = {}
        groups: dict[Kind, list[Action]] = {}
        for name in offered:
            action = find_action(name)
            groups.setdefault(action.kind, []).append(action)
        # Vary region belongs to the other variations.
        if Kind.VARY in groups and Kind.REGION in groups:
            groups[Kind.VARY] += groups.pop(Kind.REGION)
        ordered = [kind for kind in Kind if kind in groups]
        for kind in ordered:
            self._layout.addWidget(self._group(kind, groups[kind]))
        self._compare = self._compare_button() if comparable else None
        if self._compare is not None:
            self._layout.addWidget(self._compare)
        self._layout.addWidget(self._dots)
        for button in self._buttons.values():
            button.setEnabled(ready)
        self.light(self._lit)
        self._fit_row()
        self.updateGeometry()

    # -- one row

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for other buttons."""
        super().resizeEvent(event)
        self._fit_row()

    def _fit_row(self) -> None:
        """Hide what does not fit, from the right; the quarters' buttons are hidden last."""
        quarters = [b for b in self._buttons.values() if b.isCheckable()]
        others = [b for b in self._buttons.values() if not b.isCheckable()]
        others += [self._compare] if self._compare is not None else []
        hidden: set[QPushButton] = set()
        margins = self._layout.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        leaving = [*quarters, *others]
        while self._low and leaving and self._row_width(hidden) > room:
            hidden.add(leaving.pop())
        for button in (*quarters, *others):
            button.setVisible(button not in hidden)
        for group in self._groups():
            inside = group.findChildren(QPushButton)
            group.setVisible(not inside or any(b not in hidden for b in inside))
        self._dots.setVisible(bool(hidden))
        self._layout.invalidate()

    def _groups(self) -> list[QWidget]:
        items = (self._layout.itemAt(at) for at in range(self._layout.count()))
        widgets = [item.widget() for item in items if item is not None]
        return [w for w in widgets if w is not None and w not in (self._dots, self._compare)]

    def _row_width(self, hidden: set[QPushButton]) -> int:
        """How wide one row is without the hidden ones."""
        parts: list[int] = []
        for group in self._groups():
            widths = [
                button.sizeHint().width() if button.minimumWidth() == 0 else button.minimumWidth()
                for button in group.findChildren(QPushButton)
                if button not in hidden
            ]
            if widths:
                parts.append(sum(widths) + _INSIDE * (len(widths) - 1))
        if self._compare is not None and self._compare not in hidden:
            parts.append(self._compare.sizeHint().width())
        if hidden:
            parts.append(self._dots.width())
        return sum(parts) + _GAP * max(0, len(parts) - 1)

    def _fill_menu(self) -> None:
        self._menu.clear()
        self._menu.addActions(
            [self._command(name) for name, button in self._buttons.items() if button.isHidden()]
        )
        if self._compare is not None and self._compare.isHidden():
            self._menu.addAction(self._commands["compare"])

    def _command(self, name: str) -> CommandAction:
        """The command of an action, by its wire name."""
        return self._commands[command_of(name)]

    def light(self, quadrant: int) -> None:
        """Highlight the buttons of a quarter, including later ones; 0 for none."""
        self._lit = quadrant
        for name, button in self._buttons.items():
            wanted = bool(quadrant) and find_action(name).quadrant == quadrant
            if button.isCheckable():
                button.setChecked(wanted)

    def _group(self, kind: Kind, actions: list[Action]) -> QWidget:
        group = QWidget(self)
        crossed = kind is Kind.PAN and all(action.name in _CROSS for action in actions)
        if crossed and not self._low:
            grid = QGridLayout(group)
            grid.setContentsMargins(0, 0, 0, 0)
            grid.setSpacing(2)
            for action in actions:
                button = self._button(action, small=True)
                grid.addWidget(button, *_CROSS[action.name])
            return group
        row = QHBoxLayout(group)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_INSIDE)
        for action in actions:
            row.addWidget(self._button(action, small=crossed))
        return group

    def _compare_button(self) -> QPushButton:
        button = ActionButton(
            self._commands["compare"],
            " " + _("Compare"),
            tip=_("Compare with the picture before"),
            spoken=_("Compare before and after"),
            follows=False,
        )
        button.setObjectName("compare_open")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setIcon(icon("columns-2"))
        button.setStyleSheet(_ROW_BUTTON if self._low else "")
        if self._low:
            button.setFixedHeight(_ROW)
        return button

    def _button(self, action: Action, *, small: bool = False) -> QPushButton:
        keyed = action.kind in (Kind.REROLL, Kind.REGION)
        button = ActionButton(
            self._command(action.name),
            "",
            key_beside=keyed and not small,
            tip=action.spoken,
            follows=False,
        )
        button.setObjectName(f"action_{action.name}")
        # A click does not move the keyboard focus, so Space keeps working on the picture.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if small:
            button.setIcon(icon(action.icon))
            button.setIconSize(QSize(16, 16))
            button.setFixedSize(34, _ROW if self._low else 26)
            button.setStyleSheet("padding: 0; min-height: 24px;")
        elif action.quadrant:
            button.link.set_label(action.title)
            button.setCheckable(True)
            button.setStyleSheet(f"min-width: 16px; {_ROW_BUTTON if self._low else ''}")
            # It lights with its quarter; a click must not.
            button.clicked.connect(lambda on: button.setChecked(not on))
        else:
            button.link.set_label(f" {action.title}", key_beside=keyed)
            if action.kind is not Kind.OTHER:
                button.setIcon(icon(action.icon))
            button.setStyleSheet(_ROW_BUTTON if self._low else "")
        if self._low:
            button.setFixedHeight(_ROW)
        self._buttons[action.name] = button
        return button

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Lines between the groups of a row."""
        painter = QPainter(self)
        parts = [*self._groups(), *([self._compare] if self._compare else []), self._dots]
        for before, after in pairwise(part.geometry() for part in parts if part.isVisible()):
            if before.right() < after.left():
                x = (before.right() + after.left() + 1) // 2
                middle = before.center().y()
                painter.fillRect(x, middle - 12, 1, 24, QColor(current_tokens().line))
        painter.end()
