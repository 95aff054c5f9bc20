"""Opens picture files with Pillow, up to the largest size that mjstudio handles.

Pillow's own guard warns, on stderr, of sizes that are still fine, and fails at other limits than
mjstudio's; instead, the header is checked here before anything is decoded.
"""

import io
from pathlib import Path
from typing import TYPE_CHECKING

from mjstudio.model.errors import PictureTooLarge
from mjstudio.model.geometry import MOST_PIXELS

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile


def open_image(source: Path | bytes) -> "ImageFile":
    """Open a picture, reading its header but not its pixels; the caller has to close it.

    Raises PictureTooLarge for more than `MOST_PIXELS`, and Pillow's own errors.
    """
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None
    image = Image.open(source if isinstance(source, Path) else io.BytesIO(source))
    if image.width * image.height > MOST_PIXELS:
        image.close()
        raise PictureTooLarge(*image.size)
    return image
