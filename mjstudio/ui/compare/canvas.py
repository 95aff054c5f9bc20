"""Two pictures over or beside one another, with one zoom and pan for both.

Swipe has a line that is dragged or moved with the arrows; blink shows one and then the other; side
by side shows each in half of the room; heat shows where they differ.
"""

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mjstudio.model.comparison import Frame
from mjstudio.model.geometry import Box
from mjstudio.studio.pictures.pyramid import Pyramid
from mjstudio.texts import _
from mjstudio.ui.canvas.badge import badge_font, paint_badge
from mjstudio.ui.canvas.pan_zoom import PanZoom
from mjstudio.ui.canvas.pyramid_painter import paint_part
from mjstudio.ui.canvas.viewport import Viewport
from mjstudio.ui.compare.parts import Part, View
from mjstudio.ui.look.tokens import current_tokens, with_alpha

_GRIP = 10
"""How close to the line the pointer can grab it, in widget points."""
_STEP, _STRIDE = 0.01, 0.1


class CompareCanvas(QWidget):
    """Shows two parts.

    Signals:
        divider_moved(float): the line of the swipe, 0..1 of the picture's width.
    """

    divider_moved = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare_canvas")
        self.setAccessibleName(_("Picture before and after"))
        self._before: Part | None = None
        self._after: Part | None = None
        self._heat: Pyramid | None = None
        self._frame: Frame | None = None
        self._view = View.SWIPE
        self._divider = 0.5
        self._lit = True
        self._held = False
        self._moving_line = False
        # Space shows the picture before, and the left button moves the pictures without it.
        self.pan_zoom = PanZoom(self, Viewport(), pane_at=self._pane_at, space=False)
        self.pan_zoom.changed.connect(self.update)
        self.pan_zoom.scrolled.connect(lambda _by: self.update())
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    # -- what is shown

    @property
    def view(self) -> View:
        """How the pictures are compared now."""
        return self._view

    @property
    def divider(self) -> float:
        """The position of the swipe line, 0..1 of the picture's width."""
        return self._divider

    @property
    def shows_after(self) -> bool:
        """Whether blink shows the picture after, and not the one before."""
        return self._lit and not self._held

    @property
    def held(self) -> bool:
        """Whether a key is held that shows the picture before."""
        return self._held

    @property
    def zoom(self) -> float:
        """Screen pixels for each pixel of the picture before; 1.0 is 100 %."""
        return self.pan_zoom.view.zoom

    def show_parts(
        self, before: Part | None, after: Part | None, frame: Frame | None, *, anew: bool
    ) -> None:
        """Show two pictures (None while one is being decoded); `anew` fits them to the canvas.

        Without a frame they cannot overlap, and are shown side by side.
        """
        self._before, self._after, self._frame = before, after, frame
        if anew:
            self._divider = 0.5
        view = self.pan_zoom.view
        view.picture = self._ground()
        if anew or view.fitted:
            self.pan_zoom.fit()
        self.update()

    def show_heat(self, heat: Pyramid | None) -> None:
        """What the heat map shows; None while it is reckoned."""
        self._heat = heat
        self.update()

    def set_view(self, view: View) -> None:
        """Compare in another way; the place that is looked at stays."""
        other_panes = (self._view is View.SIDE) is not (view is View.SIDE)
        self._view = view
        self._lit, self._held = True, False
        if other_panes:
            self.pan_zoom.resize()
            self.pan_zoom.fit()
        self.update()

    def blink(self) -> None:
        """Show the other picture."""
        self._lit = not self._lit
        self.update()

    def hold(self, held: bool) -> None:
        """Show the picture before as long as a key is held."""
        self._held = held
        self.update()

    def set_divider(self, divider: float) -> None:
        """Move the line of the swipe."""
        divider = min(max(divider, 0.0), 1.0)
        if divider != self._divider:
            self._divider = divider
            self.divider_moved.emit(divider)
            self.update()

    # -- where things are

    @property
    def panes(self) -> list[QRect]:
        """The parts of the widget that show a picture each: two side by side, else one."""
        if self._view is not View.SIDE:
            return [self.rect()]
        half = self.width() // 2
        return [QRect(0, 0, half, self.height()), self.rect().adjusted(half, 0, 0, 0)]

    @property
    def picture_rect(self) -> QRectF:
        """Where the whole ground is in its pane."""
        return self.pan_zoom.view.rect

    def _pane_at(self, point: QPointF) -> QRect:
        at, panes = point.toPoint(), self.panes
        return next((pane for pane in panes if pane.contains(at)), panes[0])

    def _ground(self) -> QSizeF:
        """Return the size of the common ground of both pictures, in pixels of the earlier one."""
        if self._frame is not None:
            return QSizeF(*self._frame.size)
        parts = [part.size for part in (self._before, self._after) if part is not None]
        return parts[0] if parts else QSizeF(1, 1)

    def _place_of(self, part: Part, *, before: bool) -> QRectF:
        """Where a part is in its pane, in device pixels."""
        view = self.pan_zoom.view
        whole = view.device_bounds
        if self._frame is not None:
            return view.device_rect(_rect(self._frame.before)) if before else whole
        size = part.size.scaled(whole.size(), Qt.AspectRatioMode.KeepAspectRatio)
        corner = whole.center() - QPointF(size.width() / 2, size.height() / 2)
        return QRectF(corner, size)

    @property
    def line(self) -> float:
        """Where the line of the swipe is in the widget."""
        whole = self.picture_rect
        return whole.left() + whole.width() * self._divider

    # -- input

    def event(self, event: QEvent) -> bool:
        """Zoom, pan and sizes first."""
        return self.pan_zoom.take(event) or super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Grab the line, or the pictures."""
        left = event.button() is Qt.MouseButton.LeftButton
        self._moving_line = left and self._near_line(event.position())
        if not self._moving_line:
            self.pan_zoom.press(event, left=True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the line, or both pictures, as long as a button is held."""
        self._moving_line &= bool(event.buttons())
        if self._moving_line:
            self._bring_line(event.position())
        elif not self.pan_zoom.move(event):
            near = self._near_line(event.position())
            self.pan_zoom.rest_cursor(Qt.CursorShape.SplitHCursor if near else None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go, the line exactly there."""
        if self._moving_line:
            self._bring_line(event.position())
        self._moving_line = False
        self.pan_zoom.release(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the line; the others zoom and pan."""
        key, shift = event.key(), event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        step = _STRIDE if shift else _STEP
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self._view is View.SWIPE:
            self.set_divider(self._divider + (step if key == Qt.Key.Key_Right else -step))
        elif not self.pan_zoom.press_key(event):
            super().keyPressEvent(event)

    def _bring_line(self, point: QPointF) -> None:
        whole = self.picture_rect
        self.set_divider((point.x() - whole.left()) / max(1.0, whole.width()))

    def _near_line(self, point: QPointF) -> bool:
        seen = self._view is View.SWIPE and not self._held
        return seen and abs(point.x() - self.line) <= _GRIP

    # -- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The pictures, the line, and their names."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(current_tokens().background))
        if self._view is View.SIDE:
            for pane, before in zip(self.panes, (True, False), strict=True):
                self._paint_part(painter, pane, before=before)
                self._paint_name(painter, pane, before=before, right=False)
            line = QColor(current_tokens().line)
            painter.fillRect(self.panes[1].left(), 0, 1, self.height(), line)
        elif self._view is View.HEAT:
            self._paint_heat(painter)
        elif self._held or self._view is View.BLINK:
            self._paint_part(painter, self.rect(), before=not self.shows_after)
            self._paint_name(painter, self.rect(), before=not self.shows_after, right=False)
        else:
            self._paint_swipe(painter)
        painter.end()

    def _paint_swipe(self, painter: QPainter) -> None:
        at = round(self.line)
        left, right = self.rect(), self.rect()
        left.setRight(at - 1)
        right.setLeft(at)
        self._paint_part(painter, left, before=True)
        self._paint_part(painter, right, before=False)
        self._paint_name(painter, self.rect(), before=True, right=False)
        self._paint_name(painter, self.rect(), before=False, right=True)
        shown = self.picture_rect.intersected(QRectF(self.rect()))
        top, height = round(shown.top()), round(shown.height())
        painter.fillRect(at - 2, top, 4, height, with_alpha("#000000", 0.55))
        painter.fillRect(at - 1, top, 2, height, QColor("#ffffff"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(with_alpha("#000000", 0.55), 1))
        painter.setBrush(QColor("#ffffff"))
        middle = QPointF(at, shown.center().y())
        painter.drawEllipse(middle, 12, 12)
        painter.setPen(QPen(QColor("#131316"), 2))
        for side in (-1, 1):
            tip = middle + QPointF(7 * side, 0)
            for up in (-4, 4):
                painter.drawLine(tip, tip + QPointF(-4 * side, up))

    def _paint_part(self, painter: QPainter, pane: QRect, *, before: bool) -> None:
        part = self._before if before else self._after
        if part is None or pane.isEmpty():
            return
        if self._frame is not None and before and self._frame.size != self._size_of(part):
            # What the picture before does not reach is shown as such.
            ground = self.picture_rect.translated(self._origin(pane))
            painter.fillRect(ground.intersected(QRectF(pane)), QColor(current_tokens().surface))
        target = self._place_of(part, before=before)
        self._paint_at(painter, pane, part.pyramid, part.box, target)

    def _paint_at(
        self, painter: QPainter, pane: QRect, pyramid: Pyramid, box: Box, target: QRectF
    ) -> None:
        """Draw a part at its place in a pane, which is in device pixels."""
        ratio, origin = self.pan_zoom.view.ratio, self._origin(pane)
        # Whole pixels, so that both pictures are as sharp.
        target = target.translated(round(origin.x() * ratio), round(origin.y() * ratio))
        seen = QRectF(
            pane.x() * ratio, pane.y() * ratio, pane.width() * ratio, pane.height() * ratio
        )
        paint_part(painter, pyramid, box, target, seen, ratio=ratio)

    def _origin(self, pane: QRect) -> QPointF:
        """Where the viewport of a pane begins: what is swiped is a part of one."""
        return QPointF(pane.topLeft()) if self._view is View.SIDE else QPointF()

    @staticmethod
    def _size_of(part: Part) -> tuple[int, int]:
        return (round(part.size.width()), round(part.size.height()))

    def _paint_heat(self, painter: QPainter) -> None:
        if self._heat is None:
            self._paint_part(painter, self.rect(), before=True)
            self._paint_words(painter, self.rect(), _("Comparing…"), right=False)
            return
        full = self._heat.full
        box = (0, 0, full.width(), full.height())
        self._paint_at(painter, self.rect(), self._heat, box, self.pan_zoom.view.device_bounds)
        self._paint_words(painter, self.rect(), _("Changed outside the mask"), right=False)

    def _paint_name(self, painter: QPainter, pane: QRect, *, before: bool, right: bool) -> None:
        part = self._before if before else self._after
        if part is not None:
            self._paint_words(painter, pane, part.name, right=right)

    def _paint_words(self, painter: QPainter, pane: QRect, words: str, *, right: bool) -> None:
        """A badge in an upper corner of the picture."""
        shown = self.picture_rect.translated(self._origin(pane)).intersected(QRectF(pane))
        painter.save()
        painter.setFont(badge_font(self.font(), 12))
        badge = QRectF(0, 0, painter.fontMetrics().horizontalAdvance(words) + 24, 26)
        badge.moveTop(shown.top() + 12)
        if right:
            badge.moveRight(shown.right() - 12)
        else:
            badge.moveLeft(shown.left() + 12)
        paint_badge(painter, badge, words)
        painter.restore()


def _rect(box: tuple[float, float, float, float]) -> QRectF:
    left, top, right, bottom = box
    return QRectF(left, top, right - left, bottom - top)
