"""Imports and exports masks: files, the clipboard, drops."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.masking.masking import Masking, Region
from mjstudio.texts import _

if TYPE_CHECKING:
    from mjstudio.mask.store.files import LoadedMask

_Size = tuple[int, int]


class MaskFiles(QObject):
    """Saves the open mask as a picture, and loads pictures as the open mask, as one undo step.

    Signals:
        saved(Path): the mask was written to that file.
        taken(Region): a picture became that region's mask.
        read_as(str): which part of a picture became the mask, or how it was scaled.
        said(str): why something could not be done.
    """

    saved = Signal(object)
    taken = Signal(object)
    read_as = Signal(str)
    said = Signal(str)

    def __init__(self, masking: Masking, tasks: Tasks) -> None:
        super().__init__()
        self._masking = masking
        self._tasks = tasks

    def save(self, path: Path) -> None:
        """Write the open mask as PNG."""
        region = self._masking.current
        if region is not None:
            self._tasks.spawn(self._save(region, path), "save a mask as")

    def load(self, path: Path) -> None:
        """Load a picture file as the open mask."""
        from mjstudio.mask.store.files import load_mask

        self._take(path.name, lambda size: load_mask(path, size))

    def take(self, data: bytes) -> None:
        """Load a picture, given as the bytes of a file, as the open mask."""
        from mjstudio.mask.store.files import PASTED, mask_from

        self._take(_("The picture"), lambda size: mask_from(data, size, PASTED))

    def paste(self, image: QImage) -> None:
        """Load a picture as the open mask."""
        from mjstudio.mask.store.files import mask_from_image

        self._take(_("The picture"), lambda size: mask_from_image(image, size))

    def copied(self) -> QImage:
        """Return the open mask as a picture for the clipboard; null if none is open."""
        region = self._masking.current
        if region is None:
            return QImage()
        mask = region.document.bitmap.snapshot()
        form = QImage.Format.Format_Grayscale8
        return QImage(mask.data, mask.width, mask.height, mask.stride, form).copy()

    async def _save(self, region: Region, path: Path) -> None:
        from mjstudio.mask.store.files import save_mask

        try:
            await asyncio.to_thread(save_mask, region.document.bitmap.snapshot(), path)
        except OSError as error:
            self.said.emit(
                _("The mask was not saved: {reason}.").format(
                    reason=error.strerror or _("the disk refused")
                )
            )
        else:
            self.saved.emit(path)

    def _take(self, name: str, read: "Callable[[_Size], LoadedMask]") -> None:
        region = self._masking.current
        if region is not None:
            self._tasks.spawn(self._adopt(region, name, read), "take a mask")

    async def _adopt(
        self, region: Region, name: str, read: "Callable[[_Size], LoadedMask]"
    ) -> None:
        from mjstudio.mask.store.files import MaskUnreadable

        bitmap = region.document.bitmap
        size = (bitmap.width, bitmap.height)
        try:
            loaded = await asyncio.to_thread(read, size)
        except MaskUnreadable as error:
            self.said.emit(str(error))
            return
        except OSError as error:
            self.said.emit(
                _("{name} can't be read: {reason}.").format(
                    name=name, reason=error.strerror or _("the disk refused")
                )
            )
            return
        if loaded.words:
            self.read_as.emit(loaded.words)
        region.document.replace(loaded.bitmap)
        self.taken.emit(region)
