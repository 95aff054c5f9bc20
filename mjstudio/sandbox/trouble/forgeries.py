"""Bodies that are not what they seem: decompression bombs, and pictures that trouble readers."""

import struct
import zlib
from functools import cache
from io import BytesIO

from PIL import Image

from mjstudio.sandbox.trouble.faults import Fault, Order

PAGE = b"<!doctype html><html><head><title>502</title></head><body>Bad gateway</body></html>\n"
_SVG = (
    b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" '
    b'xmlns:xlink="http://www.w3.org/1999/xlink">'
    b'<image xlink:href="file:///etc/hostname" width="64" height="64"/></svg>\n'
)
_BLOCK = 1 << 20


@cache
def gzip_bomb(size: int) -> bytes:
    """Return a JSON string of `size` spaces, compressed about a thousandfold."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(b'{"blank": "')]
    left = size
    while left > 0:
        parts.append(packer.compress(b" " * min(left, _BLOCK)))
        left -= _BLOCK
    parts += [packer.compress(b'"}'), packer.flush()]
    return b"".join(parts)


def picture(order: Order) -> tuple[str, bytes]:
    """Return content type and body for a picture fault. Raises KeyError for any other fault."""
    fault = order.fault
    if fault is Fault.LARGE_PICTURE:
        return "image/png", _saved(Image.new("L", order.pixels, 128), "PNG")
    if fault is Fault.SVG:
        return "image/png", _SVG
    if fault is Fault.HTML_PICTURE:
        return "image/png", PAGE
    if fault is Fault.PICTURE_BOMB:
        return "image/png", _bomb(40000, 40000)
    if fault is Fault.HALF_PICTURE:
        whole = _saved(_sample().resize((768, 512)), "JPEG", quality=90)
        return "image/jpeg", whole[: len(whole) // 2]
    if fault is Fault.ANIMATED:
        frames = [_sample().rotate(90 * turn) for turn in range(1, 4)]
        body = _saved(_sample(), "GIF", save_all=True, append_images=frames, duration=100, loop=0)
        return "image/gif", body
    if fault is Fault.CMYK:
        return "image/jpeg", _saved(_sample().convert("CMYK"), "JPEG", quality=90)
    if fault is Fault.SIXTEEN_BIT:
        grey = _sample().convert("L").convert("I").point(lambda value: value * 257)
        return "image/png", _saved(grey.convert("I;16"), "PNG")
    if fault is Fault.ROTATED:
        exif = Image.Exif()
        exif[0x0112] = 6
        turned = _sample().rotate(90, expand=True)
        return "image/jpeg", _saved(turned, "JPEG", quality=90, exif=exif)
    raise KeyError(fault)


def _sample() -> Image.Image:
    """Return 96x64 pixels: red on the left, blue on the right, brighter towards the top."""
    shade = Image.linear_gradient("L").resize((96, 64)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    picture = Image.merge("RGB", (shade, Image.new("L", (96, 64)), Image.new("L", (96, 64))))
    blue = Image.merge("RGB", (Image.new("L", (96, 64)), Image.new("L", (96, 64)), shade))
    picture.paste(blue.crop((48, 0, 96, 64)), (48, 0))
    return picture


def _saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    stream = BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def _bomb(width: int, height: int) -> bytes:
    """Return a PNG whose header claims more pixels than fit in any memory."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(1024))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND")


def _chunk(kind: bytes, data: bytes = b"") -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)
