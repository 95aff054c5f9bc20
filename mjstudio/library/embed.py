"""Embeds facts in a picture file: bytes in, bytes out, with the encoded pixels unchanged.

PNG, JPEG and WebP are containers of chunks; this inserts one and copies the encoded pixels. Pillow
can do that for WebP only: it re-encodes the pixels of the other two.

An EXIF orientation, by which other programs would rotate the picture, is reset: the studio shows,
masks and crops the pixels as they are stored.
"""

import struct
import zlib
from email.utils import format_datetime

from mjstudio.files.image_size import PNG, kind_of, webp_picture_size
from mjstudio.library.facts import SOFTWARE, Facts
from mjstudio.library.xmp import xmp_packet

PNG_XMP = "XML:com.adobe.xmp"

JPEG_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_JPEG_EXIF = b"Exif\0\0"
_JPEG_MOST = 0xFFFF - 2
_ORIENTATION, _UPRIGHT = 0x0112, 1
"""EXIF's orientation tag, and its value for an upright picture (EXIF 2.32, 4.6.4)."""
_VP8X_XMP, _VP8X_ALPHA = 0x04, 0x10


class CannotEmbed(ValueError):
    """The bytes are not a whole file of their format, or it has no room for the facts."""


def embed(data: bytes, facts: Facts) -> bytes:
    """Return the same picture with its facts embedded, in the same format. Raises CannotEmbed."""
    try:
        kind = kind_of(data)
        if kind in _INTO:
            return _INTO[kind](data, facts)
    except (struct.error, IndexError) as error:
        raise CannotEmbed("a cut file") from error
    raise CannotEmbed("no picture of a known format")


def png_texts(facts: Facts) -> dict[str, str]:
    """Return the text chunks of a PNG by keyword.

    `Description`, `Software` and `Creation Time` are the PNG standard's own. `parameters` is where
    most programs for generated pictures look for the prompt.
    """
    return {
        "Description": facts.prompt,
        "Software": SOFTWARE,
        "Creation Time": format_datetime(facts.created_at),
        "parameters": facts.prompt,
        **{f"mjstudio:{name}": value for name, value in facts.own.items()},
        PNG_XMP: xmp_packet(facts).decode(),
    }


def _into_png(data: bytes, facts: Facts) -> bytes:
    """Insert iTXt chunks after a PNG's header, replacing texts with the same keywords."""
    texts = png_texts(facts)
    chunks = list(png_chunks(data))
    if not chunks or chunks[0][0] != b"IHDR":
        raise CannotEmbed("no PNG header")
    out = [PNG, chunks[0][1]]
    out += [_png_text(keyword, text) for keyword, text in texts.items()]
    keywords = {keyword.encode("latin-1") for keyword in texts}
    for kind, whole in chunks[1:]:
        is_text = kind in (b"tEXt", b"zTXt", b"iTXt")
        if kind == b"eXIf":
            out.append(_png_chunk(kind, _unturned(whole[8:-4])))
        elif not (is_text and whole[8:].split(b"\0", 1)[0] in keywords):
            out.append(whole)
    return b"".join(out)


def png_chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    """Return the kind and all bytes of every chunk. Raises CannotEmbed for a truncated PNG."""
    if not data.startswith(PNG):
        raise CannotEmbed("no PNG")
    chunks, at = [], len(PNG)
    while at < len(data):
        if at + 12 > len(data):
            raise CannotEmbed("a cut PNG")
        (length,) = struct.unpack_from(">I", data, at)
        end = at + 12 + length
        if end > len(data):
            raise CannotEmbed("a cut PNG")
        kind = data[at + 4 : at + 8]
        chunks.append((kind, data[at:end]))
        at = end
        if kind == b"IEND":
            return chunks
    raise CannotEmbed("a PNG without an end")


def _png_text(keyword: str, text: str) -> bytes:
    """Return an uncompressed iTXt chunk; its line breaks are single line feeds."""
    body = keyword.encode("latin-1") + b"\0\0\0\0\0" + text.encode()
    return _png_chunk(b"iTXt", body)


def _png_chunk(kind: bytes, body: bytes) -> bytes:
    checksum = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)


def _into_jpeg(data: bytes, facts: Facts) -> bytes:
    """Insert an XMP segment after a JPEG's JFIF and Exif segments."""
    packet = JPEG_XMP + xmp_packet(facts)
    if len(packet) > _JPEG_MOST:
        raise CannotEmbed("the facts are too long for a segment of JPEG")
    at = 2
    while data[at : at + 1] == b"\xff" and data[at + 1] in (0xE0, 0xE1):
        length = int.from_bytes(data[at + 2 : at + 4])
        if data[at + 4 : at + 4 + len(JPEG_XMP)] == JPEG_XMP:
            data = data[:at] + data[at + 2 + length :]
            continue
        start, end = at + 4 + len(_JPEG_EXIF), at + 2 + length
        if data[at + 4 : start] == _JPEG_EXIF:
            data = data[:start] + _unturned(data[start:end]) + data[end:]
        at = end
    segment = b"\xff\xe1" + (len(packet) + 2).to_bytes(2) + packet
    return data[:at] + segment + data[at:]


def _into_webp(data: bytes, facts: Facts) -> bytes:
    """Insert an XMP chunk into a WebP, adding the extended header that it needs if missing."""
    chunks, at = [], 12
    while at + 8 <= len(data):
        kind, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        chunks.append((kind, data[at + 8 : at + 8 + length]))
        at += 8 + length + length % 2
    if not chunks:
        raise CannotEmbed("an empty WebP")
    chunks = [(kind, body) for kind, body in chunks if kind != b"XMP "]
    if chunks[0][0] != b"VP8X":
        chunks.insert(0, (b"VP8X", _webp_header(*chunks[0])))
    chunks = [(kind, _unturned(body) if kind == b"EXIF" else body) for kind, body in chunks]
    header = bytearray(chunks[0][1])
    header[0] |= _VP8X_XMP
    chunks[0] = (b"VP8X", bytes(header))
    chunks.append((b"XMP ", xmp_packet(facts)))
    body = b"".join(
        kind + len(piece).to_bytes(4, "little") + piece + b"\0" * (len(piece) % 2)
        for kind, piece in chunks
    )
    return b"RIFF" + (len(body) + 4).to_bytes(4, "little") + b"WEBP" + body


def _unturned(exif: bytes) -> bytes:
    """Return a block of EXIF with its orientation, if it has one, set to upright.

    The block is a TIFF file: byte order, the position of the directory, and entries of 12 bytes,
    each with its tag, type, count and value.
    """
    if exif.startswith(_JPEG_EXIF):  # WebP's may begin like JPEG's
        return _JPEG_EXIF + _unturned(exif[len(_JPEG_EXIF) :])
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return exif
    block = bytearray(exif)
    try:
        (at,) = struct.unpack_from(f"{order}I", block, 4)
        (count,) = struct.unpack_from(f"{order}H", block, at)
        for entry in range(at + 2, at + 2 + 12 * count, 12):
            (tag,) = struct.unpack_from(f"{order}H", block, entry)
            if tag == _ORIENTATION:
                struct.pack_into(f"{order}H", block, entry + 8, _UPRIGHT)
    except struct.error:
        return exif
    return bytes(block)


def _webp_header(kind: bytes, body: bytes) -> bytes:
    """Return the extended header for a simple WebP, made from the head of its picture."""
    flags = 0
    if kind == b"VP8L":
        flags = _VP8X_ALPHA if body[4] >> 4 & 1 else 0
    elif kind != b"VP8 ":
        raise CannotEmbed("no WebP picture")
    width, height = webp_picture_size(kind, body)
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return bytes((flags, 0, 0, 0)) + sides


_INTO = {"png": _into_png, "jpeg": _into_jpeg, "webp": _into_webp}
