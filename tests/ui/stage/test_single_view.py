"""One picture under the hand: zoom about the pointer, pan, actual size, and honest pixels."""

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtTest import QTest

from mjstudio.ui.stage.single_view import SingleView
from tests.conftest import Workbench
from tests.ui.hands import Button, Key, drag, press, seen, settle, wheel


@pytest.fixture
def view(studio: Workbench) -> SingleView:
    """A finished single picture that has the keyboard."""
    studio.finish_a_single()
    view = studio.window.stage.single_view
    assert studio.window.stage.view is view
    view.setFocus()
    settle(studio.qtbot, studio.window.stage.action_bar)
    return view


def under(view: SingleView, at: QPointF) -> QPointF:
    """What lies at a point of the widget, in pixels of the picture."""
    return (at - view.picture_rect.topLeft()) / view.zoom


def test_the_wheel_keeps_the_point_under_the_pointer(view: SingleView) -> None:
    at = view.picture_rect.topLeft() + QPointF(61, 87)
    point, zoom = under(view, at), view.zoom
    for notches in (1, 3, -2, 5, -1):
        wheel(view, at, notches)
        assert (under(view, at) - point).manhattanLength() < 0.01
    assert view.zoom == pytest.approx(zoom * 1.25**6)


def test_the_wheel_stops_at_its_ends(view: SingleView) -> None:
    at = QPointF(view.rect().center())
    wheel(view, at, 60)
    assert view.zoom == 32
    wheel(view, at, -120)
    assert view.zoom == 0.05
    press(Key.Key_0)
    assert view.picture_rect.center().x() == pytest.approx(view.width() / 2)


def test_a_drag_moves_the_picture_with_the_hand(view: SingleView) -> None:
    wheel(view, QPointF(view.rect().center()), 6)
    before = view.picture_rect
    start = QPointF(view.rect().center())
    drag(view, start, start + QPointF(20, 10), start + QPointF(70, -35))
    assert view.picture_rect.topLeft() - before.topLeft() == QPointF(70, -35)
    assert view.picture_rect.size() == before.size()


def test_the_picture_is_never_dragged_out_of_sight(view: SingleView) -> None:
    wheel(view, QPointF(view.rect().center()), 4)
    for _ in range(6):
        drag(view, QPointF(5, 5), QPointF(view.rect().bottomRight()))
    assert view.picture_rect.left() < view.width() - 40
    assert view.picture_rect.top() < view.height() - 40


def test_a_double_click_goes_to_actual_size_and_back(view: SingleView) -> None:
    fitted = view.picture_rect
    QTest.mouseDClick(view, Button.LeftButton, pos=view.rect().center())
    assert view.zoom * view.devicePixelRatioF() == pytest.approx(1)
    QTest.mouseDClick(view, Button.LeftButton, pos=view.rect().center())
    assert view.picture_rect == fitted
    press(Key.Key_Space)
    assert view.zoom * view.devicePixelRatioF() == pytest.approx(1)


@pytest.mark.parametrize("width", [1280, 1281])
def test_at_actual_size_the_screen_shows_the_pixels_themselves(
    studio: Workbench, view: SingleView, width: int
) -> None:
    studio.window.resize(width, 800)
    studio.qtbot.waitUntil(lambda: studio.window.width() == width)
    QTest.mouseDClick(view, Button.LeftButton, pos=view.rect().center())
    job = view.job
    assert job is not None
    pyramid = studio.images.picture(job.id)
    assert pyramid is not None
    image, corner = seen(view), view.picture_rect.topLeft()
    for x, y in ((3, 5), (40, 61), (100, 90), (127, 127)):
        shown = image.pixel(round(corner.x()) + x, round(corner.y()) + y)
        assert shown == pyramid.full.pixel(x, y)


def test_a_fitted_picture_follows_the_window(studio: Workbench, view: SingleView) -> None:
    for size in ((1000, 640), (1600, 1000)):
        studio.window.resize(*size)
        studio.qtbot.waitUntil(lambda size=size: studio.window.width() == size[0])
        place = view.picture_rect
        assert place.center().x() == pytest.approx(view.width() / 2)
        assert place.center().y() == pytest.approx(view.height() / 2)
        assert place.top() >= 0
        assert place.left() >= 0


def test_a_zoomed_picture_keeps_its_middle_when_the_window_changes(
    studio: Workbench, view: SingleView
) -> None:
    wheel(view, QPointF(view.rect().center()) + QPointF(40, 20), 6)
    point, zoom = under(view, QPointF(view.width() / 2, view.height() / 2)), view.zoom
    studio.window.resize(1100, 700)
    after = under(view, QPointF(view.width() / 2, view.height() / 2))
    assert view.zoom == zoom
    assert (after - point).manhattanLength() < 1 / zoom


def test_far_in_every_pixel_of_the_picture_is_one_even_square(
    studio: Workbench, view: SingleView
) -> None:
    wheel(view, QPointF(view.rect().center()), 30)
    assert view.zoom == 32
    job = view.job
    assert job is not None
    pyramid = studio.images.picture(job.id)
    assert pyramid is not None
    image = seen(view)
    first = under(view, QPointF(view.width() / 2, view.height() / 2))
    for dx, dy in ((0, 0), (1, 0), (0, 1), (3, 2)):
        x, y = int(first.x()) + dx, int(first.y()) + dy
        corner = view.picture_rect.topLeft() + QPointF(x, y) * view.zoom
        inside = [corner + QPointF(a, b) for a in (3, 16, 29) for b in (3, 16, 29)]
        shown = {image.pixel(int(at.x()), int(at.y())) for at in inside}
        assert shown == {pyramid.full.pixel(x, y)}


def test_another_picture_begins_fitted(studio: Workbench, view: SingleView) -> None:
    fitted = view.picture_rect
    wheel(view, QPointF(view.rect().center()), 6)
    grid = studio.runner.jobs[0]
    studio.session.show(grid.id)
    studio.act("upscale2")
    assert studio.window.stage.view is view
    studio.qtbot.waitUntil(lambda: view.picture_rect == fitted)
