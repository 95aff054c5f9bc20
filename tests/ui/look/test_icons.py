"""Icons: made once, in the colours of whichever theme is in force, sharp on every screen."""

import gc
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from mjstudio.ui.look.icons import Ground, icon
from mjstudio.ui.look.star import FILLED, star_icon
from mjstudio.ui.look.theme import Mode, Theme
from mjstudio.ui.look.tokens import DARK, LIGHT, Tokens, current_tokens

THEMES = ((Mode.LIGHT, LIGHT), (Mode.DARK, DARK))


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    theme = Theme(qapp)
    yield theme
    theme.set_mode(Mode.DARK)


def colour(image: QImage) -> str:
    """The colour of what is drawn: the most frequent one that nothing shines through."""
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return Counter(pixel.name() for pixel in pixels if pixel.alpha() == 255).most_common(1)[0][0]


def drawn(
    icon: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal, state: QIcon.State = QIcon.State.Off
) -> str:
    return colour(icon.pixmap(QSize(32, 32), 1.0, mode, state).toImage())


def test_an_icon_made_once_has_the_colour_of_the_theme_in_force(theme: Theme) -> None:
    brush = icon("brush")
    for mode, tokens in THEMES:
        theme.set_mode(mode)
        assert current_tokens() is tokens
        assert drawn(brush) == tokens.text


@pytest.mark.parametrize(("mode", "tokens"), THEMES, ids=["light", "dark"])
def test_an_icon_has_the_colour_that_its_ground_sets_off(
    theme: Theme, mode: Mode, tokens: Tokens
) -> None:
    theme.set_mode(mode)
    on = QIcon.State.On
    assert drawn(icon("brush"), state=on) == tokens.accent
    assert drawn(icon("brush", Ground.TOOL), state=on) == tokens.on_accent
    assert drawn(icon("brush", Ground.ACCENT)) == tokens.on_accent
    for chosen in (QIcon.Mode.Selected, QIcon.Mode.Active):
        assert drawn(icon("brush", Ground.ROW), chosen) == tokens.on_accent
        assert drawn(icon("brush", Ground.ROW), chosen, on) == tokens.on_accent
        assert drawn(icon("brush"), chosen) == tokens.text


@pytest.mark.parametrize("ground", [Ground.PANEL, Ground.TOOL, Ground.ROW])
def test_what_cannot_be_used_is_faint(theme: Theme, ground: Ground) -> None:
    brush = icon("brush", ground)
    for mode, tokens in THEMES:
        theme.set_mode(mode)
        assert drawn(brush, QIcon.Mode.Disabled) == tokens.faint


def test_what_keeps_its_colours_is_the_same_in_every_theme(theme: Theme) -> None:
    save = icon("save", tokens=DARK)
    for mode, _tokens in THEMES:
        theme.set_mode(mode)
        assert drawn(save) == DARK.text


@pytest.mark.parametrize("make", [lambda: icon("brush"), star_icon], ids=["lucide", "star"])
@pytest.mark.parametrize("state", QIcon.State)
def test_a_finer_screen_has_a_finer_icon(
    theme: Theme, make: Callable[[], QIcon], state: QIcon.State
) -> None:
    coarse, fine = (
        make().pixmap(QSize(16, 16), ratio, QIcon.Mode.Normal, state) for ratio in (1.0, 2.0)
    )
    assert (coarse.size(), coarse.devicePixelRatio()) == (QSize(16, 16), 1.0)
    assert (fine.size(), fine.devicePixelRatio()) == (QSize(32, 32), 2.0)
    assert fine.deviceIndependentSize() == coarse.deviceIndependentSize()
    blurred = coarse.toImage().scaled(32, 32, mode=Qt.TransformationMode.SmoothTransformation)
    assert _strong(fine.toImage()) > 1.2 * _strong(blurred)


def _strong(image: QImage) -> int:
    """How many pixels are wholly the icon's."""
    places = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return sum(image.pixelColor(*place).alpha() == 255 for place in places)


@pytest.mark.parametrize("ratio", [1, 2])
def test_a_painted_icon_is_square_in_the_middle_at_the_ratio_of_what_it_is_painted_on(
    theme: Theme, ratio: int
) -> None:
    image = QImage(40 * ratio, 16 * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    icon("brush").paint(painter, QRect(0, 0, 40, 16))
    painter.end()
    wanted = icon("brush").pixmap(QSize(16, 16), float(ratio)).toImage()
    assert image.copy(12 * ratio, 0, 16 * ratio, 16 * ratio) == wanted.convertToFormat(
        image.format()
    )
    assert _strong(image) == _strong(wanted)


def test_a_star_is_filled_while_its_button_is_on(theme: Theme) -> None:
    star = star_icon()
    for mode, tokens in THEMES:
        theme.set_mode(mode)
        assert drawn(star, state=QIcon.State.On) == FILLED
        assert drawn(star) == tokens.text
        assert drawn(star, QIcon.Mode.Disabled) == tokens.faint


def test_a_button_shows_another_theme_without_another_icon(qtbot: QtBot, theme: Theme) -> None:
    button = QToolButton()
    qtbot.addWidget(button)
    button.setIconSize(QSize(24, 24))
    button.setIcon(icon("brush"))
    button.show()
    for mode, tokens in THEMES:
        theme.set_mode(mode)
        shown = button.grab().toImage()
        places = ((x, y) for x in range(shown.width()) for y in range(shown.height()))
        assert any(shown.pixelColor(*place) == QColor(tokens.text) for place in places)


def test_a_copy_that_is_changed_draws_as_the_first(theme: Theme) -> None:
    first = icon("brush")
    copy = QIcon(first)
    copy.addPixmap(QPixmap(4, 4))
    gc.collect()
    theme.set_mode(Mode.LIGHT)
    assert drawn(copy) == drawn(first) == LIGHT.text
