"""Mask mode's right-hand group for importing, exporting, copying and reusing masks."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from mjstudio.texts import _
from mjstudio.ui.commands.action_button import ActionButton
from mjstudio.ui.commands.registry import CommandAction, Commands
from mjstudio.ui.look.labels import heading


class MaskKeepPanel(QWidget):
    """Save, load, copy, paste, and the last mask of the same lineage.

    Signals:
        clicked(): the pointer was pressed here; the keyboard belongs elsewhere.
    """

    clicked = Signal()

    def __init__(self, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        save, load, copy, paste = (
            _button(commands[name], label, tip, more)
            for name, label, tip, more in (
                ("mask_save", _("Save…"), _("Save the mask as a picture"), ""),
                (
                    "mask_load",
                    _("Load…"),
                    _("Load a mask from a picture"),
                    _("A picture dropped on the canvas does the same."),
                ),
                ("mask_copy", _("Copy"), _("Copy the mask"), ""),
                ("mask_paste", _("Paste"), _("Paste a picture as the mask"), ""),
            )
        )
        carry = commands["mask_carry"]
        self._carry = _button(carry, carry.label, "", "", spoken=_("Use the last mask"))
        buttons = QGridLayout()
        buttons.setSpacing(8)
        buttons.setColumnStretch(0, 1)
        buttons.setColumnStretch(1, 1)
        for at, button in enumerate((save, load, copy, paste)):
            buttons.addWidget(button, at // 2, at % 2)
        buttons.addWidget(self._carry, 2, 0, 1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(heading(_("Mask")))
        layout.addLayout(buttons)
        self.show_refusal("")
        # Otherwise a click would focus the surrounding scroll area.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Announce that the keyboard should move on."""
        super().focusInEvent(event)
        self.clicked.emit()

    def show_refusal(self, refusal: str) -> None:
        """Show why the last mask cannot be used here; empty if it can."""
        self._carry.setEnabled(not refusal)
        self._carry.setAccessibleDescription(refusal)
        self._carry.link.set_more(
            refusal or _("Carried from the picture it was painted on to where the same lies here.")
        )


def _button(
    action: CommandAction, label: str, tip: str, more: str, spoken: str = ""
) -> ActionButton:
    button = ActionButton(
        action, label, key_beside=False, tip=tip, more=more, spoken=spoken, follows=False
    )
    button.setObjectName(action.command.id)
    # A click leaves the keyboard focus on the canvas, where Space pans.
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
