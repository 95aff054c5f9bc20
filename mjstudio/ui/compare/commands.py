"""The commands of comparing."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mjstudio.studio.compare.compare_session import CompareSession
from mjstudio.texts import N_
from mjstudio.ui.commands.command import COMPARE, Command, Place, Where, on_pictures
from mjstudio.ui.commands.scene import Scene
from mjstudio.ui.compare.parts import View
from mjstudio.ui.look.first_use import FirstUse

if TYPE_CHECKING:
    from mjstudio.ui.compare.compare_view import CompareView


@dataclass(frozen=True, slots=True)
class CompareActor:
    """What the commands of comparing act on."""

    comparing: CompareSession
    first: "FirstUse[CompareView]"
    scene: Scene

    @property
    def view(self) -> "CompareView":
        """Where the pictures are seen."""
        return self.first.get()

    @property
    def aligned(self) -> bool:
        """Whether the compared pictures can overlap."""
        return self.comparing.current is not None and self.view.aligned

    @property
    def masked(self) -> bool:
        """Whether the compared picture was redrawn with a mask."""
        return self.comparing.current is not None and self.comparing.current.mask is not None


_INSIDE = (Place(f"Picture/{COMPARE}", 5),)
_COMPARE = Where.COMPARE

COMMANDS: tuple[Command[CompareActor], ...] = (
    Command(
        "compare",
        N_("Compare before and after"),
        lambda on: on.comparing.open(),
        (*_INSIDE, *on_pictures(1)),
        ("C",),
        "columns-2",
        Where.STAGE,
        when=lambda on: on.comparing.possible(on.scene.job),
    ),
    Command(
        "compare_swipe",
        N_("Compare: swipe"),
        lambda on: on.view.set_view(View.SWIPE),
        _INSIDE,
        ("Shift+W",),
        where=_COMPARE,
        when=lambda on: on.aligned,
    ),
    Command(
        "compare_blink",
        N_("Compare: blink"),
        lambda on: on.view.set_view(View.BLINK),
        _INSIDE,
        ("Shift+B",),
        where=_COMPARE,
        when=lambda on: on.aligned,
    ),
    Command(
        "compare_side",
        N_("Compare: side by side"),
        lambda on: on.view.set_view(View.SIDE),
        _INSIDE,
        ("Shift+D",),
        where=_COMPARE,
    ),
    Command(
        "compare_heat",
        N_("Compare: heat map"),
        lambda on: on.view.set_view(View.HEAT),
        _INSIDE,
        ("Shift+H",),
        where=_COMPARE,
        when=lambda on: on.aligned and on.masked,
    ),
    Command(
        "lock_preview",
        N_("Preview with the outside locked"),
        lambda on: on.view.toggle_preview(),
        _INSIDE,
        ("Shift+L",),
        where=_COMPARE,
        when=lambda on: on.comparing.lockable,
        checked=lambda on: on.comparing.previewing,
    ),
    Command(
        "lock_outside",
        N_("Lock outside the mask"),
        lambda on: on.comparing.lock(),
        _INSIDE,
        ("Ctrl+Shift+L",),
        "lock",
        _COMPARE,
        when=lambda on: on.comparing.lockable and not on.comparing.locking,
    ),
    Command(
        "compare_leave",
        N_("Close the comparison"),
        lambda on: on.comparing.close(),
        _INSIDE,
        icon="x",
        where=_COMPARE,
    ),
)
