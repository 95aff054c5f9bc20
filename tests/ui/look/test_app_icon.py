"""The program's own icon: strong at every size."""

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from mjstudio.ui.look.app_icon import LARGE, SMALL, app_icon


@pytest.mark.parametrize("size", [*SMALL, *LARGE])
def test_one_quarter_has_come_clear_and_a_mask_is_painted(qtbot: QtBot, size: int) -> None:
    image = app_icon().pixmap(size, size).toImage()
    assert image.width() == size

    def at(x: float, y: float) -> QColor:
        return image.pixelColor(int(x * size), int(y * size))

    veiled, clear = at(0.3, 0.3), at(0.74, 0.26)
    assert clear.lightness() > veiled.lightness() + 40
    pinks = [
        (x, y)
        for x in range(size)
        for y in range(size // 2, size)
        if image.pixelColor(x, y).red() > 230 and image.pixelColor(x, y).green() < 130
    ]
    assert len(pinks) > size * size * 0.04
    assert at(0, 0).alpha() < 128
