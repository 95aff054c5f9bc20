"""Queued regions on the disk: written when they are queued, there again with their picture.

Each lies on the shelf beside the mask of its picture, by the picture's name and its own. A queue
that moves on to another picture moves its regions there: the new files are written before the old
ones go, so that a kill between the two leaves a region twice and never none.
"""

import asyncio
import logging

from PySide6.QtCore import QObject, Signal

from mjstudio.mask.shelf import MaskNote, NotKept, Shelf, shelf_name
from mjstudio.mask.snapshot import MaskSnapshot
from mjstudio.model.geometry import Size
from mjstudio.studio.masking import Masking, Region
from mjstudio.studio.region_queue import QueuedRegion
from mjstudio.studio.regions import Regions
from mjstudio.studio.runner import Runner
from mjstudio.studio.tasks import Tasks

_log = logging.getLogger(__name__)


class RegionKeeping(QObject):
    """Keeps every queued region, and fetches those of a picture when its mask is opened first.

    Signals:
        saved(): what is queued is on the disk.
        restored(Region): the queue of the open mask's picture was looked for; it may hold more.
        said(str): something that the artist should know.
    """

    saved = Signal()
    restored = Signal(object)
    said = Signal(str)

    def __init__(
        self, regions: Regions, masking: Masking, runner: Runner, tasks: Tasks, shelf: Shelf
    ) -> None:
        super().__init__()
        self._regions, self._runner, self._tasks, self._shelf = regions, runner, tasks, shelf
        self._written: dict[str, MaskNote] = {}
        self._fetched: set[str] = set()
        self._turn = asyncio.Lock()
        self._complained = False
        regions.changed.connect(self._save_soon)
        masking.opened.connect(self._opened)

    async def flush(self) -> None:
        """Write what is queued: the program ends."""
        await self._save()

    def _opened(self, region: Region) -> None:
        if region.kept_as not in self._fetched:
            self._fetched.add(region.kept_as)
            self._tasks.spawn(self._fetch(region), "fetch queued regions")

    async def _fetch(self, region: Region) -> None:
        bitmap = region.document.bitmap
        size = (bitmap.width, bitmap.height)
        found, problems = await asyncio.to_thread(self._from_shelf, region.kept_as, size)
        for problem in problems:
            self.said.emit(problem)
        self._written.update((f"{region.kept_as}-{queued.id}", note) for queued, note in found)
        self._regions.bring_back(region.job_id, [queued for queued, _note in found])
        self.restored.emit(region)

    def _from_shelf(
        self, kept_as: str, size: Size
    ) -> tuple[list[tuple[QueuedRegion, MaskNote]], list[str]]:
        found, problems = [], []
        for name in self._shelf.names(f"{kept_as}-"):
            try:
                kept = self._shelf.load(name, size)
            except NotKept as error:
                _log.info("%s", error)
                problems.append(str(error))
                continue
            if kept is not None:
                own = name.removeprefix(f"{kept_as}-")
                note = kept.note
                mask = kept.bitmap.snapshot()
                found.append((QueuedRegion(mask, note.prompt or "", note.feather, id=own), note))
        return sorted(found, key=lambda pair: pair[1].place), problems

    def _save_soon(self) -> None:
        if self._wanted().keys() != self._written.keys() or self._changed():
            self._tasks.spawn(self._save(), "save queued regions")

    def _changed(self) -> bool:
        return any(self._written.get(name) != note for name, (_, note) in self._wanted().items())

    def _wanted(self) -> dict[str, tuple[MaskSnapshot, MaskNote]]:
        wanted = {}
        for queue in self._regions.queues:
            job = self._runner.job(queue.base)
            if job is None:
                continue
            kept_as = shelf_name(job)
            image_id = job.picture.image_id if job.picture else ""
            for place, region in enumerate(queue.regions):
                note = MaskNote(region.prompt, region.feather, image_id, place)
                wanted[f"{kept_as}-{region.id}"] = (region.mask, note)
        return wanted

    async def _save(self) -> None:
        async with self._turn:
            wanted = self._wanted()
            try:
                for name, (mask, note) in wanted.items():
                    if self._written.get(name) != note:
                        await asyncio.to_thread(self._shelf.save, name, mask, note)
                        self._written[name] = note
                for name in self._written.keys() - wanted.keys():
                    await asyncio.to_thread(self._shelf.remove, name)
                    del self._written[name]
            except NotKept as error:
                _log.info("%s", error)
                if not self._complained:
                    self._complained = True
                    self.said.emit(f"{error} The queued regions stay in memory.")
                return
            self._complained = False
            self.saved.emit()
