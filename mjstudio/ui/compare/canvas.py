"""Two pictures over or beside one another, with one zoom and pan for both.

Swipe has a line that is dragged or moved with the arrows; blink shows one and then the other; side
by side shows each in half of the room; heat shows where they differ.
"""

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSizeF, Qt, Signal
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
from PySide6.QtWidgets import QSizePolicy, QWidget

from mjstudio.model.comparison import Frame
from mjstudio.studio.pictures.pyramid import Pyramid
from mjstudio.ui.canvas.pyramid_painter import paint_part
from mjstudio.ui.canvas.scrolling import ZOOM_STEP, read_pinch, read_wheel
from mjstudio.ui.canvas.viewport import Viewport, fit
from mjstudio.ui.compare.parts import Part, View
from mjstudio.ui.look.key_places import QUARTERS, digit_of
from mjstudio.ui.look.tokens import Tokens, with_alpha

MARGIN = 24
_GRIP = 10
"""How near to the line the pointer takes hold of it, in widget points."""
_STEP, _STRIDE = 0.01, 0.1


class CompareCanvas(QWidget):
    """Shows two parts.

    Signals:
        divider_moved(float): the line of the swipe, 0..1 of the picture's width.
        zoom_changed(float): widget points for each pixel of the picture before.
    """

    divider_moved = Signal(float)
    zoom_changed = Signal(float)

    def __init__(self, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare_canvas")
        self.setAccessibleName("Picture before and after")
        self._tokens = tokens
        self._before: Part | None = None
        self._after: Part | None = None
        self._heat: Pyramid | None = None
        self._frame: Frame | None = None
        self._view = View.SWIPE
        self._divider = 0.5
        self._lit = True
        self._held = False
        self._viewport = Viewport()
        self._drag_from: QPointF | None = None
        self._moving_line = False
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
        """Where the line of the swipe stands, 0..1 of the picture's width."""
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
        """Widget points for each pixel of the picture before."""
        return self._viewport.zoom

    def set_tokens(self, tokens: Tokens) -> None:
        """Take the colours of another theme."""
        self._tokens = tokens
        self.update()

    def show_parts(
        self, before: Part | None, after: Part | None, frame: Frame | None, *, anew: bool
    ) -> None:
        """Show two pictures, None while one is decoded; `anew` fits them into the room.

        Without a frame they cannot lie over one another and stand side by side.
        """
        self._before, self._after, self._frame = before, after, frame
        if anew:
            self._divider = 0.5
        if anew or self._viewport.fitted:
            self.fit()
        self.update()

    def show_heat(self, heat: Pyramid | None) -> None:
        """What the heat map shows; None while it is reckoned."""
        self._heat = heat
        self.update()

    def set_view(self, view: View) -> None:
        """Compare in another way; the place that is looked at stays."""
        was_side = self._view is View.SIDE
        self._view = view
        self._lit, self._held = True, False
        if self._viewport.fitted or was_side is not (view is View.SIDE):
            self.fit()
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

    # -- where things lie

    @property
    def _size(self) -> QSizeF:
        if self._frame is not None:
            return QSizeF(*self._frame.size)
        parts = [part.size for part in (self._before, self._after) if part is not None]
        return parts[0] if parts else QSizeF(1, 1)

    @property
    def panes(self) -> list[QRect]:
        """The parts of the widget that show a picture each: two side by side, else one."""
        if self._view is not View.SIDE:
            return [self.rect()]
        half = self.width() // 2
        return [QRect(0, 0, half, self.height()), self.rect().adjusted(half, 0, 0, 0)]

    @property
    def picture_rect(self) -> QRectF:
        """Where the whole ground lies in its pane."""
        return self._viewport.rect(self._size)

    def place_of(self, part: Part, *, before: bool) -> QRectF:
        """Where a part lies in its pane."""
        whole = self.picture_rect
        if self._frame is not None:
            if not before:
                return whole
            left, top, right, bottom = (value * self._viewport.zoom for value in self._frame.before)
            return QRectF(left, top, right - left, bottom - top).translated(whole.topLeft())
        size = part.size.scaled(whole.size(), Qt.AspectRatioMode.KeepAspectRatio)
        corner = whole.center() - QPointF(size.width() / 2, size.height() / 2)
        return QRectF(corner, size)

    def fit(self) -> None:
        """Show all of it."""
        room = QSizeF(self.panes[0].size())
        self._set_viewport(fit(self._size, room, MARGIN))

    def actual_size(self) -> None:
        """One screen pixel for each pixel of the picture before."""
        wanted = 1 / self.devicePixelRatioF()
        self._set_viewport(self._viewport.set_to(wanted, self._middle()))

    def zoom_by(self, factor: float, anchor: QPointF | None = None) -> None:
        """Zoom about a point of the widget, by default the middle of a pane."""
        anchor = self._middle() if anchor is None else self._in_pane(anchor)
        self._set_viewport(self._viewport.zoomed(factor, anchor))

    def _middle(self) -> QPointF:
        pane = self.panes[0]
        return QPointF(pane.width() / 2, pane.height() / 2)

    def _in_pane(self, point: QPointF) -> QPointF:
        pane = next((p for p in self.panes if p.contains(point.toPoint())), self.panes[0])
        return point - QPointF(pane.topLeft())

    def _set_viewport(self, viewport: Viewport) -> None:
        changed = viewport.zoom != self._viewport.zoom
        self._viewport = viewport
        self.update()
        if changed:
            self.zoom_changed.emit(viewport.zoom)

    def _pan(self, delta: QPointF) -> None:
        room = QSizeF(self.panes[0].size())
        self._set_viewport(self._viewport.panned(delta, self._size, room))

    @property
    def line(self) -> float:
        """Where the line of the swipe stands in the widget."""
        whole = self.picture_rect
        return whole.left() + whole.width() * self._divider

    # -- input

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stay fitted, or keep what was in the middle there."""
        if self._viewport.fitted:
            self.fit()
        else:
            moved = event.size() - event.oldSize()
            self._pan(QPointF(moved.width() / 2, moved.height() / 2))

    def event(self, event: QEvent) -> bool:
        """A pinch zooms about the fingers."""
        factor = read_pinch(event)
        if factor is None:
            return super().event(event)
        if isinstance(event, QNativeGestureEvent):
            self.zoom_by(factor, event.position())
        return True

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel zooms to the pointer, fingers move what does not fit."""
        turn = read_wheel(event)
        if turn.notches:
            self.zoom_by(ZOOM_STEP**turn.notches, event.position())
        elif turn.pan is not None and not self._viewport.fitted:
            self._pan(turn.pan)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the line, or of the pictures."""
        left = event.button() is Qt.MouseButton.LeftButton
        if left and self._near_line(event.position()):
            self._moving_line = True
        elif left or event.button() is Qt.MouseButton.MiddleButton:
            self._drag_from = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the line, or both pictures, as long as a button is held."""
        if not event.buttons():
            self._let_go()
        if self._moving_line:
            self._bring_line(event.position())
        elif self._drag_from is not None:
            delta = event.position() - self._drag_from
            self._drag_from = event.position()
            self._pan(delta)
        elif self._near_line(event.position()):
            self.setCursor(Qt.CursorShape.SplitHCursor)
        else:
            self.unsetCursor()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go, the line exactly there."""
        if self._moving_line:
            self._bring_line(event.position())
        self._let_go()
        self.unsetCursor()

    def _let_go(self) -> None:
        """Hold nothing any more: also where a release was never told."""
        self._moving_line = False
        self._drag_from = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the line, plus, minus and zero zoom."""
        key, digit = event.key(), digit_of(event)
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        step = _STRIDE if shift else _STEP
        if digit in QUARTERS:
            # A Czech keyboard has the plus there.
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self._view is View.SWIPE:
            self.set_divider(self._divider + (step if key == Qt.Key.Key_Right else -step))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(1.25)
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Underscore):
            self.zoom_by(0.8)
        elif digit == 0:
            self.fit()
        else:
            super().keyPressEvent(event)

    def _bring_line(self, point: QPointF) -> None:
        whole = self.picture_rect
        self.set_divider((point.x() - whole.left()) / max(1.0, whole.width()))

    def _near_line(self, point: QPointF) -> bool:
        return self._view is View.SWIPE and abs(point.x() - self.line) <= _GRIP

    # -- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The pictures, the line, and what is which."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._tokens.background))
        if self._view is View.SIDE:
            for pane, before in zip(self.panes, (True, False), strict=True):
                self._paint_part(painter, pane, before=before)
                self._paint_name(painter, pane, before=before, right=False)
            painter.fillRect(self.panes[1].left(), 0, 1, self.height(), QColor(self._tokens.line))
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
        origin = pane.topLeft() if self._view is View.SIDE else QRect().topLeft()
        painter.save()
        painter.setClipRect(pane)
        target = self.place_of(part, before=before).translated(origin)
        if self._frame is not None and before and self._frame.size != self._size_of(part):
            # What the picture before does not reach is shown as such.
            ground = self.picture_rect.translated(origin)
            painter.fillRect(ground, QColor(self._tokens.surface))
        visible = target.intersected(QRectF(pane))
        paint_part(painter, part.pyramid, part.box, target, visible, self.devicePixelRatioF())
        painter.restore()

    @staticmethod
    def _size_of(part: Part) -> tuple[int, int]:
        return (round(part.size.width()), round(part.size.height()))

    def _paint_heat(self, painter: QPainter) -> None:
        if self._heat is None:
            self._paint_part(painter, self.rect(), before=True)
            self._paint_words(painter, self.rect(), "Comparing…", right=False)
            return
        full = self._heat.full
        box = (0, 0, full.width(), full.height())
        target = self.picture_rect
        visible = target.intersected(QRectF(self.rect()))
        paint_part(painter, self._heat, box, target, visible, self.devicePixelRatioF())
        self._paint_words(painter, self.rect(), "Changed outside the mask", right=False)

    def _paint_name(self, painter: QPainter, pane: QRect, *, before: bool, right: bool) -> None:
        part = self._before if before else self._after
        if part is not None:
            self._paint_words(painter, pane, part.name, right=right)

    def _paint_words(self, painter: QPainter, pane: QRect, words: str, *, right: bool) -> None:
        """A badge in an upper corner of the picture."""
        origin = pane.topLeft() if self._view is View.SIDE else QRect().topLeft()
        shown = self.picture_rect.translated(origin).intersected(QRectF(pane))
        font = QFont(self.font())
        font.setPixelSize(12)
        font.setWeight(QFont.Weight.DemiBold)
        painter.save()
        painter.setFont(font)
        badge = QRectF(0, 0, painter.fontMetrics().horizontalAdvance(words) + 24, 26)
        badge.moveTop(shown.top() + 12)
        if right:
            badge.moveRight(shown.right() - 12)
        else:
            badge.moveLeft(shown.left() + 12)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(with_alpha("#ffffff", 0.14), 1))
        painter.setBrush(with_alpha("#131316", 0.86))
        painter.drawRoundedRect(badge, 13, 13)
        painter.setPen(QColor("#ececee"))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, words)
        painter.restore()
