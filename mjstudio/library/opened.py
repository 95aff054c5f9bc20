"""Picture files opened by Pillow, no larger than this program works with.

Pillow's own guard warns, on stderr, of sizes at which nothing is wrong yet, and fails at others
than the program's own; the header is looked at here instead, before anything is decoded.
"""

import io
from pathlib import Path
from typing import TYPE_CHECKING

from mjstudio.model.errors import PictureTooLarge
from mjstudio.model.geometry import MOST_PIXELS

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile


def open_image(source: Path | bytes) -> "ImageFile":
    """A picture with its header read and its pixels not; it is the caller's to close.

    Raises PictureTooLarge for more than `MOST_PIXELS`, and what Pillow raises.
    """
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None
    image = Image.open(source if isinstance(source, Path) else io.BytesIO(source))
    if image.width * image.height > MOST_PIXELS:
        image.close()
        raise PictureTooLarge(*image.size)
    return image
