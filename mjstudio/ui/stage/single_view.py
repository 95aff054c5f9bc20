"""A single picture: zoom, pan, and actual size by a double click."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from mjstudio.ui.canvas.picture_view import PictureView
from mjstudio.ui.look.tokens import Tokens


class SingleView(PictureView):
    """Shows a single picture."""

    def __init__(self, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(tokens, parent)
        self.setObjectName("single_view")
        self.setAccessibleName("Picture")

    def toggle_size(self) -> None:
        """Between fitted and one screen pixel for each of the picture's."""
        if self._viewport.fitted:
            self.actual_size()
        else:
            self.fit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Between fitted and actual size."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.toggle_size()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space: between fitted and actual size."""
        if event.key() == Qt.Key.Key_Space:
            self.toggle_size()
        else:
            super().keyPressEvent(event)
