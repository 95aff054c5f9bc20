"""A field of one line."""

from PySide6.QtWidgets import QLineEdit, QWidget

from mjstudio.ui.commands.composition import Composition


class TextField(QLineEdit):
    """Qt's own, which leaves input methods alone.

    What follows the text listens to `composition.written`, not to `textChanged`.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.composition = Composition(self)

    def setText(self, text: str | None) -> None:
        """Qt's own; what was being composed is gone with the old text."""
        self.composition.drop()
        super().setText(text)

    def clear(self) -> None:
        """Qt's own; what was being composed is gone, too."""
        self.composition.drop()
        super().clear()
