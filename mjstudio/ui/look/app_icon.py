"""The icon of the program's own windows, drawn from its two SVGs: a plain one for small sizes."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from mjstudio import assets

SMALL = (16, 24)
LARGE = (32, 48, 64, 128)


def app_icon() -> QIcon:
    """The icon, in every size that a window manager asks for."""
    icon = QIcon()
    small, large = assets.app_icons()
    for path, sizes in ((small, SMALL), (large, LARGE)):
        renderer = QSvgRenderer(str(path))
        for size in sizes:
            pixmap = QPixmap(size, size)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            renderer.render(painter)
            painter.end()
            icon.addPixmap(pixmap)
    return icon
