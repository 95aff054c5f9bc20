"""Before and after in the window: swipe, blink, side by side, heat, and locking the outside."""

from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QSlider

from mjstudio.library.pictures import PictureStore
from mjstudio.mask.pixels.lock import decode_mask
from mjstudio.model.geometry import quadrant_box
from mjstudio.model.job import Job, State
from mjstudio.studio.compare.compare_session import CompareSession
from mjstudio.ui.compare.canvas import CompareCanvas
from mjstudio.ui.compare.parts import View
from tests.conftest import Workbench
from tests.ui.hands import CTRL, SHIFT, Key, click_name, drag, find, focused, press, seen, wheel
from tests.ui.regions import document, paint


@pytest.fixture
def redrawn(studio: Workbench, single: Job) -> Job:
    """The grid of a redraw on the stage."""
    document(studio).set_size(30)
    paint(studio, (40, 40), (80, 50))
    with studio.qtbot.waitSignal(studio.app.studio.masking.submitted) as caught:
        press(Key.Key_Return)
    return studio.until(State.FINISHED, caught.args[0].id)


@pytest.fixture
def comparing(studio: Workbench, redrawn: Job) -> CompareSession:
    """It is compared with the picture before."""
    studio.window.stage.grid_view.setFocus()
    press(Key.Key_C)
    assert studio.app.studio.comparing.current is not None
    return studio.app.studio.comparing


def canvas(studio: Workbench) -> CompareCanvas:
    return studio.window.after_redraw.compare.canvas


def colour(image: QImage, at: QPointF) -> tuple[int, int, int]:
    found = image.pixelColor(at.toPoint())
    return (found.red(), found.green(), found.blue())


def told(studio: Workbench) -> str:
    return find(studio.window, "compare_words", QLabel).text()


def opened(file: str) -> Image.Image:
    return Image.open(file).convert("RGB")


def spoil(studio: Workbench, job: Job, quarter: int) -> Image.Image:
    """Give a redraw a file that is wrong outside its mask too, as a real service's is.

    Returns that quarter as it is now.
    """
    picture = opened(job.file)
    box = quadrant_box(picture.size, quarter)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((box[0], box[3] - 20, box[2] - 1, box[3] - 1), (250, 20, 30))
    picture.save(job.file, "PNG")
    return picture.crop(box)


def test_c_compares_and_escape_goes_back(studio: Workbench, redrawn: Job) -> None:
    stage = studio.window.stage
    stage.grid_view.setFocus()
    assert find(studio.window, "compare_open", QPushButton).isVisible()
    press(Key.Key_C)
    assert studio.window.after_redraw.compare.isVisible()
    assert not stage.action_bar.isVisible()
    assert focused() is canvas(studio)
    press(Key.Key_1)
    assert studio.runner.jobs[-1].id == redrawn.id
    press(Key.Key_Escape)
    assert stage.view is stage.grid_view
    assert focused() is stage.grid_view
    assert stage.action_bar.isVisible()
    click_name(studio.window, "compare_open")
    assert studio.window.after_redraw.compare.isVisible()
    click_name(studio.window, "compare_close")
    assert stage.view is stage.grid_view


def test_a_first_grid_has_nothing_to_be_compared_with(studio: Workbench) -> None:
    studio.finish_a_grid()
    assert not studio.window.findChildren(QPushButton, "compare_open")
    studio.window.stage.grid_view.setFocus()
    press(Key.Key_C)
    assert studio.app.studio.comparing.current is None
    assert not studio.window.commands["compare"].isEnabled()


def test_swipe_shows_before_left_of_the_line_and_after_right_of_it(
    studio: Workbench, comparing: CompareSession, redrawn: Job, single: Job
) -> None:
    view = canvas(studio)
    before, after = opened(single.file), opened(redrawn.file)
    quarter = after.crop(quadrant_box(after.size, 1))
    assert view.zoom > 2
    spot = (60, 45)
    assert before.getpixel(spot) != quarter.getpixel(spot)
    at = view.picture_rect.topLeft() + QPointF(spot[0] + 0.5, spot[1] + 0.5) * view.zoom
    view.set_divider(0.95)
    assert colour(seen(view), at) == before.getpixel(spot)
    view.set_divider(0.05)
    assert colour(seen(view), at) == quarter.getpixel(spot)


def test_the_line_is_dragged_and_moved_with_arrows(
    studio: Workbench, comparing: CompareSession
) -> None:
    view = canvas(studio)
    assert view.divider == 0.5
    middle = view.picture_rect.center().y()
    target = view.picture_rect.left() + view.picture_rect.width() * 0.25
    drag(view, QPointF(view.line, middle), QPointF(target, middle))
    assert view.divider == pytest.approx(0.25, abs=0.01)
    press(Key.Key_Right, times=5)
    assert view.divider == pytest.approx(0.3, abs=0.01)
    press(Key.Key_Left, SHIFT, times=9)
    assert view.divider == 0


def test_another_quarter_is_compared_by_its_key(
    studio: Workbench, comparing: CompareSession, redrawn: Job
) -> None:
    view, after = canvas(studio), opened(redrawn.file)
    assert view.zoom > 2
    view.set_divider(0)
    spot = (60, 45)
    at = view.picture_rect.topLeft() + QPointF(spot[0] + 0.5, spot[1] + 0.5) * view.zoom
    shown = []
    for quarter, key in ((3, Key.Key_3), (2, Key.Key_2)):
        press(key)
        assert comparing.quarter == quarter
        assert find(studio.window, f"compare_quarter_{quarter}", QPushButton).isChecked()
        shown.append(colour(seen(view), at))
        assert shown[-1] == after.crop(quadrant_box(after.size, quarter)).getpixel(spot)
    click_name(studio.window, "compare_quarter_4")
    assert comparing.quarter == 4
    assert shown[0] != shown[1]


def test_blink_changes_by_itself_pauses_and_holds(
    studio: Workbench, comparing: CompareSession
) -> None:
    view = canvas(studio)
    find(studio.window, "compare_pace", QSlider).setValue(50)
    press(Key.Key_B, SHIFT)
    shown = {view.shows_after}
    studio.qtbot.waitUntil(lambda: shown.add(view.shows_after) or len(shown) == 2)
    press(Key.Key_P)
    beat = studio.window.after_redraw.compare._beat
    assert not beat.isActive()
    press(Key.Key_P)
    assert beat.isActive()
    QTest.keyPress(view, Qt.Key.Key_Space)
    assert not view.shows_after
    assert not beat.isActive()
    QTest.keyRelease(view, Qt.Key.Key_Space)
    assert beat.isActive()
    press(Key.Key_Escape)
    assert not beat.isActive()


def test_space_shows_the_picture_before_while_it_is_held(
    studio: Workbench, comparing: CompareSession
) -> None:
    view = canvas(studio)
    view.set_divider(0)
    after = seen(view)
    QTest.keyPress(view, Qt.Key.Key_Space)
    held = seen(view)
    QTest.keyRelease(view, Qt.Key.Key_Space)
    assert held != after
    assert seen(view) == after


def test_side_by_side_zooms_and_pans_both(studio: Workbench, comparing: CompareSession) -> None:
    view = canvas(studio)
    press(Key.Key_D, SHIFT)
    assert view.view is View.SIDE
    left, right = view.panes
    assert abs(left.width() - right.width()) <= 1
    fitted = view.zoom
    wheel(view, QPointF(right.center()), 1)
    assert view.zoom > fitted
    drag(view, QPointF(right.center()), QPointF(right.center()) - QPointF(20, 10))
    shot = seen(view)
    corner = view.picture_rect.topLeft()
    outside = QPointF(100.5, 40.5)  # of the picture, beyond the mask: the same in both
    at = corner + outside * view.zoom
    there = at + QPointF(right.topLeft())
    assert left.contains(at.toPoint())
    assert right.contains(there.toPoint())
    assert colour(shot, at) == colour(shot, there)
    spot = corner + QPointF(60.5, 45.5) * view.zoom
    assert left.contains(spot.toPoint())
    assert colour(shot, spot) != colour(shot, spot + QPointF(right.topLeft()))


def test_the_sandbox_changes_nothing_outside_and_it_is_said(
    studio: Workbench, comparing: CompareSession
) -> None:
    press(Key.Key_H, SHIFT)
    studio.wait_for(lambda: comparing.outside is not None, comparing.changed)
    assert told(studio) == "Nothing changed outside the mask."
    assert canvas(studio).view is View.HEAT


def test_what_changed_outside_is_hot_and_told_in_figures(
    studio: Workbench, redrawn: Job, single: Job
) -> None:
    spoil(studio, redrawn, 2)
    comparing = studio.app.studio.comparing
    assert comparing.open()
    comparing.choose_quarter(2)
    studio.window.after_redraw.compare.set_view(View.HEAT)
    studio.wait_for(lambda: comparing.outside is not None, comparing.changed)
    assert "of the pixels outside the mask changed" in told(studio)
    view = canvas(studio)
    shot = seen(view)
    corner = view.picture_rect.topLeft()
    hot = colour(shot, corner + QPointF(64, 118) * view.zoom)
    cold = colour(shot, corner + QPointF(100, 20) * view.zoom)
    assert sum(hot) > sum(cold) + 150


def test_locking_restores_what_the_redraw_changed_outside(
    studio: Workbench, redrawn: Job, single: Job
) -> None:
    wrong = spoil(studio, redrawn, 2)
    before = opened(single.file)
    comparing = studio.app.studio.comparing
    assert comparing.open()
    comparing.choose_quarter(2)
    comparing.set_feather(4)
    with studio.qtbot.waitSignal(comparing.locked) as caught:
        click_name(studio.window, "lock_outside")
    job: Job = caught.args[0]
    assert studio.session.current == studio.runner.jobs[-1] == job
    assert job.state is State.FINISHED
    assert studio.window.stage.view is studio.window.stage.single_view
    locked, mask = opened(job.file), decode_mask(redrawn.request.mask or "")
    assert locked.size == before.size
    assert ImageChops.difference(wrong, before).crop((0, 108, 128, 128)).getbbox() is not None
    box = mask.getbbox()
    assert box is not None
    reach = (box[0] - 12, box[1] - 12, box[2] + 12, box[3] + 12)
    changed = ImageChops.difference(locked, before).getbbox()
    assert changed is not None
    assert changed[0] >= reach[0]
    assert changed[1] >= reach[1]
    assert changed[2] <= reach[2]
    assert changed[3] <= reach[3]
    spot = (60, 45)
    assert locked.getpixel(spot) == wrong.getpixel(spot) != before.getpixel(spot)


def test_a_locked_picture_is_one_of_its_own(
    studio: Workbench, comparing: CompareSession, redrawn: Job, single: Job
) -> None:
    requests = len(studio.service.received("imagine"))
    press(Key.Key_4)
    with studio.qtbot.waitSignal(comparing.locked) as caught:
        press(Key.Key_L, CTRL | SHIFT)
    job: Job = caught.args[0]
    assert len(studio.service.received("imagine")) == requests
    folder = Path(job.file).parent.parent
    assert PictureStore(folder).read(Path(job.file))
    assert [j.request.action for j in studio.session.ancestors(job)] == [
        "generate",
        "upscale1",
        "variation_region",
        "lock_outside",
    ]
    assert job.lineage is not None
    assert job.lineage.quadrant == 4
    assert studio.window.stage.action_bar.offered == ()
    assert not studio.window.commands["use_as_reference"].isEnabled()
    assert not studio.window.commands["vary_region"].isEnabled()
    said = [label.text() for label in studio.window.details.findChildren(QLabel)]
    assert "Lock outside" in said
    assert any("the service can't edit it" in text for text in said)
    assert studio.images.thumbnail(job.id) is not None
    assert studio.app.studio.jobs.row_of(job.id) == 0
    press(Key.Key_C)
    assert comparing.current is not None
    assert comparing.current.before.id == single.id
    assert not comparing.lockable
    assert not find(studio.window, "lock_outside", QPushButton).isVisible()


def test_the_feather_is_seen_before_it_is_kept(
    studio: Workbench, comparing: CompareSession, single: Job
) -> None:
    view = canvas(studio)
    view.set_divider(0)
    plain = seen(view)
    slider = find(studio.window, "lock_feather", QSlider)
    assert slider.value() == comparing.feather == 16
    with studio.qtbot.waitSignal(
        comparing.changed, check_params_cb=lambda: bool(comparing.preview)
    ):
        slider.setValue(40)
    assert comparing.feather == 40
    soft = seen(view)
    assert soft != plain
    assert find(studio.window, "lock_preview", QPushButton).isChecked()
    click_name(studio.window, "lock_preview")
    assert seen(view) == plain
    assert len(studio.runner.jobs) == 3


def test_a_disk_that_refuses_loses_nothing(
    studio: Workbench, comparing: CompareSession, monkeypatch: pytest.MonkeyPatch, redrawn: Job
) -> None:
    store = studio.app.connection.service.store
    monkeypatch.setattr(store, "folder", Path(redrawn.file))
    with studio.qtbot.waitSignal(comparing.refused):
        comparing.lock()
    assert len(studio.runner.jobs) == 3
    assert studio.window.stage.notices.texts
    assert comparing.current is not None
    assert not comparing.locking


def test_another_picture_ends_the_comparison(
    studio: Workbench, comparing: CompareSession, single: Job
) -> None:
    studio.session.show(single.id)
    assert comparing.current is None
    assert studio.window.stage.view is studio.window.stage.single_view


def test_a_zoomed_out_picture_lies_over_its_source(studio: Workbench) -> None:
    single = studio.finish_a_single()
    studio.act("zoom_out_2x")
    comparing = studio.app.studio.comparing
    studio.session.show(studio.runner.jobs[-1].id)
    assert comparing.open()
    view = canvas(studio)
    view.set_divider(1)
    shot = seen(view)
    corner = view.picture_rect.topLeft()
    size = opened(single.file).size
    ground = colour(shot, corner + QPointF(size[0] * 0.25, size[1] * 1.5) * view.zoom)
    inside = colour(shot, corner + QPointF(size[0] * 0.75, size[1] * 0.75) * view.zoom)
    assert ground != inside
    assert not find(studio.window, "compare_heat", QPushButton).isVisible()
    view.set_divider(0.5)
    press(Key.Key_Escape)


@pytest.mark.parametrize("name", ["compare_swipe", "compare_blink", "compare_side", "compare_heat"])
def test_every_view_has_a_button(studio: Workbench, comparing: CompareSession, name: str) -> None:
    click_name(studio.window, name)
    assert canvas(studio).view.value == name.removeprefix("compare_")
    assert find(studio.window, name, QPushButton).isChecked()
    assert focused() is canvas(studio)
