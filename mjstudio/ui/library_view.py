"""The strip of pictures: search, filters, thumbnails newest first with running jobs in place."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from mjstudio.model.job import Job
from mjstudio.studio.models import JobFilter, JobListModel, Role
from mjstudio.ui.job_painter import paint_job
from mjstudio.ui.tokens import Tokens

_GAP = 8
_FILTERS = (
    (JobFilter.ALL, "All"),
    (JobFilter.GRIDS, "Grids"),
    (JobFilter.SINGLES, "Singles"),
    (JobFilter.REDRAWN, "Redrawn"),
)


class _Delegate(QStyledItemDelegate):
    def __init__(self, tokens: Tokens, parent: QWidget) -> None:
        super().__init__(parent)
        self.tokens = tokens
        self.current = ""
        self.cell = 112

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        job: Job = index.data(Role.JOB)
        rect: QRectF = QRectF(option.rect)
        area = rect.adjusted(_GAP / 2, _GAP / 2, -_GAP / 2, -_GAP / 2)
        paint_job(painter, area, job, index.data(Role.THUMBNAIL), self.tokens)
        if job.id == self.current:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self.tokens.accent), 2))
            painter.drawRoundedRect(area.adjusted(-2, -2, 2, 2), 8, 8)
            painter.restore()

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(self.cell, self.cell)


class _List(QListView):
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        delegate = self.itemDelegate()
        # The list keeps room for its bar also while there is none.
        room = self.width() - self.verticalScrollBar().sizeHint().width() - 1
        columns = max(1, room // 108)
        if isinstance(delegate, _Delegate):
            cell = max(72, room // columns)
            if cell != delegate.cell or self.gridSize().isEmpty():
                delegate.cell = cell
                self.setGridSize(QSize(cell, cell))


class LibraryView(QWidget):
    """The dock at the left.

    Signals:
        job_chosen(str): the id of the job to bring to the stage.
    """

    job_chosen = Signal(str)

    def __init__(self, model: JobListModel, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._filter = JobFilter(self)
        self._filter.setSourceModel(model)
        self.search = QLineEdit()
        self.search.setObjectName("library_search")
        self.search.setAccessibleName("Search prompts")
        self.search.setPlaceholderText("Search prompts   Ctrl F")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter.set_text)
        self.search.textChanged.connect(self._show_empty)
        self.view = _List()
        self.view.setObjectName("library_view")
        self.view.setAccessibleName("Pictures")
        self.view.setModel(self._filter)
        self.view.setViewMode(QListView.ViewMode.IconMode)
        self.view.setMovement(QListView.Movement.Static)
        self.view.setResizeMode(QListView.ResizeMode.Adjust)
        self.view.setUniformItemSizes(True)
        self.view.setLayoutMode(QListView.LayoutMode.Batched)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setDragEnabled(True)
        self._delegate = _Delegate(tokens, self.view)
        self.view.setItemDelegate(self._delegate)
        self.view.clicked.connect(self._chosen)
        self.view.activated.connect(self._chosen)
        self.view.selectionModel().currentChanged.connect(self._moved)
        self._empty = QLabel("Your pictures appear here.")
        self._empty.setProperty("look", "dim")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        for signal in (self._filter.rowsInserted, self._filter.rowsRemoved):
            signal.connect(self._show_empty)
        self._filter.modelReset.connect(self._show_empty)
        self._lay_out()
        self._show_empty()

    def _lay_out(self) -> None:
        filters = QHBoxLayout()
        filters.setSpacing(4)
        group = QButtonGroup(self)
        for kind, label in _FILTERS:
            button = QPushButton(label)
            button.setObjectName(f"filter_{kind}")
            button.setAccessibleName(f"Show {label.lower()}")
            button.setProperty("look", "filter")
            button.setCheckable(True)
            button.setChecked(kind == JobFilter.ALL)
            button.clicked.connect(lambda _on=False, k=kind: self._filter.set_kind(k))
            button.clicked.connect(self._show_empty)
            group.addButton(button)
            filters.addWidget(button)
        filters.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 8, 0)
        layout.setSpacing(8)
        layout.addWidget(self.search)
        layout.addLayout(filters)
        layout.addWidget(self._empty)
        layout.addWidget(self.view, 1)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take the colours of another theme."""
        self._delegate.tokens = tokens
        self.view.viewport().update()

    def show_current(self, job: Job | None) -> None:
        """Mark the job on the stage."""
        self._delegate.current = job.id if job else ""
        self.view.viewport().update()

    def _chosen(self, index: QModelIndex) -> None:
        job: Job = index.data(Role.JOB)
        self.job_chosen.emit(job.id)

    def _moved(self, index: QModelIndex) -> None:
        if index.isValid() and self.view.hasFocus():
            self._chosen(index)

    def _show_empty(self) -> None:
        empty = self._filter.rowCount() == 0
        searching = self._filter.filters
        self._empty.setText("No picture fits." if searching else "Your pictures appear here.")
        self._empty.setVisible(empty)
