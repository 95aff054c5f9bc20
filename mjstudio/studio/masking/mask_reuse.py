"""Reuses the last mask on another picture of the same lineage."""

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.jobs.runner import Runner
from mjstudio.studio.jobs.session import Session
from mjstudio.studio.masking.masking import Masking, Region
from mjstudio.texts import N_, _

if TYPE_CHECKING:
    from mjstudio.mask.pixels.bitmap import MaskBitmap
    from mjstudio.mask.reuse import Move

_NONE = N_("Paint a mask on another picture of this lineage first.")


class MaskReuse(QObject):
    """Finds the newest mask that fits the open picture, and applies it.

    Signals:
        changed(): whether there is such a mask may have changed, or why there is none.
        transferred(Region): it became that region's mask, as one undo step.
        said(str): why it could not be reused.
    """

    changed = Signal()
    carried = Signal(object)
    said = Signal(str)

    def __init__(self, masking: Masking, session: Session, runner: Runner, tasks: Tasks) -> None:
        super().__init__()
        self._masking = masking
        self._session = session
        self._runner = runner
        self._tasks = tasks
        self._found: tuple[Region, Move] | None = None
        self._refusal = _(_NONE)
        masking.opened.connect(self._look)

    @property
    def refusal(self) -> str:
        """Return why no mask fits the open picture, in a sentence; empty if one does."""
        return self._refusal

    def carry(self) -> None:
        """Use the last mask, if there is one."""
        region = self._masking.current
        if region is not None and self._found is not None:
            self._tasks.spawn(self._carry(region, *self._found), "carry a mask")

    def _look(self, region: Region) -> None:
        from mjstudio.mask.reuse import CannotReuse

        self._found, self._refusal = None, ""
        for other in reversed(self._masking.regions):
            if other is region or other.document.bitmap.is_empty():
                continue
            try:
                self._found = (other, self._move(other, region))
            except CannotReuse as error:
                self._refusal = self._refusal or str(error)
            else:
                self._refusal = ""
                break
        else:
            self._refusal = self._refusal or _(_NONE)
        self.changed.emit()

    def _move(self, source: Region, target: Region) -> "Move":
        from mjstudio.mask.reuse import CannotReuse, move_between

        one, other = self._runner.job(source.job_id), self._runner.job(target.job_id)
        if one is None or other is None:
            raise CannotReuse(_(_NONE))
        return move_between(self._session.ancestors(one), self._session.ancestors(other))

    async def _carry(self, region: Region, source: Region, move: "Move") -> None:
        from mjstudio.mask.reuse import transferred

        bitmap = region.document.bitmap
        size = (bitmap.width, bitmap.height)
        snapshot = source.document.bitmap.snapshot()

        def work() -> "MaskBitmap":
            mask = transferred(snapshot, move, size)
            mask.painted()  # Counted here rather than in the GUI thread.
            return mask

        mask = await asyncio.to_thread(work)
        if mask.is_empty():
            self.said.emit(_("The last mask falls outside this picture."))
            return
        region.document.replace(mask)
        self.carried.emit(region)
