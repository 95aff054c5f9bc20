"""Kept pictures as pixels for computing, for the screen and for files. For workers.

A kept picture is what its file stores: nobody who reads it turns it by a mark of EXIF, since the
service counts pixels without one. Where the size that the service tells is that of the turned
picture, it is turned once, before it is kept.
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
"""EXIF's tag for how a picture is to be turned."""
_QUARTER_TURNS = {
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What brings a picture of that mark upright; the other marks leave its sides as they are."""
_EFFORT = 1
"""How hard PNG is pressed: several times as quick as the usual 6, for a file hardly larger."""


def open_picture(file: str) -> Image.Image:
    """A kept picture as RGB. Raises PictureUnusable."""
    try:
        with open_image(Path(file)) as opened:
            return opened.convert("RGB")
    except (OSError, ValueError, SyntaxError) as error:
        raise PictureUnusable(_(_UNREADABLE)) from error


def picture_size(file: str) -> Size:
    """Width and height of a kept picture, without decoding it. Raises PictureUnusable."""
    try:
        with open_image(Path(file)) as opened:
            return opened.size
    except (OSError, ValueError, SyntaxError) as error:
        raise PictureUnusable(_(_UNREADABLE)) from error


def as_told(data: bytes, suffix: str, told: Size) -> tuple[bytes, str]:
    """A picture's file and its ending, the pixels lying as in a picture of the size `told`.

    (0, 0) where nothing was told. Only a picture that lies where an upright one was told, or the
    other way round, and that EXIF would turn by a quarter, becomes another file: a PNG.
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
        # Not by ImageOps: it writes the EXIF again, which may be too odd for that.
        upright = opened.convert("RGB").transpose(turn)
    upright.info.clear()
    return to_png(upright), ".png"


def to_qimage(image: Image.Image) -> QImage:
    """An RGB picture for the screen."""
    red, green, blue = image.split()
    result = QImage(image.width, image.height, QImage.Format.Format_RGB32)
    full = Image.new("L", image.size, 255)
    # Straight into Qt's memory, whose byte order starts with blue.
    target = Image.frombuffer("RGBX", image.size, result.bits(), "raw", "RGBX", 0, 1)  # type: ignore[arg-type]
    target.readonly = 0
    target.paste(Image.merge("RGBX", (blue, green, red, full)))
    return result


def to_png(image: Image.Image) -> bytes:
    """The PNG file of a picture."""
    # Into a real file Pillow encodes without the interpreter's lock; into memory it holds it.
    with tempfile.TemporaryFile() as out:
        image.save(out, "PNG", compress_level=_EFFORT)
        out.seek(0)
        return out.read()
