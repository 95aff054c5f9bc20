"""Lucide icons, painted in the colours of the current theme.

An icon is made once: it holds its name and what it is painted on, and no colour. A change of the
theme repaints the widgets, and the icons with them; none is made again.
"""

from collections.abc import Callable
from enum import Enum
from functools import lru_cache, partial

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from mjstudio import assets
from mjstudio.ui.look.tokens import Tokens, current_tokens

Mode = QIcon.Mode
State = QIcon.State
Draw = Callable[[Tokens, Mode, State, int, float], QPixmap]
"""Draws an icon: tokens, mode, state, side in points, device pixels for each point."""


class Ground(Enum):
    """What an icon is painted on, and so which colour sets it off."""

    PANEL = "panel"
    """A panel or a button; the accent while it is checked."""
    TOOL = "tool"
    """A button that the accent fills while it is checked."""
    ROW = "row"
    """A row of a menu or a list, which the accent fills while it is chosen."""
    ACCENT = "accent"
    """The accent, always."""

    def colour(self, tokens: Tokens, mode: Mode, state: State) -> str:
        """The colour that an icon on this ground has, as #rrggbb."""
        checked = state is State.On
        chosen = self is Ground.ROW and mode in (Mode.Selected, Mode.Active)
        if self is Ground.ACCENT or chosen or (checked and self is Ground.TOOL):
            return tokens.on_accent
        if mode is Mode.Disabled:
            return tokens.faint
        return tokens.accent if checked else tokens.text


class IconEngine(QIconEngine):
    """Draws an icon whenever Qt needs it, at the ratio of the screen that it is painted on."""

    _copies: list["IconEngine"] = []  # noqa: RUF012

    def __init__(self, draw: Draw, tokens: Tokens | None = None) -> None:
        super().__init__()
        self._draw, self._tokens = draw, tokens

    def paint(self, painter: QPainter, rect: QRect, mode: Mode, state: State) -> None:
        """Square, in the middle of `rect`."""
        side = min(rect.width(), rect.height())
        place = QRect(0, 0, side, side)
        place.moveCenter(rect.center())
        ratio = painter.device().devicePixelRatio()
        painter.drawPixmap(place, self.scaledPixmap(place.size(), mode, state, ratio))

    def pixmap(self, size: QSize, mode: Mode, state: State) -> QPixmap:
        """At a ratio of 1."""
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: Mode, state: State, scale: float) -> QPixmap:
        """`size` in points."""
        tokens = self._tokens or current_tokens()
        side = min(size.width(), size.height())
        return self._draw(tokens, mode, state, side, scale)

    def isNull(self) -> bool:
        """There is always something to draw."""
        return False

    def clone(self) -> QIconEngine:
        """Support copying and then changing a QIcon, which nothing here does.

        PySide hands a new engine over to its QIcon, but not one that is returned from here.
        """
        self._copies.append(IconEngine(self._draw, self._tokens))
        return self._copies[-1]


@lru_cache(maxsize=1024)
def pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """An icon of `size` points, square, in one colour (#rrggbb), for a device pixel ratio."""
    svg = assets.icon_svg(name).replace("currentColor", colour)
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    side = round(size * ratio)
    result = QPixmap(QSize(side, side))
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    result.setDevicePixelRatio(ratio)
    return result


def icon(name: str, ground: Ground = Ground.PANEL, tokens: Tokens | None = None) -> QIcon:
    """An icon for what has this ground, in the theme's colours at any time.

    `tokens` are for what keeps its colours whatever the theme.
    """
    return QIcon(IconEngine(partial(_lucide, name, ground), tokens))


def _lucide(
    name: str,
    ground: Ground,
    tokens: Tokens,
    mode: Mode,
    state: State,
    side: int,
    ratio: float,
) -> QPixmap:
    return pixmap(name, ground.colour(tokens, mode, state), side, ratio)
