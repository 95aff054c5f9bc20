"""Compares a picture with its source: shows what changed, and locks what should not have.

Workers compute everything from the stored files (see `reckoning`), never from thumbnails: a JPEG
preview has differences of its own.
"""

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from mjstudio.model.action import LOCK_OUTSIDE
from mjstudio.model.comparison import Comparison, comparison_of
from mjstudio.model.errors import StudioError
from mjstudio.model.job import Job, Lineage
from mjstudio.model.request import ImagineRequest
from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.jobs.runner import Runner
from mjstudio.studio.jobs.session import Session
from mjstudio.studio.pictures.images import Images
from mjstudio.studio.service.service_clients import Service
from mjstudio.texts import _

if TYPE_CHECKING:
    from mjstudio.studio.compare.reckoning import Outside, Pixels

DEFAULT_FEATHER = 16
MAX_FEATHER = 128
_BYTES = 11
"""Bytes per preview pixel: before and after as RGB, the mask, and the result."""


class CompareSession(QObject):
    """The open comparison.

    Signals:
        opened(Comparison): the comparison takes the stage.
        closed(): the comparison leaves the stage.
        changed(): the quarter, the feather, the preview or the difference outside changed.
        locked(Job): the locked picture was made and added to the library.
        refused(str): why something could not be done.
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
        self._small: dict[int, tuple[Pixels, float]] = {}
        self._outside: dict[int, Outside] = {}
        self._looking: set[int] = set()
        self._locking = False
        session.current_changed.connect(self._current_changed)

    @property
    def current(self) -> Comparison | None:
        """The open comparison."""
        return self._current

    @property
    def quarter(self) -> int:
        """The quarter 1–4 of the grid that is compared; meaningless for a single picture."""
        return self._quarter

    @property
    def feather(self) -> int:
        """Width of the soft edge when the outside is locked, in picture pixels."""
        return self._feather

    @property
    def previewing(self) -> bool:
        """Whether the result is shown with the outside locked."""
        return self._previewing

    @property
    def preview(self) -> QImage | None:
        """The locked result at screen resolution; None until it is computed."""
        return self._preview if self._previewing else None

    @property
    def outside(self) -> "Outside | None":
        """What changed outside the mask; None until it is computed."""
        return self._outside.get(self._quarter)

    @property
    def lockable(self) -> bool:
        """Whether the outside can be locked: true for a mask redraw that is not locked yet."""
        current = self._current
        return current is not None and current.mask is not None and not current.after.local

    @property
    def locking(self) -> bool:
        """Whether a locked picture is being made."""
        return self._locking

    def set_service(self, service: Service | None) -> None:
        """Use this service's store for pictures."""
        self._service = service

    def possible(self, job: Job | None) -> bool:
        """Return whether a job has something to be compared with."""
        return comparison_of(job, self._runner.parent_of) is not None

    def open(self) -> bool:
        """Compare the picture on the stage; False if there is nothing to compare it with."""
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
        """Return to the picture."""
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
        """Set the width of the soft edge, 0..128 picture pixels."""
        pixels = min(max(pixels, 0), MAX_FEATHER)
        if pixels != self._feather:
            self._feather = pixels
            self.changed.emit()
            self._ask_preview()

    def show_preview(self, shown: bool) -> None:
        """Show the result with the outside locked, or unchanged."""
        shown = shown and self.lockable
        if shown != self._previewing:
            self._previewing = shown
            self.changed.emit()
            self._ask_preview()

    def look_outside(self) -> None:
        """Compute what changed outside the mask; `changed` announces the result."""
        current, quarter = self._current, self._quarter
        if current is None or current.mask is None or quarter in self._outside:
            return
        if quarter not in self._looking:
            self._looking.add(quarter)
            self._tasks.spawn(self._look_outside(current, quarter), "compare outside a mask")

    def lock(self) -> None:
        """Make and store a picture that equals the earlier one outside the mask."""
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
        from mjstudio.studio.compare.reckoning import found_outside

        try:
            found = await asyncio.to_thread(found_outside, current, quarter)
        except StudioError as error:
            self.refused.emit(error.message)
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
        """Paint the newest requested preview, skipping the ones before it."""
        from mjstudio.studio.compare.reckoning import painted, small_pixels

        try:
            while self._wanted is not None and self._current is not None:
                current, (quarter, feather) = self._current, self._wanted
                self._wanted = None
                if quarter not in self._small:
                    small = await asyncio.to_thread(small_pixels, current, quarter)
                    if self._current is not current:
                        continue
                    self._small[quarter] = small
                    self._count()
                shown = await asyncio.to_thread(painted, *self._small[quarter], feather)
                if self._current is current and quarter == self._quarter:
                    self._preview = shown
                    self.changed.emit()
        except StudioError as error:
            self.refused.emit(error.message)
        finally:
            self._painting = False

    async def _lock(
        self, current: Comparison, quarter: int, feather: int, service: Service
    ) -> None:
        from mjstudio.studio.compare.reckoning import locked

        try:
            data, size = await asyncio.to_thread(locked, current, quarter, feather)
            path = await asyncio.to_thread(service.store.keep, data, "png")
            job = _made(current, quarter, str(path), size)
            await self._images.load(job.id, path)
        except StudioError as error:
            self.refused.emit(error.message)
            return
        finally:
            self._locking = False
            self.changed.emit()
        self._runner.add_finished(job)
        # Do not interrupt an artist who has meanwhile moved on to another picture.
        if self._current is current:
            self._session.show(job.id)
        self.locked.emit(job)

    def _forget(self) -> None:
        self._outside, self._looking, self._small = {}, set(), {}
        self._preview, self._previewing, self._wanted = None, False, None
        self._count()

    def _count(self) -> None:
        """Count the comparison's own memory, besides the pictures, in the budget."""
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
