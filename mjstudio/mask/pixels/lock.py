"""Lock outside: blends a redraw over the previous picture through the feathered mask."""

import base64
import binascii
from io import BytesIO

from PIL import Image

from mjstudio.mask.pixels.shape import feathered
from mjstudio.mask.store.files import MaskUnreadable
from mjstudio.texts import _

_WHITE = 128


def decode_mask(text: str) -> Image.Image:
    """Decode the mask that was sent, a base64 JPEG, into an L image of 0 and 255. Any thread.

    Raises MaskUnreadable.
    """
    try:
        with Image.open(BytesIO(base64.b64decode(text, validate=True))) as opened:
            grey = opened.convert("L")
    except (
        binascii.Error,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
    ) as error:
        raise MaskUnreadable(_("The mask that was sent can no longer be read.")) from error
    return grey.point([0] * _WHITE + [255] * (256 - _WHITE))


def lock_outside(
    before: Image.Image, after: Image.Image, mask: Image.Image, feather: int
) -> Image.Image:
    """Return `after` inside the mask and `before` outside it, at the size of `before`. Any thread.

    Both are RGB; `after` and `mask` (L, 0 and 255) are resized to match. The edge is softened by
    `feather` pixels; beyond its reach every pixel equals that of `before`, bit for bit.
    """
    size = before.size
    if after.size != size:
        after = after.resize(size, Image.Resampling.LANCZOS)
    if mask.size != size:
        mask = mask.resize(size, Image.Resampling.NEAREST)
    return Image.composite(after, before, feathered(mask, feather))
