"""Decides whether a mask can be sent, and explains it in sentences for the artist."""

from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.mask.pixels.softness import SoftEdge
from mjstudio.texts import N_, _

_LEAST_COVERAGE = 0.005
_LEAST_KEPT = 0.005
_EMPTY = N_("Paint the part that should be redrawn.")
_FULL = N_("The mask covers the whole picture. Leave something to keep.")
_TOO_SOFT = N_("A feather of {pixels} px leaves nothing of the mask: paint more or feather less.")
_SMALL = N_("The mask is very small: less than 0.5 % of the picture.")
_NEARLY_FULL = N_("The mask covers almost the whole picture: less than 0.5 % is kept.")


def coverage(bitmap: MaskBitmap, edge: SoftEdge) -> float:
    """Return the share of the picture, 0..1, that would be sent as painted.

    Until the soft edge is computed that is the painted share.
    """
    if edge.mask is None:
        return bitmap.coverage()
    return edge.mask.painted / (bitmap.width * bitmap.height)


def refusal(bitmap: MaskBitmap, edge: SoftEdge) -> str:
    """Return why a mask with that soft edge cannot be sent; empty if it can."""
    if bitmap.is_empty():
        return _(_EMPTY)
    soft = edge.mask
    if soft is not None and not soft.painted:
        return _(_TOO_SOFT).format(pixels=edge.pixels)
    whole = soft is not None and soft.painted == bitmap.width * bitmap.height
    return _(_FULL) if whole or bitmap.is_full() else ""


def warning(bitmap: MaskBitmap, edge: SoftEdge) -> str:
    """Return a possible mistake in a mask that can be sent; empty if there is none.

    What the feather makes of it is waited for.
    """
    if edge.pending:
        return ""
    share = coverage(bitmap, edge)
    if 0 < share < _LEAST_COVERAGE:
        return _(_SMALL)
    kept = 1 - share
    return _(_NEARLY_FULL) if 0 < kept < _LEAST_KEPT else ""
