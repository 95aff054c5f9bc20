"""A picture and the one it is compared with, and how the two overlap."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from mjstudio.model.action import LOCK_OUTSIDE
from mjstudio.model.geometry import Box, Placement, Size, placement, quadrant_box
from mjstudio.model.job import Job, State

_QUARTER_UPSCALE = re.compile(r"upscale[1-4]")
_ALIKE = 0.01
"""The tolerance between equal aspects, since sizes are rounded to whole pixels."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A picture and the one that it was made from.

    `quadrant` is the quarter 1–4 of `before` that was acted on. `quarters` are those of `after` to
    choose from, none where it is compared as a whole. `made` is the job that made the difference:
    `after` itself, or the grid that it is a quarter of.
    """

    before: Job
    after: Job
    made: Job
    quadrant: int | None = None
    quarters: tuple[int, ...] = ()

    @property
    def mask(self) -> str | None:
        """The mask that was sent, base64 of a JPEG; None if no mask was used."""
        return self.made.request.mask

    def before_box(self, size: Size) -> Box:
        """Return the compared part of the earlier picture of that size, in pixels."""
        return quadrant_box(size, self.quadrant) if self.quadrant else (0, 0, *size)

    def after_box(self, size: Size, quarter: int) -> Box:
        """Return the compared part of the later picture; `quarter` matters for grids only."""
        return quadrant_box(size, quarter) if self.quarters else (0, 0, *size)

    @property
    def moved(self) -> Placement | None:
        """Where zooming out or panning put the earlier picture in the later one."""
        return placement(self.made.request.action)

    def frame(self, before: Size, after: Size) -> "Frame | None":
        """Return how parts of these sizes overlap; None if they cannot."""
        moved = self.moved
        wide = before[0] * after[1] / max(1, before[1] * after[0])
        if min(*before, *after) < 1 or abs(wide - 1) > _ALIKE:
            return None
        if moved is None:
            return Frame(before, (0.0, 0.0, float(before[0]), float(before[1])))
        width, height = round(before[0] / moved.scale), round(before[1] / moved.scale)
        left, top, right, bottom = moved.box()
        box = (left * width, top * height, right * width, bottom * height)
        return Frame((width, height), box)


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame in pixels of the earlier picture, which fills `before`; the later one fills all."""

    size: Size
    before: tuple[float, float, float, float]


def comparison_of(job: Job | None, parent_of: Callable[[Job], Job | None]) -> Comparison | None:
    """What a job on the stage is compared with; None where there is nothing.

    A quarter that was only upscaled, or locked, is the quarter itself: what it is compared with is
    what its grid was made from, where that is known.
    """
    if job is None or job.state is not State.FINISHED or job.picture is None:
        return None
    made = job
    while _same_content(made):
        grid = parent_of(made)
        if grid is None or parent_of(grid) is None:
            break
        made = grid
    before = parent_of(made)
    if before is None or before.state is not State.FINISHED or made.lineage is None:
        return None
    quadrant = made.lineage.quadrant
    whole = before.makes_grid and quadrant is None
    quarters = (1, 2, 3, 4) if job.makes_grid and not whole else ()
    return Comparison(before, job, made, quadrant, quarters)


def _same_content(job: Job) -> bool:
    action = job.request.action
    return action == LOCK_OUTSIDE or _QUARTER_UPSCALE.fullmatch(action) is not None
