"""The last mask on another picture: it covers the same content, in the sandbox's own pictures."""

from collections.abc import Sequence

import pytest
from PIL import Image, ImageChops, ImageStat
from PySide6.QtCore import QRectF

from mjstudio.mask.document import MaskDocument
from mjstudio.model.job import Job
from mjstudio.tour.checks import to_pil
from tests.conftest import Workbench

PLACE = (0.3, 0.35, 0.4, 0.3)
"""What is painted: left, top, width and height in fractions of the picture."""


def opened(studio: Workbench, job: Job) -> MaskDocument:
    """Mask mode on a job's picture."""
    studio.app.studio.masking.close()
    studio.session.show(job.id)
    studio.window.commands["vary_region"].trigger()
    region = studio.app.studio.masking.current
    assert region is not None
    return region.document


def paint_a_box(document: MaskDocument) -> None:
    bitmap = document.bitmap
    left, top, width, height = PLACE
    area = QRectF(
        left * bitmap.width, top * bitmap.height, width * bitmap.width, height * bitmap.height
    )
    other = type(bitmap)(bitmap.width, bitmap.height)
    other.fill_rectangle(area)
    document.replace(other)


def carry(studio: Workbench) -> None:
    mask_reuse = studio.app.studio.mask_reuse
    assert mask_reuse.refusal == ""
    with studio.qtbot.waitSignal(mask_reuse.carried, timeout=5000):
        studio.window.commands["mask_carry"].trigger()


def follow(studio: Workbench, single: Job, actions: Sequence[str]) -> Job:
    """From a single picture through actions to another; of grids, the quarters are chosen."""
    job = single
    for action in actions:
        studio.session.show(job.id)
        job = studio.act(action)
    return job


def under(studio: Workbench, job: Job, document: MaskDocument, shift: int = 0) -> Image.Image:
    """What of a picture lies under the box of its mask, at a common size."""
    pyramid = studio.images.picture(job.id)
    assert pyramid is not None
    box = document.bitmap.to_pillow().getbbox()
    assert box is not None
    left, top, right, bottom = box
    part = to_pil(pyramid.full).crop((left + shift, top, right + shift, bottom))
    return part.resize((16, 12), Image.Resampling.BOX)


def apart(one: Image.Image, other: Image.Image) -> float:
    """How much two pictures differ, 0 to 255."""
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


CHAINS = (
    ("upscale_2x",),
    ("upscale_4x",),
    ("zoom_out_2x", "upscale2"),
    ("zoom_out_1_5x", "upscale3"),
    ("pan_left", "upscale1"),
    ("pan_right", "upscale4"),
    ("pan_up", "upscale2"),
    ("pan_down", "upscale3"),
    ("square", "upscale2"),
    ("zoom_out_2x", "upscale2", "pan_down", "upscale4", "upscale_2x"),
    ("zoom_out_2x", "reroll", "upscale3"),
)


@pytest.mark.parametrize("chain", CHAINS, ids="-".join)
def test_a_carried_mask_covers_the_same_content_and_so_it_does_on_the_way_back(
    studio: Workbench, chain: tuple[str, ...]
) -> None:
    single = studio.finish_a_single("a harbour with boats at dawn --ar 3:2 --seed 11")
    result = follow(studio, single, chain)
    source = opened(studio, single)
    paint_a_box(source)
    carried = opened(studio, result)
    carry(studio)
    before = under(studio, single, source)
    after = under(studio, result, carried)
    beside = under(studio, result, carried, shift=carried.bitmap.width // 6)
    assert apart(before, after) < 5
    assert apart(before, beside) > 2 * apart(before, after)
    assert carried.history.steps == 1
    # And to the ancestor again, from a mask that is its own.
    source.clear()
    opened(studio, single)
    carry(studio)
    assert apart(under(studio, single, source), before) < 5
    share = PLACE[2] * PLACE[3]
    assert abs(source.coverage() - share) < 0.02


def test_siblings_meet_in_their_common_ancestor(studio: Workbench) -> None:
    single = studio.finish_a_single("a harbour with boats at dawn --ar 3:2 --seed 11")
    out = follow(studio, single, ("zoom_out_2x", "upscale2"))
    other = follow(studio, single, ("zoom_out_1_5x", "upscale3"))
    source = opened(studio, out)
    paint_a_box(source)
    carried = opened(studio, other)
    carry(studio)
    assert carried.bitmap.painted() > 1.5 * source.bitmap.painted()
    assert apart(under(studio, out, source), under(studio, other, carried)) < 5


def test_variations_and_redraws_keep_the_place(studio: Workbench) -> None:
    single = studio.finish_a_single()
    varied = follow(studio, single, ("variation_subtle", "upscale4"))
    source = opened(studio, single)
    paint_a_box(source)
    carried = opened(studio, varied)
    carry(studio)
    assert carried.bitmap.to_pillow().tobytes() == source.bitmap.to_pillow().tobytes()


def test_where_no_mask_can_be_used_the_button_says_why(studio: Workbench) -> None:
    mask_reuse, commands = studio.app.studio.mask_reuse, studio.window.commands
    first = studio.finish_a_single("a quiet lake --seed 7")
    document = opened(studio, first)
    assert "Paint a mask on another picture" in mask_reuse.refusal
    assert not commands["mask_carry"].isEnabled()
    paint_a_box(document)
    stranger = studio.finish_a_single("a red desert --seed 8")
    opened(studio, stranger)
    assert "does not come from" in mask_reuse.refusal
    assert not commands["mask_carry"].isEnabled()
    studio.window.commands["mask_carry"].trigger()
    sibling = follow(studio, studio.runner.jobs[0], ("upscale2",))
    opened(studio, sibling)
    assert "another quarter" in mask_reuse.refusal


def test_a_mask_that_lies_beyond_the_picture_is_told_and_changes_nothing(
    studio: Workbench,
) -> None:
    single = studio.finish_a_single()
    out = follow(studio, single, ("zoom_out_2x", "upscale1"))
    source = opened(studio, out)
    corner = type(source.bitmap)(source.bitmap.width, source.bitmap.height)
    corner.fill_rectangle(QRectF(0, 0, source.bitmap.width / 8, source.bitmap.height / 8))
    source.replace(corner)
    target = opened(studio, single)
    with studio.qtbot.waitSignal(studio.app.studio.mask_reuse.said, timeout=5000):
        studio.window.commands["mask_carry"].trigger()
    assert "The last mask falls outside this picture." in studio.window.stage.notices.texts
    assert target.bitmap.is_empty()
    assert not target.can_undo()
