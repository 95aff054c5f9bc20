"""The catalogue of actions: name, icon, key and quadrant of each.

The service's list is open-ended: an action that is not in the catalogue gets a plain button with a
readable label, and its name goes back to the service as it came.
"""

import re
from dataclasses import dataclass
from enum import Enum

from mjstudio.texts import N_, _


class Kind(Enum):
    """Families of actions, in the order in which the action bar shows them."""

    GENERATE = "generate"
    UPSCALE = "upscale"
    VARY = "vary"
    REGION = "region"
    REROLL = "reroll"
    ZOOM = "zoom"
    PAN = "pan"
    LOCAL = "local"
    """Done on this computer; the service does not know it."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that the service can do.

    `name` is the wire name, `icon` the file name of an icon, `shortcut` a key in Qt's portable
    text, `quadrant` 1–4 where it acts on a quarter of a grid, `makes_grid` whether its result is
    a 2x2 grid (the service's documentation; unknown actions count as single until a result shows
    otherwise). `label` and `hint` are English; `title` and `spoken` are what people read.
    """

    name: str
    label: str
    kind: Kind = Kind.OTHER
    icon: str = "sparkles"
    quadrant: int | None = None
    shortcut: str = ""
    makes_grid: bool = False
    hint: str = ""

    @property
    def title(self) -> str:
        """The label in the chosen language."""
        return _(self.label)

    @property
    def spoken(self) -> str:
        """The full name in the chosen language: "Upscale picture 2" where the label is "U2"."""
        return _(self.hint or self.label)


GENERATE = "generate"
VARIATION_REGION = "variation_region"
LOCK_OUTSIDE = "lock_outside"


_UPSCALE = (
    N_("Upscale picture 1"),
    N_("Upscale picture 2"),
    N_("Upscale picture 3"),
    N_("Upscale picture 4"),
)
_VARY = (
    N_("Vary picture 1"),
    N_("Vary picture 2"),
    N_("Vary picture 3"),
    N_("Vary picture 4"),
)


def _catalogue() -> dict[str, Action]:
    up, vary, pan, zoom = Kind.UPSCALE, Kind.VARY, Kind.PAN, Kind.ZOOM
    listed = [
        Action(GENERATE, N_("Imagine"), Kind.GENERATE, "sparkles", makes_grid=True),
        *(
            Action(f"upscale{q}", f"U{q}", up, "maximize", q, str(q), hint=_UPSCALE[q - 1])
            for q in range(1, 5)
        ),
        *(
            Action(
                f"variation{q}",
                f"V{q}",
                vary,
                "shuffle",
                q,
                f"Shift+{q}",
                makes_grid=True,
                hint=_VARY[q - 1],
            )
            for q in range(1, 5)
        ),
        Action("upscale_2x", N_("Upscale 2×"), up, "maximize-2"),
        Action("upscale_4x", N_("Upscale 4×"), up, "expand"),
        Action("upscale_subtle", N_("Upscale subtle"), up, "maximize-2"),
        Action("upscale_creative", N_("Upscale creative"), up, "wand-sparkles"),
        Action("redo_upscale_2x", N_("Redo upscale 2×"), up, "rotate-cw"),
        Action("redo_upscale_4x", N_("Redo upscale 4×"), up, "rotate-cw"),
        Action("redo_upscale_subtle", N_("Redo upscale subtle"), up, "rotate-cw"),
        Action("redo_upscale_creative", N_("Redo upscale creative"), up, "rotate-cw"),
        Action("variation_subtle", N_("Vary subtle"), vary, "shuffle", makes_grid=True),
        Action("variation_strong", N_("Vary strong"), vary, "shuffle", makes_grid=True),
        Action(
            VARIATION_REGION, N_("Vary region"), Kind.REGION, "brush", shortcut="M", makes_grid=True
        ),
        Action(
            "reroll",
            N_("Reroll"),
            Kind.REROLL,
            "refresh-cw",
            shortcut="R",
            makes_grid=True,
            hint=N_("Make four new pictures of the same prompt"),
        ),
        Action("zoom_out_2x", N_("Zoom out 2×"), zoom, "zoom-out", makes_grid=True),
        Action("zoom_out_1_5x", N_("Zoom out 1.5×"), zoom, "zoom-out", makes_grid=True),
        Action("square", N_("Make square"), zoom, "square", makes_grid=True),
        Action("pan_left", N_("Pan left"), pan, "arrow-left", makes_grid=True),
        Action("pan_right", N_("Pan right"), pan, "arrow-right", makes_grid=True),
        Action("pan_up", N_("Pan up"), pan, "arrow-up", makes_grid=True),
        Action("pan_down", N_("Pan down"), pan, "arrow-down", makes_grid=True),
        Action(LOCK_OUTSIDE, N_("Lock outside"), Kind.LOCAL, "lock"),
    ]
    return {action.name: action for action in listed}


CATALOGUE = _catalogue()

GRID_ACTIONS = (
    *(f"upscale{q}" for q in range(1, 5)),
    "reroll",
    *(f"variation{q}" for q in range(1, 5)),
)
"""The actions that the service offers on a 2x2 grid (its documentation)."""

SINGLE_ACTIONS = (
    "upscale_2x",
    "upscale_4x",
    "variation_subtle",
    "variation_strong",
    "zoom_out_2x",
    "zoom_out_1_5x",
    "pan_left",
    "pan_right",
    "pan_up",
    "pan_down",
)
"""The actions that the service offers on a single picture (its documentation)."""


def find_action(name: str) -> Action:
    """Return the action with that wire name; an unknown one gets a label made from it."""
    return CATALOGUE.get(name) or Action(name, readable(name))


def readable(name: str) -> str:
    """Return `"zoom_out_1_5x"` as `"Zoom out 1.5×"`, and likewise for unknown names."""
    text = re.sub(r"(?<=\d)_(?=\d)", ".", name.strip())
    text = re.sub(r"(?<=\d)x\b", "×", re.sub(r"[_\s]+", " ", text))
    text = re.sub(r"(?<=[a-z])(?=\d$)", " ", text)
    return (text[:1].upper() + text[1:]) or _("Unnamed action")
