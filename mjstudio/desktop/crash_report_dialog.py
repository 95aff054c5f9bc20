"""Saving the report of a crash: what is in it, and what only if the artist says so."""

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

from mjstudio.ui.look.choice import Choice

_WORDS = (
    "A zip file with what mjstudio wrote when it ended, the end of its log, the settings, and the "
    "versions of mjstudio, Python, Qt and your system. Your token is never in it. "
    "Nothing is sent: you decide who gets the file."
)


_OUT, _IN = "out", "in"
_PROMPTS = {_OUT: "Leave them out", _IN: "Include them"}


class ReportDialog(QDialog):
    """Asks whether prompts go in, and where to put the file; opened with `open()`.

    Signals:
        save_requested(Path, bool): where to, and whether prompts are wanted in.
    """

    save_requested = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("report_dialog")
        self.setWindowTitle("Save report")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(440)
        words = QLabel(_WORDS)
        words.setObjectName("report_words")
        words.setWordWrap(True)
        # As high as the words at this width: a wrapped label alone asks for too little.
        words.setFixedHeight(words.heightForWidth(440 - 48))
        self._prompts = Choice("Prompts", _PROMPTS)
        self._prompts.choose(_OUT)
        label = QLabel("Prompts in the log")
        label.setBuddy(self._prompts)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(label)
        row.addWidget(self._prompts, 1)
        cancel = QPushButton("Cancel")
        cancel.setObjectName("report_cancel")
        cancel.clicked.connect(self.reject)
        save = QPushButton("Save…")
        save.setObjectName("report_save")
        save.setToolTip("Choose where to save the report (Enter)")
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
        files = QFileDialog(self, "Save report", str(Path.home() / f"mjstudio-report-{day}.zip"))
        files.setObjectName("report_file")
        files.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        files.setDefaultSuffix("zip")
        files.setNameFilter("Zip files (*.zip)")
        files.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        files.fileSelected.connect(self._chosen)
        files.open()

    def _chosen(self, name: str) -> None:
        self.accept()
        self.save_requested.emit(Path(name), self._prompts.chosen() == _IN)
