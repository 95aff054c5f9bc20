"""Reads what `embed` wrote into a file: where its picture came from.

Anyone may have written these bytes, so they are only ever shown as text. Other programs rewrite XMP
with other prefixes and attributes for elements, or keep only PNG's own texts; this reads both.
"""

import hashlib
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from mjstudio.files.image_size import kind_of
from mjstudio.library.embed import JPEG_XMP, PNG_XMP, CannotEmbed, png_chunks
from mjstudio.library.xmp import NAMESPACE

_MOST = 1 << 20
"""The largest text in bytes, compressed or not."""
_LARGEST = 256 << 20
"""The largest file that is searched for texts, in bytes."""
_PREFIX = "mjstudio:"
_START_OF_SCAN = 0xDA


@dataclass(frozen=True, slots=True)
class Origin:
    """What a file says about its picture; empty fields if it says nothing.

    `quadrant` is 1–4 if it holds a quarter of a grid, else 0. `address` is where the service keeps,
    or kept, the picture.
    """

    prompt: str = ""
    image_id: str = ""
    task_id: str = ""
    quadrant: int = 0
    address: str = ""


def read_origin(path: Path) -> tuple[str, Origin | None]:
    """Return a file's SHA-256 in hex, and its origin; None if mjstudio did not save it.

    Blocking, for workers. Raises OSError.
    """
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        if file.tell() > _LARGEST:
            return digest, None
        file.seek(0)
        return digest, origin_in(file.read())


def origin_in(data: bytes) -> Origin | None:
    """Return what a PNG, JPEG or WebP says about itself; None if mjstudio did not save it.

    Never raises for damaged bytes.
    """
    try:
        named = _named(data)
    except (CannotEmbed, struct.error, IndexError, ET.ParseError, ValueError, zlib.error):
        return None
    if not (named.get("imageId") or named.get("taskId")):
        return None
    quadrant = named.get("quadrant", "")
    return Origin(
        named.get("prompt", ""),
        named.get("imageId", ""),
        named.get("taskId", ""),
        int(quadrant) if quadrant in ("1", "2", "3", "4") else 0,
        named.get("address", ""),
    )


def _named(data: bytes) -> dict[str, str]:
    kind = kind_of(data)
    if kind == "png":
        texts = dict(_png_texts(data))
        packet = texts.get(PNG_XMP, "").encode()
        own = {
            keyword.removeprefix(_PREFIX): text
            for keyword, text in texts.items()
            if keyword.startswith(_PREFIX)
        }
        return own or _in_xmp(packet)
    if kind == "jpeg":
        return _in_xmp(_jpeg_packet(data))
    if kind == "webp":
        return _in_xmp(_webp_packet(data))
    return {}


def _in_xmp(packet: bytes) -> dict[str, str]:
    """Return the entries of our namespace in an XMP packet, as elements or attributes."""
    packet = packet.strip(b"\0 \r\n\t")
    # XMP packets do not need custom entities, which can be made to expand without limit; in a
    # two-byte encoding this check would miss them.
    unsafe = b"\0" in packet or b"<!" in packet.replace(b"<!--", b"")
    if not packet or len(packet) > _MOST or unsafe:
        return {}
    named = {}
    for element in ET.fromstring(packet).iter():  # noqa: S314  (see above)
        found = {**element.attrib, element.tag: element.text or ""}
        for name, value in found.items():
            if name.startswith(f"{{{NAMESPACE}}}"):
                named[name.partition("}")[2]] = value
    return named


def _png_texts(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield keyword and text of every text chunk that is not too long."""
    for kind, whole in png_chunks(data):
        body = whole[8:-4]
        if kind not in (b"tEXt", b"zTXt", b"iTXt") or len(body) > _MOST:
            continue
        keyword, _, rest = body.partition(b"\0")
        packed = kind == b"zTXt"
        if kind == b"iTXt":
            packed = rest[:1] == b"\1"
            rest = rest[2:].split(b"\0", 2)[2]
        elif packed:
            rest = rest[1:]
        text = zlib.decompressobj().decompress(rest, _MOST) if packed else rest
        yield keyword.decode("latin-1"), text.decode("utf-8" if kind == b"iTXt" else "latin-1")


def _jpeg_packet(data: bytes) -> bytes:
    at = 2
    while data[at] == 0xFF and data[at + 1] != _START_OF_SCAN:
        (length,) = struct.unpack_from(">H", data, at + 2)
        segment = data[at + 4 : at + 2 + length]
        if segment.startswith(JPEG_XMP):
            return segment[len(JPEG_XMP) :]
        at += 2 + length
    return b""


def _webp_packet(data: bytes) -> bytes:
    at = 12
    while at + 8 <= len(data):
        (length,) = struct.unpack_from("<I", data, at + 4)
        if data[at : at + 4] == b"XMP ":
            return data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
    return b""
