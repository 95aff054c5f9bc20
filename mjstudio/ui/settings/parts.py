"""The small parts that pages of settings are built of."""

from typing import TypeVar

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

_Some = TypeVar("_Some", bound=QWidget)


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


def beside(first: QWidget, *others: QWidget) -> QWidget:
    """Widgets in a row, the first as wide as can be."""
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    layout.addWidget(first, 1)
    for other in others:
        layout.addWidget(other)
    return row


def describe(line: QLabel, field: QWidget, words: str, look: str) -> None:
    """Show a message about a field, also to screen readers; `look` is its severity."""
    line.setText(words)
    field.setAccessibleDescription(words)
    if line.property("look") != look:
        line.setProperty("look", look)
        line.style().unpolish(line)
        line.style().polish(line)
