"""Removes a widget for good, at once, without it flashing up as a separate window."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget


def discard(widget: QWidget) -> None:
    """Hide a widget, remove its name, and delete it when Qt is idle."""
    widget.hide()
    for part in (widget, *widget.findChildren(QObject)):
        part.setObjectName("")
    widget.deleteLater()
