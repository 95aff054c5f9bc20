"""Decodes pictures for the screen, off the GUI thread; `decoded` decides how long they stay."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QImageWriter

from mjstudio.allocator import give_back
from mjstudio.library.thumbnails import ThumbnailStore
from mjstudio.model.errors import PictureUnusable
from mjstudio.model.geometry import MOST_PIXELS, Box
from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.pictures.decoded import Decoded
from mjstudio.studio.pictures.pyramid import Pyramid, build
from mjstudio.texts import _

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")

THUMBNAIL = 256
"""Longest side of a thumbnail, in pixels."""

_WEBP_QUALITY = 85

_ALLOCATION_LIMIT_MIB = MOST_PIXELS * 8 // 1024**2
"""Enough for four channels of 16 bits; Qt's default of 256 MiB is not."""

_TIDY_SECONDS = 0.5
"""Delay in seconds, after a picture was decoded, until evicted memory is freed."""


def decode(source: Path | bytes, *, turn: bool = False) -> QImage:
    """Decode a picture; an empty image if it cannot be read, or has more than `MOST_PIXELS`.

    The pixels stay as stored, whatever EXIF says, because `pixels` and the service count them that
    way. A foreign picture that is only looked at may `turn` as EXIF says.

    Blocking, for workers. `QImageReader.read` releases the GIL, `fromData` holds it.
    """
    buffer = QBuffer()
    if isinstance(source, Path):
        reader = QImageReader(str(source))
    else:
        buffer.setData(QByteArray(source))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        reader = QImageReader(buffer)
    reader.setAutoTransform(turn)
    reader.setAllocationLimit(_ALLOCATION_LIMIT_MIB)
    size = reader.size()
    if size.width() * size.height() > MOST_PIXELS:
        return QImage()
    return reader.read()


def thumbnail_of(image: QImage, box: Box | None = None) -> QImage:
    """Scale a picture, or a box of it in pixels, to a longest side of `THUMBNAIL`. For workers."""
    part = image if box is None else image.copy(box[0], box[1], box[2] - box[0], box[3] - box[1])
    return part.scaled(
        QSize(THUMBNAIL, THUMBNAIL),
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )


def _prepared(source: Path | bytes) -> tuple[Pyramid, QImage]:
    """Return a picture and its thumbnail. For workers. Raises PictureUnusable if unreadable."""
    image = decode(source)
    if image.isNull():
        raise PictureUnusable(_("The picture can't be shown: its file can't be read."))
    pyramid = build(image)
    return pyramid, thumbnail_of(pyramid.levels[-1])


def to_webp(image: QImage) -> bytes:
    """Encode a thumbnail as WebP. For workers."""
    out = QBuffer()
    out.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(out, b"webp")
    writer.setQuality(_WEBP_QUALITY)
    writer.write(image)
    return bytes(out.data().data())


class Images(QObject):
    """Decoded pictures by key; the key is the job's id.

    Signals:
        changed(str): a key's picture or thumbnail was decoded.
        previewed(str, QImage): a key's preview was decoded; the image is a small version.
    """

    changed = Signal(str)
    previewed = Signal(str, object)

    def __init__(
        self, tasks: Tasks, thumbnails: ThumbnailStore, decoded: Decoded | None = None
    ) -> None:
        super().__init__()
        self._tasks = tasks
        self._store = thumbnails
        self.decoded = decoded or Decoded()
        self._sources: dict[str, Path] = {}
        self._unreadable: set[str] = set()
        self._loading: set[str] = set()
        self._loading_small: set[str] = set()
        self._two = asyncio.Semaphore(2)
        self._tidying = False
        self._deleted: set[Path] = set()
        self._removals: set[asyncio.Future[None]] = set()

    def picture(self, key: str) -> Pyramid | None:
        """Return the picture; None while it is decoded again, which `changed` announces."""
        there = self.decoded.picture(key)
        busy = key in self._loading or key in self._unreadable
        if there is None and key in self._sources and not busy:
            # Load the thumbnail first, so that there is something to show at once.
            self.thumbnail(key)
            self._loading.add(key)
            self._tasks.spawn(self._load_again(key), f"decode {key}")
        return there

    def stand_in(self, key: str) -> Pyramid | None:
        """Return a thumbnail to show while its picture is being decoded, if there is one."""
        small = self.thumbnail(key)
        return None if small is None or small.isNull() else Pyramid((small,), stands_in=True)

    def thumbnail(self, key: str) -> QImage | None:
        """Return the thumbnail or newest preview; None without one, or while it is loading."""
        there = self.decoded.thumbnail(key)
        if there is None and key in self._sources and key not in self._loading_small:
            self._loading_small.add(key)
            self._tasks.spawn(self._load_thumbnail(key), f"thumbnail {key}")
        return there

    def know(self, key: str, source: Path) -> None:
        """Register a file of an earlier run; it is decoded when first requested."""
        self._sources[key] = source
        self._deleted.discard(source)
        self._unreadable.discard(key)

    def forget(self, key: str) -> None:
        """Forget a deleted picture, and delete its thumbnail."""
        source = self._sources.pop(key, None)
        self._unreadable.discard(key)
        self.decoded.drop(key)
        if source is not None and source not in self._sources.values():
            self._deleted.add(source)
            # Start the thread now: a task that is cancelled before its first step would remove
            # nothing.
            loop = asyncio.get_running_loop()
            removal = loop.run_in_executor(None, self._store.remove, source)
            self._removals.add(removal)
            removal.add_done_callback(self._removals.discard)

    async def settle(self) -> None:
        """Wait until the thumbnails of deleted pictures are off the disk."""
        await asyncio.gather(*self._removals)

    async def load(self, key: str, source: Path) -> None:
        """Decode a file and its thumbnail; returns when both are ready."""
        self.know(key, source)
        self._loading.add(key)
        try:
            pyramid, thumbnail = await self._in_worker(lambda: self._prepared_and_kept(source))
        finally:
            self._loading.discard(key)
        if key in self._sources:
            self._keep(key, pyramid, thumbnail)

    def _prepared_and_kept(self, source: Path) -> tuple[Pyramid, QImage]:
        pyramid, thumbnail = _prepared(source)
        if not self._store.path(source).exists():
            self._keep_thumbnail(source, thumbnail)
        return pyramid, thumbnail

    def _keep_thumbnail(self, source: Path, thumbnail: QImage) -> None:
        self._store.keep(source, to_webp(thumbnail))
        if source in self._deleted:  # while it was being written, perhaps after its removal
            self._store.remove(source)

    def _read_thumbnail(self, key: str, source: Path) -> QImage | None:
        """Return the stored or a new thumbnail; None if the picture's decoding will supply it."""
        path = self._store.path(source)
        small = decode(path)
        if not small.isNull():
            return small
        if not path.exists() and key in self._loading:
            return None
        _pyramid, small = _prepared(source)
        self._keep_thumbnail(source, small)
        return small

    async def _load_thumbnail(self, key: str) -> None:
        source = self._sources.get(key)
        try:
            if source is None:
                return  # deleted meanwhile
            small = await self._in_worker(lambda: self._read_thumbnail(key, source))
            if small is None:
                return  # it arrives with the picture
        except PictureUnusable as error:
            self._sources.pop(key, None)
            _log.info("thumbnail of job %s: %s", key, error.message)
            return
        finally:
            self._loading_small.discard(key)
        if key in self._sources:
            self.decoded.keep_thumbnail(key, small)
            self.changed.emit(key)

    async def _load_again(self, key: str) -> None:
        """Decode an evicted picture again.

        If its file is gone it is not tried again, but its stored thumbnail is still shown.
        """
        source = self._sources.get(key)
        if source is None:
            self._loading.discard(key)
            return  # deleted meanwhile
        try:
            await self.load(key, source)
        except PictureUnusable as error:
            self._unreadable.add(key)
            _log.info("picture of job %s: %s", key, error.message)

    async def show_preview(self, key: str, data: bytes, wanted: Callable[[], bool]) -> None:
        """Decode a preview; drop it if it is no longer `wanted` by then."""
        try:
            pyramid, thumbnail = await self._in_worker(lambda: _prepared(data))
        except PictureUnusable:
            return
        if not wanted():
            return
        self._keep(key, pyramid, thumbnail)
        self.previewed.emit(key, thumbnail)

    async def borrow(self, key: str, parent: str, box: Box | None = None) -> None:
        """Show a parent's picture (or a box of it) under `key` until the first preview comes."""
        if self.decoded.picture(parent) is None and parent in self._sources:
            await self._load_again(parent)
        pyramid = self.decoded.picture(parent)
        if pyramid is None or self.decoded.picture(key) is not None:
            return
        small = await self._in_worker(lambda: build(thumbnail_of(pyramid.full, box)))
        if self.decoded.picture(key) is None:
            self._keep(key, small, small.full)

    async def _in_worker(self, work: Callable[[], _Result]) -> _Result:
        # Two at a time: more would only compete with the window for the GIL.
        async with self._two:
            return await asyncio.to_thread(work)

    def _keep(self, key: str, pyramid: Pyramid, thumbnail: QImage) -> None:
        self.decoded.keep_thumbnail(key, thumbnail)
        self.decoded.keep_picture(key, pyramid)
        if not self._tidying:
            self._tidying = True
            self._tasks.spawn(self._tidy(), "give memory back")
        self.changed.emit(key)

    async def _tidy(self) -> None:
        await asyncio.sleep(_TIDY_SECONDS)
        self._tidying = False
        await asyncio.to_thread(give_back)
