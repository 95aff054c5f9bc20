"""Taking a widget away for good, at once and without a window of its own flashing up."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget


def discard(widget: QWidget) -> None:
    """Hide a widget, remove its name, and delete it when Qt is idle."""
    widget.hide()
    for part in (widget, *widget.findChildren(QObject)):
        part.setObjectName("")
    widget.deleteLater()
