"""A column that scrolls if it must, and fades at the ends that continue."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

_FADE = 24


class FadingScroll(QScrollArea):
    """Scrolls by wheel and keyboard; a bar would take width that a narrow column needs."""

    def __init__(self, name: str, content: QWidget) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(content)
        self._fades = [_Fade(self, at_top=at_top) for at_top in (True, False)]
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(lambda _at: self._place())
        bar.rangeChanged.connect(lambda _low, _high: self._place())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The ends stay at the ends."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        bar = self.verticalScrollBar()
        above, below = self._fades
        above.setGeometry(0, 0, self.width(), _FADE)
        below.setGeometry(0, self.height() - _FADE, self.width(), _FADE)
        above.setVisible(bar.value() > bar.minimum())
        below.setVisible(bar.value() < bar.maximum())


class _Fade(QWidget):
    """Fades from the background colour to transparent."""

    def __init__(self, parent: QWidget, *, at_top: bool) -> None:
        super().__init__(parent)
        self.setObjectName("column_fade")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._at_top = at_top
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        ground = QColor(self.palette().window().color())
        nothing = QColor(ground)
        nothing.setAlpha(0)
        area = QRect(self.rect())
        fade = QLinearGradient(area.topLeft(), area.bottomLeft())
        fade.setColorAt(0, ground if self._at_top else nothing)
        fade.setColorAt(1, nothing if self._at_top else ground)
        painter.fillRect(area, fade)
        painter.end()
