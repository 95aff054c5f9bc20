"""Limits the memory of masks: the open one has priority, the others are packed."""

import asyncio

from PySide6.QtCore import QObject

from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.masking.mask_autosave import MaskAutosave
from mjstudio.studio.masking.masking import Masking, Region
from mjstudio.studio.masking.region_queues import RegionQueues
from mjstudio.studio.pictures.decoded import MIB, Decoded

UNDO = 32 * MIB
"""Limit in bytes for the undo of all closed masks together; those left longest ago lose it."""


class MaskMemory(QObject):
    """Packs inactive masks, and counts all masks in the memory budget."""

    def __init__(
        self,
        masking: Masking,
        keeping: MaskAutosave,
        regions: RegionQueues,
        decoded: Decoded,
        tasks: Tasks,
    ) -> None:
        super().__init__()
        self._masking, self._regions = masking, regions
        self._decoded, self._tasks = decoded, tasks
        self._open: Region | None = None
        self._asleep = 0
        self._working = False
        masking.opened.connect(self._opened)
        masking.closed.connect(self._closed)
        # Saving unpacks a mask.
        keeping.saved.connect(self._put_away_soon)
        regions.changed.connect(self._count)

    def _opened(self, region: Region) -> None:
        self._open = region
        region.document.softness.let_go()
        region.document.history_changed.connect(self._count)
        self._count()

    def _closed(self) -> None:
        if self._open is not None:
            self._open.document.history_changed.disconnect(self._count)
            # The soft edge can be computed again from the mask.
            self._open.document.softness.hold()
            self._open = None
        self._put_away_soon()

    def _put_away_soon(self) -> None:
        if not self._working and any(map(self._idle, self._masking.regions)):
            self._working = True
            if self._tasks.spawn(self._put_away(), "put masks away") is None:
                self._working = False

    def _idle(self, region: Region) -> bool:
        return region is not self._masking.current and region.document.bitmap.awake

    async def _put_away(self) -> None:
        from mjstudio.mask.pixels.tiles import packed

        try:
            while idle := next(filter(self._idle, self._masking.regions), None):
                bitmap = idle.document.bitmap
                mask = bitmap.snapshot()
                tiles = await asyncio.to_thread(lambda m=mask: packed(m.view()))  # type: ignore[misc]
                if idle is not self._masking.current:
                    bitmap.sleep(mask, tiles)
        finally:
            self._working = False
        self._shorten_undo()
        self._count()

    def _shorten_undo(self) -> None:
        left = UNDO
        self._asleep = 0
        for region in reversed(self._masking.regions):
            if region is self._masking.current:
                continue
            history = region.document.history
            left -= history.bytes
            if left < 0:
                history.forget()
            self._asleep += region.document.bitmap.memory + history.bytes

    def _count(self) -> None:
        taken = self._asleep
        if self._open is not None:
            document = self._open.document
            soft = document.bitmap.memory if document.feather else 0
            taken += document.bitmap.memory + soft + document.history.bytes
        queued = (region.mask for queue in self._regions.queues for region in queue.regions)
        taken += sum(len(mask.data) for mask in queued)
        self._decoded.claim("masks", taken)
