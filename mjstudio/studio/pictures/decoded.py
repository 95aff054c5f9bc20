"""One memory budget for everything that is kept decoded.

Pictures with their pyramids are evicted by when they were last requested. Thumbnails have their own
share: a single picture weighs as much as a hundred of them, and would evict a whole library list.
What cannot be decoded again quickly (the open mask with its undo, a comparison) is claimed and
takes precedence: pictures get the rest.

What is on screen stays, because evicting it would free nothing: a view that shows a picture
references it. So a picture counts as long as anybody references it, and an evicted one that is
still referenced comes back without decoding. Rejected: pinning by name, because somebody forgets to
unpin.
"""

from collections import OrderedDict
from weakref import WeakValueDictionary

from PySide6.QtGui import QImage

from mjstudio.studio.pictures.pyramid import Pyramid

MIB = 1024 * 1024
BUDGET = 224 * MIB
"""The budget in bytes; with the pictures that are just being decoded, 256 MiB."""
THUMBNAILS = 40 * MIB
"""The share of thumbnails in bytes: at least 160 of them, several screens of the library."""


class Decoded:
    """Decoded pictures by key. The least recently used goes first; see the module for the rest."""

    def __init__(self, budget: int = BUDGET, thumbnails: int = THUMBNAILS) -> None:
        self._budget = budget
        self._share = thumbnails
        self._pictures: OrderedDict[str, Pyramid] = OrderedDict()
        self._alive: WeakValueDictionary[str, Pyramid] = WeakValueDictionary()
        self._thumbnails: OrderedDict[str, QImage] = OrderedDict()
        self._claims: dict[str, int] = {}

    @property
    def bytes(self) -> int:
        """The memory held now, by anyone, in bytes."""
        return self._picture_bytes() + self._thumbnail_bytes() + sum(self._claims.values())

    def claim(self, owner: str, size: int) -> None:
        """Reserve a number of bytes for `owner`; pictures are evicted to make room for them."""
        if size:
            self._claims[owner] = size
        else:
            self._claims.pop(owner, None)
        self._make_room()

    def picture(self, key: str) -> Pyramid | None:
        """Return a picture; None if it was evicted."""
        there = self._alive.get(key)
        if there is not None:
            self._pictures[key] = there
            self._pictures.move_to_end(key)
        return there

    def keep_picture(self, key: str, pyramid: Pyramid) -> None:
        """Keep a picture as the newest, even if it is larger than the whole budget."""
        self._pictures[key] = pyramid
        self._pictures.move_to_end(key)
        self._alive[key] = pyramid
        self._make_room()

    def thumbnail(self, key: str) -> QImage | None:
        """Return a thumbnail; None if it was evicted."""
        there = self._thumbnails.get(key)
        if there is not None:
            self._thumbnails.move_to_end(key)
        return there

    def keep_thumbnail(self, key: str, thumbnail: QImage) -> None:
        """Keep a thumbnail as the newest."""
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
        """Evict the oldest pictures, except the newest one, until all fits."""
        used = self.bytes
        for key in list(self._pictures)[:-1]:
            if used <= self._budget:
                return
            size = self._pictures.pop(key).bytes
            if key not in self._alive:
                used -= size
