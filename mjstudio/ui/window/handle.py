"""What is left of a dock in a small window: 26 pixels with its name and its key."""

from itertools import groupby
from unicodedata import east_asian_width

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QFont,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractButton, QWidget

from mjstudio.ui.commands.registry import CommandAction
from mjstudio.ui.look.icons import pixmap
from mjstudio.ui.look.tokens import current_tokens

WIDTH = 26
DRAG_OPENS_AFTER = 400
"""Milliseconds that a drag rests on a handle before the dock opens for it."""


class DockHandle(QAbstractButton):
    """Opens its dock over the stage: by a click, Enter, or a drag that rests on it.

    Signals:
        drag_rested(): something is dragged, and is held here.
    """

    drag_rested = Signal()

    def __init__(self, name: str, command: CommandAction, *, at_left: bool) -> None:
        super().__init__()
        self.setObjectName(name)
        self._command, self._at_left = command, at_left
        command.changed.connect(self._show)
        self.set_label(command.label)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(DRAG_OPENS_AFTER)
        self._rest.timeout.connect(self.drag_rested)
        self.hide()

    def set_label(self, label: str) -> None:
        """What the dock is called now."""
        self.setText(label)
        self._show()

    def _show(self) -> None:
        spoken = self._command.with_key(self.text())
        self.setAccessibleName(spoken)
        self.setToolTip(spoken)
        self.update()

    def sizeHint(self) -> QSize:
        """Narrow, and as high as its words."""
        return QSize(WIDTH, 140)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Wait whether the drag rests here."""
        self._rest.start()
        event.accept()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Keep the dock closed: the drag only passed over the handle."""
        self._rest.stop()

    def dropEvent(self, event: QDropEvent) -> None:
        """Nothing is dropped on a handle."""
        self._rest.stop()
        event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Its icon, then name and key from top to bottom."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = current_tokens()
        area = QRectF(self.rect())
        lit = self.underMouse() or self.isDown()
        painter.fillRect(area, QColor(tokens.raised if lit else tokens.surface))
        inner = area.right() - 1 if self._at_left else area.left()
        painter.fillRect(QRectF(inner, area.top(), 1, area.height()), QColor(tokens.line))
        name = self._command.command.icon
        picture = pixmap(name, tokens.text, 14, self.devicePixelRatioF())
        painter.drawPixmap(QRectF(6, 10, 14, 14), picture, QRectF(picture.rect()))
        font = QFont(self.font())
        font.setPixelSize(12)
        painter.setFont(font)
        painter.setPen(QColor(tokens.text))
        top = _write_downwards(painter, 34, self.text())
        painter.setPen(QColor(tokens.dim))
        _write_downwards(painter, top + 10, self._command.short_key)
        painter.end()


def _write_downwards(painter: QPainter, top: float, text: str) -> float:
    """Write text from top to bottom; return where it ends.

    Latin words are rotated. Chinese characters are upright, one below the other, as is usual for
    vertical Chinese.
    """
    for stand, group in groupby(text, lambda character: east_asian_width(character) in "WF"):
        for part in group if stand else ("".join(group),):
            painter.save()
            painter.translate(QPointF(WIDTH / 2, top))
            if stand:
                length: float = painter.fontMetrics().height()
                area = QRectF(-WIDTH / 2, 0, WIDTH, length)
                painter.drawText(area, Qt.AlignmentFlag.AlignCenter, part)
            else:
                length = painter.fontMetrics().horizontalAdvance(part)
                painter.rotate(90)
                area = QRectF(0, -WIDTH / 2, length + 1, WIDTH)
                painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, part)
            painter.restore()
            top += length
    return top


class Scrim(QWidget):
    """Lies over the stage while a dock does: a click here folds it, and does nothing else.

    So a click that was meant to put the dock away never presses a button that costs something.

    Signals:
        pressed(): a button of the mouse went down.
    """

    pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("dock_scrim")
        self.hide()

    def mousePressEvent(self, event: object) -> None:
        """Emit `pressed`: a click beside an open dock closes it."""
        del event
        self.pressed.emit()
