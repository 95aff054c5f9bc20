"""Empties the clipboard when the program ends, on platforms where Qt would crash otherwise.

On X11, Wayland, Windows and macOS the platform's clipboard is destroyed with the application, while
the interpreter still runs, and hands its content over if the desktop takes it. Platforms that share
their clipboard with nobody (offscreen, minimal, vnc, the framebuffers) leave it to a static object
of Qt's, which is destroyed after the interpreter. A QMimeData made in Python calls back into the
interpreter as it is destroyed, which is a segmentation fault.
"""

import shiboken6
from PySide6.QtGui import QGuiApplication


def let_go_of_clipboard() -> None:
    """Drop content that would outlive the interpreter; content that the platform hands on stays."""
    clipboard = QGuiApplication.clipboard()
    # Such a platform never owns the clipboard, but keeps its content.
    mime = clipboard.mimeData()
    if mime is not None and not clipboard.ownsClipboard() and shiboken6.createdByPython(mime):
        clipboard.clear()
