"""Colours, sizes and the style sheet: one set of tokens, dark and light.

Fusion with an own palette, since a platform's own style follows no palette and
`QStyleHints.setColorScheme` does nothing under bare xcb and offscreen.
"""

from enum import Enum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFontDatabase, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication

from mjstudio import assets
from mjstudio.ui.look.lettering import chinese_line, letter_font, strokes_are_drawn
from mjstudio.ui.look.line_height import with_line
from mjstudio.ui.look.stylesheet import stylesheet
from mjstudio.ui.look.tokens import DARK, LIGHT, Tokens, current_tokens


class Mode(Enum):
    """Which theme the artist chose."""

    DARK = "dark"
    LIGHT = "light"
    SYSTEM = "system"


class Theme(QObject):
    """The current theme.

    Signals:
        changed(Tokens): the colours changed.
    """

    changed = Signal(object)

    def __init__(self, app: QApplication, mode: Mode = Mode.DARK) -> None:
        super().__init__()
        self._app = app
        self._mode = mode
        app.setStyle("Fusion")
        load_fonts(app)
        app.styleHints().colorSchemeChanged.connect(self._follow_system)
        self._apply()

    @property
    def tokens(self) -> Tokens:
        """The current colours."""
        return current_tokens()

    @property
    def mode(self) -> Mode:
        """What the artist chose."""
        return self._mode

    def set_mode(self, mode: Mode) -> None:
        """Apply a theme."""
        if mode is self._mode:
            return
        self._mode = mode
        self._apply()

    def _follow_system(self) -> None:
        if self._mode is Mode.SYSTEM:
            self._apply()

    def _apply(self) -> None:
        light_system = self._app.styleHints().colorScheme() is Qt.ColorScheme.Light
        light = self._mode is Mode.LIGHT or (self._mode is Mode.SYSTEM and light_system)
        tokens = LIGHT if light else DARK
        self._app.setPalette(palette(tokens))
        self._app.setStyleSheet(stylesheet(tokens))
        self.changed.emit(tokens)


def load_fonts(app: QApplication) -> None:
    """Bundled Inter; the system's fonts fill in for scripts that it lacks."""
    line = chinese_line()
    for path in assets.fonts():
        if line is None:
            QFontDatabase.addApplicationFont(str(path))
        else:
            QFontDatabase.addApplicationFontFromData(with_line(path.read_bytes(), *line))
    font = letter_font()
    app.setFont(font)
    QFontMetrics(font).horizontalAdvance("x")
    strokes_are_drawn()


def palette(tokens: Tokens) -> QPalette:
    """The tokens as Qt's colour roles."""
    role = QPalette.ColorRole
    result = QPalette()
    for roles, colour in (
        ((role.Window,), tokens.surface),
        ((role.Base,), tokens.background),
        ((role.AlternateBase, role.Button, role.ToolTipBase, role.Light), tokens.raised),
        ((role.Midlight, role.Mid), tokens.line),
        ((role.Dark, role.Shadow), tokens.background),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText), tokens.text),
        ((role.BrightText,), tokens.error),
        ((role.PlaceholderText,), tokens.dim),
        ((role.Highlight, role.Link, role.Accent), tokens.accent),
        ((role.HighlightedText,), tokens.on_accent),
    ):
        for one in roles:
            result.setColor(one, QColor(colour))
    for one in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, one, QColor(tokens.faint))
    return result
