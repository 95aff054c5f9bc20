"""A window is in sight whatever screens there are."""

import gc
import weakref

import shiboken6
from hypothesis import given
from hypothesis import strategies as some
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from mjstudio.ui.window.sight import Sight, in_sight

places = some.integers(-4000, 4000)
sizes = some.integers(200, 3000)
rectangles = some.builds(QRect, places, places, sizes, sizes)


@given(rectangles, some.lists(rectangles, min_size=1, max_size=3))
def test_half_of_a_window_or_more_can_be_seen(frame: QRect, screens: list[QRect]) -> None:
    place = in_sight(frame, screens)
    seen = [place.intersected(screen) for screen in screens]
    assert 2 * sum(part.width() * part.height() for part in seen) >= place.width() * place.height()


@given(rectangles, some.lists(rectangles, min_size=1, max_size=3))
def test_a_window_that_is_moved_lies_wholly_on_one_screen(
    frame: QRect, screens: list[QRect]
) -> None:
    place = in_sight(frame, screens)
    assert place == frame or any(screen.contains(place) for screen in screens)


def test_a_window_over_the_seam_of_two_screens_stays() -> None:
    frame = QRect(1200, 100, 900, 700)
    assert in_sight(frame, [QRect(0, 0, 1440, 900), QRect(1440, 0, 1440, 900)]) == frame


def test_without_any_screen_nothing_moves() -> None:
    frame = QRect(10, 10, 300, 300)
    assert in_sight(frame, []) == frame


def test_screens_let_go_of_a_window_that_is_gone(qtbot: QtBot) -> None:
    window = QWidget()
    Sight(window)
    known = weakref.ref(window)
    shiboken6.delete(window)
    del window
    gc.collect()
    assert known() is None
