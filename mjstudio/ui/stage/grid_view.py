"""The 2x2 grid: hover or arrows light a quarter, keys and buttons upscale and vary it."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from mjstudio.model.geometry import quadrant_at
from mjstudio.model.job import Job
from mjstudio.studio.pictures.pyramid import Pyramid
from mjstudio.texts import _
from mjstudio.ui.canvas.picture_view import PictureView
from mjstudio.ui.commands.action_button import ActionButton
from mjstudio.ui.commands.presses import PayingButton
from mjstudio.ui.commands.registry import CommandAction, Commands
from mjstudio.ui.look.icons import icon
from mjstudio.ui.look.tokens import DARK, current_tokens, with_alpha

_OVER_PICTURE = (
    "QPushButton { background: rgba(19,19,22,225); color: #ececee;"
    " border: 1px solid rgba(255,255,255,36); min-height: 30px; }"
    "QPushButton:hover { background: rgba(50,50,56,240); }"
)
_CORNER = 18
"""Space in widget points that stays free below the buttons over a quarter."""
_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class GridView(PictureView):
    """Shows a grid.

    Signals:
        quadrant_changed(int): the lit quarter 1–4, 0 for none.
    """

    quadrant_changed = Signal(int)

    def __init__(self, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("grid_view")
        self.setAccessibleName(_("Grid of four pictures"))
        self._quadrant = 0
        self._last = 0
        self._peeking = 0
        self._bar = QWidget(self)
        self._commands = commands
        commands.keys_changed.connect(self._place_bar)
        self._upscale = PayingButton(_("Upscale"), self._bar)
        self._vary = PayingButton(_("Vary"), self._bar)
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for button, prefix in ((self._upscale, "upscale"), (self._vary, "variation")):
            button.setProperty("prefix", prefix)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.setStyleSheet(_OVER_PICTURE)
            button.clicked.connect(lambda _checked=False, p=prefix: self._request(p))
            row.addWidget(button)
        self._save = self._tool("download", _("Save this quarter"), commands["save_quarter"])
        self._copy = self._tool("copy", _("Copy this quarter"), commands["copy_quarter"])
        row.addWidget(self._save)
        row.addWidget(self._copy)
        self._bar.hide()
        self.pan_zoom.space_tapped.connect(self._tapped)

    def _tool(self, name: str, tip: str, action: CommandAction) -> QPushButton:
        """A small button of the bar, in the bar's own colours in every theme."""
        button = ActionButton(action, "", self._bar, key_beside=False, tip=tip)
        button.setIcon(icon(name, tokens=DARK))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setStyleSheet(f"{_OVER_PICTURE} QPushButton {{ padding: 0 8px; }}")
        return button

    @property
    def quadrant(self) -> int:
        """The lit quarter 1–4, 0 for none."""
        return self._quadrant

    @property
    def chosen(self) -> int:
        """The lit quarter; while none is, the one lit last on this grid; 0 before the first."""
        return self._quadrant or self._last

    @property
    def peeking(self) -> int:
        """The quarter shown at full size, 0 for none."""
        return self._peeking

    def show_job(self, job: Job, pyramid: Pyramid | None, status: str) -> None:
        """Show a grid; another job starts with no quarter lit."""
        if self._job is not None and self._job.id != job.id:
            self._peeking = 0
            self._light(0)
            self._last = 0
        super().show_job(job, pyramid, status)
        self._place_bar()

    def quadrant_rect(self, quadrant: int) -> QRectF:
        """The rectangle of a quarter in the widget."""
        whole = self.picture_rect
        half = QSizeF(whole.width() / 2, whole.height() / 2)
        column, row = (quadrant - 1) % 2, (quadrant - 1) // 2
        corner = whole.topLeft() + QPointF(column * half.width(), row * half.height())
        return QRectF(corner, half)

    def light(self, quadrant: int) -> None:
        """Light a quarter 1–4; 0 for none."""
        self._light(quadrant)

    def peek(self, quadrant: int) -> None:
        """Show a quarter at full size; 0 returns to the grid."""
        if quadrant == self._peeking:
            return
        self._peeking = quadrant
        if not quadrant:
            self.pan_zoom.fit()
            return
        self._light(quadrant)
        view = self.pan_zoom.view
        half = view.picture / 2
        column, row = (quadrant - 1) % 2, (quadrant - 1) // 2
        corner = QPointF(column * half.width(), row * half.height())
        self.pan_zoom.fit_part(QRectF(corner, half))

    @property
    def _ready(self) -> bool:
        return self._job is not None and bool(self._job.file)

    def _request(self, prefix: str) -> None:
        if self._quadrant and self._ready:
            self._commands[f"act_{prefix}{self._quadrant}"].trigger()

    def _light(self, quadrant: int) -> None:
        if quadrant != self._quadrant:
            self._quadrant = quadrant
            self._last = quadrant or self._last
            self.quadrant_changed.emit(quadrant)
            self._place_bar()
            self.update()

    def _moved(self) -> None:
        super()._moved()
        self._place_bar()

    def _place_bar(self) -> None:
        if not (self._quadrant and self._ready):
            self._bar.hide()
            return
        for button, prefix, label in (
            (self._upscale, "upscale", _("Upscale")),
            (self._vary, "variation", _("Vary")),
        ):
            action = self._commands[f"act_{prefix}{self._quadrant}"]
            button.setText(action.labelled(label))
        offered = self._job.picture.actions if self._job and self._job.picture else ()
        self._upscale.setVisible(f"upscale{self._quadrant}" in offered)
        self._vary.setVisible(f"variation{self._quadrant}" in offered)
        # The zoom button is in the corner: see `Stage`.
        free = QRectF(self.rect()).adjusted(0, 0, 0, -_CORNER)
        rect = self.quadrant_rect(self._quadrant).intersected(free)
        for tool in (self._save, self._copy):
            tool.setVisible(True)
        self._bar.adjustSize()
        if self._bar.width() >= rect.width():
            for tool in (self._save, self._copy):
                tool.setVisible(False)
            self._bar.adjustSize()
        self._bar.move(
            int(rect.center().x() - self._bar.width() / 2),
            int(rect.bottom() - self._bar.height() - 12),
        )
        self._bar.setVisible(self._bar.width() < rect.width() + 40)

    # -- input

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the quarter under the pointer."""
        super().mouseMoveEvent(event)
        if self._peeking or self.pan_zoom.panning or not self._ready:
            return
        view = self.pan_zoom.view
        place = view.to_picture(event.position())
        size = (int(view.picture.width()), int(view.picture.height()))
        self._light(quadrant_at(size, place.x(), place.y()) or 0)

    def leaveEvent(self, event: QEvent) -> None:
        """No quarter is lit without a pointer, unless one is looked at."""
        if not self._peeking:
            self._light(0)
        super().leaveEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A quarter at full size, and back."""
        if event.button() is Qt.MouseButton.LeftButton and not self.pan_zoom.space and self._ready:
            self.peek(0 if self._peeking else self._quadrant)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows highlight quarters, Escape returns to all four."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._step(*_STEPS[key])
        elif key == Qt.Key.Key_Escape and self._peeking:
            self.peek(0)
        else:
            super().keyPressEvent(event)

    def _tapped(self) -> None:
        """Space: a quarter at full size, and back."""
        if self._ready:
            self.peek(0 if self._peeking else (self._quadrant or 1))

    def _step(self, dx: int, dy: int) -> None:
        if not self._quadrant:
            self._light(1)
            return
        column = min(max((self._quadrant - 1) % 2 + dx, 0), 1)
        row = min(max((self._quadrant - 1) // 2 + dy, 0), 1)
        quadrant = 1 + column + 2 * row
        if self._peeking:
            self.peek(quadrant)
        else:
            self._light(quadrant)

    # -- painting

    def _paint_over(self, painter: QPainter) -> None:
        if self._peeking:
            self._cover_others(painter, QColor(current_tokens().background))
            return
        if not self._quadrant or not self._ready:
            return
        self._cover_others(painter, with_alpha("#000000", 0.45))
        pen = QPen(QColor(current_tokens().accent), 2)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.quadrant_rect(self._quadrant).adjusted(1, 1, -1, -1))

    def _cover_others(self, painter: QPainter, colour: QColor) -> None:
        for quadrant in range(1, 5):
            if quadrant != (self._peeking or self._quadrant):
                painter.fillRect(self.quadrant_rect(quadrant), colour)
