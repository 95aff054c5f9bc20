"""What is left of a dock in a small window names it from top to bottom."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from mjstudio.ui.look.lettering import shows_chinese
from mjstudio.ui.look.tokens import current_tokens
from mjstudio.ui.window.handle import DockHandle
from tests.ui.registry import commands


@pytest.fixture
def handle(qtbot: QtBot) -> DockHandle:
    made = DockHandle("library_handle", commands()["library"], at_left=True)
    qtbot.addWidget(made)
    made.resize(made.sizeHint())
    return made


def ink(handle: DockHandle, name: str) -> QRect:
    """What the letters of a name cover, below the icon and above the key."""
    handle.set_label(name)
    image = handle.grab(QRect(2, 33, 22, 13)).toImage().convertToFormat(QImage.Format.Format_RGB32)
    ground = QColor(current_tokens().surface).rgb()
    spots = [
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixel(x, y) != ground
    ]
    (left, right), (top, bottom) = ((min(one), max(one)) for one in zip(*spots, strict=True))
    return QRect(left, top, right - left + 1, bottom - top + 1)


def test_letters_lie_on_their_side(handle: DockHandle) -> None:
    lying = ink(handle, "l")
    assert lying.width() > 2 * lying.height()


def test_chinese_characters_stand(handle: DockHandle) -> None:
    if not shows_chinese():
        pytest.skip("no font here has Chinese characters")
    standing = ink(handle, "一")
    assert standing.width() > 2 * standing.height()
