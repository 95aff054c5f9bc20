"""What a package omits from Qt, Pillow and Python: about a quarter of what PyInstaller finds."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable

import identity

# Modules that are imported only in cases that mjstudio does not have.
EXCLUDED_MODULES = [
    "PIL.ImageQt",
    "PIL.ImageTk",
    "PIL._avif",
    "PIL._imagingtk",
    "PySide6.QtOpenGL",
    "PySide6.QtOpenGLWidgets",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "_pytest",
    "curses",
    "doctest",
    "ensurepip",
    "hypothesis",
    "idlelib",
    "lib2to3",
    "numpy",
    "pip",
    "pydoc",
    "pytest",
    "readline",
    "setuptools",
    "tkinter",
    "turtle",
    "unittest",
    "wheel",
]

# By the path inside the package, with "/" on every system.
_LEFT_OUT = (
    "*/Qt/qml/*",
    "*/translations/*.qm",  # except for those below
    "*/plugins/egl*",
    "*/plugins/generic/*",
    "*/plugins/networkinformation/*",
    "*/plugins/tls/*",  # all TLS goes through Python
    "*/plugins/xcbglintegrations/*",
    "*/plugins/wayland-graphics-integration-client/*",  # for OpenGL, which is not used
    "*/plugins/wayland-shell-integration/libfullscreen*",  # not used by any desktop's shell
    "*/plugins/wayland-shell-integration/libivi*",
    "*/plugins/wayland-shell-integration/libqt-*",
    "*/plugins/wayland-shell-integration/libwl-*",
    "*/plugins/platforms/*qeglfs*",
    "*/plugins/platforms/*qlinuxfb*",
    "*/plugins/platforms/*qminimal*",
    "*/plugins/platforms/*qvkkhrdisplay*",
    "*/plugins/platforms/*qvnc*",
    "*/plugins/platformthemes/libqgtk3*",  # needs GTK; the portal has the native dialogs
    "*/plugins/platforminputcontexts/*virtualkeyboard*",
    "*/plugins/imageformats/*qicns*",
    "*/plugins/imageformats/*qpdf*",
    "*/plugins/imageformats/*qtga*",
    "*/plugins/imageformats/*qtiff*",
    "*/plugins/imageformats/*qwbmp*",
    "*Qt6EglF*",
    "*Qt6OpenGL*",
    "*Qt6Pdf*",
    "*Qt6Qml*",
    "*Qt6Quick*",
    "*Qt6VirtualKeyboard*",
    "*Qt6WaylandEgl*",
    "*Qt6WlShell*",
    "*opengl32sw.dll",
    "*pillow.libs/libavif*",
    "*.dist-info/RECORD",  # contains folder names of the build machine
    "*.dist-info/INSTALLER",
    "*.dist-info/direct_url.json",
    "*.dist-info/REQUESTED",
)

# Of Qt's texts only those of widgets and dialogs, in the program's languages.
_LANGUAGES = [path.name for path in (identity.ROOT / "resources" / "locale").glob("*/")]
_WORDS_OF_QT = tuple(f"*/translations/qtbase_{language}.qm" for language in _LANGUAGES)

# System libraries that the archive includes, because not every desktop has them, or under other
# names, and no system library needs them. All others must be the system's own: its fonts, its X11
# and its OpenSSL must not meet older versions of ours. The Debian package includes none and depends
# on Debian's.
_LENT = (
    "libbz2.so.1.0",
    "libxcb-cursor.so.*",
    "libxcb-icccm.so.*",
    "libxcb-image.so.*",
    "libxcb-keysyms.so.*",
    "libxcb-render-util.so.*",
    "libxcb-util.so.*",
    "libxkbcommon-x11.so.*",
    "libxkbcommon.so.*",
)


def is_wanted(destination: str) -> bool:
    """Return whether a file belongs in the package; `destination` is its path inside."""
    path = "/" + destination.replace("\\", "/")
    if any(fnmatch.fnmatchcase(path, pattern) for pattern in _WORDS_OF_QT):
        return True
    return not any(fnmatch.fnmatchcase(path, pattern) for pattern in _LEFT_OUT)


def is_of_system(destination: str, source: str) -> bool:
    """Return whether a file is a library of the build system, not part of Python or Qt.

    Python's own library is not one: another release of Debian has another Python.
    """
    return (
        "/" not in destination
        and destination.startswith("lib")
        and not destination.startswith("libpython")
        and source.startswith(("/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/"))
    )


def is_lent(name: str) -> bool:
    """Return whether the archive includes a system library, by its file name."""
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in _LENT)


Entry = tuple[str, str, str]


def trimmed(entries: Iterable[Entry]) -> list[Entry]:
    """Return PyInstaller's list of (destination, source, kind), without what is omitted, sorted."""
    return sorted(
        entry
        for entry in entries
        if is_wanted(entry[0]) and (is_lent(entry[0]) or not is_of_system(entry[0], entry[1]))
    )
