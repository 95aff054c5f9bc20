"""Decides whether a mask can be sent, and explains it in sentences for the artist."""

from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.mask.pixels.softness import SoftEdge
from mjstudio.texts import N_, _

_LEAST_COVERAGE = 0.005
_EMPTY = N_("Paint the part that should be redrawn.")
_FULL = N_("The mask covers the whole picture. Leave something to keep.")
_TOO_SOFT = N_("A feather of {pixels} px leaves nothing of the mask: paint more or feather less.")
_SMALL = N_("The mask is very small: less than 0.5 % of the picture.")


def refusal(bitmap: MaskBitmap, edge: SoftEdge) -> str:
    """Return why a mask with that soft edge cannot be sent; empty if it can."""
    if bitmap.is_empty():
        return _(_EMPTY)
    soft = edge.mask
    if soft is not None and not soft.painted:
        return _(_TOO_SOFT).format(pixels=edge.pixels)
    whole = soft is not None and soft.painted == bitmap.width * bitmap.height
    return _(_FULL) if whole or bitmap.is_full() else ""


def warning(bitmap: MaskBitmap) -> str:
    """Return a possible mistake in a mask that can be sent; empty if there is none."""
    return _(_SMALL) if 0 < bitmap.coverage() < _LEAST_COVERAGE else ""
