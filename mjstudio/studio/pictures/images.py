"""Pictures decoded for the screen, off the GUI thread; `decoded` says for how long they stay."""

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
"""Enough for 16 bits in each of four channels; Qt's own 256 MiB are not."""

_TIDY_SECONDS = 0.5
"""How long after a picture was decoded the memory of those that made room is given back."""


def decode(source: Path | bytes, *, turn: bool = False) -> QImage:
    """Decode a picture; an empty image if it cannot be read, or has more than `MOST_PIXELS`.

    Its pixels lie as they are stored, whatever EXIF says: as `pixels` and the service count them.
    A picture of elsewhere that is only looked at may `turn` as EXIF says.

    Blocking, for workers. `QImageReader.read` releases the interpreter's lock, `fromData` holds it.
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
    """A picture, or a box of it in pixels, with a longest side of `THUMBNAIL`. For workers."""
    part = image if box is None else image.copy(box[0], box[1], box[2] - box[0], box[3] - box[1])
    return part.scaled(
        QSize(THUMBNAIL, THUMBNAIL),
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )


def _prepared(source: Path | bytes) -> tuple[Pyramid, QImage]:
    """A picture and its thumbnail. For workers. Raises PictureUnusable if it cannot be read."""
    image = decode(source)
    if image.isNull():
        raise PictureUnusable(_("The picture can't be shown: its file can't be read."))
    pyramid = build(image)
    return pyramid, thumbnail_of(pyramid.levels[-1])


def to_webp(image: QImage) -> bytes:
    """A thumbnail as a file. For workers."""
    out = QBuffer()
    out.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(out, b"webp")
    writer.setQuality(_WEBP_QUALITY)
    writer.write(image)
    return bytes(out.data().data())


class Images(QObject):
    """Decoded pictures by key, which is the job's id.

    Signals:
        changed(str): the picture or the thumbnail of a key was decoded.
        previewed(str, QImage): a preview of a key was decoded; this is it, small.
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
        """The whole picture; None while it is decoded again, which `changed` then tells."""
        there = self.decoded.picture(key)
        busy = key in self._loading or key in self._unreadable
        if there is None and key in self._sources and not busy:
            # Before the picture, so that a stand-in shows at once.
            self.thumbnail(key)
            self._loading.add(key)
            self._tasks.spawn(self._load_again(key), f"decode {key}")
        return there

    def stand_in(self, key: str) -> Pyramid | None:
        """What is shown for a picture that is being decoded: its thumbnail, if that is there."""
        small = self.thumbnail(key)
        return None if small is None or small.isNull() else Pyramid((small,), stands_in=True)

    def thumbnail(self, key: str) -> QImage | None:
        """The thumbnail or newest preview; None without one, or while it is loading again."""
        there = self.decoded.thumbnail(key)
        if there is None and key in self._sources and key not in self._loading_small:
            self._loading_small.add(key)
            self._tasks.spawn(self._load_thumbnail(key), f"thumbnail {key}")
        return there

    def know(self, key: str, source: Path) -> None:
        """A kept file of an earlier run: decoded when it is first asked for."""
        self._sources[key] = source
        self._deleted.discard(source)
        self._unreadable.discard(key)

    def forget(self, key: str) -> None:
        """The picture was deleted."""
        source = self._sources.pop(key, None)
        self._unreadable.discard(key)
        self.decoded.drop(key)
        if source is not None and source not in self._sources.values():
            self._deleted.add(source)
            # Given to a thread now: a task that is cancelled before its first step removes nothing.
            loop = asyncio.get_running_loop()
            removal = loop.run_in_executor(None, self._store.remove, source)
            self._removals.add(removal)
            removal.add_done_callback(self._removals.discard)

    async def settle(self) -> None:
        """Wait until the thumbnails of deleted pictures are off the disk."""
        await asyncio.gather(*self._removals)

    async def load(self, key: str, source: Path) -> None:
        """Decode a kept file and its thumbnail; ends when both are there."""
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
        """The kept thumbnail, else a new one; None where the picture being decoded brings it."""
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
                return  # it comes with the picture
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
        """Decode a picture again that had to make room.

        One whose file is gone is not tried again; what is kept of it small is shown all the same.
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
        """Decode a preview; dropped if by then it is not `wanted` any more."""
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
        # Two at a time: more would only fight for the interpreter's lock with the window.
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
