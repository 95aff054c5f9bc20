"""Empties the clipboard when the program ends, where Qt would crash on it.

On X11, Wayland, Windows and macOS the platform's clipboard ends with the application, while the
interpreter still runs, and hands its content on where the desktop takes it. A platform that shares
its clipboard with nobody (offscreen, minimal, vnc, the framebuffers) leaves it to a static object
of Qt's, which is destroyed after the interpreter; a QMimeData that was made in Python calls back
into the interpreter as it dies, and that is a segmentation fault.
"""

import shiboken6
from PySide6.QtGui import QGuiApplication


def let_go_of_clipboard() -> None:
    """Drop what would outlive the interpreter; what the platform hands on stays where it is."""
    clipboard = QGuiApplication.clipboard()
    # Such a platform never owns the clipboard, but keeps what was put there.
    mime = clipboard.mimeData()
    if mime is not None and not clipboard.ownsClipboard() and shiboken6.createdByPython(mime):
        clipboard.clear()
