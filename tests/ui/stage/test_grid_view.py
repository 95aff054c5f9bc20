"""The grid under the hand: light, look, upscale, vary; and previews that come in place."""

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from mjstudio.sandbox.trouble.faults import Fault
from mjstudio.ui.stage.grid_view import GridView
from tests.conftest import Workbench
from tests.ui.hands import (
    SHIFT,
    Button,
    Key,
    brightness,
    click,
    compose,
    move,
    press,
    seen,
    settle,
    type_text,
)


@pytest.fixture
def grid(studio: Workbench) -> GridView:
    """A finished grid that has the keyboard, no quarter lit."""
    studio.finish_a_grid()
    view = studio.window.stage.grid_view
    view.setFocus()
    settle(studio.qtbot, studio.window.stage.action_bar)
    return view


def middle(view: GridView, quadrant: int) -> QPointF:
    return view.quadrant_rect(quadrant).center()


def hover(view: GridView, quadrant: int) -> None:
    move(view, middle(view, quadrant))


def bright(view: GridView) -> list[float]:
    image = seen(view)
    return [brightness(image, middle(view, quadrant)) for quadrant in range(1, 5)]


def sent(studio: Workbench) -> list[str]:
    return [job.request.action for job in studio.runner.jobs[1:]]


def test_the_quarter_under_the_pointer_is_lit(grid: GridView) -> None:
    plain = bright(grid)
    for quadrant in (1, 2, 4, 3):
        hover(grid, quadrant)
        assert grid.quadrant == quadrant
        for at, (before, now) in enumerate(zip(plain, bright(grid), strict=True), start=1):
            assert now == pytest.approx(before, abs=1) if at == quadrant else now < before * 0.7
    move(grid, grid.picture_rect.topLeft() - QPointF(9, 9))
    assert grid.quadrant == 0
    assert bright(grid) == pytest.approx(plain, abs=1)


def test_arrows_walk_through_the_quarters(grid: GridView) -> None:
    lit = []
    right, left, up, down = Key.Key_Right, Key.Key_Left, Key.Key_Up, Key.Key_Down
    for key in (right, right, down, left, left, up):
        press(key)
        lit.append(grid.quadrant)
    assert lit == [1, 2, 4, 3, 3, 1]
    assert min(bright(grid)[1:]) < bright(grid)[0]


def test_space_shows_the_lit_quarter_at_full_size_and_goes_back(grid: GridView) -> None:
    before = grid.picture_rect
    press(Key.Key_Right, times=2)
    press(Key.Key_Space)
    assert grid.peeking == 2
    shown = grid.quadrant_rect(2)
    assert QRectF(grid.rect()).contains(shown)
    assert shown.width() * grid.devicePixelRatioF() == grid.job.picture.raw_size[0] / 2
    assert abs(shown.center().x() - grid.width() / 2) <= 1
    around = seen(grid).pixelColor(3, grid.height() // 2)
    assert around == QColor("#161618")
    press(Key.Key_Down)
    assert grid.peeking == 4
    press(Key.Key_Escape)
    assert (grid.peeking, grid.picture_rect) == (0, before)
    press(Key.Key_Space)
    press(Key.Key_Space)
    assert (grid.peeking, grid.picture_rect) == (0, before)


def test_a_double_click_shows_a_quarter_and_another_goes_back(grid: GridView) -> None:
    before = grid.picture_rect
    hover(grid, 3)
    QTest.mouseDClick(grid, Button.LeftButton, pos=middle(grid, 3).toPoint())
    assert grid.peeking == 3
    QTest.mouseDClick(grid, Button.LeftButton, pos=grid.rect().center())
    assert (grid.peeking, grid.picture_rect) == (0, before)


def test_numbers_upscale_shift_varies_and_r_rerolls(studio: Workbench, grid: GridView) -> None:
    studio.service.faults.order(Fault.HANG, where="imagine", times=20, seconds=30)
    numbers = (Key.Key_1, Key.Key_2, Key.Key_3, Key.Key_4)
    for key in numbers:
        press(key)
    for key in numbers:
        press(key, SHIFT)
    press(Key.Key_R)
    up, vary = [f"upscale{q}" for q in range(1, 5)], [f"variation{q}" for q in range(1, 5)]
    assert sent(studio) == [*up, *vary, "reroll"]


def test_letters_typed_into_a_prompt_start_nothing(studio: Workbench, grid: GridView) -> None:
    studio.window.write_prompt("")
    type_text("1234!r R m M b e x i [ ]")
    press(Key.Key_1, SHIFT)
    assert studio.window.prompt_panel.edit.toPlainText().startswith("1234!r R m M b e x i [ ]")
    studio.window.library.search.setFocus()
    type_text("1 r m b ")
    compose("é")
    assert studio.window.library.search.text() == "1 r m b é"
    assert len(studio.runner.jobs) == 1
    assert not studio.window.stage.masking


def test_buttons_on_the_lit_quarter_work(studio: Workbench, grid: GridView) -> None:
    studio.service.faults.order(Fault.HANG, where="imagine", times=2, seconds=30)
    for quadrant, label in ((2, "Upscale"), (3, "Vary")):
        hover(grid, quadrant)
        buttons = [b for b in grid.findChildren(QPushButton) if b.isVisible()]
        button = next(b for b in buttons if b.text().startswith(label))
        corner = QPointF(button.mapTo(grid, button.rect().topLeft()))
        assert grid.quadrant_rect(quadrant).contains(QRectF(button.rect()).translated(corner))
        click(button)
    assert sent(studio) == ["upscale2", "variation3"]


def test_after_a_click_on_an_action_space_looks_and_buys_nothing(
    studio: Workbench, grid: GridView
) -> None:
    studio.service.faults.order(Fault.HANG, where="imagine", times=2, seconds=30)
    click(studio.window.findChild(QPushButton, "action_upscale1"))
    press(Key.Key_Space)
    assert sent(studio) == ["upscale1"]
    assert grid.peeking


@pytest.mark.parametrize("prompt", ["a lake --seed 3", "a lake --ar 16:9", "a lake --ar 2:3"])
def test_previews_replace_one_another_in_place(studio: Workbench, prompt: str) -> None:
    view = studio.window.stage.grid_view
    places: list[QRectF] = []
    waiting: list[QRectF] = []
    studio.images.changed.connect(lambda _key: places.append(view.picture_rect))
    studio.runner.job_changed.connect(
        lambda _job: None if places else waiting.append(view.picture_rect)
    )
    job = studio.finish_a_seen_grid(prompt)
    assert len(places) > 2
    assert waiting
    assert studio.images.picture(job.id) is not None
    for place in (*places, view.picture_rect):
        assert place == places[0]
    # Before the first preview the picture's own aspect is known but for a few pixels.
    for edge in ("left", "right", "top", "bottom"):
        assert getattr(waiting[-1], edge)() == pytest.approx(getattr(places[0], edge)(), abs=2.5)


def test_how_far_it_is_stands_on_the_picture(studio: Workbench) -> None:
    studio.service.faults.order(Fault.STALL_STREAM, where="imagine", after_records=2, seconds=30)
    job = studio.imagine()
    studio.wait_for(lambda: studio.job(job.id).progress > 11)
    percent = studio.job(job.id).progress
    view = studio.window.stage.grid_view
    image, place = seen(view), view.picture_rect
    y = int(place.bottom()) - 2
    accent = QColor("#8ea2ff")
    share = place.width() / 100
    assert image.pixelColor(int(place.left() + share * (percent - 3)), y) == accent
    assert image.pixelColor(int(place.left() + share * (percent + 3)), y) != accent
    badge = QRectF(place.center().x() - 50, place.bottom() - 45, 100, 25).toRect()
    assert len({image.pixel(x, badge.center().y()) for x in range(badge.left(), badge.right())}) > 5
    hover(view, 1)
    assert not [b for b in view.findChildren(QPushButton) if b.isVisible()]
