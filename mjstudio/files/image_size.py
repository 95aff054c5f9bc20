"""Reads a picture's format and its claimed size from the first bytes alone.

Neither Qt's reader nor Pillow's `open` is suitable for unchecked files: one warns about damage, the
other about size, both in their own words and before mjstudio can refuse the file in its own.
"""

import struct

from mjstudio.model.geometry import Size

PNG = b"\x89PNG\r\n\x1a\n"
"""The signature of every PNG."""
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The markers of a JPEG that are followed by its size."""


def kind_of(data: bytes) -> str:
    """Return `"png"`, `"jpeg"`, `"webp"`, `"gif"` or `"bmp"`; `""` for anything else."""
    if data.startswith(PNG):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return "gif"
    return "bmp" if data.startswith(b"BM") else ""


def size_of(data: bytes) -> Size | None:
    """Return the size that a PNG, JPEG, WebP, GIF or BMP file claims; None for anything else."""
    read = _READERS.get(kind_of(data))
    try:
        width, height = read(data) if read else (0, 0)
    except (struct.error, IndexError):
        return None
    return (abs(width), abs(height)) if read else None


def webp_picture_size(kind: bytes, body: bytes) -> Size:
    """Return the size in a WebP's `VP8 ` or `VP8L` chunk. Raises struct.error if cut off."""
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", body, 1)
        return (1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    width, height = struct.unpack_from("<HH", body, 6)
    return (width & 0x3FFF, height & 0x3FFF)


def _png(data: bytes) -> Size:
    return struct.unpack_from(">II", data, 16)


def _gif(data: bytes) -> Size:
    return struct.unpack_from("<HH", data, 6)


def _bmp(data: bytes) -> Size:
    return struct.unpack_from("<ii", data, 18)


def _jpeg(data: bytes) -> Size:
    at = 2
    while data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return (width, height)
        at += 2 + length
    raise IndexError


def _webp(data: bytes) -> Size:
    kind = data[12:16]
    if kind == b"VP8X":
        low_x, high_x, low_y, high_y = struct.unpack_from("<HBHB", data, 24)
        return (1 + low_x + (high_x << 16), 1 + low_y + (high_y << 16))
    return webp_picture_size(kind, data[20:30])


_READERS = {"png": _png, "jpeg": _jpeg, "webp": _webp, "gif": _gif, "bmp": _bmp}
