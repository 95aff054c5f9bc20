"""Zoom and place as arithmetic: what holds for every picture, window and pixel ratio."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF

from mjstudio.ui.canvas.viewport import MAX_ZOOM, MIN_ZOOM, Viewport

RATIOS = (1.0, 1.25, 1.5, 1.75, 2.0, 3.0)
sides = st.integers(1, 8192)
widgets = st.builds(QSize, st.integers(120, 4000), st.integers(120, 3000))
zooms = st.floats(MIN_ZOOM, MAX_ZOOM)
shares = st.floats(0, 1)


@st.composite
def viewports(draw: st.DrawFn, *, whole: bool | None = None) -> Viewport:
    """A picture fitted into a widget on some screen."""
    view = Viewport(largest=MAX_ZOOM, whole=draw(st.booleans()) if whole is None else whole)
    view.set_picture(QSizeF(draw(sides), draw(sides)))
    view.resize(draw(widgets), draw(st.sampled_from(RATIOS)))
    return view


def within(view: Viewport, x: float, y: float) -> QPointF:
    """A point of the widget by its shares of the sides."""
    return QPointF(x * view.widget.width(), y * view.widget.height())


def shown(view: Viewport, x: float, y: float) -> QPointF:
    """A point that shows the picture, so far inside that nothing need be held in sight."""
    inside = QRectF(QPointF(), QSizeF(view.widget)).adjusted(48, 48, -48, -48)
    seen = view.rect.intersected(inside)
    return seen.topLeft() + QPointF(x * seen.width(), y * seen.height())


def far(view: Viewport, one: QPointF, other: QPointF) -> float:
    """How far points of the widget are from one another, the longer way, in device pixels."""
    between = one - other
    return max(abs(between.x()), abs(between.y())) * view.ratio


@given(viewports(), zooms, shares, shares)
def test_points_go_to_the_picture_and_back(view: Viewport, zoom: float, x: float, y: float) -> None:
    view.set_zoom(zoom)
    point = within(view, x, y)
    assert far(view, view.to_widget(view.to_picture(point)), point) < 1e-6
    assert view.to_picture_xy(point.x(), point.y()) == view.to_picture(point).toTuple()
    across = view.to_widget(QPointF(1, 0)) - view.to_widget(QPointF(0, 0))
    assert across.x() * view.ratio == pytest.approx(view.zoom)


@given(viewports(whole=False), st.lists(zooms, min_size=1, max_size=5), shares, shares)
def test_zooming_about_a_point_keeps_what_is_there(
    view: Viewport, ways: list[float], x: float, y: float
) -> None:
    about = shown(view, x, y)
    kept = view.to_picture(about)
    for zoom in ways:
        view.set_zoom(zoom, about)
        # At 100 % its pixels are those of the screen.
        room = 0.51 if zoom == 1 else 1e-3
        assert far(view, view.to_widget(kept), about) <= room


@given(viewports(whole=True), st.lists(zooms, min_size=1, max_size=5), shares, shares)
def test_on_whole_pixels_it_keeps_it_to_half_a_pixel(
    view: Viewport, ways: list[float], x: float, y: float
) -> None:
    about = shown(view, x, y)
    kept = view.to_picture(about)
    for zoom in ways:
        view.set_zoom(zoom, about)
        assert far(view, view.to_widget(kept), about) <= 0.51
        assert view.origin == QPointF(view.corner)


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("whole", [True, False])
def test_many_small_steps_of_a_pinch_keep_what_is_between_the_fingers(
    ratio: float, whole: bool
) -> None:
    view = Viewport(whole=whole)
    view.set_picture(QSizeF(1500, 1000))
    view.resize(QSize(801, 613), ratio)
    about = QPointF(611, 307)
    kept = view.to_picture(about)
    for _ in range(1200):
        view.set_zoom(view.zoom * 1.001, about)
    assert view.zoom > 1.5
    assert far(view, view.to_widget(kept), about) <= 0.51


@given(viewports(), zooms, st.floats(-0.9, 0.9), st.integers(1, 60))
def test_moves_smaller_than_a_pixel_add_up(
    view: Viewport, zoom: float, step: float, times: int
) -> None:
    view.set_zoom(zoom)
    # In the middle of a large picture nothing holds it back.
    view.set_picture(QSizeF(100_000, 100_000))
    view.fit_part(QRectF(50_000, 50_000, 10, 10), largest=zoom)
    before = view.origin
    for _ in range(times):
        view.scroll(QPointF(step, -step))
    moved = view.origin - before
    assert abs(moved.x() - step * times) <= 1.001
    assert abs(moved.y() + step * times) <= 1.001


@given(viewports(), zooms, st.integers(-90, 90), st.integers(-90, 90))
def test_a_move_by_whole_pixels_is_one_wherever_it_begins(
    view: Viewport, zoom: float, x: int, y: int
) -> None:
    view.set_picture(QSizeF(100_000, 100_000))
    view.fit_part(QRectF(50_000, 50_000, 10, 10), largest=zoom)
    moved = view.scroll(QPointF(x, y))
    assert (moved.x(), moved.y()) == pytest.approx((x, y), abs=1e-6)


@given(viewports())
def test_a_fitted_picture_is_whole_and_in_the_middle(view: Viewport) -> None:
    rect, margin, room = view.rect, view.margin - 1 / view.ratio, view.widget
    assert view.fitted
    assert far(view, rect.center(), within(view, 0.5, 0.5)) <= 0.51
    assert rect.left() >= min(margin, room.width() / 2 - 1)
    assert rect.top() >= min(margin, room.height() / 2 - 1)
    free = (room.width() - 2 * view.margin, room.height() - 2 * view.margin)
    fills = (rect.width() / free[0], rect.height() / free[1])
    assert max(fills) == pytest.approx(1) or view.zoom == pytest.approx(MAX_ZOOM)


def test_a_small_picture_is_enlarged_by_no_more_than_is_wanted() -> None:
    view = Viewport()
    view.set_picture(QSizeF(10, 10))
    for ratio in (1.0, 2.0):
        view.resize(QSize(800, 600), ratio)
        assert view.rect.width() == 40


@given(viewports(), zooms, st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_some_of_the_picture_always_stays_in_sight(
    view: Viewport, zoom: float, x: float, y: float
) -> None:
    view.set_zoom(zoom)
    view.scroll(QPointF(x, y))
    seen = view.rect.intersected(QRectF(QPointF(), QSizeF(view.widget)))
    for length, whole in ((seen.width(), view.rect.width()), (seen.height(), view.rect.height())):
        assert length >= min(48, whole) - 1 / view.ratio


@given(viewports(), zooms, widgets)
def test_another_size_keeps_the_middle_or_fits_again(
    view: Viewport, zoom: float, other: QSize
) -> None:
    view.resize(other, view.ratio)
    assert view.fitted
    view.set_zoom(zoom)
    kept = view.to_picture(within(view, 0.5, 0.5))
    view.resize(QSize(other.width() + 31, other.height() + 7), view.ratio)
    assert view.zoom == pytest.approx(zoom)
    assert far(view, view.to_widget(kept), within(view, 0.5, 0.5)) <= 0.51


@given(viewports(), st.floats(0, 1e4, exclude_min=True), st.booleans())
def test_the_zoom_keeps_its_limits(view: Viewport, zoom: float, fitted: bool) -> None:
    lowest = min(MIN_ZOOM, view.zoom)
    view.set_zoom(zoom)
    assert lowest <= view.zoom <= MAX_ZOOM
    assert not view.fitted
    if fitted:
        view.fit()
        assert view.zoom <= MAX_ZOOM


@given(viewports(), shares, shares)
def test_at_100_percent_pixels_of_the_picture_are_pixels_of_the_screen(
    view: Viewport, x: float, y: float
) -> None:
    view.set_zoom(1.0, within(view, x, y))
    for value in (view.device_bounds.left(), view.device_bounds.top()):
        assert value == math.floor(value)
    assert view.device_rect(QRect(3, 5, 1, 1)).size() == QSizeF(1, 1)


@given(viewports(), zooms, st.integers(0, 4000), st.integers(0, 4000), st.integers(1, 90))
def test_what_shows_an_area_of_the_picture_covers_it(
    view: Viewport, zoom: float, x: int, y: int, side: int
) -> None:
    view.set_zoom(zoom)
    area = QRect(x, y, side, side)
    shown_at = view.widget_rect(area)
    exact = QRectF(view.to_widget(QPointF(x, y)), view.to_widget(QPointF(x + side, y + side)))
    assert QRectF(shown_at).adjusted(-1e-6, -1e-6, 1e-6, 1e-6).contains(exact)
    on_screen = view.device_rect(area).toAlignedRect()
    inside = area.intersected(view.bounds)
    assert inside.isEmpty() or view.picture_area(on_screen).contains(inside)
