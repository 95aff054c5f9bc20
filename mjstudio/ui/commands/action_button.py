"""Buttons of commands: pressed they run it; tooltip, key and enabled state are the command's."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget

from mjstudio.ui.commands.presses import PayingButton
from mjstudio.ui.commands.registry import CommandAction


class ActionLink(QObject):
    """Connects any button to a command.

    `label` is the button's own short text, None for none; with `key_beside` the command's key
    follows it. `tip` is the tooltip's text, by default the command's, followed by its key and,
    below, `more`; `spoken` is the accessible name, by default the same text.
    Without `follows` the button's owner decides when it is enabled.
    """

    def __init__(
        self,
        button: QAbstractButton,
        action: CommandAction,
        *,
        label: str | None = None,
        key_beside: bool = False,
        tip: str = "",
        more: str = "",
        spoken: str = "",
        follows: bool = True,
    ) -> None:
        super().__init__(button)
        self._button, self._action = button, action
        self._label, self._key_beside = label, key_beside
        self._tip, self._more, self._follows = tip, more, follows
        self._spoken = spoken or tip
        button.clicked.connect(self._press)
        action.changed.connect(self._show)
        if action.isCheckable():
            button.setCheckable(True)
        self._show()

    def set_label(self, label: str, *, key_beside: bool = False) -> None:
        """Show another text, with or without the key."""
        self._label, self._key_beside = label, key_beside
        self._show()

    def set_more(self, more: str) -> None:
        """Say something else below the tooltip's first line."""
        self._more = more
        self._show()

    def _press(self) -> None:
        self._action.trigger()
        # Qt has toggled the button, too.
        self._show()

    def _show(self) -> None:
        button, action = self._button, self._action
        if self._label is not None:
            button.setText(action.labelled(self._label) if self._key_beside else self._label)
        tip = action.with_key(self._tip or action.label)
        button.setToolTip(f"{tip}\n{self._more}" if self._more else tip)
        spoken = self._spoken or action.label
        # A button without words announces its key to screen readers as well.
        button.setAccessibleName(spoken if button.text() else action.with_key(spoken))
        if self._follows:
            button.setEnabled(action.isEnabled())
        if action.isCheckable():
            button.setChecked(action.isChecked())


class ActionButton(PayingButton):
    """A push button of a command. Where that costs, one press is one job."""

    def __init__(
        self,
        action: CommandAction,
        label: str | None = None,
        parent: QWidget | None = None,
        *,
        key_beside: bool = True,
        tip: str = "",
        more: str = "",
        spoken: str = "",
        follows: bool = True,
    ) -> None:
        super().__init__(parent)
        self.keyed = key_beside
        self._costs = action.command.costs
        self.link = ActionLink(
            self,
            action,
            label=action.label if label is None else label,
            key_beside=key_beside,
            tip=tip,
            more=more,
            spoken=spoken,
            follows=follows,
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Press it; if that costs, only by a genuine press."""
        if self._costs:
            super().mousePressEvent(event)
        else:
            QPushButton.mousePressEvent(self, event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second half counts as another press, unless that costs."""
        if self._costs:
            super().mouseDoubleClickEvent(event)
        else:
            QPushButton.mouseDoubleClickEvent(self, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press it; if that costs, only by a genuine keystroke."""
        if self._costs:
            super().keyPressEvent(event)
        else:
            QPushButton.keyPressEvent(self, event)
