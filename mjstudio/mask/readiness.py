"""Whether a mask can be sent, in sentences for the artist."""

from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.mask.pixels.softness import SoftEdge

_LEAST_COVERAGE = 0.005
_EMPTY = "Paint the part that should be redrawn."
_FULL = "The whole picture is painted: leave something to keep."
_TOO_SOFT = "With a feather of {} px nothing is left: paint more, or feather less."
_SMALL = "The painted part is very small: less than 0.5 % of the picture."


def refusal(bitmap: MaskBitmap, edge: SoftEdge) -> str:
    """Why a mask with that soft edge cannot be sent; empty where it can."""
    if bitmap.is_empty():
        return _EMPTY
    soft = edge.mask
    if soft is not None and not soft.painted:
        return _TOO_SOFT.format(edge.pixels)
    whole = soft is not None and soft.painted == bitmap.width * bitmap.height
    return _FULL if whole or bitmap.is_full() else ""


def warning(bitmap: MaskBitmap) -> str:
    """What may be a mistake in a mask that can be sent; empty where nothing is."""
    return _SMALL if 0 < bitmap.coverage() < _LEAST_COVERAGE else ""
