"""A field of one line."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from mjstudio.ui.commands.composition import Composition


class TextField(QLineEdit):
    """Qt's line edit, made safe for input methods.

    What follows the text listens to `composition.written`, not to `textChanged`; lists that are
    searched, to `searched`.

    Signals:
        searched(): the same, but never while a button of the pointer goes down and so ends what is
            composed: no other row may come under the pointer before it is known where it went.
    """

    searched = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.composition = Composition(self)
        self.composition.written.connect(self._tell_search)

    def _tell_search(self) -> None:
        # The system's word on the buttons may be old, as after a drag to another program.
        if self.composition.ending and QApplication.mouseButtons():
            QTimer.singleShot(0, self, self.searched.emit)
        else:
            self.searched.emit()

    def setText(self, text: str | None) -> None:
        """Replace the text; what was being composed is dropped with the old text."""
        self.composition.drop()
        super().setText(text)

    def clear(self) -> None:
        """Clear the text; what was being composed is dropped, too."""
        self.composition.drop()
        super().clear()
