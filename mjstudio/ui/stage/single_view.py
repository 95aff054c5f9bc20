"""A single picture: zoom, pan, and actual size by a double click or a tap on Space."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from mjstudio.texts import _
from mjstudio.ui.canvas.picture_view import PictureView


class SingleView(PictureView):
    """Shows a single picture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("single_view")
        self.setAccessibleName(_("Picture"))

        self.pan_zoom.space_tapped.connect(self.toggle_size)

    def toggle_size(self) -> None:
        """Between fitted and one screen pixel for each of the picture's."""
        if self.pan_zoom.view.fitted:
            self.pan_zoom.actual_size()
        else:
            self.pan_zoom.fit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Between fitted and actual size."""
        if event.button() is Qt.MouseButton.LeftButton and not self.pan_zoom.space:
            self.toggle_size()
