"""Shows one picture: previews replacing one another in place, zoom, pan, progress over it."""

import math
import time

from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from mjstudio.model.job import Job, State
from mjstudio.studio.pictures.pyramid import Pyramid
from mjstudio.texts import _
from mjstudio.texts.amounts import percent
from mjstudio.texts.phrases import facts
from mjstudio.ui.canvas.badge import badge_font, paint_badge
from mjstudio.ui.canvas.pan_zoom import PanZoom
from mjstudio.ui.canvas.pyramid_painter import paint_part
from mjstudio.ui.canvas.viewport import LOW_MARGIN, MARGIN, Viewport
from mjstudio.ui.look.room import Room
from mjstudio.ui.look.tokens import current_tokens, with_alpha


class PictureView(QWidget):
    """A picture and the state of the job that makes it.

    Signals:
        drag_wanted(Job): the pointer drags a stored picture that does not pan; sent per move.
    """

    drag_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self._pyramid: Pyramid | None = None
        self._status = ""
        self._pressed_at: QPointF | None = None
        self.pan_zoom = PanZoom(self, Viewport())
        self.pan_zoom.active = False
        self.pan_zoom.changed.connect(self._moved)
        self.pan_zoom.scrolled.connect(self._moved)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def job(self) -> Job | None:
        """What is shown."""
        return self._job

    @property
    def zoom(self) -> float:
        """Screen pixels for each pixel of the finished picture; 1.0 is 100 %."""
        return self.pan_zoom.view.zoom

    def take_room(self, room: Room) -> None:
        """Follow the window's size."""
        view = self.pan_zoom.view
        view.margin = LOW_MARGIN if room.low else MARGIN
        if view.fitted:
            self.pan_zoom.fit()

    def show_job(self, job: Job, pyramid: Pyramid | None, status: str) -> None:
        """Show a job with what is decoded of its picture so far, or with its thumbnail.

        Nothing moves while previews of growing size replace one another: the place is that of
        the finished picture, or has its aspect as long as its size is not known.
        """
        another = self._job is None or self._job.id != job.id
        self._job = job
        self._status = status
        self.setAccessibleDescription("" if job.file else status)
        if another or self._pyramid is None or (pyramid is not None and not pyramid.stands_in):
            self._pyramid = pyramid
        view, size = self.pan_zoom.view, self._expected_size(job)
        if another or size != view.picture:
            view.picture = size
            if another or view.fitted:
                self.pan_zoom.fit()
        self.pan_zoom.active = self._pyramid is not None
        self.update()

    def drop_picture(self) -> None:
        """Release the picture while this view is hidden; `show_job` loads it again."""
        self._pyramid = None
        self.pan_zoom.active = False

    def _expected_size(self, job: Job) -> QSizeF:
        if job.picture is not None and job.picture.raw_size[0] and self._pyramid is not None:
            if job.file and not self._pyramid.stands_in:
                return QSizeF(self._pyramid.full.size())
            return QSizeF(*job.picture.raw_size)
        if self._pyramid is not None:
            shown = QSizeF(self._pyramid.full.size())
            return shown * (1024 / max(shown.width(), shown.height()))
        width, height = job.expected_ratio
        return QSizeF(width, height) * (1024 / max(width, height))

    # -- zoom and pan

    @property
    def picture_rect(self) -> QRectF:
        """Where the whole picture is in the widget."""
        return self.pan_zoom.view.rect

    def _moved(self) -> None:
        """The picture is elsewhere now."""
        self.update()

    def event(self, event: QEvent) -> bool:
        """Zoom, pan and sizes first."""
        return self.pan_zoom.take(event) or super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Grab the picture: to pan it or, if it is fully visible, to drag it out."""
        fitted = self.pan_zoom.view.fitted
        if not self.pan_zoom.press(event, left=not fitted) and _is_left(event):
            self._pressed_at = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan or drag while a button is held: not every release arrives."""
        if self.pan_zoom.move(event):
            return
        if not event.buttons():
            self._pressed_at = None
        if self._pressed_at is not None and self._job is not None and self._job.file:
            moved = (event.position() - self._pressed_at).manhattanLength()
            if moved >= QApplication.startDragDistance():
                self.drag_wanted.emit(self._job)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Forget what was grabbed."""
        if not self.pan_zoom.release(event):
            self._pressed_at = None

    def let_go(self) -> None:
        """Neither pan nor drag any more."""
        self._pressed_at = None
        self.pan_zoom.let_go()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom and pan by keyboard."""
        if not self.pan_zoom.press_key(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Handle the release of Space."""
        if not self.pan_zoom.release_key(event):
            super().keyReleaseEvent(event)

    # -- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the picture from the nearest level, a subclass's overlay, then the progress."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(current_tokens().background))
        self._paint_picture(painter, self.picture_rect)
        self._paint_over(painter)
        if self._job is not None and not self._job.state.ended:
            self._paint_progress(painter, self._job)
        elif self._job is not None and (not self._job.file or self._job.error is not None):
            self._paint_end(painter, self._job)
        painter.end()

    def _paint_picture(self, painter: QPainter, target: QRectF) -> None:
        if self._pyramid is None:
            painter.fillRect(target, QColor(current_tokens().surface))
            return
        view, full = self.pan_zoom.view, self._pyramid.full
        box = (0, 0, full.width(), full.height())
        # What comes before the picture has no pixels worth seeing.
        whole = not self._pyramid.stands_in and self._job is not None and bool(self._job.file)
        seen = QRectF(QPointF(), QSizeF(view.device))
        paint_part(
            painter, self._pyramid, box, view.device_bounds, seen, ratio=view.ratio, crisp=whole
        )

    def _paint_over(self, painter: QPainter) -> None:
        """Paint something over the picture; subclasses override this."""

    def _paint_end(self, painter: QPainter, job: Job) -> None:
        """Show in the picture's place why there is none; the card beside it offers remedies."""
        target = self.picture_rect.intersected(QRectF(self.rect()))
        painter.fillRect(target, with_alpha(current_tokens().surface, 0.8))
        words = job.trouble or _("Cancelled. {consequence}").format(consequence=cancelled_text(job))
        painter.setPen(QColor(current_tokens().dim))
        area = target.adjusted(32, 32, -32, -32)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(area, flags, words)

    def _paint_progress(self, painter: QPainter, job: Job) -> None:
        """A bar along the picture's lower edge and a badge with percentage and time."""
        target = self.picture_rect.intersected(QRectF(self.rect()))
        bar = QRectF(target.left(), target.bottom() - 4, target.width(), 4)
        painter.fillRect(bar, with_alpha("#000000", 0.45))
        bar.setWidth(bar.width() * job.progress / 100)
        painter.fillRect(bar, QColor(current_tokens().accent))
        painter.setFont(badge_font(self.font(), 13))
        metrics, room = painter.fontMetrics(), max(60, round(target.width()) - 52)
        status = metrics.elidedText(self._status, Qt.TextElideMode.ElideRight, room)
        text_width = metrics.horizontalAdvance(status)
        badge = QRectF(0, 0, text_width + 28, 30)
        badge.moveCenter(QPointF(target.center().x(), target.bottom() - 34))
        paint_badge(painter, badge, status)


def _is_left(event: QMouseEvent) -> bool:
    return event.button() is Qt.MouseButton.LeftButton


def cancelled_text(job: Job) -> str:
    """Return what cancelling a job means for the bill, and whether its picture may still come."""
    if not job.service:
        return _("Nothing was sent, so nothing is charged.")
    if job.may_still_come:
        return _(
            "The service may still make it and charge for it. "
            "mjstudio downloads the picture if it comes."
        )
    return _(
        "The service may still make it and charge for it. "
        "It had not answered yet, so mjstudio can't download the picture."
    )


def status_text(job: Job, elapsed: float, queue: str) -> str:
    """Return one line: `35 % · 0:12`, or what the job waits for; `queue` is for queued jobs."""
    minutes, seconds = divmod(int(elapsed), 60)
    clock = f"{minutes}:{seconds:02d}"
    if job.state is State.QUEUED:
        return queue
    if job.next_try is not None:
        left = max(0, math.ceil(job.next_try - time.monotonic()))
        return _("The service is busy · next try in {seconds} s").format(seconds=left)
    if job.state is State.FETCHING:
        return _("Downloading · {time}").format(time=clock)
    if job.state is State.SENT:
        return _("Sent · {time}").format(time=clock)
    return facts((percent(job.progress), clock))
