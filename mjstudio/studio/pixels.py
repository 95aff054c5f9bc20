"""Kept pictures as pixels to reckon with, and back to the screen and to files. For workers."""

import tempfile
from pathlib import Path

from PIL import Image
from PySide6.QtGui import QImage

from mjstudio.model.errors import PictureUnusable
from mjstudio.model.geometry import Size

_UNREADABLE = "A picture's file is missing or cannot be read."
_EFFORT = 1
"""How hard PNG is pressed: several times as quick as the usual 6, for a file hardly larger."""


def open_picture(file: str) -> Image.Image:
    """A kept picture as RGB. Raises PictureUnusable."""
    try:
        with Image.open(Path(file)) as opened:
            return opened.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PictureUnusable(_UNREADABLE) from error


def picture_size(file: str) -> Size:
    """Width and height of a kept picture, without decoding it. Raises PictureUnusable."""
    try:
        with Image.open(Path(file)) as opened:
            return opened.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PictureUnusable(_UNREADABLE) from error


def to_qimage(image: Image.Image) -> QImage:
    """An RGB picture for the screen."""
    red, green, blue = image.split()
    result = QImage(image.width, image.height, QImage.Format.Format_RGB32)
    full = Image.new("L", image.size, 255)
    # Pasted straight into Qt's memory, whose order is blue first.
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
