"""A queue of regions: its contents, and how its masks are fitted to a picture's size."""

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING
from uuid import uuid4

from mjstudio.model.errors import InvalidRequest
from mjstudio.model.geometry import Size
from mjstudio.model.job import Job
from mjstudio.texts import _

if TYPE_CHECKING:
    from PIL.Image import Image

    from mjstudio.mask.pixels.snapshot import MaskSnapshot

THUMBNAIL = 64
"""Longest side of a region's thumbnail in pixels."""


class Step(Enum):
    """What a queue of regions is doing."""

    IDLE = "idle"
    SENDING = "sending"
    REDRAWING = "redrawing"
    CHOOSING = "choosing"
    UPSCALING = "upscaling"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, eq=False)
class QueuedRegion:
    """A mask at the size of the picture that it was painted on, and the prompt for it.

    `feather` is in pixels of that size.
    """

    mask: "MaskSnapshot"
    prompt: str
    feather: int = 0
    thumbnail: "Image | None" = None
    id: str = field(default_factory=lambda: uuid4().hex)


@dataclass(slots=True, eq=False)
class RegionQueue:
    """The regions that wait to be redrawn in one picture.

    `base` is the job whose picture the first region is redrawn on; `grid` is the redraw whose
    quarters the artist chooses from, empty before; `work` is the current job. `done` counts the
    regions that came before. `rests` means that a queue from an earlier run sends nothing until the
    artist resumes it.
    """

    base: str
    regions: list[QueuedRegion] = field(default_factory=list)
    step: Step = Step.IDLE
    grid: str = ""
    work: str = ""
    done: int = 0
    problem: str = ""
    rests: bool = False

    @property
    def number(self) -> int:
        """The number of the current region, from 1."""
        return self.done + 1

    @property
    def total(self) -> int:
        """How many regions there were in all."""
        return self.done + len(self.regions)

    @property
    def running(self) -> bool:
        """Whether it continues by itself, or as soon as the artist has chosen a quarter."""
        return self.step not in (Step.IDLE, Step.FAILED)


def encoded(region: QueuedRegion, job: Job | None) -> str:
    """Return the mask as sent, at the size of a job's picture. For workers.

    Raises PictureUnusable if neither the service nor a file gives that size, InvalidRequest if the
    feather leaves nothing of the mask, or everything.
    """
    from mjstudio.mask.store.encode import encode_region

    sent = encode_region(region.mask, region.feather, mask_size(job))
    if not sent:
        raise InvalidRequest(
            "mask",
            _("This feather leaves nothing of the mask, or spreads it over the whole picture."),
        )
    return sent


def mask_size(job: Job | None) -> Size:
    """Return the size of a job's picture and of its masks. For workers.

    Raises PictureUnusable if neither the service nor a file gives it.
    """
    from mjstudio.studio.pictures.pixels import picture_size

    told = job.picture.raw_size if job and job.picture else (0, 0)
    return told if min(told) > 0 else picture_size(job.file if job else "")


def thumbnail(mask: "MaskSnapshot") -> "Image":
    """Return a small copy of a mask. For workers."""
    from PIL.Image import Resampling

    image = mask.to_pillow()
    image.thumbnail((THUMBNAIL, THUMBNAIL), Resampling.BOX)
    return image
