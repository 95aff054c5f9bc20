"""Lucide icons in the theme's colours, sharp at every pixel ratio."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from mjstudio import assets
from mjstudio.ui.look.tokens import Tokens

_SIZES = (16, 20, 32, 40)


@lru_cache(maxsize=512)
def pixmap(name: str, colour: str, size: int) -> QPixmap:
    """An icon of `size` device pixels, square, in one colour (#rrggbb)."""
    svg = assets.icon_svg(name).replace("currentColor", colour)
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    result = QPixmap(QSize(size, size))
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return result


def icon(name: str, tokens: Tokens, *, on_accent: bool = False, in_rows: bool = False) -> QIcon:
    """An icon for buttons and menus: text colour, faint when disabled.

    With `on_accent` the checked state is drawn for a button that fills with the accent; with
    `in_rows` the chosen state is, for rows of menus and lists that do.
    """
    result = QIcon()
    checked = tokens.on_accent if on_accent else tokens.accent
    for size in _SIZES:
        result.addPixmap(pixmap(name, tokens.text, size))
        result.addPixmap(pixmap(name, tokens.faint, size), QIcon.Mode.Disabled)
        result.addPixmap(pixmap(name, checked, size), QIcon.Mode.Normal, QIcon.State.On)
        if in_rows:
            for mode in (QIcon.Mode.Selected, QIcon.Mode.Active):
                result.addPixmap(pixmap(name, tokens.on_accent, size), mode)
    return result
