"""Popups and dialogs no larger than the window that they belong to, and inside it."""

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QWidget


def usual_size(parent: QWidget, width: int, height: int) -> QSize:
    """That size, or as much of it as the window of `parent` has, in logical pixels."""
    return QSize(width, height).boundedTo(parent.window().size())


def moved_into(window: QRect, popup: QRect) -> QPoint:
    """The place of a popup inside a window, as near as possible to the intended one."""
    x = min(popup.x(), window.x() + window.width() - popup.width())
    y = min(popup.y(), window.y() + window.height() - popup.height())
    return QPoint(max(window.x(), x), max(window.y(), y))
