"""The button that lets a pen's pressure choose how wide a stroke is."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from mjstudio.mask.document import MaskDocument
from mjstudio.ui.look.icons import icon


class PressureButton(QToolButton):
    """On where a light touch makes a thin stroke; in sight while brush or eraser is in hand."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mask_pressure")
        self.setAccessibleName("Pen pressure chooses the size")
        self.setToolTip("Pen pressure chooses the size (Shift+P)")
        self.setCheckable(True)
        self.setIcon(icon("pen-tool"))
        self.setIconSize(QSize(16, 16))
        # A click leaves the keyboard with the canvas: Space pans there.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_document(self, document: MaskDocument) -> None:
        """Show whether pressure counts, where the tool in hand has a size."""
        self.setVisible(document.sized)
        self.setChecked(document.pressure_scales_size)
