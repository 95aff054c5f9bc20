"""The zoom, shown and set by the same button over every picture."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from mjstudio.ui.canvas.pan_zoom import PanZoom
from mjstudio.ui.canvas.viewport import Viewport
from mjstudio.ui.commands.zoom_button import ZoomButton
from tests.conftest import Workbench
from tests.ui.hands import find
from tests.ui.registry import commands

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


class _Screen(QWidget):
    """A widget on a screen of any pixel ratio."""

    ratio = 1.0

    def devicePixelRatioF(self) -> float:
        return self.ratio


@pytest.fixture
def seen(qtbot: QtBot) -> tuple[_Screen, PanZoom, ZoomButton]:
    """A picture of 1000 x 800 pixels in 448 x 448 points, and its button."""
    screen = _Screen()
    qtbot.addWidget(screen)
    screen.resize(448, 448)
    pan_zoom = PanZoom(screen, Viewport())
    pan_zoom.view.picture = QSizeF(1000, 800)
    pan_zoom.resize()
    pan_zoom.fit()
    button = ZoomButton(commands(), "stage_zoom")
    qtbot.addWidget(button)
    button.follow(pan_zoom)
    return screen, pan_zoom, button


def test_it_tells_the_zoom_and_whether_the_whole_picture_is_kept_in_sight(
    seen: tuple[_Screen, PanZoom, ZoomButton],
) -> None:
    _screen, pan_zoom, button = seen
    assert button.text() == "Fit 40 %"
    assert button.accessibleName() == "Zoom: Fit 40 %"
    pan_zoom.scroll(QPointF(30, 0))
    assert button.text() == "40 %"
    pan_zoom.actual_size()
    assert button.text() == "100 %"
    assert button.accessibleName() == "Zoom: 100 %"


def test_percent_counts_pixels_of_the_screen(
    seen: tuple[_Screen, PanZoom, ZoomButton],
) -> None:
    screen, pan_zoom, button = seen
    screen.ratio = 2.0
    pan_zoom.resize()
    assert button.text() == "Fit 80 %"
    pan_zoom.actual_size()
    assert button.text() == "100 %"
    assert pan_zoom.view.rect.size() == QSizeF(500, 400)


def test_it_follows_one_picture_at_a_time(
    seen: tuple[_Screen, PanZoom, ZoomButton], qtbot: QtBot
) -> None:
    _screen, before, button = seen
    other = _Screen()
    qtbot.addWidget(other)
    after = PanZoom(other, Viewport())
    after.set_zoom(2)
    button.follow(after)
    assert button.text() == "200 %"
    before.actual_size()
    assert button.text() == "200 %"


def test_its_width_stays_whatever_the_zoom(
    seen: tuple[_Screen, PanZoom, ZoomButton],
) -> None:
    _screen, pan_zoom, button = seen
    wide = button.sizeHint()
    for zoom in (0.05, 0.5, 1, 32):
        pan_zoom.set_zoom(zoom)
        assert button.sizeHint() == wide


def test_its_menu_has_what_can_be_set_and_its_tooltip_tells_the_keys(
    seen: tuple[_Screen, PanZoom, ZoomButton],
) -> None:
    button = seen[2]
    entries = [action.objectName() for action in button.menu().actions() if action.objectName()]
    assert entries == [
        f"command_{name}"
        for name in ("fit", "half_size", "actual_size", "double_size", "zoom_in", "zoom_out")
    ]
    assert button.toolTip() == "Zoom\nFit to window (Ctrl+0)\nActual size, 100 % (Ctrl+Alt+0)"


def by_keyboard(button: ZoomButton, times: int) -> None:
    """Open the button's menu, go down that often, and take what is there."""
    menu = button.menu()
    assert isinstance(menu, QMenu)

    def choose() -> None:
        for _step in range(times):
            QTest.keyClick(menu, Qt.Key.Key_Down)
        QTest.keyClick(menu, Qt.Key.Key_Return)

    button.setFocus(Qt.FocusReason.TabFocusReason)
    # The press is over when the menu is closed.
    QTimer.singleShot(0, menu, choose)
    QTest.keyClick(button, Qt.Key.Key_Space)


def _grid(studio: Workbench) -> tuple[str, PanZoom]:
    studio.finish_a_grid()
    return "stage_zoom", studio.window.stage.grid_view.pan_zoom


def _single(studio: Workbench) -> tuple[str, PanZoom]:
    studio.finish_a_single()
    return "stage_zoom", studio.window.stage.single_view.pan_zoom


def _compare(studio: Workbench) -> tuple[str, PanZoom]:
    studio.finish_a_single()
    studio.window.commands["compare"].trigger()
    view = studio.window.after_redraw.first_compare.get()
    return "compare_zoom", view.canvas.pan_zoom


def _mask(studio: Workbench) -> tuple[str, PanZoom]:
    studio.finish_a_single()
    studio.window.commands["vary_region"].trigger()
    return "mask_fit", studio.window.stage.mask_mode.canvas.pan_zoom


@pytest.mark.parametrize("shown", [_grid, _single, _compare, _mask])
def test_each_picture_has_one_that_sets_its_zoom(
    studio: Workbench, shown: Callable[[Workbench], tuple[str, PanZoom]]
) -> None:
    name, pan_zoom = shown(studio)
    button = find(studio.window, name, ZoomButton)
    assert button.isVisible()
    assert button.text().startswith("Fit ")
    by_keyboard(button, 3)
    assert pan_zoom.view.zoom == 1
    assert button.text() == "100 %"
    by_keyboard(button, 1)
    assert pan_zoom.view.fitted
    assert button.text() == f"Fit {round(pan_zoom.view.zoom * 100)} %"


def test_on_the_stage_it_covers_neither_a_whole_picture_nor_the_buttons_of_a_quarter(
    studio: Workbench,
) -> None:
    """GIVEN a grid seen whole, and then so large that it fills the stage."""
    studio.finish_a_grid()
    stage = studio.window.stage
    view, button = stage.grid_view, find(studio.window, "stage_zoom", ZoomButton)
    studio.qtbot.waitUntil(lambda: button.geometry().bottomRight() == view.rect().bottomRight())
    corner = QRectF(button.geometry())
    assert not corner.intersects(view.picture_rect)
    view.pan_zoom.set_zoom(4 * view.zoom)
    assert corner.intersects(view.picture_rect)
    view.light(4)
    over = [button for button in view.findChildren(QPushButton) if button.isVisible()]
    assert over
    for other in over:
        place = QRectF(other.rect()).translated(other.mapTo(view, QPointF()))
        assert not corner.intersects(place)


def test_without_a_picture_nothing_tells_a_zoom(studio: Workbench) -> None:
    button = find(studio.window, "stage_zoom", ZoomButton)
    assert not button.isVisible()
    studio.finish_a_single()
    assert button.isVisible()
    studio.window.commands["vary_region"].trigger()
    assert not button.isVisible()
