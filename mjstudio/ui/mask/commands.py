"""The commands of mask mode, and the keys that its canvas handles itself."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mjstudio.studio.masking.mask_reuse import MaskReuse
from mjstudio.studio.masking.masking import Masking
from mjstudio.studio.masking.region_queues import RegionQueues
from mjstudio.texts import N_
from mjstudio.ui.commands.command import MASK_MORE, Command, Place, Where
from mjstudio.ui.look.first_use import FirstUse
from mjstudio.ui.mask.import_export import MaskImportExport
from mjstudio.ui.mask.preferences import MaskPreferences

if TYPE_CHECKING:
    from mjstudio.ui.mask.mask_mode import MaskMode


@dataclass(frozen=True, slots=True)
class MaskActor:
    """What the commands of mask mode act on."""

    first: "FirstUse[MaskMode]"
    masking: Masking
    regions: RegionQueues
    reuse: MaskReuse
    exchange: MaskImportExport
    preferences: MaskPreferences

    @property
    def mode(self) -> "MaskMode":
        """Where masks are painted."""
        return self.first.get()


_MASK = Where.MASK


def _tool(name: str, text: str, key: str, icon: str, hint: str) -> Command[MaskActor]:
    return Command(
        f"mask_{name}",
        text,
        lambda on: on.mode.choose_tool(name),
        (Place("Mask"),),
        (key,),
        icon,
        _MASK,
        hint=hint,
    )


def _rest(group: int) -> tuple[Place, ...]:
    """The places of commands that have no button in a low window."""
    return Place("Mask", group), Place(MASK_MORE)


COMMANDS: tuple[Command[MaskActor], ...] = (
    _tool(
        "brush",
        N_("Brush"),
        "B",
        "brush",
        N_("Shift and a click draw a straight line. Alt erases. The right button does, too."),
    ),
    _tool("eraser", N_("Eraser"), "E", "eraser", N_("Alt paints.")),
    _tool("lasso", N_("Lasso"), "L", "lasso", N_("Draw around an area. Alt erases it.")),
    _tool(
        "polygon",
        N_("Polygon"),
        "P",
        "pentagon",
        N_("Click its corners; a double click closes it. Alt erases."),
    ),
    _tool("rectangle", N_("Rectangle"), "U", "square", N_("Shift keeps it square. Alt erases.")),
    _tool("ellipse", N_("Ellipse"), "O", "circle", N_("Shift keeps it a circle. Alt erases.")),
    _tool(
        "fill",
        N_("Fill"),
        "G",
        "paint-bucket",
        N_("Fills an enclosed area. Alt erases a painted one."),
    ),
    _tool(
        "colour",
        N_("Select by colour"),
        "W",
        "wand-sparkles",
        N_("Selects the clicked colour; Shift selects it everywhere, Alt erases."),
    ),
    Command(
        "mask_swap",
        N_("Swap brush and eraser"),
        lambda on: on.mode.swap_tool(),
        _rest(0),
        ("X",),
        "shuffle",
        _MASK,
    ),
    Command(
        "mask_smaller",
        N_("Smaller brush"),
        lambda on: on.mode.resize_brush(False),
        _rest(1),
        ("[", ","),
        "minus",
        _MASK,
        repeats=True,
    ),
    Command(
        "mask_larger",
        N_("Larger brush"),
        lambda on: on.mode.resize_brush(True),
        _rest(1),
        ("]", "."),
        "plus",
        _MASK,
        repeats=True,
    ),
    Command(
        "mask_pressure",
        N_("Pen pressure controls size"),
        lambda on: on.preferences.toggle_pressure(),
        (Place("Mask", 1),),
        ("Shift+P",),
        "pen-tool",
        _MASK,
        checked=lambda on: on.preferences.pressure,
    ),
    Command(
        "mask_outline_only",
        N_("Outline only"),
        lambda on: on.preferences.toggle_outline_only(),
        (Place("Mask", 1),),
        ("Shift+O",),
        "eye",
        _MASK,
        checked=lambda on: on.preferences.outline_only,
    ),
    Command(
        "mask_invert",
        N_("Invert"),
        lambda on: on.mode.invert(),
        (Place("Mask", 2),),
        ("I",),
        "contrast",
        _MASK,
    ),
    Command(
        "mask_clear",
        N_("Clear"),
        lambda on: on.mode.clear(),
        (Place("Mask", 2),),
        ("Del",),
        "trash-2",
        _MASK,
    ),
    Command(
        "mask_select_all",
        N_("Select all"),
        lambda on: on.mode.select_all(),
        _rest(2),
        ("Ctrl+A",),
        "maximize",
        _MASK,
    ),
    Command(
        "mask_shape",
        N_("Shape…"),
        lambda on: on.mode.options.shape.open(),
        (Place("Mask", 3),),
        ("S",),
        "expand",
        _MASK,
    ),
    Command(
        "mask_grow",
        N_("Grow"),
        lambda on: on.mode.grow(),
        _rest(3),
        ("Shift+G",),
        where=_MASK,
    ),
    Command(
        "mask_shrink",
        N_("Shrink"),
        lambda on: on.mode.shrink(),
        _rest(3),
        ("Shift+K",),
        where=_MASK,
    ),
    Command(
        "mask_smooth",
        N_("Smooth"),
        lambda on: on.mode.smooth(),
        _rest(3),
        ("Shift+S",),
        where=_MASK,
    ),
    Command(
        "mask_fill_pinholes",
        N_("Fill pinholes"),
        lambda on: on.mode.fill_pinholes(),
        _rest(3),
        where=_MASK,
    ),
    Command(
        "mask_drop_specks",
        N_("Remove specks"),
        lambda on: on.mode.drop_specks(),
        _rest(3),
        where=_MASK,
    ),
    Command(
        "mask_carry",
        N_("Use last mask"),
        lambda on: on.reuse.carry(),
        _rest(4),
        ("Ctrl+Shift+M",),
        "layers",
        _MASK,
        when=lambda on: not on.reuse.refusal,
    ),
    Command(
        "mask_copy",
        N_("Copy mask"),
        lambda on: on.exchange.copy(),
        _rest(4),
        ("Ctrl+C",),
        "copy",
        _MASK,
    ),
    Command(
        "mask_paste",
        N_("Paste as mask"),
        lambda on: on.exchange.paste(),
        _rest(4),
        ("Ctrl+V",),
        "clipboard-paste",
        _MASK,
    ),
    Command(
        "mask_load",
        N_("Load mask…"),
        lambda on: on.exchange.ask_which(),
        _rest(4),
        icon="folder-open",
        where=_MASK,
    ),
    Command(
        "mask_save",
        N_("Save mask as PNG…"),
        lambda on: on.exchange.ask_where_to(),
        _rest(4),
        icon="save",
        where=_MASK,
    ),
    Command(
        "mask_region_add",
        N_("Add region to the queue"),
        lambda on: on.regions.add(),
        (Place("Mask", 5),),
        ("Ctrl+Return",),
        "plus",
        _MASK,
        costs=True,
    ),
    Command(
        "mask_submit",
        N_("Redraw region"),
        lambda on: on.regions.submit(),
        (Place("Mask", 5),),
        icon="check",
        where=_MASK,
        costs=True,
    ),
    Command(
        "mask_leave",
        N_("Close and keep the mask"),
        lambda on: on.masking.close(),
        (Place("Mask", 5),),
        icon="x",
        where=_MASK,
    ),
)
