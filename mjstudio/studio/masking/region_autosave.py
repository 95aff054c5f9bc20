"""Saves queued regions as they are queued, and restores them with the library.

Each is in the store beside its picture's mask, named after the picture and itself. When a queue
moves on to another picture, its regions move too: the new files are written before the old ones are
deleted, so that a kill in between leaves a region twice rather than not at all. The first region of
a queue records the job that the queue has reached, so that nothing already paid for is sent again.
"""

import asyncio
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from mjstudio.mask.store.mask_store import MaskNote, MaskStore, NotKept, store_name
from mjstudio.model.errors import StudioError
from mjstudio.model.job import Job
from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.jobs.runner import Runner
from mjstudio.studio.masking.masking import Masking, Region
from mjstudio.studio.masking.region_queue import QueuedRegion, mask_size
from mjstudio.studio.masking.region_queues import RegionQueues
from mjstudio.texts import _

if TYPE_CHECKING:
    from mjstudio.mask.pixels.snapshot import MaskSnapshot

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _KeptQueue:
    """One queue in the store, in order, with a note for each region."""

    kept_as: str
    job_id: str
    regions: list[QueuedRegion]
    notes: list[MaskNote]
    problems: list[str]


class RegionAutosave(QObject):
    """Saves every queued region, and loads them all once the earlier jobs are loaded.

    Signals:
        saved(): the queues are on disk.
        restored(Region): the stored regions of the open mask's picture are in its queue.
        said(str): a message for the artist.
    """

    saved = Signal()
    restored = Signal(object)
    said = Signal(str)

    def __init__(
        self,
        regions: RegionQueues,
        masking: Masking,
        runner: Runner,
        tasks: Tasks,
        store: MaskStore,
    ) -> None:
        super().__init__()
        self._regions, self._runner, self._tasks, self._store = regions, runner, tasks, store
        self._written: dict[str, MaskNote] = {}
        self._fetched: set[str] = set()
        self._turn, self._reading = asyncio.Lock(), asyncio.Lock()
        self._complained = False
        regions.changed.connect(self._save_soon)
        runner.jobs_restored.connect(self._jobs_restored)
        masking.opened.connect(self._opened)

    async def flush(self) -> None:
        """Write the queues before the program exits."""
        await self._save()

    def _jobs_restored(self, jobs: list[Job]) -> None:
        self._tasks.spawn(self._fetch(jobs), "fetch queued regions")

    def _opened(self, region: Region) -> None:
        job = self._runner.job(region.job_id)
        self._tasks.spawn(self._fetch([job] if job else [], region), "fetch queued regions")

    async def _fetch(self, jobs: list[Job], opened: Region | None = None) -> None:
        async with self._reading:
            # What this run wrote takes precedence over the disk.
            but = frozenset((*self._fetched, *self._written))
            found = await asyncio.to_thread(self._from_store, jobs, but)
            for kept in found:
                self._bring_back(kept)
            if opened is not None:
                self._fetched.add(opened.kept_as)
        if opened is not None:
            self.restored.emit(opened)

    def _bring_back(self, kept: _KeptQueue) -> None:
        self._fetched.add(kept.kept_as)
        for problem in kept.problems:
            self.said.emit(problem)
        if kept.regions:
            first = kept.notes[0]
            names = (f"{kept.kept_as}-{region.id}" for region in kept.regions)
            self._written.update(zip(names, kept.notes, strict=True))
            self._regions.bring_back(kept.job_id, kept.regions, first.work, first.done)

    def _from_store(self, jobs: list[Job], but: frozenset[str]) -> list[_KeptQueue]:
        """Return the queues of these jobs' pictures, without those named in `but`."""
        names: dict[str, list[str]] = {}
        for name in self._store.names(""):
            kept_as, dash, _own = name.partition("-")
            if dash and but.isdisjoint((name, kept_as)):
                names.setdefault(kept_as, []).append(name)
        if not names:
            return []
        shown: dict[str, list[Job]] = {}
        for job in jobs:
            if (kept_as := store_name(job)) in names:
                shown.setdefault(kept_as, []).append(job)
        return [self._load(kept_as, shown[kept_as], names[kept_as]) for kept_as in shown]

    def _load(self, kept_as: str, jobs: list[Job], names: list[str]) -> _KeptQueue:
        """Load one queue, for the job that it was painted on: others may have the same picture."""
        found: list[tuple[QueuedRegion, MaskNote]] = []
        problems: list[str] = []
        for name in names:
            try:
                kept = self._store.load(name, mask_size(jobs[-1]))
            except (NotKept, StudioError) as error:
                _log.info("%s", error)
                problems.append(str(error))
                continue
            if kept is not None:
                own = name.removeprefix(f"{kept_as}-")
                note = kept.note
                mask = kept.bitmap.snapshot()
                found.append((QueuedRegion(mask, note.prompt or "", note.feather, id=own), note))
        found.sort(key=lambda pair: pair[1].place)
        notes = [note for _region, note in found]
        job = next((j for j in jobs if notes and _image_id(j) == notes[0].image_id), jobs[-1])
        return _KeptQueue(kept_as, job.id, [region for region, _note in found], notes, problems)

    def _save_soon(self) -> None:
        if self._wanted().keys() != self._written.keys() or self._changed():
            self._tasks.spawn(self._save(), "save queued regions")

    def _changed(self) -> bool:
        return any(
            self._written.get(name) != note for name, (_mask, note) in self._wanted().items()
        )

    def _wanted(self) -> "dict[str, tuple[MaskSnapshot, MaskNote]]":
        wanted = {}
        for queue in self._regions.queues:
            job = self._runner.job(queue.base)
            if job is None:
                continue
            kept_as = store_name(job)
            for place, region in enumerate(queue.regions):
                note = MaskNote(region.prompt, region.feather, _image_id(job), place)
                if place == 0:
                    note = replace(note, work=queue.work or queue.grid, done=queue.done)
                wanted[f"{kept_as}-{region.id}"] = (region.mask, note)
        return wanted

    async def _save(self) -> None:
        async with self._turn:
            wanted = self._wanted()
            try:
                for name, (mask, note) in wanted.items():
                    if self._written.get(name) != note:
                        await asyncio.to_thread(self._store.save, name, mask, note)
                        self._written[name] = note
                for name in self._written.keys() - wanted.keys():
                    await asyncio.to_thread(self._store.remove, name)
                    del self._written[name]
            except NotKept as error:
                _log.info("%s", error)
                if not self._complained:
                    self._complained = True
                    self.said.emit(
                        _("{problem} The queued regions stay in memory.").format(problem=error)
                    )
                return
            self._complained = False
            self.saved.emit()


def _image_id(job: Job) -> str:
    return job.picture.image_id if job.picture else ""
