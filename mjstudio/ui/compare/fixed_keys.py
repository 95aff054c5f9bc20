"""The keys that the compare view handles itself."""

from mjstudio.texts import N_
from mjstudio.ui.commands.command import FixedKey, Where

_COMPARE = Where.COMPARE

PAUSE = FixedKey(N_("Picture"), N_("Compare: stop blinking"), ("P",), where=_COMPARE, takes=("P",))
BEFORE = FixedKey(
    N_("Picture"), N_("Compare: picture before"), ("Space",), N_("Hold {keys}"), _COMPARE
)
QUARTER = FixedKey(
    N_("Picture"),
    N_("Compare: quarter"),
    ("1", "2", "3", "4"),
    where=_COMPARE,
    takes=("1", "2", "3", "4"),
)
FIXED = (QUARTER, BEFORE, PAUSE)
