"""Compressed square tiles of the mask, as undo stores them.

The side is 128 pixels: with 64 a long stroke needs four times the entries, with 256 a small dab
stores too many bytes. Tiles with a single value, by far the most frequent, take one byte.
"""

import zlib
from collections.abc import Iterator

from PIL import Image
from PySide6.QtCore import QRect

SIDE = 128
_SHADES = (b"\x00", b"\xff")
_PLAIN = tuple(shade * (SIDE * SIDE) for shade in _SHADES)

Place = tuple[int, int]
"""Column and row of a tile."""
Changes = dict[Place, tuple[bytes, bytes]]
"""Changed tiles, each with its packed bytes before and after."""


def tiles_under(area: QRect) -> Iterator[Place]:
    """Yield the tiles that touch an area, which must not be empty or have negative coordinates."""
    columns = range(area.left() // SIDE, area.right() // SIDE + 1)
    for row in range(area.top() // SIDE, area.bottom() // SIDE + 1):
        for column in columns:
            yield (column, row)


def tile_rect(place: Place, whole: QRect) -> QRect:
    """Return the pixels of a tile; those at the right and bottom edge may be smaller."""
    return QRect(place[0] * SIDE, place[1] * SIDE, SIDE, SIDE).intersected(whole)


def pack(data: bytes) -> bytes:
    """Compress the bytes of a tile, all 0 or 255."""
    for shade, plain in zip(_SHADES, _PLAIN, strict=True):
        if data == (plain if len(data) == len(plain) else shade * len(data)):
            return shade
    return zlib.compress(data, 1)


def unpack(packed: bytes) -> bytes:
    """Decompress a tile; the result is still one byte if the tile has a single value."""
    return packed if len(packed) == 1 else zlib.decompress(packed)


def packed(mask: Image.Image) -> dict[Place, bytes]:
    """Return the tiles with any paint in an L image of values 0 and 255. Any thread."""
    found: dict[Place, bytes] = {}
    whole = QRect(0, 0, mask.width, mask.height)
    for place in tiles_under(whole):
        tile = tile_rect(place, whole)
        part = mask.crop((tile.left(), tile.top(), tile.right() + 1, tile.bottom() + 1))
        if part.getbbox() is not None:
            found[place] = pack(part.tobytes())
    return found


def changes(old: Image.Image, new: Image.Image) -> Changes:
    """Return the tiles in which two equally large L images of 0 and 255 differ. Any thread."""
    found: Changes = {}
    whole = QRect(0, 0, old.width, old.height)
    for top in range(0, old.height, SIDE):
        band = (0, top, old.width, min(top + SIDE, old.height))
        was, now = old.crop(band), new.crop(band)
        if was.tobytes() == now.tobytes():
            continue
        for place in tiles_under(QRect(0, top, old.width, 1)):
            tile = tile_rect(place, whole)
            part = (tile.left(), 0, tile.right() + 1, tile.height())
            before, after = was.crop(part).tobytes(), now.crop(part).tobytes()
            if before != after:
                found[place] = (pack(before), pack(after))
    return found
