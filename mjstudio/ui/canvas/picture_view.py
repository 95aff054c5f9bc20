"""Shows one picture: previews replacing one another in place, zoom, pan, progress over it."""

import math
import time

from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from mjstudio.model.job import Job, State
from mjstudio.studio.pictures.pyramid import Pyramid
from mjstudio.ui.canvas.scrolling import ZOOM_STEP, read_pinch, read_wheel
from mjstudio.ui.canvas.viewport import Viewport, fit
from mjstudio.ui.look.key_places import QUARTERS, digit_of
from mjstudio.ui.look.room import Room
from mjstudio.ui.look.tokens import Tokens, with_alpha

MARGIN, LOW_MARGIN = 24, 6
"""Around a fitted picture, in logical pixels; the less in a low window."""


class PictureView(QWidget):
    """A picture and the state of the job that makes it.

    Signals:
        zoom_changed(float): widget points for each pixel of the picture.
        drag_wanted(Job): the pointer drags the kept picture, which lies still; with every move.
    """

    zoom_changed = Signal(float)
    drag_wanted = Signal(object)

    def __init__(self, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = tokens
        self._job: Job | None = None
        self._pyramid: Pyramid | None = None
        self._size = QSizeF(1, 1)
        self._viewport = Viewport()
        self._margin = MARGIN
        self._status = ""
        self._drag_from: QPointF | None = None
        self._pressed_at: QPointF | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def job(self) -> Job | None:
        """What is shown."""
        return self._job

    @property
    def zoom(self) -> float:
        """Widget points for each pixel of the finished picture."""
        return self._viewport.zoom

    def take_room(self, room: Room) -> None:
        """Follow the window's size."""
        self._margin = LOW_MARGIN if room.low else MARGIN
        if self._viewport.fitted:
            self.fit()

    def set_tokens(self, tokens: Tokens) -> None:
        """Take the colours of another theme."""
        self._tokens = tokens
        self.update()

    def show_job(self, job: Job, pyramid: Pyramid | None, status: str) -> None:
        """Show a job with what is decoded of its picture so far, or with what stands in for it.

        Nothing moves while previews of growing size replace one another: the place is that of
        the finished picture, or has its aspect as long as its size is not known.
        """
        another = self._job is None or self._job.id != job.id
        self._job = job
        self._status = status
        self.setAccessibleDescription("" if job.file else status)
        if another or self._pyramid is None or (pyramid is not None and not pyramid.stands_in):
            self._pyramid = pyramid
        size = self._expected_size(job)
        if another or size != self._size:
            self._size = size
            if another or self._viewport.fitted:
                self.fit()
        self.update()

    def drop_picture(self) -> None:
        """Hold no picture while nobody sees this view; `show_job` brings it back."""
        self._pyramid = None

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

    def fit(self) -> None:
        """Show the whole picture."""
        self._set_viewport(fit(self._size, QSizeF(self.size()), self._margin))

    def actual_size(self) -> None:
        """One screen pixel for each pixel of the picture."""
        wanted = 1 / self.devicePixelRatioF()
        centre = QPointF(self.width() / 2, self.height() / 2)
        self._set_viewport(self._viewport.set_to(wanted, centre))

    def zoom_by(self, factor: float, anchor: QPointF | None = None) -> None:
        """Zoom about a point of the widget, by default its middle."""
        anchor = anchor or QPointF(self.width() / 2, self.height() / 2)
        self._set_viewport(self._viewport.zoomed(factor, anchor))

    def _set_viewport(self, viewport: Viewport) -> None:
        changed = viewport.zoom != self._viewport.zoom
        self._viewport = viewport
        self._placed()
        self.update()
        if changed:
            self.zoom_changed.emit(viewport.zoom)

    def _placed(self) -> None:
        """For subclasses: the picture lies elsewhere now."""

    @property
    def picture_rect(self) -> QRectF:
        """Where the whole picture lies in the widget."""
        return self._viewport.rect(self._size)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stay fitted, or keep what was in the middle there."""
        if self._viewport.fitted:
            self.fit()
        else:
            moved = event.size() - event.oldSize()
            self._pan(QPointF(moved.width() / 2, moved.height() / 2))

    def _pan(self, delta: QPointF) -> None:
        self._set_viewport(self._viewport.panned(delta, self._size, QSizeF(self.size())))

    def event(self, event: QEvent) -> bool:
        """A pinch zooms about the fingers."""
        factor = read_pinch(event)
        if factor is None:
            return super().event(event)
        if self._pyramid is not None and isinstance(event, QNativeGestureEvent):
            self.zoom_by(factor, event.position())
        return True

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel zooms to the pointer, fingers move what does not fit."""
        turn = read_wheel(event)
        if self._pyramid is not None:
            if turn.notches:
                self.zoom_by(ZOOM_STEP**turn.notches, event.position())
            elif turn.pan is not None and not self._viewport.fitted:
                self._pan(turn.pan)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to pan."""
        buttons = (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton)
        if event.button() in buttons and not self._viewport.fitted:
            self._drag_from = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() is Qt.MouseButton.LeftButton:
            self._pressed_at = event.position()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan or drag, as long as a button is held: not every release is told."""
        if not event.buttons():
            self.let_go()
        if self._drag_from is not None:
            delta = event.position() - self._drag_from
            self._drag_from = event.position()
            self._pan(delta)
        elif self._pressed_at is not None and self._job is not None and self._job.file:
            moved = (event.position() - self._pressed_at).manhattanLength()
            if moved >= QApplication.startDragDistance():
                self.drag_wanted.emit(self._job)
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Stop panning."""
        self.let_go()
        super().mouseReleaseEvent(event)

    def let_go(self) -> None:
        """Neither pan nor drag any more."""
        self._pressed_at = None
        if self._drag_from is not None:
            self._drag_from = None
            self.unsetCursor()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plus, minus, zero: zoom by keyboard."""
        key, digit = event.key(), digit_of(event)
        if digit in QUARTERS:
            # A Czech keyboard has the plus there.
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(1.25)
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Underscore):
            self.zoom_by(0.8)
        elif digit == 0:
            self.fit()
        else:
            super().keyPressEvent(event)

    # -- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The picture from the nearest level, what a subclass lays over it, then the progress."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._tokens.background))
        self._paint_picture(painter, self.picture_rect)
        self._paint_over(painter)
        if self._job is not None and not self._job.state.ended:
            self._paint_progress(painter, self._job)
        elif self._job is not None and (not self._job.file or self._job.error is not None):
            self._paint_end(painter, self._job)
        painter.end()

    def _paint_picture(self, painter: QPainter, target: QRectF) -> None:
        if self._pyramid is None:
            painter.fillRect(target, QColor(self._tokens.surface))
            return
        ratio = self.devicePixelRatioF()
        scale = target.width() * ratio / self._pyramid.full.width()
        level = self._pyramid.level_for(scale)
        whole = not self._pyramid.stands_in and self._job is not None and bool(self._job.file)
        crisp = whole and scale > 2
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not crisp)
        visible = target.intersected(QRectF(self.rect()))
        to_level = level.width() / target.width()
        source = QRectF(
            (visible.left() - target.left()) * to_level,
            (visible.top() - target.top()) * to_level,
            visible.width() * to_level,
            visible.height() * to_level,
        )
        painter.drawImage(visible, level, source)

    def _paint_over(self, painter: QPainter) -> None:
        """For subclasses: what lies over the picture."""

    def _paint_end(self, painter: QPainter, job: Job) -> None:
        """Say in the picture's place why there is none; the card beside it says what to do."""
        target = self.picture_rect.intersected(QRectF(self.rect()))
        painter.fillRect(target, with_alpha(self._tokens.surface, 0.8))
        words = job.error.message if job.error else cancelled_text(job)
        painter.setPen(QColor(self._tokens.dim))
        area = target.adjusted(32, 32, -32, -32)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(area, flags, words)

    def _paint_progress(self, painter: QPainter, job: Job) -> None:
        """A bar along the picture's lower edge and a badge with percentage and time."""
        target = self.picture_rect.intersected(QRectF(self.rect()))
        bar = QRectF(target.left(), target.bottom() - 4, target.width(), 4)
        painter.fillRect(bar, with_alpha("#000000", 0.45))
        bar.setWidth(bar.width() * job.progress / 100)
        painter.fillRect(bar, QColor(self._tokens.accent))
        font = QFont(self.font())
        font.setPixelSize(13)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        metrics, room = painter.fontMetrics(), max(60, round(target.width()) - 52)
        status = metrics.elidedText(self._status, Qt.TextElideMode.ElideRight, room)
        text_width = metrics.horizontalAdvance(status)
        badge = QRectF(0, 0, text_width + 28, 30)
        badge.moveCenter(QPointF(target.center().x(), target.bottom() - 34))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(with_alpha("#ffffff", 0.14), 1))
        painter.setBrush(with_alpha("#131316", 0.86))
        painter.drawRoundedRect(badge, 15, 15)
        painter.setPen(QColor("#ececee"))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, status)


def cancelled_text(job: Job) -> str:
    """What cancelling a job means for the bill, and whether its picture may still come."""
    if not job.service:
        return "Cancelled. Nothing was sent, so nothing is charged."
    words = "Cancelled. The service may still make it, and charge it."
    if job.may_still_come:
        return f"{words} The picture is fetched when it comes."
    return f"{words} It had not answered yet, so the picture cannot be fetched."


def status_text(job: Job, elapsed: float, queue: str) -> str:
    """One line: `35 % · 0:12`, or what is waited for; `queue` says what jobs in the queue do."""
    minutes, seconds = divmod(int(elapsed), 60)
    clock = f"{minutes}:{seconds:02d}"
    if job.state is State.QUEUED:
        return queue
    if job.next_try is not None:
        left = max(0, math.ceil(job.next_try - time.monotonic()))
        return f"The service is busy · next try in {left} s"
    if job.state is State.FETCHING:
        return f"Fetching the picture · {clock}"
    if job.state is State.SENT:
        return f"Sent · {clock}"
    return f"{job.progress} % · {clock}"
