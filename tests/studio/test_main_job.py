"""The main job, through the real client against a real server."""

from pathlib import Path

from PIL import Image
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from mjstudio.mask.store.encode import encode_mask
from mjstudio.model.action import GRID_ACTIONS, SINGLE_ACTIONS, VARIATION_REGION
from mjstudio.model.geometry import quadrant_box
from mjstudio.model.job import State
from mjstudio.sandbox.trouble.faults import Fault
from tests.conftest import Workbench


def opened(path: str) -> Image.Image:
    with Image.open(path) as picture:
        return picture.convert("RGB")


def last_body(studio: Workbench) -> dict[str, object]:
    received = studio.service.received("imagine")
    return dict(received[-1].body)


def test_a_prompt_becomes_a_grid_on_the_stage(studio: Workbench) -> None:
    job = studio.finish_a_grid("a quiet lake --ar 16:9 --seed 7")
    assert last_body(studio)["prompt"] == "a quiet lake --ar 16:9 --seed 7"
    assert studio.session.current == job
    assert studio.window.stage.view is studio.window.stage.grid_view
    assert studio.window.stage.action_bar.offered == GRID_ACTIONS
    assert Path(job.file).read_bytes()[:4] == b"\x89PNG"
    picture = opened(job.file)
    assert job.picture is not None
    assert picture.size == job.picture.raw_size


def test_upscale_follows_the_quadrant_lit(studio: Workbench) -> None:
    grid = studio.finish_a_grid()
    view = studio.window.stage.grid_view
    view.setFocus()
    view.light(3)
    QTest.keyClick(view, Qt.Key.Key_3)
    single = studio.until(State.FINISHED, studio.runner.jobs[-1].id)
    assert last_body(studio)["action"] == "upscale3"
    assert grid.picture is not None
    assert last_body(studio)["image_id"] == grid.picture.image_id
    quarter = opened(grid.file).crop(quadrant_box(opened(grid.file).size, 3))
    assert opened(single.file).tobytes() == quarter.tobytes()
    assert studio.session.current == single
    assert studio.window.stage.action_bar.offered == (*SINGLE_ACTIONS, VARIATION_REGION)


def test_several_quarters_can_be_clicked_one_after_the_other(studio: Workbench) -> None:
    grid = studio.finish_a_grid()
    jobs = [studio.session.act(f"upscale{q}") for q in (1, 2, 3)]
    assert studio.session.current == grid
    for job in jobs:
        assert job is not None
        studio.until(State.FINISHED, job.id)
    assert studio.session.current is not None
    assert studio.session.current.id == jobs[-1].id


def test_the_redraw_changes_the_white_of_the_mask_alone(studio: Workbench) -> None:
    single = studio.finish_a_single()
    QTest.keyClick(studio.window.stage.single_view, Qt.Key.Key_M)
    region = studio.app.studio.masking.current
    assert region is not None
    canvas = studio.window.stage.mask_mode.canvas
    region.document.set_size(20)
    start = canvas.picture_to_widget(QPointF(30, 60)).toPoint()
    end = canvas.picture_to_widget(QPointF(90, 60)).toPoint()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(canvas, end)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=end)
    mask = region.document.bitmap.snapshot().to_pillow()
    sent = encode_mask(region.document.bitmap.snapshot())
    region.prompt = "a red boat"
    with studio.qtbot.waitSignal(studio.app.studio.masking.submitted, timeout=10_000) as caught:
        QTest.keyClick(canvas, Qt.Key.Key_Return)
    redrawn = studio.until(State.FINISHED, caught.args[0].id)
    body = last_body(studio)
    assert (body["action"], body["prompt"], body["mask"]) == (VARIATION_REGION, "a red boat", sent)
    source, result = opened(single.file), opened(redrawn.file)
    assert mask.size == source.size
    white = mask.get_flattened_data()
    changed = 0
    for quadrant in range(1, 5):
        quarter = result.crop(quadrant_box(result.size, quadrant))
        for white_here, before, after in zip(
            white, source.get_flattened_data(), quarter.get_flattened_data(), strict=True
        ):
            assert white_here >= 128 or before == after
            changed += before != after
    assert changed > 0
    assert studio.session.current == redrawn
    assert not studio.window.stage.masking


def test_the_mask_is_there_again_on_return(studio: Workbench) -> None:
    studio.finish_a_single()
    QTest.keyClick(studio.window.stage.single_view, Qt.Key.Key_M)
    region = studio.app.studio.masking.current
    assert region is not None
    region.document.invert()
    QTest.keyClick(studio.window.stage.mask_mode.canvas, Qt.Key.Key_Escape)
    assert not studio.window.stage.masking
    QTest.keyClick(studio.window.stage.single_view, Qt.Key.Key_M)
    assert studio.app.studio.masking.current is region
    assert region.document.coverage() == 1.0


def test_an_unknown_action_is_a_button_and_goes_back_as_it_came(studio: Workbench) -> None:
    studio.service.faults.order(Fault.UNKNOWN_FIELDS, where="imagine")
    job = studio.finish_a_grid()
    assert job.picture is not None
    new = [name for name in job.picture.actions if name not in GRID_ACTIONS]
    assert new
    button = studio.window.findChild(object, f"action_{new[0]}")
    assert button.isEnabled()
    assert button.accessibleName()
    button.click()
    studio.until(State.FAILED, studio.runner.jobs[-1].id)
    assert last_body(studio)["action"] == new[0]


def test_ancestors_lead_to_the_first_grid(studio: Workbench) -> None:
    grid = studio.finish_a_grid()
    single = studio.act("upscale2")
    zoomed = studio.act("zoom_out_2x")
    assert studio.session.ancestors(zoomed) == [grid, single, zoomed]
    studio.window.details.job_chosen.emit(grid.id)
    assert studio.session.current == grid
