"""The mask on the disk: a PNG of one channel, so that any program can open it.

A file is replaced whole or not at all; QSaveFile is not used because it reports success after a
short write. A note for our own use rides along as a PNG text chunk, so that the two cannot part.
"""

import os
import stat
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps
from PIL.PngImagePlugin import PngInfo
from PySide6.QtGui import QImage

from mjstudio.mask.bitmap import MAX_SIDE, MaskBitmap
from mjstudio.mask.header import size_of
from mjstudio.mask.snapshot import MaskSnapshot

PART = ".part"
"""What the name of a file ends in while it is being written."""
SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp")
"""Files that can become a mask."""

_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
_NOTE = "mjstudio"
_MAX_BYTES = 256 * 1024 * 1024


class MaskUnreadable(ValueError):
    """A file is not a picture that can be a mask. The message is one plain sentence."""


@dataclass(frozen=True, slots=True)
class LoadedMask:
    """A mask from a file, the size that it had there, and the note that it carried."""

    bitmap: MaskBitmap
    file_size: tuple[int, int]
    note: str = ""

    @property
    def scaled(self) -> bool:
        """Whether it had to be brought to another size."""
        return self.file_size != (self.bitmap.width, self.bitmap.height)


def save_mask(mask: MaskSnapshot, path: Path, note: str = "") -> None:
    """Write the mask as PNG, replacing `path`. Raises OSError and then leaves the old file."""
    out, words = BytesIO(), PngInfo()
    if note:
        words.add_itxt(_NOTE, note)
    mask.view().save(out, "PNG", compress_level=1, pnginfo=words)
    unfinished = path.with_name(path.name + PART)
    try:
        with unfinished.open("wb") as file:
            file.write(out.getbuffer())
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise


def load_mask(path: Path, size: tuple[int, int]) -> LoadedMask:
    """Read a mask for a picture of `size`; see `mask_from` for how, and what is raised.

    Besides, raises OSError from the disk.
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        # A pipe or a device might be read for ever.
        raise MaskUnreadable(f"{path.name} is not a picture that can be a mask.")
    if found.st_size > _MAX_BYTES:
        raise MaskUnreadable(f"{path.name} is too large a file to be a mask.")
    return mask_from(path.read_bytes(), size, path.name)


def mask_from(data: bytes, size: tuple[int, int], name: str) -> LoadedMask:
    """The mask in the bytes of a picture file; brought to `size` by nearest pixels.

    Light is painted and dark is not, from 128 upwards. Where some of the picture is transparent
    and all that can be seen is of one shade, its opacity is the mask: a stencil cut from any
    colour works. Other pictures are looked at before black.

    Raises MaskUnreadable, before any pixel is decoded where the picture has more than 8192x8192.
    """
    _check_size(data, name)
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as image:
            note = str(image.info.get(_NOTE, ""))
            shades = _shades(ImageOps.exif_transpose(image))
    except Exception as error:  # (Pillow raises nearly anything on damaged bytes)
        raise MaskUnreadable(f"{name} is not a picture that can be a mask.") from error
    return _fitted(shades, size, note)


def mask_from_image(image: QImage, size: tuple[int, int]) -> LoadedMask:
    """The mask in a picture from the clipboard; as `mask_from`. Raises MaskUnreadable."""
    if image.isNull() or image.width() * image.height() > MAX_SIDE * MAX_SIDE:
        raise MaskUnreadable("The clipboard holds no picture that can be a mask.")
    plain = image.convertToFormat(QImage.Format.Format_RGBA8888)
    shape = (plain.width(), plain.height())
    data = plain.constBits()
    return _fitted(
        _shades(Image.frombytes("RGBA", shape, data, "raw", "RGBA", plain.bytesPerLine())), size
    )


def _check_size(data: bytes, name: str) -> None:
    size = size_of(data)
    if size is None:
        raise MaskUnreadable(f"{name} is not a picture that can be a mask.")
    if size[0] * size[1] > MAX_SIDE * MAX_SIDE:
        raise MaskUnreadable(
            f"{name} is too large to be a mask: {size[0]} × {size[1]} pixels, where "
            f"{MAX_SIDE} × {MAX_SIDE} are the most."
        )


def _shades(image: Image.Image) -> Image.Image:
    if image.has_transparency_data:
        full = image.convert("RGBA")
        alpha, gray = full.getchannel("A"), full.convert("L")
        if alpha.getextrema() != (255, 255):
            seen = gray.histogram(alpha.point([0] + [255] * 255))
            if sum(count > 0 for count in seen) <= 1:
                return alpha
            return Image.composite(gray, Image.new("L", gray.size), alpha)
        return gray
    if image.mode.startswith("I"):
        # 16 bits: Pillow would cut them off at 255.
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return image.convert("L")


def _fitted(shades: Image.Image, size: tuple[int, int], note: str = "") -> LoadedMask:
    file_size = shades.size
    if file_size != size:
        shades = shades.resize(size, Image.Resampling.NEAREST)
    return LoadedMask(MaskBitmap.from_pillow(shades), file_size, note)
