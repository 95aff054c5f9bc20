"""Small labels: headings of groups, and names beside values."""

from PySide6.QtWidgets import QLabel


def heading(text: str) -> QLabel:
    """The title of a group."""
    return _label(text, "heading")


def dim(text: str) -> QLabel:
    """The name of a value."""
    return _label(text, "dim")


def _label(text: str, look: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("look", look)
    return label
