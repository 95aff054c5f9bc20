"""The thumbnails of the library: drawn, starred, and several picked at once."""

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QContextMenuEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from mjstudio.model.job import Job, State
from mjstudio.studio.gallery.drag_files import DragFiles
from mjstudio.studio.gallery.job_models import Role
from mjstudio.texts import _
from mjstudio.ui.look.job_painter import paint_job
from mjstudio.ui.look.star import paint_star, star_place
from mjstudio.ui.look.tokens import current_tokens, with_alpha

_GAP = 8


def _area(rect: QRect) -> QRectF:
    """The thumbnail within its cell."""
    return QRectF(rect).adjusted(_GAP / 2, _GAP / 2, -_GAP / 2, -_GAP / 2)


class ThumbnailDelegate(QStyledItemDelegate):
    """Draws one job; the current one is ringed, several picked ones are tinted."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.current = ""
        self.hovered = ""
        self.several = False
        self.cell = 112

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """The thumbnail, its star, and how it is chosen."""
        job: Job = index.data(Role.JOB)
        area = _area(option.rect)
        paint_job(painter, area, job, index.data(Role.THUMBNAIL))
        picked = self.several and bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if picked:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(with_alpha(current_tokens().accent, 0.34))
            painter.drawRoundedRect(area, 6, 6)
        if picked or job.id == self.current:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(current_tokens().accent), 2))
            painter.drawRoundedRect(area.adjusted(-2, -2, 2, 2), 8, 8)
        painter.restore()
        if job.starred or (job.id == self.hovered and job.state is State.FINISHED):
            paint_star(painter, star_place(area), filled=job.starred)

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """A square."""
        return QSize(self.cell, self.cell)


class LibraryList(QListView):
    """The list of thumbnails.

    Signals:
        star_pressed(str): the star of that job was clicked.
        menu_requested(QPoint): open a menu for the selection there, in global points.
    """

    star_pressed = Signal(str)
    menu_requested = Signal(QPoint)

    def __init__(self, drag_files: DragFiles, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drag_files = drag_files
        self._pressed_at: QPoint | None = None
        self.setObjectName("library_view")
        self.setAccessibleName(_("Pictures"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionRectVisible(True)
        self.setDragEnabled(True)
        self.setMouseTracking(True)
        self.delegate = ThumbnailDelegate(self)
        self.setItemDelegate(self.delegate)

    @property
    def picked(self) -> list[Job]:
        """The selected jobs, in the order of the list."""
        rows = sorted(self.selectionModel().selectedIndexes(), key=lambda index: index.row())
        return [index.data(Role.JOB) for index in rows]

    def star_rect(self, index: QModelIndex) -> QRect:
        """Where the star of a row can be clicked, in points of the viewport."""
        return star_place(_area(self.visualRect(index))).toRect()

    def watch_selection(self) -> None:
        """Draw several picked ones as such; called once the list has its model."""
        self.selectionModel().selectionChanged.connect(self._selection_changed)

    def _selection_changed(self) -> None:
        self.delegate.several = len(self.selectionModel().selectedIndexes()) > 1
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns as have room."""
        super().resizeEvent(event)
        # The list reserves room for its scroll bar at all times.
        room = self.width() - self.verticalScrollBar().sizeHint().width() - 1
        columns = max(1, room // 108)
        cell = max(72, room // columns)
        if cell != self.delegate.cell or self.gridSize().isEmpty():
            self.delegate.cell = cell
            self.setGridSize(QSize(cell, cell))

    # -- the pointer

    def _starred_at(self, place: QPoint) -> Job | None:
        """Return the finished job whose star is at this position."""
        index = self.indexAt(place)
        if not index.isValid() or not self.star_rect(index).contains(place):
            return None
        job: Job = index.data(Role.JOB)
        return job if job.state is State.FINISHED else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on a star is no press on its picture."""
        job = self._starred_at(event.position().toPoint())
        if job is not None and event.button() is Qt.MouseButton.LeftButton:
            self.star_pressed.emit(job.id)
            event.accept()
        else:
            left = event.button() is Qt.MouseButton.LeftButton
            self._pressed_at = event.position().toPoint() if left else None
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of two quick ones on a star is one more press on it."""
        if self._starred_at(event.position().toPoint()) is not None:
            self.mousePressEvent(event)
        else:
            super().mouseDoubleClickEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nor is its release a click on it."""
        if self._starred_at(event.position().toPoint()) is None:
            super().mouseReleaseEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the selection, or show the star of the picture under the pointer."""
        if self._waits_for_files(event):
            return
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        self._hover(index.data(Role.JOB).id if index.isValid() else "")

    def _waits_for_files(self, event: QMouseEvent) -> bool:
        """Return whether this move would start a drag, if its files were ready."""
        start = self._pressed_at
        if start is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return False
        moved = (event.position().toPoint() - start).manhattanLength()
        if moved < QApplication.startDragDistance() or not self.indexAt(start).isValid():
            return False
        rows = [
            row for row in self.selectedIndexes() if row.flags() & Qt.ItemFlag.ItemIsDragEnabled
        ]
        jobs = [row.data(Role.JOB) for row in rows]
        return bool(jobs) and not self._drag_files.prepare(jobs)

    def leaveEvent(self, event: QEvent) -> None:
        """Offer no star any more."""
        super().leaveEvent(event)
        self._hover("")

    def _hover(self, job_id: str) -> None:
        if job_id != self.delegate.hovered:
            self.delegate.hovered = job_id
            self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu, at the pointer or, by its key, at the current picture."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if not index.isValid():
            return
        if not self.selectionModel().isSelected(index):
            self.setCurrentIndex(index)
        place = self.visualRect(index).center() if by_key else event.pos()
        self.menu_requested.emit(self.viewport().mapToGlobal(place))
