"""A small button that shows a name and, in bold, its value."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QStyleOptionToolButton, QStylePainter, QToolButton, QWidget

from mjstudio.texts.phrases import valued
from mjstudio.ui.look.tokens import current_tokens


class Chip(QToolButton):
    """`Aspect 16:9`, the name dim beside its value: opens the control behind it."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = label
        self._value = ""
        self.setProperty("look", "chip")
        self.setText(label)

    def set_value(self, value: str) -> None:
        """Show a value; screen readers hear it with the name."""
        self._value = value
        self.setAccessibleName(valued(self._label, value))
        self.updateGeometry()
        self.update()

    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def sizeHint(self) -> QSize:
        """Room for both texts."""
        width = self.fontMetrics().horizontalAdvance(self._label) + 22
        if self._value:
            width += 8 + QFontMetrics(self._bold()).horizontalAdvance(self._value)
        return QSize(width, 28)

    def minimumSizeHint(self) -> QSize:
        """Return the size hint, because a truncated chip is useless."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The style's frame, then the two texts."""
        painter = QStylePainter(self)
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = ""
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        area = self.rect().adjusted(11, 0, -11, 0)
        self._draw(painter, area)
        painter.end()

    def _draw(self, painter: QPainter, area: QRect) -> None:
        role = self.foregroundRole()
        plain = self.palette().color(role)
        painter.setPen(QColor(current_tokens().dim) if self._value else plain)
        vertical = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area, vertical | Qt.AlignmentFlag.AlignLeft, self._label)
        painter.setFont(self._bold())
        painter.setPen(self.palette().color(role))
        painter.drawText(area, vertical | Qt.AlignmentFlag.AlignRight, self._value)
