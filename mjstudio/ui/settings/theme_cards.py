"""The themes to choose from, each as a little picture of the window."""

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QRadioButton, QSizePolicy

from mjstudio.ui.look.choice import Choice
from mjstudio.ui.look.tokens import DARK, LIGHT, Tokens

_PICTURE = QSize(128, 76)
_WORD = 24
"""Below the picture."""
_EDGE = 3
"""Around the picture, for the line around the one that is chosen."""
_RADIUS = 6.0


class _Card(QRadioButton):
    """A theme; one that follows the system shows both, the dark one at the left."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.themes: tuple[Tokens, ...] = (DARK, LIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance(self.text())
        wide = max(_PICTURE.width() + 2 * _EDGE, words + 2 * _EDGE)
        return QSize(wide, _PICTURE.height() + 2 * _EDGE + _WORD)

    def hitButton(self, place: QPoint) -> bool:
        return self.rect().contains(place)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, role = self.palette(), QPalette.ColorRole
        left = (self.width() - _PICTURE.width()) // 2
        whole = QRectF(left, _EDGE, _PICTURE.width(), _PICTURE.height())
        outline = QPainterPath()
        outline.addRoundedRect(whole, _RADIUS, _RADIUS)
        painter.setClipPath(outline)
        share = whole.width() / len(self.themes)
        for at, tokens in enumerate(self.themes):
            part = QRectF(whole.left() + at * share, whole.top(), share, whole.height())
            painter.save()
            painter.setClipRect(part, Qt.ClipOperation.IntersectClip)
            _paint_window(painter, whole, tokens)
            painter.restore()
        painter.setClipping(False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        chosen = self.isChecked()
        painter.setPen(QPen(palette.color(role.Accent if chosen else role.Mid), 2 if chosen else 1))
        out = _EDGE - 1 if chosen else 0
        frame = whole.adjusted(-out, -out, out, out)
        painter.drawRoundedRect(frame, _RADIUS + out, _RADIUS + out)
        painter.setPen(palette.color(role.WindowText))
        words = QRectF(0, whole.bottom() + _EDGE, self.width(), _WORD)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()


def _paint_window(painter: QPainter, whole: QRectF, tokens: Tokens) -> None:
    """A window with its library at the left, a picture, and the button below it."""
    painter.fillRect(whole, QColor(tokens.background))
    painter.fillRect(QRectF(whole.topLeft(), QSize(28, whole.toRect().height())), tokens.surface)
    sky = QLinearGradient(whole.topLeft(), whole.bottomRight())
    for place, colour in ((0.0, "#3d6a8a"), (0.5, "#7f83a8"), (0.75, "#c98fa6"), (1.0, "#5a4a7a")):
        sky.setColorAt(place, QColor(colour))
    picture = whole.adjusted(38, 12, -10, -24)
    painter.fillRect(picture, sky)
    button = QPainterPath()
    button.addRoundedRect(QRectF(picture.left(), picture.bottom() + 8, 40, 6), 3, 3)
    painter.fillPath(button, QColor(tokens.accent))


class ThemeCards(Choice):
    """The themes: `dark`, `light`, and any other value for that of the system."""

    def __init__(self, name: str, words: Mapping[str, str], label: str) -> None:
        super().__init__(name, words, label, make=_Card)
        for value, tokens in (("dark", DARK), ("light", LIGHT)):
            card = self.button(value)
            if isinstance(card, _Card):
                card.themes = (tokens,)
