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
    """Saves the open mask as a picture, and makes pictures the open mask, in one step of undo.

    Signals:
        saved(Path): the mask is in that file.
        taken(Region): a picture has become the mask of that region.
        read_as(str): which part of a picture is the mask now, or how it was scaled.
        said(str): it could not be done, and why.
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
        """Make a picture file the open mask."""
        from mjstudio.mask.store.files import load_mask

        self._take(path.name, lambda size: load_mask(path, size))

    def take(self, data: bytes) -> None:
        """Make a picture, as the bytes of a file, the open mask."""
        from mjstudio.mask.store.files import PASTED, mask_from

        self._take(_("The picture"), lambda size: mask_from(data, size, PASTED))

    def paste(self, image: QImage) -> None:
        """Make a picture the open mask."""
        from mjstudio.mask.store.files import mask_from_image

        self._take(_("The picture"), lambda size: mask_from_image(image, size))

    def copied(self) -> QImage:
        """The open mask as a picture, for the clipboard; null where none is open."""
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
