"""A single choice as a row of buttons in one frame, so that all options are visible."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from mjstudio.texts.phrases import labelled

_RADIUS = 7.0
_HEIGHT = 32
_GAP = 3
"""Between the frame and the button that is chosen."""
_SIDE = 12
"""Beside the words of a button."""


class _Segment(QRadioButton):
    """A radio button without its dot: the one that is chosen is raised.

    All of it can be clicked.
    """

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, self.text())
        return QSize(words.width() + 2 * (_SIDE + _GAP), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, place: QPoint) -> bool:
        return self.rect().contains(place)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, role = self.palette(), QPalette.ColorRole
        if self.isChecked():
            painter.setPen(QPen(palette.color(role.Mid), 1))
            painter.setBrush(palette.color(role.Button))
            inner = QRectF(self.rect()).adjusted(_GAP, _GAP, -_GAP, -_GAP)
            painter.drawRoundedRect(inner.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS - 2, _RADIUS - 2)
        bright = self.isChecked() or self.underMouse() or not self.isEnabled()
        painter.setPen(palette.color(role.WindowText if bright else role.PlaceholderText))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextShowMnemonic
        painter.drawText(self.rect(), flags, self.text())
        painter.end()


class Choice(QWidget):
    """A choice between values, each with a button.

    `name` begins the object names of the buttons, `label` says what is chosen. The buttons are
    made by `make` from their words.

    Signals:
        clicked(): the artist chose; `choose` alone does not say so.
    """

    clicked = Signal()

    def __init__(
        self,
        name: str,
        words: Mapping[Any, str],
        label: str = "",
        make: Callable[[str], QRadioButton] = _Segment,
    ) -> None:
        super().__init__()
        self.setObjectName(f"{name}_choice".lower())
        self.setAccessibleName(label or name)
        self._buttons = {value: make(word) for value, word in words.items()}
        self._framed = make is _Segment
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setSpacing(0 if self._framed else 12)
        row.setContentsMargins(0, 0, 0, 0)
        for value, button in self._buttons.items():
            button.setObjectName(f"{name}_{_ending(value)}".lower())
            button.setAccessibleName(labelled(label or name, button.text()))
            group.addButton(button)
            row.addWidget(button, 1 if self._framed else 0)
        if not self._framed:
            row.addStretch(1)
        group.buttonClicked.connect(self.clicked)

    def button(self, value: object) -> QRadioButton:
        """The button of a value."""
        return self._buttons[value]

    def choose(self, value: object) -> None:
        """Show a value as chosen."""
        self._buttons[value].setChecked(True)
        # Tab goes to the chosen button; Qt ensures that only after a first focus.
        for button in self._buttons.values():
            policy = Qt.FocusPolicy
            button.setFocusPolicy(policy.StrongFocus if button.isChecked() else policy.ClickFocus)

    def chosen(self) -> Any:
        """The value that is chosen."""
        return next(value for value, button in self._buttons.items() if button.isChecked())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The frame that the buttons share."""
        if not self._framed:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Mid), 1))
        painter.setBrush(self.palette().color(QPalette.ColorRole.Base))
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, _RADIUS, _RADIUS)
        painter.end()


def _ending(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value) or "default"
