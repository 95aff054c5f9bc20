"""The mask as the service takes it: a JPEG of one channel, of exactly its size, in base64.

A mask of 0 and 255 thresholds at 128 back to the same bits at quality 95, at odd sizes too. Pillow
is the fastest encoder that is packaged; QImage.save takes four times as long, and `optimize` three
times, for a file of nearly the same size.
"""

import base64
import tempfile

from PIL import Image

from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.mask.pixels.shape import MAX_PIXELS
from mjstudio.mask.pixels.snapshot import MaskSnapshot
from mjstudio.mask.pixels.softness import as_sent

QUALITY = 95


def encode_jpeg(mask: MaskSnapshot) -> bytes:
    """The JPEG file. May run in any thread."""
    # Into a real file Pillow encodes without the interpreter's lock; into memory it holds it.
    with tempfile.TemporaryFile() as out:
        mask.view().save(out, "JPEG", quality=QUALITY)
        out.seek(0)
        return out.read()


def encode_region(mask: MaskSnapshot, feather: int, size: tuple[int, int]) -> str:
    """As `encode_mask`, at another picture's size, its edge feathered by pixels of the mask's own.

    Empty where the feather leaves nothing, or everything, of the mask. May run in any thread.
    """
    there = fitted(mask, size)
    sent = as_sent(there, min(round(feather * there.width / mask.width), MAX_PIXELS))
    return encode_mask(sent) if 0 < sent.coverage() < 1 else ""


def fitted(mask: MaskSnapshot, size: tuple[int, int]) -> MaskSnapshot:
    """The mask at another picture's size."""
    if mask.size == size:
        return mask
    image = mask.view().resize(size, Image.Resampling.NEAREST)
    return MaskBitmap.from_pillow(image).snapshot()


def encode_mask(mask: MaskSnapshot) -> str:
    """The JPEG file in standard base64, without a prefix. May run in any thread."""
    return base64.b64encode(encode_jpeg(mask)).decode("ascii")
