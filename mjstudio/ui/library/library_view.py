"""The strip of pictures: search, filters, thumbnails newest first with running jobs in place."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mjstudio.model.job import Job
from mjstudio.studio.gallery.job_models import JobFilter, JobListModel, Role
from mjstudio.studio.jobs.side import Side
from mjstudio.texts import N_, _
from mjstudio.ui.commands.registry import Commands
from mjstudio.ui.commands.text_field import TextField
from mjstudio.ui.library.library_list import LibraryList
from mjstudio.ui.look.flow_layout import FlowLayout
from mjstudio.ui.look.star import star_icon

_BESIDE = 6
"""Pixels beside the words in an empty field."""
_FILTERS = (
    (JobFilter.ALL, N_("All"), N_("Show all")),
    (JobFilter.GRIDS, N_("Grids"), N_("Show grids")),
    (JobFilter.SINGLES, N_("Singles"), N_("Show singles")),
    (JobFilter.REDRAWN, N_("Redrawn"), N_("Show redrawn")),
)


class LibraryView(QWidget):
    """The dock at the left.

    Signals:
        job_chosen(str): the id of the job to bring to the stage.
        star_pressed(str): the star of that job was clicked.
        menu_requested(QPoint): open a menu for the selection there, in global points.
        filters_changed(): the kind or the star filter changed.
    """

    job_chosen = Signal(str)
    star_pressed = Signal(str)
    menu_requested = Signal(QPoint)
    filters_changed = Signal()

    def __init__(
        self,
        model: JobListModel,
        side: Side,
        commands: Commands,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("look", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._filter = JobFilter(side, self)
        self._filter.setSourceModel(model)
        self.search = TextField()
        self.search.setObjectName("library_search")
        self.search.setAccessibleName(_("Search prompts"))
        self._search_key = commands["search"]
        self._search_key.changed.connect(self._show_search_key)
        self._show_search_key()
        self.search.setClearButtonEnabled(True)
        self.search.searched.connect(self._searched)
        self.starred = QToolButton()
        self.starred.setObjectName("filter_starred")
        self.starred.setAccessibleName(_("Starred only"))
        self.starred.setToolTip(_("Show starred pictures only"))
        self.starred.setProperty("look", "toggle")
        self.starred.setCheckable(True)
        self.starred.setIcon(star_icon())
        self.starred.toggled.connect(self._filter.set_starred)
        self.starred.toggled.connect(self._show_empty)
        self.starred.toggled.connect(lambda _on: self.filters_changed.emit())
        self._kinds: dict[str, QPushButton] = {}
        self.view = LibraryList(model.drag_files)
        self.view.setModel(self._filter)
        self.view.watch_selection()
        self.view.star_pressed.connect(self.star_pressed)
        self.view.menu_requested.connect(self.menu_requested)
        self._choosing = False
        self.view.clicked.connect(self._chosen)
        self.view.activated.connect(self._chosen)
        self.view.selectionModel().currentChanged.connect(self._moved)
        self._empty = QLabel(_("Your pictures appear here."))
        self._empty.setProperty("look", "dim")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        for signal in (self._filter.rowsInserted, self._filter.rowsRemoved):
            signal.connect(self._show_empty)
        self._filter.modelReset.connect(self._show_empty)
        self._lay_out()
        self._show_empty()

    def _show_search_key(self) -> None:
        words = self._search_key.labelled(_("Search prompts"))
        room = self.search.contentsRect().width() - 2 * _BESIDE
        if self.search.fontMetrics().horizontalAdvance(words) > room:
            words = _("Search prompts")
        self.search.setPlaceholderText(words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the search's key if there is room for it."""
        super().resizeEvent(event)
        self._show_search_key()

    def _lay_out(self) -> None:
        filters = FlowLayout(spacing=4, centred=False)
        group = QButtonGroup(self)
        for kind, label, spoken in _FILTERS:
            button = QPushButton(_(label))
            button.setObjectName(f"filter_{kind}")
            button.setAccessibleName(_(spoken))
            button.setProperty("look", "filter")
            button.setCheckable(True)
            button.setChecked(kind == JobFilter.ALL)
            button.clicked.connect(lambda _on=False, k=kind: self._choose_kind(k))
            group.addButton(button)
            self._kinds[kind] = button
            filters.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 8, 0)
        layout.setSpacing(8)
        first = QHBoxLayout()
        first.setSpacing(4)
        first.addWidget(self.search, 1)
        first.addWidget(self.starred)
        layout.addLayout(first)
        layout.addLayout(filters)
        layout.addWidget(self._empty)
        layout.addWidget(self.view, 1)

    @property
    def kind(self) -> str:
        """The kind of pictures shown, one of JobFilter's."""
        return self._filter.kind

    def set_filters(self, kind: str, *, starred: bool) -> None:
        """Show only these; an unknown kind shows all."""
        if (button := self._kinds.get(kind)) is not None:
            button.setChecked(True)
            self._choose_kind(kind)
        self.starred.setChecked(starred)

    def _choose_kind(self, kind: str) -> None:
        self._filter.set_kind(kind)
        self._show_empty()
        self.filters_changed.emit()

    @property
    def picked(self) -> list[Job]:
        """The jobs to act on where several were picked and the list has the keyboard; else none."""
        picked = self.view.picked if self.view.hasFocus() else []
        return picked if len(picked) > 1 else []

    def neighbour(self, leaving: set[str]) -> str:
        """Return the id of the next job that stays in the list; else of the previous one."""
        jobs = [self._filter.index(row, 0).data(Role.JOB) for row in range(self._filter.rowCount())]
        at = max((row for row, job in enumerate(jobs) if job.id in leaving), default=-1)
        staying = [job.id for job in (*jobs[at + 1 :], *reversed(jobs[: at + 1]))]
        return next((job_id for job_id in staying if job_id not in leaving), "")

    def beside(self, job_id: str, step: int) -> str:
        """The id of the job shown next below (1) or above (-1) of another; empty for none."""
        return self._filter.beside(job_id, step)

    def show_current(self, job: Job | None) -> None:
        """Mark the job on the stage, so that arrow keys start from it."""
        self.view.delegate.current = job.id if job else ""
        self.view.viewport().update()
        if job is None or self._choosing or len(self.view.picked) > 1:
            return
        here = self.view.currentIndex()
        if here.isValid() and here.data(Role.JOB).id == job.id:
            return
        index = self._filter.index_of(job.id)
        if index.isValid():
            self.view.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape ends a search; the parent handles the rest."""
        if event.key() == Qt.Key.Key_Escape and self.search.hasFocus():
            self.search.clear()
        super().keyPressEvent(event)

    def _chosen(self, index: QModelIndex) -> None:
        job: Job = index.data(Role.JOB)
        # The stage follows the list here, so the selection in the list stays.
        self._choosing = True
        try:
            self.job_chosen.emit(job.id)
        finally:
            self._choosing = False

    def _moved(self, index: QModelIndex) -> None:
        if index.isValid() and self.view.hasFocus():
            self._chosen(index)

    def _searched(self) -> None:
        self._filter.set_text(self.search.text())
        self._show_empty()

    def _show_empty(self) -> None:
        empty = self._filter.rowCount() == 0
        searching = self._filter.filters
        self._empty.setText(
            _("No pictures match.") if searching else _("Your pictures appear here.")
        )
        self._empty.setVisible(empty)
