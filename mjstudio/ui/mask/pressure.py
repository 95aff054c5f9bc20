"""The button that lets pen pressure control the stroke's width."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from mjstudio.mask.document import MaskDocument
from mjstudio.ui.commands.action_button import ActionLink
from mjstudio.ui.commands.registry import Commands
from mjstudio.ui.look.icons import icon


class PressureButton(QToolButton):
    """On where a light touch makes a thin stroke; in sight while brush or eraser is in hand."""

    def __init__(self, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mask_pressure")
        ActionLink(self, commands["mask_pressure"], follows=False)
        self.setIcon(icon("pen-tool"))
        self.setIconSize(QSize(16, 16))
        # A click leaves the keyboard focus on the canvas, where Space pans.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_document(self, document: MaskDocument) -> None:
        """Be there where the tool in hand has a size."""
        self.setVisible(document.sized)
