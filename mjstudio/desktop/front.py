"""Brings a window before all others, where the desktop lets it."""

import os

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget


def bring_to_front(window: QWidget, activation: str = "") -> None:
    """Un-minimise, raise and activate a window; `activation` is a permission of Wayland's."""
    if activation:
        # Qt uses this token once, for its next request to the compositor.
        os.environ["XDG_ACTIVATION_TOKEN"] = activation
    if window.isMinimized():
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()


def is_in_front(window: QWidget) -> bool:
    """Whether the artist works here: in the window or one of its dialogs."""
    active = QGuiApplication.applicationState() is Qt.ApplicationState.ApplicationActive
    return active and window.isVisible() and not window.isMinimized()
