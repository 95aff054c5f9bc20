"""A picture beside the one that it was made from: what changed, and locking what should not have.

Everything is reckoned in workers from the kept files, never from thumbnails: a JPEG preview would
show differences that are its own.
"""

import asyncio
from dataclasses import dataclass

from PIL import Image
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from mjstudio.mask.pixels.difference import difference_outside, heat
from mjstudio.mask.pixels.lock import decode_mask, lock_outside
from mjstudio.mask.store.files import MaskUnreadable
from mjstudio.model.action import LOCK_OUTSIDE
from mjstudio.model.comparison import Comparison, comparison_of
from mjstudio.model.errors import StudioError
from mjstudio.model.job import Job, Lineage
from mjstudio.model.request import ImagineRequest
from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.jobs.runner import Runner
from mjstudio.studio.jobs.session import Session
from mjstudio.studio.pictures.images import Images
from mjstudio.studio.pictures.pixels import open_picture, to_png, to_qimage
from mjstudio.studio.pictures.pyramid import Pyramid, build
from mjstudio.studio.service.service_clients import Service
from mjstudio.texts import _

DEFAULT_FEATHER = 16
MAX_FEATHER = 128
_SCREEN = 1280
"""Longest side of a preview in pixels: as much as a stage shows."""

_BYTES = 11
"""Bytes per pixel of a preview: before and after as RGB, the mask, and the result."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What changed outside the mask: one sentence of figures, and heat over the picture."""

    words: str
    changed: bool
    heat: Pyramid


@dataclass(frozen=True, slots=True)
class _Pixels:
    """Before and after of one quarter as RGB, the mask as L of 0 and 255; sizes may differ."""

    before: Image.Image
    after: Image.Image
    mask: Image.Image


class CompareSession(QObject):
    """The open comparison.

    Signals:
        opened(Comparison): it takes the stage.
        closed(): it gives the stage back.
        changed(): quarter, feather, preview, or what is known of the outside.
        locked(Job): a picture was made of the result and the one before, and is kept.
        refused(str): something could not be done, and why.
    """

    opened = Signal(object)
    closed = Signal()
    changed = Signal()
    locked = Signal(object)
    refused = Signal(str)

    def __init__(self, runner: Runner, session: Session, images: Images, tasks: Tasks) -> None:
        super().__init__()
        self._runner, self._session = runner, session
        self._images, self._tasks = images, tasks
        self._service: Service | None = None
        self._current: Comparison | None = None
        self._quarter = 1
        self._feather = DEFAULT_FEATHER
        self._previewing = False
        self._preview: QImage | None = None
        self._wanted: tuple[int, int] | None = None
        self._painting = False
        self._small: dict[int, tuple[_Pixels, float]] = {}
        self._outside: dict[int, Outside] = {}
        self._looking: set[int] = set()
        self._locking = False
        session.current_changed.connect(self._current_changed)

    @property
    def current(self) -> Comparison | None:
        """What is compared."""
        return self._current

    @property
    def quarter(self) -> int:
        """The quarter 1–4 of the grid that is compared; without meaning for a single picture."""
        return self._quarter

    @property
    def feather(self) -> int:
        """By how many pixels of the picture the edge is softened when the outside is locked."""
        return self._feather

    @property
    def previewing(self) -> bool:
        """Whether the result is shown with its outside locked."""
        return self._previewing

    @property
    def preview(self) -> QImage | None:
        """The locked result at the screen's resolution; None until it is painted."""
        return self._preview if self._previewing else None

    @property
    def outside(self) -> Outside | None:
        """What changed outside the mask; None until it was looked for."""
        return self._outside.get(self._quarter)

    @property
    def lockable(self) -> bool:
        """Whether the outside can be locked: a redraw by mask that was not locked before."""
        current = self._current
        return current is not None and current.mask is not None and not current.after.local

    @property
    def locking(self) -> bool:
        """Whether a locked picture is being made."""
        return self._locking

    def set_service(self, service: Service | None) -> None:
        """The service whose store keeps the pictures."""
        self._service = service

    def possible(self, job: Job | None) -> bool:
        """Whether there is anything to compare a job with."""
        return comparison_of(job, self._runner.parent_of) is not None

    def open(self) -> bool:
        """Compare the picture on the stage; False where there is nothing to compare it with."""
        comparison = comparison_of(self._session.current, self._runner.parent_of)
        if comparison is None or self._current is not None:
            return False
        self._current = comparison
        self._quarter = 1
        self._forget()
        self._session.stay()
        self.opened.emit(comparison)
        return True

    def close(self) -> None:
        """Go back to the picture."""
        if self._current is not None:
            self._current = None
            self._forget()
            self.closed.emit()

    def choose_quarter(self, quarter: int) -> None:
        """Compare another quarter of the grid."""
        if self._current is None or quarter not in self._current.quarters:
            return
        if quarter != self._quarter:
            self._quarter = quarter
            self._preview = None
            self.changed.emit()
            self._ask_preview()

    def set_feather(self, pixels: int) -> None:
        """Soften the edge by another width, 0..128 pixels of the picture."""
        pixels = min(max(pixels, 0), MAX_FEATHER)
        if pixels != self._feather:
            self._feather = pixels
            self.changed.emit()
            self._ask_preview()

    def show_preview(self, shown: bool) -> None:
        """Show the result with its outside locked, or unchanged."""
        shown = shown and self.lockable
        if shown != self._previewing:
            self._previewing = shown
            self.changed.emit()
            self._ask_preview()

    def look_outside(self) -> None:
        """Find what changed outside the mask; `changed` tells when it is known."""
        current, quarter = self._current, self._quarter
        if current is None or current.mask is None or quarter in self._outside:
            return
        if quarter not in self._looking:
            self._looking.add(quarter)
            self._tasks.spawn(self._look_outside(current, quarter), "compare outside a mask")

    def lock(self) -> None:
        """Make a picture that is the one before outside the mask, and keep it."""
        if self._current is None or not self.lockable or self._locking:
            return
        if self._service is None:
            self.refused.emit(_("The picture can't be saved yet: mjstudio is still connecting."))
            return
        self._locking = True
        self.changed.emit()
        work = self._lock(self._current, self._quarter, self._feather, self._service)
        self._tasks.spawn(work, "lock outside a mask")

    # -- the work

    async def _look_outside(self, current: Comparison, quarter: int) -> None:
        try:
            found = await asyncio.to_thread(_found_outside, current, quarter)
        except (StudioError, MaskUnreadable) as error:
            self.refused.emit(str(error))
            return
        if self._current is current:
            self._looking.discard(quarter)
            self._outside[quarter] = found
            self._count()
            self.changed.emit()

    def _ask_preview(self) -> None:
        if self._previewing and self._current is not None:
            self._wanted = (self._quarter, self._feather)
            if not self._painting:
                self._painting = True
                self._tasks.spawn(self._paint_previews(), "preview a lock")

    async def _paint_previews(self) -> None:
        """Paint the newest request, and skip those that came in between."""
        try:
            while self._wanted is not None and self._current is not None:
                current, (quarter, feather) = self._current, self._wanted
                self._wanted = None
                if quarter not in self._small:
                    small = await asyncio.to_thread(_small_pixels, current, quarter)
                    if self._current is not current:
                        continue
                    self._small[quarter] = small
                    self._count()
                shown = await asyncio.to_thread(_painted, *self._small[quarter], feather)
                if self._current is current and quarter == self._quarter:
                    self._preview = shown
                    self.changed.emit()
        except (StudioError, MaskUnreadable) as error:
            self.refused.emit(str(error))
        finally:
            self._painting = False

    async def _lock(
        self, current: Comparison, quarter: int, feather: int, service: Service
    ) -> None:
        try:
            data, size = await asyncio.to_thread(_locked, current, quarter, feather)
            path = await asyncio.to_thread(service.store.keep, data, "png")
            job = _made(current, quarter, str(path), size)
            await self._images.load(job.id, path)
        except (StudioError, MaskUnreadable) as error:
            self.refused.emit(str(error))
            return
        finally:
            self._locking = False
            self.changed.emit()
        self._runner.add_finished(job)
        # If the artist has moved on to another picture meanwhile, stay there.
        if self._current is current:
            self._session.show(job.id)
        self.locked.emit(job)

    def _forget(self) -> None:
        self._outside, self._looking, self._small = {}, set(), {}
        self._preview, self._previewing, self._wanted = None, False, None
        self._count()

    def _count(self) -> None:
        """Count what it holds besides the pictures themselves in the budget."""
        taken = sum(outside.heat.bytes for outside in self._outside.values())
        for pixels, _scale in self._small.values():
            width, height = pixels.before.size
            taken += width * height * _BYTES
        self._images.decoded.claim("comparison", taken)

    def _current_changed(self, job: Job | None) -> None:
        if self._current is not None and (job is None or job.id != self._current.after.id):
            self.close()


def _made(current: Comparison, quarter: int, file: str, size: tuple[int, int]) -> Job:
    picture = current.after.picture
    if picture is None:
        raise ValueError("a comparison is of finished pictures")
    request = ImagineRequest(
        prompt=current.made.prompt, action=LOCK_OUTSIDE, image_id=picture.image_id
    )
    lineage = Lineage(picture, LOCK_OUTSIDE, quarter if current.quarters else None)
    return Job.made_here(request, lineage, file, size)


def _pixels(current: Comparison, quarter: int) -> _Pixels:
    before, after = open_picture(current.before.file), open_picture(current.after.file)
    before = before.crop(current.before_box(before.size))
    after = after.crop(current.after_box(after.size, quarter))
    return _Pixels(before, after, decode_mask(current.mask or ""))


def _found_outside(current: Comparison, quarter: int) -> Outside:
    pixels = _pixels(current, quarter)
    found = difference_outside(pixels.before, pixels.after, pixels.mask)
    return Outside(found.words, found.largest > 0, build(to_qimage(heat(pixels.before, found))))


def _small_pixels(current: Comparison, quarter: int) -> tuple[_Pixels, float]:
    """The pixels no larger than the screen, and how much smaller than the picture they are."""
    pixels = _pixels(current, quarter)
    scale = min(1.0, _SCREEN / max(pixels.before.size))
    size = (round(pixels.before.width * scale), round(pixels.before.height * scale))
    smooth = Image.Resampling.BOX
    images = (pixels.before, pixels.after, pixels.mask)
    before, after, mask = (i if i.size == size else i.resize(size, smooth) for i in images)
    return _Pixels(before, after, mask), scale


def _painted(pixels: _Pixels, scale: float, feather: int) -> QImage:
    return to_qimage(lock_outside(pixels.before, pixels.after, pixels.mask, round(feather * scale)))


def _locked(current: Comparison, quarter: int, feather: int) -> tuple[bytes, tuple[int, int]]:
    pixels = _pixels(current, quarter)
    result = lock_outside(pixels.before, pixels.after, pixels.mask, feather)
    return to_png(result), result.size
