"""What a picture is compared with, and where the same content lies."""

from dataclasses import replace

import pytest

from mjstudio.model.action import GRID_ACTIONS, LOCK_OUTSIDE, SINGLE_ACTIONS, VARIATION_REGION
from mjstudio.model.comparison import comparison_of
from mjstudio.model.job import IllegalTransition, Job, Lineage, State
from mjstudio.model.picture import Picture
from mjstudio.model.request import ImagineRequest

MASK = "bWFzaw=="


class Line:
    """Jobs made one from another."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []

    def parent_of(self, job: Job) -> Job | None:
        if job.lineage is None:
            return None
        return next((j for j in self.jobs if j.picture == job.lineage.parent), None)

    def made(self, action: str, parent: Job | None = None, quadrant: int | None = None) -> Job:
        grid = not (action.startswith("upscale") or action == LOCK_OUTSIDE)
        offered = GRID_ACTIONS if grid else SINGLE_ACTIONS
        size = (2048, 2048) if grid else (1024, 1024)
        at = str(len(self.jobs) + 1)
        picture = Picture(at, "u", size, "r", size, offered, is_grid=grid)
        source = parent.picture if parent else None
        request = ImagineRequest(
            prompt="a lake",
            action=action,
            image_id=source.image_id if source else None,
            mask=MASK if action == VARIATION_REGION else None,
        )
        lineage = Lineage(source, action, quadrant) if source else None
        job = replace(
            Job(request, lineage), picture=picture, state=State.FINISHED, file=f"{at}.png"
        )
        self.jobs.append(job)
        return job

    def compared(self, job: Job) -> tuple[str, int | None, tuple[int, ...], str | None]:
        found = comparison_of(job, self.parent_of)
        assert found is not None
        return (found.before.request.action, found.quadrant, found.quarters, found.mask)


def test_what_each_picture_is_compared_with() -> None:
    line = Line()
    grid = line.made("generate")
    assert comparison_of(grid, line.parent_of) is None
    single = line.made("upscale2", grid, 2)
    assert line.compared(single) == ("generate", 2, (), None)
    redrawn = line.made(VARIATION_REGION, single)
    assert line.compared(redrawn) == ("upscale2", None, (1, 2, 3, 4), MASK)
    chosen = line.made("upscale3", redrawn, 3)
    assert line.compared(chosen) == ("upscale2", None, (), MASK)
    locked = line.made(LOCK_OUTSIDE, chosen)
    assert line.compared(locked) == ("upscale2", None, (), MASK)
    large = line.made("upscale_2x", chosen)
    assert line.compared(large) == ("upscale3", None, (), None)
    varied = line.made("variation4", grid, 4)
    assert line.compared(varied) == ("generate", 4, (1, 2, 3, 4), None)
    rerolled = line.made("reroll", grid)
    assert line.compared(rerolled) == ("generate", None, (), None)


def test_nothing_is_compared_before_it_is_there() -> None:
    line = Line()
    single = line.made("upscale1", line.made("generate"), 1)
    assert comparison_of(None, line.parent_of) is None
    assert comparison_of(replace(single, state=State.FETCHING), line.parent_of) is None
    line.jobs.pop(0)
    assert comparison_of(single, line.parent_of) is None


def test_the_same_content_lies_at_the_same_place() -> None:
    line = Line()
    single = line.made("upscale1", line.made("generate"), 1)
    redrawn = comparison_of(line.made(VARIATION_REGION, single), line.parent_of)
    zoomed = comparison_of(line.made("zoom_out_2x", single), line.parent_of)
    panned = comparison_of(line.made("pan_left", single), line.parent_of)
    square = comparison_of(line.made("square", single), line.parent_of)
    assert redrawn is not None
    assert zoomed is not None
    assert panned is not None
    assert square is not None
    frame = redrawn.frame((1024, 1024), (512, 512))
    assert frame is not None
    assert (frame.size, frame.before) == ((1024, 1024), (0, 0, 1024, 1024))
    frame = zoomed.frame((1000, 800), (1000, 800))
    assert frame is not None
    assert (frame.size, frame.before) == ((2000, 1600), (500, 400, 1500, 1200))
    frame = panned.frame((1000, 800), (1000, 800))
    assert frame is not None
    assert (frame.size, frame.before) == ((1000, 800), (250, 0, 1250, 800))
    assert square.frame((1456, 816), (1024, 1024)) is None
    assert redrawn.after_box((2049, 2049), 4) == (1024, 1024, 2049, 2049)


def test_what_is_made_here_is_finished_and_offers_nothing() -> None:
    line = Line()
    single = line.made("upscale1", line.made("generate"), 1)
    assert single.picture is not None
    request = ImagineRequest(prompt="a lake", action=LOCK_OUTSIDE, image_id="2")
    job = Job.made_here(request, Lineage(single.picture, LOCK_OUTSIDE), "kept.png", (640, 480))
    assert (job.state, job.progress, job.file) == (State.FINISHED, 100, "kept.png")
    assert job.local
    assert not single.local
    assert job.expected_actions == ()
    assert not job.makes_grid
    assert job.title == "Lock outside · a lake"
    with pytest.raises(IllegalTransition):
        job.moved(State.SENT)
    with pytest.raises(IllegalTransition):
        Job.made_here(single.request, single.lineage or _none(), "kept.png", (1, 1))


def _none() -> Lineage:
    raise AssertionError("a lineage is there")
