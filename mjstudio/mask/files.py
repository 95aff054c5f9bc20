"""The mask on the disk: a PNG of one channel, so that any program can open it.

A file is replaced whole or not at all; QSaveFile is not used because it reports success after a
short write.
"""

import os
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image

from mjstudio.mask.bitmap import MaskBitmap
from mjstudio.mask.snapshot import MaskSnapshot


class MaskUnreadable(ValueError):
    """A file is not a picture that can be a mask. The message is one plain sentence."""


@dataclass(frozen=True, slots=True)
class LoadedMask:
    """A mask from a file, and the size that it had there."""

    bitmap: MaskBitmap
    file_size: tuple[int, int]

    @property
    def scaled(self) -> bool:
        """Whether it had to be brought to another size."""
        return self.file_size != (self.bitmap.width, self.bitmap.height)


def save_mask(mask: MaskSnapshot, path: Path) -> None:
    """Write the mask as PNG, replacing `path`. Raises OSError and then leaves the old file."""
    out = BytesIO()
    mask.view().save(out, "PNG", compress_level=1)
    unfinished = path.with_name(path.name + ".part")
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
    """Read a mask for a picture of `size`; brought to it by nearest pixels where it differs.

    Shades are painted from 128 upwards. Raises MaskUnreadable, or OSError from the disk.
    """
    data = path.read_bytes()
    try:
        with Image.open(BytesIO(data)) as image:
            gray = image.convert("L")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise MaskUnreadable(f"{path.name} is not a picture that can be a mask.") from error
    file_size = gray.size
    if file_size != size:
        gray = gray.resize(size, Image.Resampling.NEAREST)
    return LoadedMask(MaskBitmap.from_pillow(gray), file_size)
