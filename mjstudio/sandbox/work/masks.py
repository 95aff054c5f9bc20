"""The mask of a request: standard base64 of a JPEG, white where the picture is to be redrawn."""

import base64
import binascii
import zlib
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from mjstudio.files.image_size import kind_of
from mjstudio.model.geometry import MOST_PIXELS, Size
from mjstudio.sandbox.http.answers import Refused
from mjstudio.sandbox.work.sizes import same_aspect


@dataclass(frozen=True, slots=True)
class Stencil:
    """A mask, compressed because it is kept as long as the pictures made with it."""

    size: Size
    packed: bytes

    @classmethod
    def of(cls, mask: Image.Image) -> "Stencil":
        """Compress a mask with one 8-bit channel."""
        return cls(mask.size, zlib.compress(mask.tobytes(), 1))

    def image(self) -> Image.Image:
        """Decompress the mask."""
        return Image.frombytes("L", self.size, zlib.decompress(self.packed))


def read_mask(text: object, size: Size) -> Stencil:
    """Read the mask for a picture of that size; returns one 8-bit channel at the mask's own size.

    Accepts a truncated mask as far as it goes, because the documentation's own sample is truncated.
    Raises Refused if it is not a mask, or if its aspect differs from the picture's.
    """
    if not isinstance(text, str) or not text:
        raise Refused("mask must be a base64 string")
    if text.startswith("data:"):
        raise Refused("mask must be plain base64 without a data: prefix")
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Refused("mask is not valid base64") from None
    if kind_of(data) != "jpeg":
        raise Refused("mask is not a JPEG image")
    mask = _decode(data)
    if not same_aspect(mask.size, size):
        raise Refused(
            f"mask is {mask.width}x{mask.height}, the image is {size[0]}x{size[1]}: "
            "the mask must have the same size as the image"
        )
    return Stencil.of(mask)


def _decode(data: bytes) -> Image.Image:
    # An extra end marker makes the decoder fill missing data with middle grey. Pillow's global
    # LOAD_TRUNCATED_IMAGES would affect all other pictures too.
    try:
        with Image.open(BytesIO(data + b"\xff\xd9"), formats=["JPEG"]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Refused("mask is too large")
            return opened.convert("L")
    except (OSError, ValueError, SyntaxError):
        raise Refused("mask is not a JPEG image") from None
