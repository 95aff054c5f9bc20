"""The small button beside Imagine: how the next jobs are delivered."""

from PySide6.QtCore import QPoint, QSize, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from mjstudio.model.delivery_mode import DeliveryMode
from mjstudio.texts import _
from mjstudio.ui.commands.registry import CommandAction
from mjstudio.ui.look.icons import Ground, icon

_USUAL_ICON = "chevron-down"
_ICONS = {
    DeliveryMode.STREAM: "loader-circle",
    DeliveryMode.WAIT: "hourglass",
    DeliveryMode.POLL: "clock",
    DeliveryMode.CALLBACK: "link",
}


class DeliveryButton(QToolButton):
    """Opens a menu of the ways; its own icon tells the one that was chosen.

    Signals:
        way_chosen(Way | None): another way for the next jobs, None for as in the settings.
    """

    way_chosen = Signal(object)

    def __init__(self, command: CommandAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._command = command
        self._now = DeliveryMode.STREAM
        self.setObjectName("delivery_button")
        self.setProperty("look", "split")
        self.setFixedWidth(30)
        self.setIconSize(QSize(16, 16))
        self._chosen: DeliveryMode | None = None
        self.menu_of_ways = QMenu(self)
        self.menu_of_ways.setObjectName("delivery_menu")
        self.menu_of_ways.setToolTipsVisible(True)
        group = QActionGroup(self)
        self._actions: dict[DeliveryMode | None, QAction] = {}
        for way in (None, *DeliveryMode):
            action = QAction(way.label if way else "", self.menu_of_ways)
            action.setObjectName(f"delivery_{way.value if way else 'usual'}")
            action.setToolTip(way.hint if way else "")
            action.setCheckable(True)
            if way is not None:
                action.setIcon(icon(_ICONS[way], Ground.ROW))
            action.triggered.connect(lambda _on=False, one=way: self.way_chosen.emit(one))
            group.addAction(action)
            self.menu_of_ways.addAction(action)
            self._actions[way] = action
            if way is None:
                self.menu_of_ways.addSeparator()
        self.clicked.connect(self.open_menu)
        command.changed.connect(self._show_tip)
        self.show_way(DeliveryMode.STREAM, None)

    def show_way(self, usual: DeliveryMode, chosen: DeliveryMode | None) -> None:
        """Show what the settings say, and what was chosen instead."""
        self._chosen = chosen
        self._actions[None].setText(_("As in the settings: {mode}").format(mode=usual.label))
        self._actions[None].setToolTip(usual.hint)
        self._actions[chosen].setChecked(True)
        now = chosen or usual
        self.setAccessibleName(_("Delivery: {mode}").format(mode=now.label))
        self.setAccessibleDescription(now.hint)
        self._now = now
        self._show_tip()
        self._show_icon()

    def _show_tip(self) -> None:
        words = _("Delivery: {mode}").format(mode=self._now.label)
        self.setToolTip(f"{self._command.with_key(words)}\n{self._now.hint}")

    def open_menu(self) -> None:
        """Open the menu above the button; nothing waits for it."""
        height = self.menu_of_ways.sizeHint().height()
        corner = self.mapToGlobal(QPoint(self.width(), 0))
        width = self.menu_of_ways.sizeHint().width()
        self.menu_of_ways.popup(corner - QPoint(width, height + 4))

    def _show_icon(self) -> None:
        name = _ICONS[self._chosen] if self._chosen else _USUAL_ICON
        self.setIcon(icon(name, Ground.ACCENT))
