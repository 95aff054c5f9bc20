"""A queue of regions: what it holds, and how its masks are brought to a picture's size."""

from dataclasses import dataclass, field
from enum import Enum
from uuid import uuid4

from PIL import Image

from mjstudio.mask.bitmap import MaskBitmap
from mjstudio.mask.encode import encode_mask
from mjstudio.mask.shape import MAX_PIXELS
from mjstudio.mask.snapshot import MaskSnapshot
from mjstudio.mask.softness import as_sent
from mjstudio.model.errors import InvalidRequest
from mjstudio.model.geometry import Size
from mjstudio.studio.pixels import picture_size

THUMBNAIL = 64
"""Longest side of a region's thumbnail in pixels."""


class Step(Enum):
    """Where a queue of regions stands."""

    IDLE = "idle"
    SENDING = "sending"
    REDRAWING = "redrawing"
    CHOOSING = "choosing"
    UPSCALING = "upscaling"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, eq=False)
class QueuedRegion:
    """A mask at the size of the picture that it was painted on, and what shall stand there.

    `feather` is in pixels of that size.
    """

    mask: MaskSnapshot
    prompt: str
    feather: int = 0
    thumbnail: Image.Image | None = None
    id: str = field(default_factory=lambda: uuid4().hex)


@dataclass(slots=True, eq=False)
class RegionQueue:
    """The regions that wait for one picture.

    `base` is the job whose picture the first of them is redrawn on; `grid` the redraw among whose
    quarters is chosen, empty before; `work` the job under way. `done` regions stood before them.
    """

    base: str
    regions: list[QueuedRegion] = field(default_factory=list)
    step: Step = Step.IDLE
    grid: str = ""
    work: str = ""
    done: int = 0
    problem: str = ""

    @property
    def number(self) -> int:
        """Which region it is now, from 1."""
        return self.done + 1

    @property
    def total(self) -> int:
        """How many regions there were in all."""
        return self.done + len(self.regions)

    @property
    def running(self) -> bool:
        """Whether it goes on by itself, or as soon as a quarter was chosen."""
        return self.step not in (Step.IDLE, Step.FAILED)


def fitted(mask: MaskSnapshot, size: Size) -> MaskSnapshot:
    """The mask at another picture's size."""
    if mask.size == size:
        return mask
    image = mask.view().resize(size, Image.Resampling.NEAREST)
    return MaskBitmap.from_pillow(image).snapshot()


def encoded(region: QueuedRegion, file: str) -> str:
    """The mask at the size of a kept picture, as it is sent. For workers.

    Raises PictureUnusable for a file that is gone, InvalidRequest where the feather leaves nothing
    of the mask, or everything.
    """
    mask = fitted(region.mask, picture_size(file))
    feather = round(region.feather * mask.width / region.mask.width)
    sent = as_sent(mask, min(feather, MAX_PIXELS))
    if not 0 < sent.coverage() < 1:
        raise InvalidRequest("mask", "The feather leaves nothing of the mask, or all of it.")
    return encode_mask(sent)


def thumbnail(mask: MaskSnapshot) -> Image.Image:
    """A small copy of a mask. For workers."""
    image = mask.to_pillow()
    image.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.BOX)
    return image
