"""The catalogue of actions: what each is called, how it looks, which key and quadrant it has.

The service's list is open-ended. A name that stands nowhere here becomes a plain button with a
readable label and is sent back as it came.
"""

import re
from dataclasses import dataclass
from enum import Enum


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
    """Done here: the service neither offers nor knows it."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that the service can do.

    `name` is the wire name, `icon` the file name of an icon, `shortcut` a key in Qt's portable
    text, `quadrant` 1–4 where it acts on a quarter of a grid, `makes_grid` whether its result is
    a 2x2 grid (the service's documentation; unknown actions are taken as single until seen).
    """

    name: str
    label: str
    kind: Kind = Kind.OTHER
    icon: str = "sparkles"
    quadrant: int | None = None
    shortcut: str = ""
    makes_grid: bool = False
    hint: str = ""


GENERATE = "generate"
VARIATION_REGION = "variation_region"
LOCK_OUTSIDE = "lock_outside"


def _catalogue() -> dict[str, Action]:
    up, vary, pan, zoom = Kind.UPSCALE, Kind.VARY, Kind.PAN, Kind.ZOOM
    listed = [
        Action(GENERATE, "Imagine", Kind.GENERATE, "sparkles", makes_grid=True),
        *(
            Action(f"upscale{q}", f"U{q}", up, "maximize", q, str(q), hint=f"Upscale picture {q}")
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
                hint=f"Vary picture {q}",
            )
            for q in range(1, 5)
        ),
        Action("upscale_2x", "Upscale 2×", up, "maximize-2"),
        Action("upscale_4x", "Upscale 4×", up, "expand"),
        Action("upscale_subtle", "Upscale subtle", up, "maximize-2"),
        Action("upscale_creative", "Upscale creative", up, "wand-sparkles"),
        Action("redo_upscale_2x", "Redo upscale 2×", up, "rotate-cw"),
        Action("redo_upscale_4x", "Redo upscale 4×", up, "rotate-cw"),
        Action("redo_upscale_subtle", "Redo upscale subtle", up, "rotate-cw"),
        Action("redo_upscale_creative", "Redo upscale creative", up, "rotate-cw"),
        Action("variation_subtle", "Vary subtle", vary, "shuffle", makes_grid=True),
        Action("variation_strong", "Vary strong", vary, "shuffle", makes_grid=True),
        Action(
            VARIATION_REGION, "Vary region", Kind.REGION, "brush", shortcut="M", makes_grid=True
        ),
        Action(
            "reroll",
            "Reroll",
            Kind.REROLL,
            "refresh-cw",
            shortcut="R",
            makes_grid=True,
            hint="Make four new pictures of the same prompt",
        ),
        Action("zoom_out_2x", "Zoom out 2×", zoom, "zoom-out", makes_grid=True),
        Action("zoom_out_1_5x", "Zoom out 1.5×", zoom, "zoom-out", makes_grid=True),
        Action("square", "Make square", zoom, "square", makes_grid=True),
        Action("pan_left", "Pan left", pan, "arrow-left", makes_grid=True),
        Action("pan_right", "Pan right", pan, "arrow-right", makes_grid=True),
        Action("pan_up", "Pan up", pan, "arrow-up", makes_grid=True),
        Action("pan_down", "Pan down", pan, "arrow-down", makes_grid=True),
        Action(LOCK_OUTSIDE, "Lock outside", Kind.LOCAL, "lock"),
    ]
    return {action.name: action for action in listed}


CATALOGUE = _catalogue()

GRID_ACTIONS = (
    *(f"upscale{q}" for q in range(1, 5)),
    "reroll",
    *(f"variation{q}" for q in range(1, 5)),
)
"""What the service offers on a 2x2 grid (its documentation)."""

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
"""What the service offers on a single picture (its documentation)."""


def find_action(name: str) -> Action:
    """The action of that wire name; an unknown one with a label made of its name."""
    return CATALOGUE.get(name) or Action(name, readable(name))


def readable(name: str) -> str:
    """`"zoom_out_1_5x"` as `"Zoom out 1.5×"`, and likewise for names never seen before."""
    text = re.sub(r"(?<=\d)_(?=\d)", ".", name.strip())
    text = re.sub(r"(?<=\d)x\b", "×", re.sub(r"[_\s]+", " ", text))
    text = re.sub(r"(?<=[a-z])(?=\d$)", " ", text)
    return (text[:1].upper() + text[1:]) or "Unnamed action"
