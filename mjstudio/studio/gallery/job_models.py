"""List models over the jobs, for views."""

import unicodedata
from enum import IntEnum

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from mjstudio.model.action import LOCK_OUTSIDE, VARIATION_REGION
from mjstudio.model.job import Job, State
from mjstudio.studio.core.addresses import mime_of
from mjstudio.studio.gallery.drag_files import DragFiles
from mjstudio.studio.jobs.runner import Runner
from mjstudio.studio.jobs.side import Side
from mjstudio.studio.pictures.images import Images
from mjstudio.texts import _

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class Role(IntEnum):
    """Roles of a job row, in addition to Qt's own."""

    JOB = Qt.ItemDataRole.UserRole
    THUMBNAIL = Qt.ItemDataRole.UserRole + 1


class JobListModel(QAbstractListModel):
    """All jobs, newest first."""

    def __init__(
        self,
        runner: Runner,
        images: Images,
        drag_files: DragFiles,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._images = images
        self.drag_files = drag_files
        self._jobs: list[Job] = []
        runner.jobs_restored.connect(self._restored)
        runner.job_added.connect(self._added)
        runner.job_changed.connect(self._changed)
        runner.job_removed.connect(self._removed)
        images.changed.connect(self._image_changed)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of jobs."""
        return 0 if parent.isValid() else len(self._jobs)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a job, its thumbnail, or text for screen readers and tool tips."""
        if not index.isValid():
            return None
        job = self._jobs[index.row()]
        if role == Role.JOB:
            return job
        if role == Role.THUMBNAIL:
            return self._images.thumbnail(job.id)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return job.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            spoken = _("{title}, {state}, {progress} %").format(
                title=job.title, state=job.state.label, progress=job.progress
            )
            return _("{spoken}, starred").format(spoken=spoken) if job.starred else spoken
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Make finished pictures draggable, as references and as files."""
        flags = super().flags(index)
        job = self._jobs[index.row()] if index.isValid() else None
        if job is not None and job.picture is not None and (job.picture.best_url or job.file):
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        return flags

    def mimeData(self, indexes: list[QModelIndex]) -> QMimeData:  # type: ignore[override]
        """Return the service's own addresses of the dragged pictures, and their files."""
        jobs = [self._jobs[index.row()] for index in indexes]
        urls = [job.picture.best_url for job in jobs if job.picture and job.picture.best_url]
        return mime_of(urls, self.drag_files.files(jobs))

    def row_of(self, job_id: str) -> int:
        """Return the row of a job; -1 if it is not in the list."""
        return next((row for row, job in enumerate(self._jobs) if job.id == job_id), -1)

    def _restored(self, jobs: list[Job]) -> None:
        if jobs:
            self.beginInsertRows(QModelIndex(), len(self._jobs), len(self._jobs) + len(jobs) - 1)
            self._jobs.extend(reversed(jobs))
            self.endInsertRows()

    def _added(self, job: Job) -> None:
        self.beginInsertRows(QModelIndex(), 0, 0)
        self._jobs.insert(0, job)
        self.endInsertRows()

    def _changed(self, job: Job) -> None:
        row = self.row_of(job.id)
        if row >= 0:
            self._jobs[row] = job
            self._tell(row)
        elif not job.state.ended:
            self._added(job)

    def _removed(self, job: Job) -> None:
        row = self.row_of(job.id)
        if row >= 0:
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._jobs[row]
            self.endRemoveRows()

    def _image_changed(self, key: str) -> None:
        row = self.row_of(key)
        if row >= 0:
            self._tell(row)

    def _tell(self, row: int) -> None:
        index = self.index(row)
        self.dataChanged.emit(index, index)


class JobFilter(QSortFilterProxyModel):
    """The jobs of the current side that match the kind, the search text and the star filter."""

    ALL, GRIDS, SINGLES, REDRAWN = "all", "grids", "singles", "redrawn"

    def __init__(self, side: Side, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._side = side
        side.changed.connect(self._side_changed)
        self._text = ""
        self._kind = self.ALL
        self._starred = False

    @property
    def filters(self) -> bool:
        """Whether a search text, a kind or the star filter is set."""
        return bool(self._text) or self._starred or self._kind != self.ALL

    @property
    def kind(self) -> str:
        """The kind of jobs shown."""
        return self._kind

    def _side_changed(self) -> None:
        self.beginFilterChange()
        self.endFilterChange()

    def set_text(self, text: str) -> None:
        """Show jobs whose prompt contains all of these words, ignoring case and width."""
        self.beginFilterChange()
        self._text = _folded(text)
        self.endFilterChange()

    def set_kind(self, kind: str) -> None:
        """Show jobs of one kind; `ALL` shows everything."""
        self.beginFilterChange()
        self._kind = kind
        self.endFilterChange()

    def set_starred(self, only: bool) -> None:
        """Show only starred jobs, or all."""
        self.beginFilterChange()
        self._starred = only
        self.endFilterChange()

    def index_of(self, job_id: str) -> QModelIndex:
        """Return a job's index; invalid if the job is not shown."""
        source = self.sourceModel()
        if not isinstance(source, JobListModel):
            return QModelIndex()
        return self.mapFromSource(source.index(source.row_of(job_id)))

    def beside(self, job_id: str, step: int) -> str:
        """Return the job shown next below (1) or above (-1); empty if there is none.

        A hidden job has the neighbours of its position; for no job, the first one shown is
        returned.
        """
        source = self.sourceModel()
        if not isinstance(source, JobListModel):
            return ""
        row = source.row_of(job_id)
        step, row = (step, row + step) if row >= 0 else (1, 0)
        while 0 <= row < source.rowCount():
            index = source.index(row)
            if self.mapFromSource(index).isValid():
                job: Job = index.data(Role.JOB)
                return job.id
            row += step
        return ""

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        """Return whether a job is shown."""
        job: Job = self.sourceModel().index(row, 0, parent).data(Role.JOB)
        if job.state in (State.FAILED, State.CANCELLED, State.UNKNOWN):
            return False
        if not self._side.holds(job) or (self._starred and not job.starred):
            return False
        prompt = _folded(job.prompt)
        if not all(word in prompt for word in self._text.split()):
            return False
        if self._kind == self.REDRAWN:
            return job.request.action in (VARIATION_REGION, LOCK_OUTSIDE)
        if self._kind == self.ALL:
            return True
        return job.makes_grid is (self._kind == self.GRIDS)


def _folded(text: str) -> str:
    """Return a text without the differences that a search ignores.

    Ignores width as well as case: input methods write `：`, `３` and wide spaces where a prompt may
    have `:`, `3` and plain ones.
    """
    return unicodedata.normalize("NFKC", text).casefold()
