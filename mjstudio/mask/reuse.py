"""Transfers a mask from one picture to another of the same lineage.

Positions are fractions of a *frame*: a single picture, or any quarter of a grid whose four quarters
show the same thing (as after zoom out, pan and variations). Each action is a move from its source's
frame to its own; the path between two pictures leads up from the first to their nearest common
ancestor and down to the second.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.mask.pixels.snapshot import MaskSnapshot
from mjstudio.model.action import find_action
from mjstudio.model.geometry import Size, placement, quadrant_box, square_box
from mjstudio.model.job import Job
from mjstudio.texts import _

_BAND = 256
_STILL = frozenset({"variation_region", "variation_subtle", "variation_strong"})


class CannotReuse(ValueError):
    """Two pictures have no part in common. The message is one plain sentence."""


@dataclass(frozen=True, slots=True)
class Move:
    """The position of one frame in another: x is at `left + x * across`, y at `top + y * down`."""

    left: float = 0.0
    top: float = 0.0
    across: float = 1.0
    down: float = 1.0

    def then(self, after: "Move") -> "Move":
        """Return this move followed by another."""
        return Move(
            after.left + self.left * after.across,
            after.top + self.top * after.down,
            self.across * after.across,
            self.down * after.down,
        )

    def back(self) -> "Move":
        """Return the inverse move."""
        across, down = 1 / self.across, 1 / self.down
        return Move(-self.left * across, -self.top * down, across, down)


def move_between(source: Sequence[Job], target: Sequence[Job]) -> Move:
    """Return the position of one picture's frame in that of another.

    Each picture is given as its line of jobs, from the first ancestor to the picture itself.
    Raises CannotReuse if they have no part in common, or the position is unknown.
    """
    if not (source and target) or _id(source[0]) != _id(target[0]):
        raise CannotReuse(_("The last mask belongs to a picture that this one does not come from."))
    fork = 0
    while fork + 1 < min(len(source), len(target)) and _id(source[fork + 1]) == _id(
        target[fork + 1]
    ):
        fork += 1
    move = _descent(source, fork).back().then(_descent(target, fork))
    up, down = source[fork:], target[fork:]
    if len(up) > 1 and len(down) > 1 and not _one_place(source[: fork + 1]):
        quadrants = {_quadrant(up[1]), _quadrant(down[1])}
        if len(quadrants) > 1:
            raise CannotReuse(_("The last mask was painted on another quarter of the same grid."))
    return move


def transferred(mask: MaskSnapshot, move: Move, size: Size) -> MaskBitmap:
    """Return the mask moved to another frame of `size` pixels.

    A pixel is painted if the mask covers its centre, and never outside either picture.
    May run in any thread.
    """
    width, height = size
    step_x = mask.width / (width * move.across)
    step_y = mask.height / (height * move.down)
    left = -move.left / move.across * mask.width
    top = -move.top / move.down * mask.height
    view, whole = mask.view(), Image.new("L", size)
    # In bands, because Pillow holds the GIL during each operation.
    for at in range(0, height, _BAND):
        shape = (width, min(_BAND, height - at))
        cut = (step_x, 0.0, left, 0.0, step_y, top + at * step_y)
        whole.paste(view.transform(shape, Image.Transform.AFFINE, cut), (0, at))
    return MaskBitmap.from_pillow(whole)


def _descent(line: Sequence[Job], start: int) -> Move:
    """Return the move from the frame of one picture in a line to that of the last."""
    move = Move()
    for at in range(start + 1, len(line)):
        move = move.then(_step(line, at))
    return move


def _step(line: Sequence[Job], at: int) -> Move:
    name, parent = line[at].request.action, line[at - 1]
    action = find_action(name)
    if action.quadrant or name in _STILL or _is_upscale(name):
        return Move()
    placed = placement(name)
    if placed is not None:
        return Move(placed.left, placed.top, placed.scale, placed.scale)
    if name == "square":
        left, top, right, bottom = square_box(*_frame(parent))
        return Move(left, top, right - left, bottom - top)
    if name == "reroll" and _one_place(line[:at]):
        return Move()  # The same action again: its source has not moved.
    if name == "reroll":
        raise CannotReuse(_("“Reroll” made new pictures: nothing is where it was."))
    raise CannotReuse(
        _("mjstudio does not know where “{action}” moved things.").format(action=action.title)
    )


def _is_upscale(name: str) -> bool:
    return name.removeprefix("redo_").startswith("upscale_")


def _one_place(line: Sequence[Job]) -> bool:
    """Return whether a line's last picture is one frame: a single, or a grid of the same thing."""
    job = line[-1]
    if not job.makes_grid:
        return True
    if job.request.action == "reroll":
        return len(line) > 1 and _one_place(line[:-1])
    return job.lineage is not None


def _quadrant(job: Job) -> int | None:
    return job.lineage.quadrant if job.lineage else None


def _frame(job: Job) -> Size:
    size = job.picture.raw_size if job.picture else (0, 0)
    if min(size) <= 0:
        raise CannotReuse(_("The size of a picture in between is unknown."))
    if job.makes_grid:
        left, top, right, bottom = quadrant_box(size, 1)
        return (right - left, bottom - top)
    return size


def _id(job: Job) -> str:
    return job.picture.image_id if job.picture else job.id
