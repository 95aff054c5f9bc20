"""Encodes the mask for the service: a one-channel JPEG of exactly its size, in base64.

At quality 95 a mask of 0 and 255 thresholds at 128 back to the same bits, at odd sizes too. Pillow
is the fastest packaged encoder; QImage.save takes four times as long, and `optimize` three times,
for a file of nearly the same size.
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
    """Return the JPEG file. May run in any thread."""
    # Writing to a real file, Pillow encodes without the GIL; writing to memory it holds the GIL.
    with tempfile.TemporaryFile() as out:
        mask.view().save(out, "JPEG", quality=QUALITY)
        out.seek(0)
        return out.read()


def encode_region(mask: MaskSnapshot, feather: int, size: tuple[int, int]) -> str:
    """Like `encode_mask`, resized for another picture; `feather` is in the mask's own pixels.

    Returns an empty string if the feather leaves nothing, or everything, painted. May run in any
    thread.
    """
    there = fitted(mask, size)
    sent = as_sent(there, min(round(feather * there.width / mask.width), MAX_PIXELS))
    return encode_mask(sent) if 0 < sent.coverage() < 1 else ""


def fitted(mask: MaskSnapshot, size: tuple[int, int]) -> MaskSnapshot:
    """Return the mask resized for another picture."""
    if mask.size == size:
        return mask
    image = mask.view().resize(size, Image.Resampling.NEAREST)
    return MaskBitmap.from_pillow(image).snapshot()


def encode_mask(mask: MaskSnapshot) -> str:
    """Return the JPEG file in standard base64, without a prefix. May run in any thread."""
    return base64.b64encode(encode_jpeg(mask)).decode("ascii")
