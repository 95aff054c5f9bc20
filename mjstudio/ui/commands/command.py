"""What a command is: declared once, in the folder of its feature; all else derives from it.

Menus, context menus, palette, key list, tooltips, buttons, and when something can be used are made
of these declarations by the registry. `run`, `when` and `checked` get the feature's own object
that acts, its owner: it is bound once the window has its parts. Rejected: one table for the whole
program, which every feature had to change, and a global to look parts up in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Flag, auto
from typing import Generic, TypeVar

from mjstudio.texts import N_, _, pgettext

Owner = TypeVar("Owner")


class Where(Flag):
    """What has the stage while a command can be used. Keys meet only where both can be."""

    STAGE = auto()
    """A picture, or the welcome page."""
    MASK = auto()
    COMPARE = auto()
    AWAY = MASK | COMPARE
    ANYWHERE = STAGE | MASK | COMPARE


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a menu; lines are drawn between groups.

    `menu` is one of MENUS or of the menus of pictures below; after a slash comes a menu inside it.
    """

    menu: str
    group: int = 0


MENUS = (N_("File"), N_("Edit"), N_("View"), N_("Picture"), N_("Mask"), N_("Help"))
_IN_THE_BAR = {
    # Translators: the letter behind & opens the menu together with Alt. Where words have no
    # letters of the keyboard, write one behind them: (&F).
    "File": N_("&File"),
    "Edit": N_("&Edit"),
    "View": N_("&View"),
    "Picture": N_("&Picture"),
    "Mask": N_("&Mask"),
    "Help": N_("&Help"),
}
"""The menu bar."""

THUMBNAIL, GRID, SINGLE = "thumbnail", "grid", "single"
"""The context menus of a picture in the library and on the stage."""
ZOOM, MASK_MORE = "zoom", "mask more"
"""The menus of the zoom, and of what a low window has in place of mask mode's buttons."""
UPSCALE, VARY, ZOOM_OUT, PAN = N_("Upscale"), N_("Vary"), N_("Zoom out"), N_("Pan")
COMPARE = N_("Compare")
OTHER = N_("Other actions")
"""Menus inside menus."""


def title_inside(menu: str) -> str:
    """Return the title of a submenu."""
    # Translators may need another word than for zooming the view, which costs nothing.
    return pgettext("a picture", "Zoom out") if menu == ZOOM_OUT else _(menu)


def on_pictures(group: int = 0, under: str = "") -> tuple[Place, ...]:
    """A place in every context menu of a picture; `under` is a menu inside it."""
    inside = f"/{under}" if under else ""
    return tuple(Place(f"{menu}{inside}", group) for menu in (GRID, SINGLE, THUMBNAIL))


@dataclass(frozen=True, slots=True)
class Command(Generic[Owner]):
    """One thing that the artist can ask for.

    `text`, and a `hint` of what more there is to know, which a button's tooltip shows, are marked
    by `N_` and translated when they are shown. `keys` are the keys that it has unless the artist
    chose others, in Qt's portable text, the first the one that a US keyboard has; where other
    layouts hide it, the second is one that German, French and Czech ones reach as well. The first
    of `places` is its place in the menu bar. It can be used `where` it says and `when` that holds
    too; `checked` says whether it is on. It `repeats` while its key is held: small steps that cost
    nothing. `costs` may send something that costs.
    """

    id: str
    text: str
    run: Callable[[Owner], object]
    places: tuple[Place, ...]
    keys: tuple[str, ...] = ()
    icon: str = ""
    where: Where = Where.ANYWHERE
    when: Callable[[Owner], bool] | None = None
    checked: Callable[[Owner], bool] | None = None
    repeats: bool = False
    costs: bool = False
    hint: str = ""

    @property
    def menu(self) -> str:
        """The title of its menu in the menu bar."""
        return self.places[0].menu.partition("/")[0]


@dataclass(frozen=True, slots=True)
class FixedKey:
    """A key that a widget itself handles; it belongs to no command and cannot be changed.

    `how` says how it is used, the keys in braces; `takes` are the keys that no command can have
    `where` this one works.
    """

    menu: str
    text: str
    keys: tuple[str, ...]
    how: str = "{keys}"
    where: Where = Where.ANYWHERE
    takes: tuple[str, ...] = ()


def bar_title(menu: str) -> str:
    """Return a menu's title in the menu bar: `&` precedes the letter that opens it."""
    return _(_IN_THE_BAR[menu])
