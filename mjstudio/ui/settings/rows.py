"""What the pages of settings are built of: sections, rows, and words beside a field."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from mjstudio.model.errors import InvalidRequest

_Some = TypeVar("_Some", bound=QWidget)


class FittingScrollArea(QScrollArea):
    """Shows all of its content where the screen has room for it, and scrolls where it has not."""

    _OTHERS = 120
    """Points of the screen's height for what stands around it: frame, title and buttons."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content.setProperty("look", "panel")
        self._content = content
        self.setWidget(content)

    def sizeHint(self) -> QSize:
        """As high as the content, within the screen."""
        wanted = self._content.sizeHint()
        room = self.screen().availableGeometry().height() - self._OTHERS
        return QSize(wanted.width(), min(wanted.height(), room))

    def minimumSizeHint(self) -> QSize:
        """The same: windows open at two thirds of the screen at most unless they need more."""
        return self.sizeHint()


def named(widget: _Some, name: str, accessible: str = "", look: str = "") -> _Some:
    """The widget with its names for tests, screen readers and the style sheet."""
    widget.setObjectName(name)
    widget.setAccessibleName(accessible)
    widget.setProperty("look", look)
    return widget


def rule() -> QFrame:
    """A line between two parts."""
    line = named(QFrame(), "", look="rule")
    line.setFixedHeight(1)
    return line


def section(page: QVBoxLayout, title: str) -> QFormLayout:
    """A titled part of a page, a rule above it."""
    if page.count():
        page.addWidget(rule())
    form = QFormLayout()
    form.setHorizontalSpacing(16)
    form.setVerticalSpacing(8)
    form.addRow(named(QLabel(title), "", look="heading"))
    page.addLayout(form)
    return form


def row(form: QFormLayout, words: str, *controls: QWidget, below: QLabel | None = None) -> None:
    """A label, its controls, and a line of words below them."""
    label = QLabel(words)
    label.setFixedSize(96, 32)
    label.setBuddy(controls[0])
    line = QHBoxLayout()
    line.setSpacing(8)
    for control in controls:
        line.addWidget(control)
    column = QVBoxLayout()
    column.setSpacing(4)
    column.addLayout(line)
    if below is not None:
        column.addWidget(below)
    form.addRow(label, column)


def say(line: QLabel, field: QWidget, words: str, look: str) -> None:
    """Say something of a field, also to screen readers; `look` tells how grave it is."""
    line.setText(words)
    field.setAccessibleDescription(words)
    if line.property("look") != look:
        line.setProperty("look", look)
        line.style().unpolish(line)
        line.style().polish(line)


def refusal(check: Callable[[str], object], text: str) -> str:
    """Why a text is refused; empty if it is not."""
    try:
        check(text)
    except InvalidRequest as error:
        return error.message
    return ""
