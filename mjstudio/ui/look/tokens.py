"""The colours of the themes: one set of tokens, dark and light.

A widget that paints asks for the tokens as it paints and keeps none, so that another theme needs
nothing but a repaint, which Qt sees to. The application's palette is what tells the theme: a
widget's own palette does not, since a style sheet writes into the palettes of what it styles.
"""

from dataclasses import dataclass

from PySide6.QtGui import QColor, QGuiApplication, QPalette


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme, as #rrggbb.

    `faint` is for what need not be read; whatever must be read has a contrast of 4.5:1 or more.
    """

    dark: bool
    background: str
    surface: str
    raised: str
    hover: str
    line: str
    text: str
    dim: str
    faint: str
    accent: str
    accent_hover: str
    on_accent: str
    warning: str
    good: str
    error: str


DARK = Tokens(
    dark=True,
    background="#161618",
    surface="#1e1e21",
    raised="#28282c",
    hover="#323237",
    line="#333338",
    text="#ececee",
    dim="#a2a2aa",
    faint="#6f6f78",
    accent="#8ea2ff",
    accent_hover="#a3b3ff",
    on_accent="#10131f",
    warning="#f2b84b",
    good="#6fce9a",
    error="#ff8a80",
)
LIGHT = Tokens(
    dark=False,
    background="#e9e9eb",
    surface="#f6f6f7",
    raised="#ffffff",
    hover="#ececef",
    line="#d5d5da",
    text="#1b1b1f",
    dim="#56565f",
    faint="#85858e",
    accent="#4456d6",
    accent_hover="#3848bd",
    on_accent="#ffffff",
    warning="#9a6300",
    good="#1d7a4b",
    error="#b3261e",
)

MASK_COLOUR = "#ff3d7f"

_BY_WINDOW = {QColor(tokens.surface).rgb(): tokens for tokens in (DARK, LIGHT)}


def current_tokens() -> Tokens:
    """The tokens of the current theme; the dark ones before there is any."""
    window = QGuiApplication.palette().color(QPalette.ColorRole.Window)
    return _BY_WINDOW.get(window.rgb(), DARK)


def with_alpha(colour: str, alpha: float) -> QColor:
    """A token's colour at an opacity of 0..1."""
    result = QColor(colour)
    result.setAlphaF(alpha)
    return result
