"""Shows a request: what happened when, what the service answered, and how to do it elsewhere."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from mjstudio.api.recipe import MASK_FILE, TOKEN, as_curl, as_python
from mjstudio.model.errors import ServiceError, StudioError, UnexpectedReply
from mjstudio.model.job import Job
from mjstudio.model.request import ImagineRequest
from mjstudio.studio.jobs.moments import Moment, answers
from mjstudio.texts import N_, _
from mjstudio.texts.amounts import number, seconds
from mjstudio.texts.phrases import facts, labelled
from mjstudio.ui.look.within import usual_size

_COLUMNS = (N_("Step"), N_("Time"), N_("Elapsed"), N_("Since previous step"))


class RequestDialog(QDialog):
    """The request of one job; it may stay open beside the work.

    Signals:
        mask_wanted(): save the mask that the recipes read.
    """

    mask_wanted = Signal()

    def __init__(self, job: Job, base_url: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("request_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("The request"))
        self.job_id = job.id
        self._moments: list[Moment] = []
        self._title = QLabel(" ".join(job.title.split()))
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setWordWrap(True)
        self._title.setMinimumWidth(1)
        self._title.setMaximumHeight(self._title.fontMetrics().lineSpacing() * 2)
        sent = QLabel(_sent(job.request))
        sent.setObjectName("request_sent")
        sent.setAccessibleName(_("What was sent"))
        sent.setProperty("look", "small")
        sent.setTextFormat(Qt.TextFormat.PlainText)
        sent.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        sent.setWordWrap(True)
        sent.setMinimumWidth(1)
        self._failure = QLabel()
        self._failure.setObjectName("request_failure")
        self._failure.setProperty("look", "error")
        self._failure.setTextFormat(Qt.TextFormat.PlainText)
        self._failure.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._failure.setWordWrap(True)
        self._failure.setMinimumWidth(1)
        self._timeline = self._table()
        self._answers = _text("request_answers", _("Raw answers from the service"))
        self._curl = _text("request_curl", _("The request as curl"))
        self._python = _text("request_python", _("The request as Python"))
        self._curl.setPlainText(as_curl(job.request, base_url))
        self._python.setPlainText(as_python(job.request, base_url))
        self._tabs = QTabWidget()
        self._tabs.setObjectName("request_tabs")
        self._tabs.setAccessibleName(_("Parts of the request"))
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setDrawBase(False)
        for page, label in (
            (self._timeline, _("Timeline")),
            (self._answers, _("Answers")),
            (self._curl, _("curl")),
            (self._python, _("Python")),
        ):
            self._tabs.addTab(page, label)
        self._hint = QLabel()
        self._hint.setProperty("look", "small")
        self._hint.setWordWrap(True)
        self._hint.setMinimumWidth(1)
        self._masked = job.request.mask is not None
        self._copy = QPushButton(_("Copy"))
        self._copy.setObjectName("request_copy")
        self._copy.clicked.connect(self._copy_page)
        self._mask = QPushButton(_("Save mask…"))
        self._mask.setObjectName("request_mask")
        self._mask.setToolTip(
            _("Save the mask as {file}, which curl and Python read").format(file=MASK_FILE)
        )
        self._mask.clicked.connect(self.mask_wanted)
        close = QPushButton(_("Close"))
        close.setObjectName("request_close")
        close.clicked.connect(self.close)
        self._tabs.currentChanged.connect(lambda _page: self._show_hint())
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._hint, 1)
        row.addWidget(self._mask)
        row.addWidget(self._copy)
        row.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self._title)
        layout.addWidget(sent)
        layout.addWidget(self._failure)
        layout.addWidget(self._tabs, 1)
        layout.addLayout(row)
        self.resize(usual_size(parent, 720, 520))
        self.show_failure(job)
        self._show_hint()

    def _table(self) -> QTableWidget:
        table = QTableWidget(0, len(_COLUMNS))
        table.setObjectName("request_timeline")
        table.setAccessibleName(_("Timeline"))
        table.setHorizontalHeaderLabels([_(name) for name in _COLUMNS])
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(28)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        return table

    def show_failure(self, job: Job) -> None:
        """Show a failed job's error: its message, HTTP's status, the service's code."""
        self._failure.setVisible(job.error is not None)
        self._failure.setText(_failure(job, job.error) if job.error is not None else "")

    def show_moments(self, moments: Sequence[Moment]) -> None:
        """Show the steps so far."""
        self._moments = list(moments)
        self._timeline.setRowCount(len(self._moments))
        for row, moment in enumerate(self._moments):
            for column, words in enumerate(_cells(moment, first=row == 0)):
                self._timeline.setItem(row, column, QTableWidgetItem(words))
        text = answers(self._moments) or _("The service has not answered yet.")
        if text != self._answers.toPlainText():
            at = self._answers.verticalScrollBar().value()
            self._answers.setPlainText(text)
            self._answers.verticalScrollBar().setValue(at)

    @property
    def page_text(self) -> str:
        """The text of the current page."""
        page = self._tabs.currentWidget()
        if isinstance(page, QPlainTextEdit):
            return page.toPlainText()
        rows = [_cells(moment, first=row == 0) for row, moment in enumerate(self._moments)]
        return "\n".join("\t".join(row) for row in (map(_, _COLUMNS), *rows))

    def _copy_page(self) -> None:
        QGuiApplication.clipboard().setText(self.page_text)
        self._hint.setText(_("Copied."))

    def _show_hint(self) -> None:
        words = ""
        recipe = self._tabs.currentWidget() in (self._curl, self._python)
        self._mask.setVisible(recipe and self._masked)
        if recipe:
            words = _("It reads your token from ${variable}. Running it costs money.")
            if self._masked:
                words = _(
                    "It reads your token from ${variable} and the mask from {file}. "
                    "Running it costs money."
                )
            words = words.format(variable=TOKEN, file=MASK_FILE)
        self._hint.setText(words)


def _sent(request: ImagineRequest) -> str:
    """The action, what the price is reckoned by, and the mask's size in both forms, to the byte."""
    told = [labelled(_("Action"), request.action)]
    for label, value in (
        (_("Version"), request.version),
        (_("Speed"), request.mode),
        (_("Quality"), request.quality),
    ):
        told += [labelled(label, value)] if value else []
    priced = (
        (_("HD"), request.hd),
        (_("Style reference"), request.style_reference),
        (_("Moodboard"), request.moodboard),
    )
    told += [label for label, asked in priced if asked]
    if request.mask is not None:
        # Base64 makes four characters of three bytes, the last three filled up.
        size = len(request.mask) // 4 * 3 - request.mask.count("=")
        told.append(
            _("Mask: JPEG of {jpeg} bytes, {base64} bytes as base64").format(
                jpeg=number(size), base64=number(len(request.mask))
            )
        )
    return facts(told)


def _failure(job: Job, error: StudioError) -> str:
    known = error if isinstance(error, ServiceError | UnexpectedReply) else None
    told = [f"HTTP {known.status}"] if known is not None and known.status else []
    told += [error.code] if isinstance(error, ServiceError) and error.code else []
    told += [_("trace id {trace_id}").format(trace_id=error.trace_id)] if error.trace_id else []
    return "\n".join((job.trouble, facts(told))) if told else job.trouble


def _cells(moment: Moment, *, first: bool) -> tuple[str, str, str, str]:
    clock = moment.at.astimezone().strftime("%H:%M:%S.%f")[:-3]
    before = "" if first else f"+ {seconds(moment.since_before, 2)}"
    return moment.words, clock, seconds(moment.since_start, 2), before


def _text(name: str, spoken: str) -> QPlainTextEdit:
    edit = QPlainTextEdit()
    edit.setObjectName(name)
    edit.setAccessibleName(spoken)
    edit.setReadOnly(True)
    edit.setTabChangesFocus(True)
    edit.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    edit.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
    # Read with the keyboard too, without a cursor that seems to wait for text.
    edit.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return edit
