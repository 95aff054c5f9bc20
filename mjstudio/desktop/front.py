"""Brings a window to the front, if the desktop allows it."""

import os

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget


def bring_to_front(window: QWidget, activation: str = "") -> None:
    """Restore, raise and activate a window; `activation` is a Wayland activation token."""
    if activation:
        # Qt uses this token once, for its next request to the compositor.
        os.environ["XDG_ACTIVATION_TOKEN"] = activation
    if window.isMinimized():
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()


def is_in_front(window: QWidget) -> bool:
    """Return whether the artist is working in the window or one of its dialogs."""
    active = QGuiApplication.applicationState() is Qt.ApplicationState.ApplicationActive
    return active and window.isVisible() and not window.isMinimized()
