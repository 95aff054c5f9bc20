"""A check box that is drawn as a switch."""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QCheckBox

_SIZE = QSize(30, 18)
_EDGE = 3


class Switch(QCheckBox):
    """On or off; the words for it are beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(_SIZE)

    def hitButton(self, place: QPoint) -> bool:
        """All of it can be clicked."""
        return self.rect().contains(place)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A track with a knob at one end."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, role = self.palette(), QPalette.ColorRole
        on = self.isChecked()
        track = palette.color(role.Accent if on else role.Mid)
        knob = palette.color(role.HighlightedText if on else role.WindowText)
        if not self.isEnabled():
            track.setAlphaF(0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(track)
        around = QRectF(self.rect())
        painter.drawRoundedRect(around, around.height() / 2, around.height() / 2)
        painter.setBrush(knob)
        radius = around.height() / 2 - _EDGE
        x = around.right() - radius - _EDGE if on else around.left() + radius + _EDGE
        painter.drawEllipse(QPointF(x, around.center().y()), radius, radius)
        painter.end()
