"""The mask of a request: standard base64 of a JPEG, white where something is redrawn."""

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
    """A mask packed small, since it is kept as long as the pictures made with it."""

    size: Size
    packed: bytes

    @classmethod
    def of(cls, mask: Image.Image) -> "Stencil":
        """Pack a mask of one 8-bit channel."""
        return cls(mask.size, zlib.compress(mask.tobytes(), 1))

    def image(self) -> Image.Image:
        """The mask again."""
        return Image.frombytes("L", self.size, zlib.decompress(self.packed))


def read_mask(text: object, size: Size) -> Stencil:
    """The mask of a picture of that size, one 8-bit channel, at its own size.

    A mask that is cut short is taken as far as it goes, since the documentation's own sample is.
    Raises Refused where it is none, or of another aspect than the picture.
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
    # A closing marker of its own makes the decoder fill up what is missing with middle grey;
    # Pillow's global switch LOAD_TRUNCATED_IMAGES would change every other picture with it.
    try:
        with Image.open(BytesIO(data + b"\xff\xd9"), formats=["JPEG"]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Refused("mask is too large")
            return opened.convert("L")
    except (OSError, ValueError, SyntaxError):
        raise Refused("mask is not a JPEG image") from None
