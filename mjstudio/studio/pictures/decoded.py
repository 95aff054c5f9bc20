"""One memory budget for everything that is kept decoded.

Pictures with their pyramids come and go by when they were last asked for. Thumbnails have a share
of their own: a single picture weighs as much as a hundred of them, and would empty a whole library
list. What cannot be decoded again at a moment's notice (the open mask with its undo, a comparison)
is claimed, and goes first: pictures get what is left.

What is on the screen stays, since letting go of it would free nothing: a view that shows a picture
holds it. So a picture counts for as long as anybody holds it, and one that made room is taken back
without decoding it again. Rejected: pinning by name. Somebody forgets to unpin.
"""

from collections import OrderedDict
from weakref import WeakValueDictionary

from PySide6.QtGui import QImage

from mjstudio.studio.pictures.pyramid import Pyramid

MIB = 1024 * 1024
BUDGET = 224 * MIB
"""The budget in bytes: with the pictures just being decoded, 256 MiB."""
THUMBNAILS = 40 * MIB
"""Bytes of it that thumbnails may have: 160 at least, several screens of the library."""


class Decoded:
    """What is decoded, by key. The least recently used goes first; see the module for the rest."""

    def __init__(self, budget: int = BUDGET, thumbnails: int = THUMBNAILS) -> None:
        self._budget = budget
        self._share = thumbnails
        self._pictures: OrderedDict[str, Pyramid] = OrderedDict()
        self._alive: WeakValueDictionary[str, Pyramid] = WeakValueDictionary()
        self._thumbnails: OrderedDict[str, QImage] = OrderedDict()
        self._claims: dict[str, int] = {}

    @property
    def bytes(self) -> int:
        """How many bytes are held now, by anyone."""
        return self._picture_bytes() + self._thumbnail_bytes() + sum(self._claims.values())

    def claim(self, owner: str, size: int) -> None:
        """Count so many bytes as `owner`'s from now on; pictures make room for them."""
        if size:
            self._claims[owner] = size
        else:
            self._claims.pop(owner, None)
        self._make_room()

    def picture(self, key: str) -> Pyramid | None:
        """A picture; None where it has made room."""
        there = self._alive.get(key)
        if there is not None:
            self._pictures[key] = there
            self._pictures.move_to_end(key)
        return there

    def keep_picture(self, key: str, pyramid: Pyramid) -> None:
        """Keep a picture, the newest now, also where it is larger than the whole budget."""
        self._pictures[key] = pyramid
        self._pictures.move_to_end(key)
        self._alive[key] = pyramid
        self._make_room()

    def thumbnail(self, key: str) -> QImage | None:
        """A thumbnail; None where it has made room."""
        there = self._thumbnails.get(key)
        if there is not None:
            self._thumbnails.move_to_end(key)
        return there

    def keep_thumbnail(self, key: str, thumbnail: QImage) -> None:
        """Keep a thumbnail, the newest now."""
        self._thumbnails[key] = thumbnail
        self._thumbnails.move_to_end(key)
        used = self._thumbnail_bytes()
        while used > self._share and len(self._thumbnails) > 1:
            used -= self._thumbnails.popitem(last=False)[1].sizeInBytes()
        self._make_room()

    def drop(self, key: str) -> None:
        """Forget a picture and its thumbnail."""
        self._pictures.pop(key, None)
        self._alive.pop(key, None)
        self._thumbnails.pop(key, None)

    def _picture_bytes(self) -> int:
        return sum(pyramid.bytes for pyramid in self._alive.values())

    def _thumbnail_bytes(self) -> int:
        return sum(thumbnail.sizeInBytes() for thumbnail in self._thumbnails.values())

    def _make_room(self) -> None:
        """Let go of the oldest pictures, but for the newest one, until all fits."""
        used = self.bytes
        for key in list(self._pictures)[:-1]:
            if used <= self._budget:
                return
            size = self._pictures.pop(key).bytes
            if key not in self._alive:
                used -= size
