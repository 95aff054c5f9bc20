"""The keys that the canvas of mask mode handles itself."""

from mjstudio.texts import N_
from mjstudio.ui.commands.command import FixedKey, Where

_MASK = Where.MASK

SUBTRACT = FixedKey(N_("Mask"), N_("Subtract"), ("Alt",), where=_MASK)
LOOK = FixedKey(
    N_("Mask"), N_("Hide the overlay"), ("H", "`"), N_("Hold {keys}"), _MASK, ("H", "`")
)
FIXED = (
    FixedKey(N_("Mask"), N_("Brush size"), ("Ctrl",), N_("{keys} and wheel"), _MASK),
    FixedKey(N_("Mask"), N_("Straight line"), ("Shift",), N_("{keys} and click"), _MASK),
    SUBTRACT,
    FixedKey(N_("Mask"), N_("Square or circle"), ("Shift",), N_("{keys} and drag"), _MASK),
    FixedKey(N_("Mask"), N_("Close the polygon"), ("Return",), N_("{keys}, double click"), _MASK),
    FixedKey(N_("Mask"), N_("Remove last point"), ("Backspace",), where=_MASK),
    FixedKey(N_("Mask"), N_("Cancel outline"), ("Esc",), where=_MASK),
    FixedKey(N_("Mask"), N_("Colour everywhere"), ("Shift",), N_("{keys} and click"), _MASK),
    LOOK,
)
