"""Several regions, redrawn one after the other; the artist picks the quarter between them."""

import json

import pytest
from PIL import Image, ImageChops
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton

from mjstudio.mask.pixels.lock import decode_mask
from mjstudio.model.geometry import quadrant_box
from mjstudio.model.job import Job, State
from mjstudio.sandbox.trouble.faults import Fault
from mjstudio.studio.jobs import delivery
from mjstudio.studio.masking.region_queue import RegionQueue, Step
from mjstudio.studio.masking.region_queues import RegionQueues
from mjstudio.studio.service import task_lookup as lookups
from tests.conftest import Programs, Workbench
from tests.ui.hands import CTRL, Key, click_name, find, press, type_text, write
from tests.ui.later import Later
from tests.ui.regions import document, paint, region

FIRST, SECOND = (30, 30), (95, 95)


@pytest.fixture
def regions(studio: Workbench, single: Job) -> RegionQueues:
    """Mask mode with two regions queued: upper left and lower right."""
    document(studio).set_size(24)
    found = studio.app.studio.regions
    for place, prompt in ((FIRST, "a red boat"), (SECOND, "a full moon")):
        paint(studio, place)
        write(find(studio.window, "mask_prompt"), prompt)
        studio.window.stage.mask_mode.canvas.setFocus()
        press(Key.Key_Return, CTRL)
    return found


def queue(studio: Workbench) -> RegionQueue:
    current = studio.session.current
    assert current is not None
    found = studio.app.studio.regions.queue_around(current.id)
    assert found is not None
    return found


def reach(studio: Workbench, step: Step, after: Job | None = None) -> Job:
    """Wait until the queue of the picture on the stage has come to a step, beyond a job."""
    regions = studio.app.studio.regions

    def there() -> bool:
        current = studio.session.current
        if current is None or (after is not None and current.id == after.id):
            return False
        found = regions.queue_around(current.id)
        return found is not None and found.step is step

    studio.wait_for(there, regions.changed)
    current = studio.session.current
    assert current is not None
    return current


def banner(studio: Workbench) -> str:
    assert find(studio.window, "region_banner").isVisible()
    return find(studio.window, "region_words", QLabel).text()


def opened(job: Job) -> Image.Image:
    return Image.open(job.file).convert("RGB")


def prompts(studio: Workbench) -> list[str]:
    found = studio.app.studio.regions.open_queue
    return [r.prompt for r in found.regions] if found else []


def within(before: Image.Image, after: Image.Image, mask: Image.Image) -> bool:
    """Whether something changed, and nothing where the mask is black."""
    moved = ImageChops.difference(before, after)
    outside = Image.composite(Image.new("RGB", before.size), moved, mask)
    return moved.getbbox() is not None and outside.getbbox() is None


def test_two_regions_two_picks_and_both_are_in_the_last_picture(
    studio: Workbench, regions: RegionQueues, single: Job
) -> None:
    press(Key.Key_Return)
    assert not studio.window.stage.masking
    grid = reach(studio, Step.CHOOSING)
    assert banner(studio) == "Region 1 of 2 is done: choose the quarter to continue with (1–4)"
    assert grid.request.prompt == "a red boat"
    masks = [decode_mask(grid.request.mask or "")]
    source = opened(single)
    for quarter in range(1, 5):
        part = opened(grid).crop(quadrant_box(opened(grid).size, quarter))
        assert within(source, part, masks[0])
    studio.window.stage.grid_view.setFocus()
    press(Key.Key_3)
    second = reach(studio, Step.CHOOSING, after=grid)
    assert second.request.prompt == "a full moon"
    assert banner(studio) == "Region 2 of 2 is done: choose the quarter to continue with (1–4)"
    between = studio.runner.parent_of(second)
    assert between is not None
    assert between.request.action == "upscale3"
    masks.append(decode_mask(second.request.mask or ""))
    part = opened(second).crop(quadrant_box(opened(second).size, 2))
    assert within(opened(between), part, masks[1])
    with studio.qtbot.waitSignal(regions.finished) as caught:
        click_name(studio.window, "region_quarter_2")
    last: Job = caught.args[0]
    assert last.request.action == "upscale2"
    assert not find(studio.window, "region_banner").isVisible()
    changed = ImageChops.difference(source, opened(last))
    assert masks[0].getbbox() != masks[1].getbbox()
    for mask in masks:
        inside = Image.composite(changed, Image.new("RGB", source.size), mask)
        assert inside.getbbox() is not None
    both = ImageChops.lighter(*masks)
    assert within(source, opened(last), both)
    actions = [job.request.action for job in studio.session.ancestors(last)]
    assert actions[2:] == ["variation_region", "upscale3", "variation_region", "upscale2"]


def test_adding_empties_the_mask_and_shows_the_list(
    studio: Workbench, regions: RegionQueues
) -> None:
    assert prompts(studio) == ["a red boat", "a full moon"]
    assert document(studio).bitmap.is_empty()
    assert region(studio).prompt == "a quiet lake"
    assert find(studio.window, "mask_prompt").toPlainText() == "a quiet lake"
    assert find(studio.window, "region_list").isVisible()
    submit = find(studio.window, "mask_submit", QPushButton)
    assert submit.isEnabled()
    assert submit.text().startswith("Redraw 2 regions")
    assert not find(studio.window, "mask_region_add", QPushButton).isEnabled()
    paint(studio, (60, 60))
    assert submit.text().startswith("Redraw 3 regions")
    click_name(studio.window, "mask_region_add")
    assert len(prompts(studio)) == 3


def test_regions_are_moved_removed_and_edited(studio: Workbench, regions: RegionQueues) -> None:
    click_name(studio.window, "region_down_1")
    assert prompts(studio) == ["a full moon", "a red boat"]
    click_name(studio.window, "region_up_2")
    assert prompts(studio) == ["a red boat", "a full moon"]
    assert not find(studio.window, "region_up_1", QToolButton).isEnabled()
    assert not find(studio.window, "region_down_2", QToolButton).isEnabled()
    paint(studio, (60, 60))
    painted = document(studio).bitmap.to_pillow().tobytes()
    click_name(studio.window, "region_edit_1")
    assert prompts(studio) == ["a full moon", "a quiet lake"]
    bitmap = document(studio).bitmap
    assert bitmap.row(FIRST[1])[FIRST[0]] == 255
    assert bitmap.row(60)[60] == 0
    assert find(studio.window, "mask_prompt").toPlainText() == "a red boat"
    found = regions.open_queue
    assert found is not None
    assert found.regions[1].mask.to_pillow().tobytes() == painted
    click_name(studio.window, "region_remove_1")
    assert prompts(studio) == ["a quiet lake"]
    click_name(studio.window, "region_remove_1")
    assert prompts(studio) == []
    assert not find(studio.window, "region_list").isVisible()


def test_thumbnails_show_where_the_masks_are(studio: Workbench, regions: RegionQueues) -> None:
    found = regions.open_queue
    assert found is not None
    studio.wait_for(lambda: all(r.thumbnail for r in found.regions), regions.changed)
    for at, place in enumerate((FIRST, SECOND)):
        thumbnail = found.regions[at].thumbnail
        assert thumbnail is not None
        scale = thumbnail.width / document(studio).bitmap.width
        spot = (round(place[0] * scale), round(place[1] * scale))
        assert thumbnail.getpixel(spot) == 255
        assert thumbnail.getpixel((thumbnail.width - 1, 0)) == 0


def test_stopped_the_rest_waits_and_can_be_begun_again(
    studio: Workbench, regions: RegionQueues, single: Job
) -> None:
    click_name(studio.window, "mask_submit")
    grid = reach(studio, Step.CHOOSING)
    click_name(studio.window, "region_quarter_1")
    second = reach(studio, Step.CHOOSING, after=grid)
    click_name(studio.window, "region_stop")
    assert not find(studio.window, "region_banner").isVisible()
    between = studio.runner.parent_of(second)
    assert between is not None
    studio.session.show(between.id)
    assert banner(studio) == "1 region waits for this picture"
    studio.window.stage.single_view.setFocus()
    press(Key.Key_M)
    assert prompts(studio) == ["a full moon"]
    press(Key.Key_Escape)
    jobs = len(studio.runner.jobs)
    click_name(studio.window, "region_start")
    studio.wait_for(lambda: len(studio.runner.jobs) > jobs, studio.runner.job_added)
    again = studio.until(State.FINISHED, studio.runner.jobs[-1].id)
    assert again.request.prompt == "a full moon"
    assert again.request.mask == second.request.mask
    assert banner(studio).startswith("Region 2 of 2 is done")


def test_a_failed_redraw_keeps_the_regions_and_is_tried_again(
    studio: Workbench, regions: RegionQueues
) -> None:
    studio.service.faults.order(Fault.STATUS, where="imagine", status=403, code="forbidden")
    click_name(studio.window, "mask_submit")
    failed = reach(studio, Step.FAILED)
    assert failed.state is State.FAILED
    assert banner(studio).startswith("Region 1 of 2 failed. All regions are kept.")
    assert [r.prompt for r in queue(studio).regions] == ["a red boat", "a full moon"]
    click_name(studio.window, "region_retry")
    grid = reach(studio, Step.CHOOSING)
    assert grid.request == failed.request
    assert studio.runner.job(failed.id) is None


def test_trying_again_on_the_jobs_card_goes_on_too(
    studio: Workbench, regions: RegionQueues
) -> None:
    studio.service.faults.order(Fault.STATUS, where="imagine", status=403, code="forbidden")
    click_name(studio.window, "mask_submit")
    failed = reach(studio, Step.FAILED)
    studio.session.retry(failed.id)
    reach(studio, Step.CHOOSING)


def test_a_failed_upscale_lets_the_artist_choose_another(
    studio: Workbench, regions: RegionQueues
) -> None:
    click_name(studio.window, "mask_submit")
    grid = reach(studio, Step.CHOOSING)
    studio.service.faults.order(Fault.STATUS, where="imagine", status=403, code="forbidden")
    click_name(studio.window, "region_quarter_1")
    reach(studio, Step.FAILED)
    assert len(queue(studio).regions) == 2
    studio.session.show(grid.id)
    studio.window.stage.grid_view.setFocus()
    press(Key.Key_4)
    studio.wait_for(lambda: len(queue(studio).regions) == 1, regions.changed)
    assert queue(studio).done == 1


def test_a_mask_is_scaled_to_the_picture_that_it_is_redrawn_on(
    studio: Workbench, regions: RegionQueues, single: Job
) -> None:
    press(Key.Key_Escape)
    large = studio.act("upscale_2x")
    found = regions.queue_on(single.id)
    assert found is not None
    found.base = large.id
    studio.session.show(large.id)
    click_name(studio.window, "region_start")
    grid = reach(studio, Step.CHOOSING)
    sent = decode_mask(grid.request.mask or "")
    assert sent.size == opened(large).size == (256, 256)
    assert sent.getpixel((FIRST[0] * 2, FIRST[1] * 2)) == 255
    assert sent.getpixel((SECOND[0] * 2, SECOND[1] * 2)) == 0


def test_one_region_alone_is_sent_as_ever(studio: Workbench, single: Job) -> None:
    paint(studio, (60, 60))
    with studio.qtbot.waitSignal(studio.app.studio.masking.submitted):
        press(Key.Key_Return)
    assert not find(studio.window, "region_banner").isVisible()


def kept(studio: Workbench) -> list[str]:
    """The prompts of the queued regions that lie on the disk."""
    folder = studio.app.studio.region_autosave._store.folder
    found = []
    for path in folder.glob("*-*.png"):
        with Image.open(path) as image:
            note = json.loads(next(text for text in image.text.values() if "prompt" in text))
        found.append((note["place"], note["prompt"]))
    return [prompt for _place, prompt in sorted(found)]


def test_queued_regions_are_on_the_disk_in_their_order(
    studio: Workbench, regions: RegionQueues
) -> None:
    keeping = studio.app.studio.region_autosave
    studio.wait_for(lambda: kept(studio) == ["a red boat", "a full moon"], keeping.saved)
    queue = regions.open_queue
    assert queue is not None
    regions.move(queue.regions[0].id, 1)
    studio.wait_for(lambda: kept(studio) == ["a full moon", "a red boat"], keeping.saved)
    regions.remove(queue.regions[0].id)
    studio.wait_for(lambda: kept(studio) == ["a red boat"], keeping.saved)


def test_queued_regions_are_there_again_in_a_later_run(
    studio: Workbench, regions: RegionQueues, later: Later
) -> None:
    document(studio).set_feather(9)
    paint(studio, (60, 60))
    studio.window.stage.mask_mode.canvas.setFocus()
    press(Key.Key_Return, CTRL)
    queue = regions.open_queue
    assert queue is not None
    masks = [region.mask.to_pillow().tobytes() for region in queue.regions]
    keeping = studio.app.studio.region_autosave
    studio.wait_for(lambda: len(kept(studio)) == 3, keeping.saved)

    again = later.begin("restored", of="region_autosave")
    back = again.app.studio.regions.open_queue
    assert back is not None
    assert [region.mask.to_pillow().tobytes() for region in back.regions] == masks
    assert [region.prompt for region in back.regions][:2] == ["a red boat", "a full moon"]
    assert [region.feather for region in back.regions] == [0, 0, 9]


def test_a_queue_that_moves_on_takes_its_files_along(
    studio: Workbench, regions: RegionQueues
) -> None:
    keeping = studio.app.studio.region_autosave
    click_name(studio.window, "mask_submit")
    grid = reach(studio, Step.CHOOSING)
    regions.choose(grid.id, 1)
    second = reach(studio, Step.CHOOSING, after=grid)
    studio.wait_for(lambda: kept(studio) == ["a full moon"], keeping.saved)
    regions.choose(second.id, 2)
    studio.wait_for(lambda: not regions.queues, regions.changed)
    studio.wait_for(lambda: kept(studio) == [], keeping.saved)


def test_a_cancelled_redraw_that_is_made_after_all_sends_nothing_by_itself(
    studio: Workbench, regions: RegionQueues, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "LOOK_UP_WAITS", (0.05,) * 400)
    monkeypatch.setattr(lookups, "GAP", 0.02)
    studio.service.speed = 8
    click_name(studio.window, "mask_submit")
    redraw = reach(studio, Step.REDRAWING)
    studio.wait_for(lambda: bool(studio.job(redraw.id).task_id))
    studio.runner.cancel(redraw.id)
    studio.until(State.FINISHED, redraw.id)
    assert queue(studio).step is Step.FAILED
    sent = len(studio.service.received("imagine"))
    studio.service.speed = 0
    click_name(studio.window, "region_retry")
    grid = reach(studio, Step.CHOOSING)
    assert grid.id == redraw.id
    assert len(studio.service.received("imagine")) == sent


def test_a_queue_that_waits_for_a_choice_waits_for_it_in_a_later_run(
    studio: Workbench, regions: RegionQueues, programs: Programs
) -> None:
    click_name(studio.window, "mask_submit")
    grid = reach(studio, Step.CHOOSING)
    programs.close(studio)
    again = programs.start()
    assert reach(again, Step.CHOOSING).id == grid.id
    assert banner(again) == "Region 1 of 2 is done: choose the quarter to continue with (1–4)"
    sent = len(again.service.received("imagine"))
    click_name(again.window, "region_quarter_2")
    second = reach(again, Step.CHOOSING, after=grid)
    assert second.request.prompt == "a full moon"
    assert banner(again) == "Region 2 of 2 is done: choose the quarter to continue with (1–4)"
    assert len(again.service.received("imagine")) == sent + 2


def test_a_region_that_was_done_at_the_end_is_not_redrawn_and_paid_again(
    studio: Workbench, regions: RegionQueues, programs: Programs
) -> None:
    click_name(studio.window, "mask_submit")
    grid = reach(studio, Step.CHOOSING)
    studio.service.speed = 8
    regions.choose(grid.id, 1)
    reach(studio, Step.UPSCALING)
    studio.wait_for(lambda: bool(studio.runner.jobs[-1].task_id))
    upscale = studio.runner.jobs[-1]
    programs.close(studio)
    again = programs.start()
    again.until(State.FINISHED, upscale.id)
    sent = len(again.service.received("imagine"))
    again.service.speed = 0
    again.session.show(upscale.id)
    assert reach(again, Step.IDLE).id == upscale.id
    assert banner(again) == "1 region waits for this picture"
    # What the artist did not see end does not send the next by itself.
    assert len(again.service.received("imagine")) == sent
    click_name(again.window, "region_start")
    second = reach(again, Step.CHOOSING)
    assert second.request.prompt == "a full moon"
    assert banner(again).startswith("Region 2 of 2 is done")
    assert len(again.service.received("imagine")) == sent + 1


def test_regions_that_wait_say_so_in_a_later_run(
    studio: Workbench, regions: RegionQueues, programs: Programs
) -> None:
    studio.app.studio.masking.close()
    programs.close(studio)
    again = programs.start()
    reach(again, Step.IDLE)
    assert banner(again) == "2 regions wait for this picture"


def test_words_without_a_mask_are_told_of_before_what_waits_is_sent(
    studio: Workbench, regions: RegionQueues
) -> None:
    sent = len(studio.service.received("imagine"))
    write(find(studio.window, "mask_prompt"), "golden rain")
    press(Key.Key_Return)
    assert studio.window.stage.masking
    assert "This prompt has no mask" in find(studio.window, "mask_lint", QLabel).text()
    press(Key.Key_Return)
    assert not studio.window.stage.masking
    assert reach(studio, Step.CHOOSING).request.prompt == "a red boat"
    assert len(studio.service.received("imagine")) == sent + 1


def test_after_a_region_was_added_words_are_typed_behind_the_pictures_own(
    studio: Workbench, regions: RegionQueues
) -> None:
    edit = find(studio.window, "mask_prompt")
    edit.setFocus()
    type_text(", golden rain")
    assert edit.toPlainText() == "a quiet lake, golden rain"


def test_go_on_gives_the_keyboard_to_the_picture(studio: Workbench, regions: RegionQueues) -> None:
    studio.app.studio.masking.close()
    find(studio.window, "prompt_edit").setFocus()
    click_name(studio.window, "region_start")
    grid = reach(studio, Step.CHOOSING)
    press(Key.Key_1)
    assert reach(studio, Step.CHOOSING, after=grid).request.prompt == "a full moon"
