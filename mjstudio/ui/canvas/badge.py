"""Words on a picture: light on a dark pill, legible over anything and in every theme."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from mjstudio.ui.look.lettering import emphasis
from mjstudio.ui.look.tokens import with_alpha


def badge_font(font: QFont, pixels: int) -> QFont:
    """What a badge is written in, so many widget points high."""
    made = QFont(font)
    made.setPixelSize(pixels)
    made.setWeight(emphasis(pixels))
    return made


def paint_badge(painter: QPainter, badge: QRectF, words: str) -> None:
    """Draw words in the painter's font in the middle of a badge."""
    round_off = badge.height() / 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(with_alpha("#ffffff", 0.14), 1))
    painter.setBrush(with_alpha("#131316", 0.86))
    painter.drawRoundedRect(badge, round_off, round_off)
    painter.setPen(QColor("#ececee"))
    painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, words)
