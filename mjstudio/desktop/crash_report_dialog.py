"""The dialog that saves a crash report: shows its contents, and asks about prompts."""

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mjstudio.texts import N_, _
from mjstudio.ui.look.choice import Choice

_WORDS = N_(
    "The report is a zip file with mjstudio's last messages, the end of its log, your "
    "settings, and the versions of mjstudio, Python, Qt and your system. It never contains "
    "your token. Nothing is sent: you decide who gets the file."
)


_OUT, _IN = "out", "in"
_PROMPTS = {_OUT: N_("Leave them out"), _IN: N_("Include them")}


class ReportDialog(QDialog):
    """Asks whether to include prompts, and where to save the file; opened with `open()`.

    Signals:
        save_requested(Path, bool): the file to save to, and whether to include prompts.
    """

    save_requested = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("report_dialog")
        self.setWindowTitle(_("Save report"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(440)
        words = QLabel(_(_WORDS))
        words.setObjectName("report_words")
        words.setWordWrap(True)
        # A wrapped label requests too little height by itself.
        words.setFixedHeight(words.heightForWidth(440 - 48))
        self._prompts = Choice(_("Prompts"), {key: _(words) for key, words in _PROMPTS.items()})
        self._prompts.choose(_OUT)
        label = QLabel(_("Prompts in the log"))
        label.setBuddy(self._prompts)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(label)
        row.addWidget(self._prompts, 1)
        cancel = QPushButton(_("Cancel"))
        cancel.setObjectName("report_cancel")
        cancel.clicked.connect(self.reject)
        save = QPushButton(_("Save…"))
        save.setObjectName("report_save")
        save.setToolTip(_("Choose where to save the report (Enter)"))
        save.setProperty("look", "primary")
        save.setMinimumHeight(32)
        save.setDefault(True)
        save.clicked.connect(self._choose)
        buttons = QDialogButtonBox()
        buttons.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.addButton(save, QDialogButtonBox.ButtonRole.AcceptRole)
        page = QVBoxLayout(self)
        page.setContentsMargins(24, 24, 24, 24)
        page.setSpacing(16)
        page.addWidget(words)
        page.addLayout(row)
        page.addWidget(buttons)

    def _choose(self) -> None:
        day = datetime.now(UTC).strftime("%Y-%m-%d")
        files = QFileDialog(self, _("Save report"), str(Path.home() / f"mjstudio-report-{day}.zip"))
        files.setObjectName("report_file")
        files.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        files.setDefaultSuffix("zip")
        files.setNameFilter(_("Zip files (*.zip)"))
        files.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        files.fileSelected.connect(self._chosen)
        files.open()

    def _chosen(self, name: str) -> None:
        self.accept()
        self.save_requested.emit(Path(name), self._prompts.chosen() == _IN)
