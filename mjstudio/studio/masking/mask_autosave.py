"""Saves masks shortly after each step, and restores them in later runs."""

import asyncio
import logging
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from mjstudio.mask.store.mask_store import KeptMask, MaskNote, MaskStore, NotKept
from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.masking.masking import Masking, Region
from mjstudio.texts import _

_log = logging.getLogger(__name__)

QUIET_MS = 2000
"""Milliseconds after the last step until the mask is saved."""
WORDS_MS = 500
"""Milliseconds after the first unsaved change of the prompt until it is saved."""
LATEST_MS = 8000
"""Milliseconds after the first unsaved step until the mask is saved, even while others follow."""


@dataclass(slots=True)
class _Kept:
    """The state of one region's file."""

    region: Region
    own_prompt: str
    """The prompt that the region started with."""
    prompt: str
    """The prompt as last saved."""
    feather: int = 0
    """The feather as last saved."""
    fetching: bool = True
    unsaved: bool = False
    on_disk: bool = False

    def nothing_left(self) -> bool:
        """Return whether the artist left neither a mask nor words."""
        region = self.region
        return region.document.bitmap.is_empty() and region.prompt == self.own_prompt


class MaskAutosave(QObject):
    """Saves every region, and loads it when it is first opened.

    A file is removed only if the artist clears the mask and leaves it empty.

    Signals:
        saved(Region): the region's mask is on disk, or its file is gone because it is empty.
        restored(Region): its mask was loaded; its prompt may have changed too.
        said(str): a message for the artist.
        withdrawn(str): that message no longer applies.
    """

    saved = Signal(object)
    restored = Signal(object)
    said = Signal(str)
    withdrawn = Signal(str)

    def __init__(self, masking: Masking, tasks: Tasks, store: MaskStore) -> None:
        super().__init__()
        self._masking = masking
        self._tasks = tasks
        self._store = store
        self._kept: dict[int, _Kept] = {}
        self._open: _Kept | None = None
        self._cleaned = False
        self._complaint = ""
        self._turn = asyncio.Lock()
        self._fetches: set[asyncio.Task[None]] = set()
        self._quiet, self._latest, self._words = QTimer(self), QTimer(self), QTimer(self)
        self._drag = QTimer(self)
        self._drag.setInterval(LATEST_MS)
        self._drag.timeout.connect(self._save_drag)
        for timer, after in (
            (self._quiet, QUIET_MS),
            (self._latest, LATEST_MS),
            (self._words, WORDS_MS),
        ):
            timer.setSingleShot(True)
            timer.setInterval(after)
            timer.timeout.connect(self._save_soon)
        masking.opened.connect(self._opened)
        masking.closed.connect(self._closed)

    def prompt_changed(self) -> None:
        """Note that the open region's prompt may have changed."""
        if self._open is not None and self._open.region.prompt != self._open.prompt:
            self._touched(self._open)
            if not self._open.fetching and not self._words.isActive():
                self._words.start()

    def _settings_changed(self, kept: _Kept) -> None:
        if kept.region.document.feather != kept.feather:
            kept.feather = kept.region.document.feather
            self._touched(kept)

    async def flush(self) -> None:
        """Save everything at once, because the program is closing."""
        self._stop_waiting()
        self._drag.stop()
        await asyncio.gather(*self._fetches, return_exceptions=True)
        for kept in self._kept.values():
            self._leave(kept)
        self._open = None
        await self._save_all()

    # --- loading ---

    def _opened(self, region: Region) -> None:
        kept = self._kept.get(id(region))
        if kept is None:
            # Keep a reference to the region, so that its id() is not reused.
            kept = self._kept[id(region)] = _Kept(
                region, region.prompt, region.prompt, region.document.feather
            )
            region.document.history_changed.connect(lambda: self._touched(kept))
            region.document.drag_begun.connect(self._drag.start)
            region.document.settings_changed.connect(lambda: self._settings_changed(kept))
            fetch = self._tasks.spawn(self._fetch(kept), "fetch a kept mask")
            if fetch is not None:
                self._fetches.add(fetch)
                fetch.add_done_callback(self._fetches.discard)
        self._open = kept

    async def _fetch(self, kept: _Kept) -> None:
        region = kept.region
        bitmap = region.document.bitmap
        found: KeptMask | None = None
        try:
            found = await asyncio.to_thread(
                self._from_store, region.kept_as, (bitmap.width, bitmap.height)
            )
        except NotKept as error:
            self.said.emit(str(error))
        if found is not None:
            self._bring_back(kept, found)
        kept.fetching = False
        if kept.unsaved and kept is not self._open:
            self._save_soon()
        elif kept.unsaved:
            self._touched(kept)
            self.prompt_changed()
        if found is not None:
            self.restored.emit(region)

    def _from_store(self, name: str, size: tuple[int, int]) -> KeptMask | None:
        if not self._cleaned:
            self._cleaned = True
            self._store.clean_up()
        return self._store.load(name, size)

    def _bring_back(self, kept: _Kept, found: KeptMask) -> None:
        region, painted_meanwhile = kept.region, kept.unsaved
        region.document.bring_back(found.bitmap)
        if found.note.prompt is not None and region.prompt == kept.own_prompt:
            region.prompt = kept.prompt = found.note.prompt
        if region.document.feather == kept.feather:
            kept.feather = found.note.feather
            region.document.set_feather(found.note.feather)
        size = (found.bitmap.width, found.bitmap.height)
        scaled = found.kept_size != size
        if scaled:
            self.said.emit(
                _("The saved mask was scaled from {old} to the picture’s {new} pixels.").format(
                    old="{} × {}".format(*found.kept_size), new="{} × {}".format(*size)
                )
            )
        kept.on_disk = True
        kept.unsaved = painted_meanwhile or scaled

    # --- saving ---

    def _touched(self, kept: _Kept) -> None:
        kept.unsaved = True
        if not kept.fetching:
            self._quiet.start()
            if not self._latest.isActive():
                self._latest.start()

    def _save_drag(self) -> None:
        """Save what a long drag has painted so far."""
        kept = self._open
        if kept is None or not kept.region.document.dragging:
            self._drag.stop()
        elif not kept.fetching:
            kept.unsaved = True
            self._save_soon()

    def _closed(self) -> None:
        kept, self._open = self._open, None
        if kept is not None:
            self._leave(kept)
            self._save_soon()

    def _leave(self, kept: _Kept) -> None:
        if kept.on_disk and not kept.fetching and kept.nothing_left():
            kept.unsaved = True

    def _save_soon(self) -> None:
        self._stop_waiting()
        if any(kept.unsaved for kept in self._kept.values()):
            self._tasks.spawn(self._save_all(), "save masks")

    def _stop_waiting(self) -> None:
        for timer in (self._quiet, self._latest, self._words):
            timer.stop()

    async def _save_all(self) -> None:
        async with self._turn:
            for kept in list(self._kept.values()):
                if kept.unsaved and not kept.fetching:
                    await self._save(kept)

    async def _save(self, kept: _Kept) -> None:
        region = kept.region
        prompt, drop = region.prompt, kept is not self._open and kept.nothing_left()
        kept.unsaved = False
        try:
            if drop:
                await asyncio.to_thread(self._store.remove, region.kept_as)
            else:
                snapshot = region.document.bitmap.snapshot()
                note = MaskNote(prompt, region.document.feather, region.image_id)
                await asyncio.to_thread(self._store.save, region.kept_as, snapshot, note)
        except NotKept as error:
            _log.info("%s", error)
            kept.unsaved = True
            self._complain(
                _("{problem} It stays open and is saved as soon as possible.").format(problem=error)
            )
            self._latest.start()
        else:
            kept.prompt, kept.on_disk = prompt, not drop
            self._complain("")
            self.saved.emit(region)

    def _complain(self, words: str) -> None:
        before, self._complaint = self._complaint, words
        if words != before:
            if before:
                self.withdrawn.emit(before)
            if words:
                self.said.emit(words)
