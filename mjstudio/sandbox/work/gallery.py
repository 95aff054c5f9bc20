"""Every picture made so far: what it shows, which actions it offers, and its bytes."""

import itertools
import time
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from threading import Lock

from PIL import Image

from mjstudio.model.geometry import Size
from mjstudio.sandbox.work.nodes import Node
from mjstudio.sandbox.work.spool import Slot, Spool
from mjstudio.sandbox.work.urls import Place

_DISCORD_EPOCH = 1420070400.0


@dataclass(frozen=True, slots=True)
class Served:
    """A downloadable picture: its bytes as stored, and its size in pixels."""

    content: Slot | bytes | Path
    media_type: str
    size: Size


@dataclass(slots=True)
class _Thumbnails:
    made: dict[tuple[str, Size], Slot] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)


class Gallery:
    """Finds pictures by id and by path. Safe to use from several threads."""

    def __init__(self) -> None:
        self._spool = Spool()
        self._nodes: dict[str, Node] = {}
        self._served: dict[str, Served] = {}
        self._thumbnails = _Thumbnails()
        self._numbers = itertools.count(1)

    def new_id(self) -> str:
        """Return a new image id: a decimal string above 2**53, increasing over time."""
        milliseconds = int((time.time() - _DISCORD_EPOCH) * 1000)
        return str((milliseconds << 22) | (next(self._numbers) & 0x3FFFFF))

    def add(self, node: Node) -> None:
        """Register a finished picture, so that actions can refer to it."""
        self._nodes[node.image_id] = node

    def node(self, image_id: str) -> Node | None:
        """Return the finished picture with that id."""
        return self._nodes.get(image_id)

    def hang(self, place: Place, content: bytes | Path, media_type: str, size: Size) -> None:
        """Make a finished picture downloadable, from the spool or from its file."""
        stored = content if isinstance(content, Path) else self._spool.add(content)
        self._served[place.path] = Served(stored, media_type, size)

    def forget(self, image_id: str, place: Place) -> None:
        """Remove a finished picture, for downloads and for actions."""
        self._nodes.pop(image_id, None)
        self._served.pop(place.path, None)

    def hang_preview(self, place: Place, content: bytes, size: Size) -> None:
        """Make a preview downloadable until `take_down`."""
        self._served[place.path] = Served(content, "image/webp", size)

    def take_down(self, place: Place) -> None:
        """Delete a preview."""
        self._served.pop(place.path, None)

    def at(self, path: str) -> Served | None:
        """Return the picture that is downloadable under a path."""
        return self._served.get(path)

    def content(self, path: str, served: Served, size: Size) -> bytes:
        """Return a picture's bytes at a size in pixels; the same bytes every time."""
        stored = served.content
        if size == served.size:
            return self._stored(stored)
        if isinstance(stored, bytes):
            return self._resized(stored, served, size)
        with self._thumbnails.lock:
            slot = self._thumbnails.made.get((path, size))
            if slot is None:
                slot = self._spool.add(self._resized(self._stored(stored), served, size))
                self._thumbnails.made[path, size] = slot
        return self._spool.read(slot)

    def _stored(self, content: Slot | bytes | Path) -> bytes:
        if isinstance(content, Path):
            return content.read_bytes()
        return content if isinstance(content, bytes) else self._spool.read(content)

    def picture(self, node: Node) -> Image.Image:
        """Return the pixels of a finished picture."""
        served = self._served[node.place.path]
        with Image.open(BytesIO(self.content(node.place.path, served, served.size))) as opened:
            return opened.convert("RGB")

    def close(self) -> None:
        """Forget everything and free the spool."""
        self._nodes.clear()
        self._served.clear()
        self._spool.close()

    @staticmethod
    def _resized(content: bytes, served: Served, size: Size) -> bytes:
        with Image.open(BytesIO(content)) as opened:
            small = opened.convert("RGB").resize(size, Image.Resampling.LANCZOS)
        return encoded(small, served.media_type)


def encoded(picture: Image.Image, media_type: str) -> bytes:
    """Encode a picture as lossless PNG, or as WebP for previews."""
    stream = BytesIO()
    if media_type == "image/webp":
        picture.save(stream, "WEBP", quality=80, method=0)
    else:
        picture.save(stream, "PNG", compress_level=1)
    return stream.getvalue()
