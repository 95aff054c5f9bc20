"""The licences: a list of what is in the program, and the text of each."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QPlainTextEdit, QWidget

from mjstudio.licences import licences
from mjstudio.texts import _
from mjstudio.ui.look.within import usual_size


class LicencesDialog(QDialog):
    """Texts to read; Escape closes it.

    The texts are the authors' own, never translated. They are files of the program, as its icons
    are, and read one at a time.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("licences_dialog")
        self.setWindowTitle(_("Licences"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._licences = licences()
        names = QListWidget()
        names.setObjectName("licences_names")
        names.setAccessibleName(_("Parts of mjstudio"))
        names.setFixedWidth(180)
        names.setTextElideMode(Qt.TextElideMode.ElideRight)
        names.addItems([licence.name for licence in self._licences])
        self._text = QPlainTextEdit()
        self._text.setObjectName("licences_text")
        self._text.setAccessibleName(_("Licence"))
        self._text.setReadOnly(True)
        page = QHBoxLayout(self)
        page.setContentsMargins(16, 16, 16, 16)
        page.setSpacing(12)
        page.addWidget(names)
        page.addWidget(self._text, 1)
        names.currentRowChanged.connect(self._show)
        names.setCurrentRow(0)
        self.resize(usual_size(parent, 860, 600))

    def _show(self, row: int) -> None:
        try:
            text = self._licences[row].text() if row >= 0 else ""
        except OSError:
            text = _("This text is missing; install mjstudio again.")
        self._text.setPlainText(text)
