"""Checks whether bytes are a complete picture: the format, the size, then a full decode.

The first bytes decide the format, never a name or a content type. The size comes from the header,
before any memory is allocated for the pixels.
"""

import io
from typing import TYPE_CHECKING

from mjstudio.files.image_size import kind_of, size_of
from mjstudio.model.errors import NotAPicture, PictureTooLarge, PictureUnusable
from mjstudio.model.geometry import MOST_PIXELS, Size
from mjstudio.texts import _

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

SUFFIXES = {"png": ".png", "jpeg": ".jpg", "webp": ".webp", "gif": ".gif"}


def sniff(data: bytes) -> str:
    """Return `"png"`, `"jpeg"`, `"webp"` or `"gif"`; `""` for anything else."""
    kind = kind_of(data)
    return kind if kind in SUFFIXES else ""


def verify(data: bytes, *, any_size: bool = False) -> tuple[str, Size]:
    """Decode a picture completely; return its format and size in pixels.

    Slow (some 100 ms for 2048²): call it in a worker thread. An animation is decoded up to its
    first frame. More than `MOST_PIXELS` are never decoded: with `any_size` the header is trusted,
    otherwise PictureTooLarge is raised. Raises PictureUnusable.
    """
    kind = sniff(data)
    if not kind:
        raise NotAPicture(_("Not a supported picture (PNG, JPEG, WebP or GIF)."))
    try:
        # Checked before opening the file: libwebp allocates the canvas before it reports its size.
        size = size_of(data)
        if size is not None and _too_large(size):
            return kind, _taken(size, any_size=any_size)
        with _open(kind, data) as image:
            size = (image.width, image.height)
            if _too_large(size):
                return kind, _taken(size, any_size=any_size)
            image.load()
    except PictureUnusable:
        raise
    except Exception:  # noqa: BLE001  (Pillow raises nearly anything on damaged bytes)
        raise PictureUnusable(_("The picture is damaged or incomplete.")) from None
    return kind, size


def _open(kind: str, data: bytes) -> "ImageFile":
    """Open a picture, reading its header but not its pixels.

    Uses Pillow's plugin directly: `Image.open` warns of large pictures by its own limits, before
    they can be refused here.
    """
    file = io.BytesIO(data)
    if kind == "png":
        from PIL.PngImagePlugin import PngImageFile

        return PngImageFile(file)
    if kind == "jpeg":
        from PIL.JpegImagePlugin import JpegImageFile

        return JpegImageFile(file)
    if kind == "webp":
        from PIL.WebPImagePlugin import WebPImageFile

        return WebPImageFile(file)
    from PIL.GifImagePlugin import GifImageFile

    return GifImageFile(file)


def _too_large(size: Size) -> bool:
    return size[0] * size[1] > MOST_PIXELS


def _taken(size: Size, *, any_size: bool) -> Size:
    if not any_size:
        raise PictureTooLarge(*size)
    return size
