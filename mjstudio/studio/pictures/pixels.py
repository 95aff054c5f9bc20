"""Reads stored pictures as pixels, for computing, for the screen and for files. For workers.

A stored picture is what its file stores: nothing that reads it applies its EXIF orientation,
because the service counts pixels without it. If the service announced the size of the rotated
picture, it is rotated once, before it is stored.
"""

import tempfile
from pathlib import Path

from PIL import Image
from PySide6.QtGui import QImage

from mjstudio.library.opened import open_image
from mjstudio.model.errors import PictureUnusable
from mjstudio.model.geometry import Size
from mjstudio.texts import N_, _

_UNREADABLE = N_("A picture's file is missing or can't be read.")
_ORIENTATION = 0x0112
"""EXIF's tag for the orientation."""
_QUARTER_TURNS = {
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""The operations for orientations that swap the sides; the others keep the size."""
_EFFORT = 1
"""PNG compression level: several times as fast as the default 6, for slightly larger files."""


def open_picture(file: str) -> Image.Image:
    """Open a stored picture as RGB. Raises PictureUnusable."""
    try:
        with open_image(Path(file)) as opened:
            return opened.convert("RGB")
    except (OSError, ValueError, SyntaxError) as error:
        raise PictureUnusable(_(_UNREADABLE)) from error


def picture_size(file: str) -> Size:
    """Return a stored picture's width and height without decoding it. Raises PictureUnusable."""
    try:
        with open_image(Path(file)) as opened:
            return opened.size
    except (OSError, ValueError, SyntaxError) as error:
        raise PictureUnusable(_(_UNREADABLE)) from error


def as_told(data: bytes, suffix: str, told: Size) -> tuple[bytes, str]:
    """Return a picture's file and suffix, its pixels oriented as in a picture of size `told`.

    `told` is (0, 0) if the service gave no size. Only a picture whose stored aspect is the other
    way round (landscape for portrait, or vice versa), and which EXIF would rotate by 90°, becomes a
    different file: a PNG.
    """
    with open_image(data) as opened:
        wide, high = opened.size
        lies_otherwise = (wide - high) * (told[0] - told[1]) < 0
        if not lies_otherwise:
            return data, suffix
        try:
            turn = _QUARTER_TURNS.get(opened.getexif().get(_ORIENTATION, 1))
        except Exception:  # noqa: BLE001  (Pillow raises nearly anything on damaged EXIF)
            turn = None
        if turn is None:
            return data, suffix
        # ImageOps is not used: it writes the EXIF again, which may be too malformed for that.
        upright = opened.convert("RGB").transpose(turn)
    upright.info.clear()
    return to_png(upright), ".png"


def to_qimage(image: Image.Image) -> QImage:
    """Convert an RGB picture for the screen."""
    red, green, blue = image.split()
    result = QImage(image.width, image.height, QImage.Format.Format_RGB32)
    full = Image.new("L", image.size, 255)
    # Written straight into Qt's memory, whose byte order starts with blue.
    target = Image.frombuffer("RGBX", image.size, result.bits(), "raw", "RGBX", 0, 1)  # type: ignore[arg-type]
    target.readonly = 0
    target.paste(Image.merge("RGBX", (blue, green, red, full)))
    return result


def to_png(image: Image.Image) -> bytes:
    """Encode a picture as PNG."""
    # Writing to a real file, Pillow encodes without the GIL; writing to memory it holds the GIL.
    with tempfile.TemporaryFile() as out:
        image.save(out, "PNG", compress_level=_EFFORT)
        out.seek(0)
        return out.read()
