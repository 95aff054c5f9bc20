"""Saves the prompt being written: shortly after each change, and at the end."""

import asyncio
import logging

from PySide6.QtCore import QObject, QTimer, Signal

from mjstudio.files.atomic import NotSaved
from mjstudio.library.draft_file import DraftFile, KeptDraft
from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.prompt.draft import Draft

_log = logging.getLogger(__name__)

SOON_MS = 500
"""Milliseconds after the first unsaved change until it is saved, even while others follow."""


class DraftAutosave(QObject):
    """Keeps a draft on disk.

    Signals:
        said(str): a message for the artist.
    """

    said = Signal(str)

    def __init__(self, draft: Draft, file: DraftFile, tasks: Tasks) -> None:
        super().__init__()
        self._draft, self._file, self._tasks = draft, file, tasks
        self._saved = self._wanted()
        self._complained = False
        self._turn = asyncio.Lock()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SOON_MS)
        self._timer.timeout.connect(lambda: tasks.spawn(self._save(), "save the draft"))
        draft.changed.connect(lambda _prompt: self._changed())

    async def flush(self) -> None:
        """Save at once, because the program is closing."""
        self._timer.stop()
        await self._save()

    def _wanted(self) -> KeptDraft:
        return KeptDraft(*self._draft.unsent)

    def _changed(self) -> None:
        if not self._timer.isActive() and self._wanted() != self._saved:
            self._timer.start()

    async def _save(self) -> None:
        async with self._turn:
            wanted = self._wanted()
            if wanted == self._saved:
                return
            try:
                await asyncio.to_thread(self._file.save, wanted)
            except NotSaved as error:
                _log.info("%s", error)
                if not self._complained:
                    self._complained = True
                    self.said.emit(error.message)
                return
            self._saved, self._complained = wanted, False
