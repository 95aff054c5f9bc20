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
    """Opens a menu of the delivery modes; its icon shows the chosen one.

    Signals:
        mode_chosen(DeliveryMode | None): the mode of the next jobs; None: as in the settings.
    """

    mode_chosen = Signal(object)

    def __init__(self, command: CommandAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._command = command
        self._now = DeliveryMode.STREAM
        self.setObjectName("delivery_button")
        self.setProperty("look", "split")
        self.setFixedWidth(30)
        self.setIconSize(QSize(16, 16))
        self._chosen: DeliveryMode | None = None
        self.modes_menu = QMenu(self)
        self.modes_menu.setObjectName("delivery_menu")
        self.modes_menu.setToolTipsVisible(True)
        group = QActionGroup(self)
        self._actions: dict[DeliveryMode | None, QAction] = {}
        for mode in (None, *DeliveryMode):
            action = QAction(mode.label if mode else "", self.modes_menu)
            action.setObjectName(f"delivery_{mode.value if mode else 'usual'}")
            action.setToolTip(mode.hint if mode else "")
            action.setCheckable(True)
            if mode is not None:
                action.setIcon(icon(_ICONS[mode], Ground.ROW))
            action.triggered.connect(lambda _on=False, one=mode: self.mode_chosen.emit(one))
            group.addAction(action)
            self.modes_menu.addAction(action)
            self._actions[mode] = action
            if mode is None:
                self.modes_menu.addSeparator()
        self.clicked.connect(self.open_menu)
        command.changed.connect(self._show_tip)
        self.show_mode(DeliveryMode.STREAM, None)

    def show_mode(self, usual: DeliveryMode, chosen: DeliveryMode | None) -> None:
        """Show the mode of the settings, and the one chosen instead."""
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
        """Open the menu above the button, without blocking."""
        height = self.modes_menu.sizeHint().height()
        corner = self.mapToGlobal(QPoint(self.width(), 0))
        width = self.modes_menu.sizeHint().width()
        self.modes_menu.popup(corner - QPoint(width, height + 4))

    def _show_icon(self) -> None:
        name = _ICONS[self._chosen] if self._chosen else _USUAL_ICON
        self.setIcon(icon(name, Ground.ACCENT))
