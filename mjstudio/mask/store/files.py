"""Mask files: one-channel PNGs, which any program can open.

A note for mjstudio's own use is stored in a PNG text chunk, so that mask and note stay together.
"""

import stat
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps
from PIL.PngImagePlugin import PngInfo
from PySide6.QtGui import QImage

from mjstudio.files.atomic import replace_whole
from mjstudio.files.image_size import size_of
from mjstudio.mask.pixels.bitmap import MAX_SIDE, MaskBitmap
from mjstudio.mask.pixels.snapshot import MaskSnapshot
from mjstudio.mask.store.meaning import Meaning, NoMeaning, Reading, meaning_of
from mjstudio.texts import N_, _
from mjstudio.texts.amounts import percent
from mjstudio.texts.phrases import sentences

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp")
"""Extensions of files that can become a mask."""

PASTED = N_("the picture")
"""What a nameless picture is called in sentences."""

_NO_MASK = N_("{name} is not a picture that can be a mask.")
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
_NOTE = "mjstudio"
_ALIKE = 0.01
"""The tolerance between equal aspects, since sizes are rounded to whole pixels."""
_MAX_BYTES = 256 * 1024 * 1024


class MaskUnreadable(ValueError):
    """A file is not a picture that can be a mask. The message is one plain sentence."""


@dataclass(frozen=True, slots=True)
class LoadedMask:
    """A mask from a file, its size there, how it was interpreted, and the note in the file.

    `name` is what sentences call the picture.
    """

    bitmap: MaskBitmap
    file_size: tuple[int, int]
    reading: Reading
    name: str
    note: str = ""

    @property
    def scaled(self) -> bool:
        """Whether the mask was resized."""
        return self.file_size != (self.bitmap.width, self.bitmap.height)

    @property
    def words(self) -> str:
        """Return what the artist should know about how it was read, in sentences; may be empty."""
        return sentences(self._read_as(), self._fitted_as())

    def _read_as(self) -> str:
        covered = self.bitmap.coverage()
        name = _(self.name) if self.name == PASTED else self.name
        if self.reading is Reading.TRANSPARENT:
            return _("Read the transparent part of {name} as the mask.").format(name=name)
        if self.reading is Reading.OPAQUE:
            words = _("Read everything in {name} that is not transparent as the mask.")
            return words.format(name=name)
        opening = _opening(self.name)
        if covered == 0:
            return _("{name} is entirely black: the mask is empty now.").format(name=opening)
        if covered == 1:
            words = _("{name} is entirely white: the mask covers the whole picture now.")
            return words.format(name=opening)
        if covered > 0.5:  # Other programs use black for the part to redraw.
            return _(
                "Read the light part of {name} as the mask: {covered} of the picture. "
                "Invert the mask if you meant the dark part."
            ).format(name=name, covered=percent(covered * 100))
        return ""

    def _fitted_as(self) -> str:
        if not self.scaled:
            return ""
        (wide, high), mask = self.file_size, self.bitmap
        alike = abs(wide * mask.height / (high * mask.width) - 1) <= _ALIKE
        words = _("{name} was stretched from {old} to the picture’s {new} pixels.")
        if alike:
            words = _("{name} was scaled from {old} to the picture’s {new} pixels.")
        return words.format(
            name=_opening(self.name),
            old=f"{wide} × {high}",
            new=f"{mask.width} × {mask.height}",
        )


def save_mask(mask: MaskSnapshot, path: Path, note: str = "") -> None:
    """Write the mask as PNG, replacing `path`. If it raises OSError, the old file is intact."""
    out, words = BytesIO(), PngInfo()
    if note:
        words.add_itxt(_NOTE, note)
    mask.view().save(out, "PNG", compress_level=1, pnginfo=words)
    replace_whole(path, out.getbuffer())


def load_mask(path: Path, size: tuple[int, int]) -> LoadedMask:
    """Read a mask for a picture of `size`; see `mask_from` for how, and for its errors.

    Also raises OSError from the disk.
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        # Reading a pipe or a device might never end.
        raise MaskUnreadable(_(_NO_MASK).format(name=path.name))
    if found.st_size > _MAX_BYTES:
        raise MaskUnreadable(_("{name} is too large a file to be a mask.").format(name=path.name))
    return mask_from(path.read_bytes(), size, path.name)


def mask_from(data: bytes, size: tuple[int, int], name: str) -> LoadedMask:
    """Read a mask from the bytes of a picture file; resize it to `size` by nearest neighbour.

    See `meaning` for which part becomes the mask. A file with a note was written by mjstudio, so
    its light parts are always the painted ones.

    Raises MaskUnreadable; before decoding any pixel if the picture is larger than 8192x8192.
    """
    _check_size(data, name)
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as image:
            note = str(image.info.get(_NOTE, ""))
            upright = ImageOps.exif_transpose(image)
            found = Meaning(upright.convert("L"), Reading.LIGHT) if note else meaning_of(upright)
    except NoMeaning as error:
        raise MaskUnreadable(str(error).format(name=_opening(name))) from error
    except Exception as error:  # Pillow raises almost anything on damaged bytes
        raise MaskUnreadable(_(_NO_MASK).format(name=_opening(name))) from error
    return _fitted(found, size, name, note)


def mask_from_image(image: QImage, size: tuple[int, int]) -> LoadedMask:
    """Read a mask from a clipboard picture, like `mask_from`. Raises MaskUnreadable."""
    if image.isNull() or image.width() * image.height() > MAX_SIDE * MAX_SIDE:
        raise MaskUnreadable(_("The clipboard has no picture that can be a mask."))
    plain = image.convertToFormat(QImage.Format.Format_RGBA8888)
    shape = (plain.width(), plain.height())
    data = plain.constBits()
    pixels = Image.frombytes("RGBA", shape, data, "raw", "RGBA", plain.bytesPerLine())
    try:
        return _fitted(meaning_of(pixels), size, PASTED)
    except NoMeaning as error:
        raise MaskUnreadable(str(error).format(name=_opening(PASTED))) from error


def _opening(name: str) -> str:
    """Return a name as the beginning of a sentence; file names stay unchanged."""
    return _("The picture") if name == PASTED else name


def _check_size(data: bytes, name: str) -> None:
    size = size_of(data)
    if size is None:
        raise MaskUnreadable(_(_NO_MASK).format(name=_opening(name)))
    if size[0] * size[1] > MAX_SIDE * MAX_SIDE:
        raise MaskUnreadable(
            _(
                "{name} is too large to be a mask: {width} × {height} pixels, and the "
                "limit is {most} × {most}."
            ).format(name=_opening(name), width=size[0], height=size[1], most=MAX_SIDE)
        )


def _fitted(found: Meaning, size: tuple[int, int], name: str, note: str = "") -> LoadedMask:
    shades = found.shades
    file_size = shades.size
    if file_size != size:
        shades = shades.resize(size, Image.Resampling.NEAREST)
    return LoadedMask(MaskBitmap.from_pillow(shades), file_size, found.reading, name, note)
