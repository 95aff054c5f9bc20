"""The keys that work over every picture, on the stage, in compare and in mask mode alike.

`PanZoom` carries them out; this module only describes them.
"""

from mjstudio.texts import N_
from mjstudio.ui.commands.command import FixedKey, Where

PAN = FixedKey(N_("View"), N_("Pan"), ("Space",), N_("{keys} and drag"), Where.STAGE | Where.MASK)
FIXED = (
    FixedKey(N_("View"), N_("Zoom"), (), N_("Wheel")),
    FixedKey(N_("View"), N_("Zoom in and out"), ("+", "-"), takes=("+", "-")),
    FixedKey(N_("View"), N_("Fit to window"), ("0",), takes=("0",)),
    PAN,
)
