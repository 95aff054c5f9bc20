"""Mask mode's group at the right for masks that come and go: files, clipboard, the last mask."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from mjstudio.ui.look.labels import heading


class MaskKeepPanel(QWidget):
    """Save, load, copy, paste, and the last mask of the same lineage.

    Signals:
        save_requested(), load_requested(), copy_requested(), paste_requested(),
        carry_requested().
        clicked(): the pointer was pressed somewhere here, which is no place for the keyboard.
    """

    save_requested = Signal()
    load_requested = Signal()
    copy_requested = Signal()
    paste_requested = Signal()
    carry_requested = Signal()
    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        save = _button("mask_save", "Save…", "Save the mask as a picture", "")
        load = _button(
            "mask_load",
            "Load…",
            "Load a mask from a picture",
            "A picture dropped on the canvas does the same.",
        )
        copy = _button("mask_copy", "Copy", "Copy the mask (Ctrl+C)", "")
        paste = _button("mask_paste", "Paste", "Paste a picture as the mask (Ctrl+V)", "")
        self._carry = _button("mask_carry", "Use last mask", "Use the last mask", "")
        save.clicked.connect(self.save_requested)
        load.clicked.connect(self.load_requested)
        copy.clicked.connect(self.copy_requested)
        paste.clicked.connect(self.paste_requested)
        self._carry.clicked.connect(self.carry_requested)
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
        layout.addWidget(heading("Mask"))
        layout.addLayout(buttons)
        self.show_refusal("")
        # Else a click would give the keyboard to what the panel is scrolled in.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell that the keyboard should go on."""
        super().focusInEvent(event)
        self.clicked.emit()

    def show_refusal(self, refusal: str) -> None:
        """Say why the last mask cannot be used here; empty where it can."""
        self._carry.setEnabled(not refusal)
        more = refusal or "Carried from the picture it was painted on to where the same lies here."
        self._carry.setAccessibleDescription(refusal)
        self._carry.setToolTip(f"Use last mask (Ctrl+Shift+M)\n{more}")


def _button(name: str, text: str, label: str, more: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAccessibleName(label.split(" (", maxsplit=1)[0])
    button.setToolTip(f"{label}\n{more}" if more else label)
    # A click leaves the keyboard with the canvas: Space pans there.
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
