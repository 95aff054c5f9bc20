"""The commands of the window as a whole: docks, theme, zoom, and undo for its parts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from mjstudio import __version__
from mjstudio.studio.prompt.draft import Draft
from mjstudio.texts import N_, _
from mjstudio.ui.canvas.pan_zoom import PanZoom
from mjstudio.ui.canvas.scrolling import ZOOM_STEP
from mjstudio.ui.commands.command import ZOOM, Command, Place, Where
from mjstudio.ui.commands.keys_dialog import KeysDialog
from mjstudio.ui.commands.palette import CommandPalette
from mjstudio.ui.commands.registry import Commands
from mjstudio.ui.commands.scene import Scene
from mjstudio.ui.look.first_use import FirstUse
from mjstudio.ui.look.theme import Mode, Theme
from mjstudio.ui.stage.stage import Stage
from mjstudio.ui.window.desk import Desk

if TYPE_CHECKING:
    from mjstudio.ui.compare.compare_view import CompareView


@dataclass(slots=True)
class WindowActor:
    """What the commands of the window act on."""

    window: QWidget
    commands: Commands
    scene: Scene
    desk: Desk
    stage: Stage
    first_compare: "FirstUse[CompareView]"
    draft: Draft
    theme: Theme
    palette: CommandPalette

    @property
    def pan_zoom(self) -> PanZoom | None:
        """What zooms the picture that is shown now."""
        if self.scene.where is Where.MASK:
            return self.stage.mask_mode.canvas.pan_zoom
        if self.scene.where is Where.COMPARE:
            return self.first_compare.get().canvas.pan_zoom
        view = self.stage.view
        return None if view is None else view.pan_zoom

    def zoom(self, act: Callable[[PanZoom], object]) -> None:
        """Zoom the picture that is shown now, if any."""
        if (pan_zoom := self.pan_zoom) is not None:
            act(pan_zoom)

    @property
    def masking(self) -> bool:
        """Whether a mask is being painted, which has its own undo."""
        return self.scene.where is Where.MASK

    def undo(self) -> None:
        """Take the last step of the mask or of the prompt back."""
        (self.stage.mask_mode if self.masking else self.draft).undo()

    def redo(self) -> None:
        """Take that back."""
        (self.stage.mask_mode if self.masking else self.draft).redo()

    def open_palette(self) -> None:
        """Offer every other command that can be used now."""
        actions = [a for a in self.commands.in_order if a.command.id != "palette"]
        self.palette.open_over(self.window, actions)

    def about(self) -> None:
        """Show what this program is."""
        box = QMessageBox(self.window)
        box.setWindowTitle(_("About mjstudio"))
        box.setText(f"mjstudio {__version__}")
        what = _("A studio for pictures made with Midjourney, through the API of AceData Cloud.")
        thanks = _("Inter by The Inter Project Authors (OFL), icons by Lucide (ISC).")
        terms = _(
            "It uses Qt and PySide6 under the LGPL, version 3. These and all other parts have "
            "their own licences."
        )
        box.setInformativeText(f"{what}\n\n{thanks}\n\n{terms}")
        texts = box.addButton(_("Licences…"), QMessageBox.ButtonRole.ActionRole)
        texts.setObjectName("about_licences")
        texts.clicked.connect(self.commands["licences"].trigger)
        box.addButton(_("Close"), QMessageBox.ButtonRole.RejectRole)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def licences(self) -> None:
        """Show the licences of all that is in the program."""
        from mjstudio.ui.window.licences_dialog import LicencesDialog

        LicencesDialog(self.window).open()


def _theme(mode: Mode, text: str, icon: str) -> Command[WindowActor]:
    return Command(
        f"theme_{mode.value}",
        text,
        lambda on: on.theme.set_mode(mode),
        (Place("View", 3),),
        icon=icon,
        checked=lambda on: on.theme.mode is mode,
    )


def _zoom(
    name: str,
    text: str,
    act: Callable[[PanZoom], object],
    keys: tuple[str, ...] = (),
    icon: str = "",
    *,
    repeats: bool = False,
) -> Command[WindowActor]:
    return Command(
        name,
        text,
        lambda on: on.zoom(act),
        (Place("View", 2), Place(ZOOM, 1 if repeats else 0)),
        keys,
        icon,
        when=lambda on: on.pan_zoom is not None,
        repeats=repeats,
    )


COMMANDS: tuple[Command[WindowActor], ...] = (
    Command(
        "quit",
        N_("Quit"),
        lambda on: on.window.close(),
        (Place("File", 2),),
        ("Ctrl+Q",),
        "log-out",
    ),
    Command(
        "undo",
        N_("Undo"),
        lambda on: on.undo(),
        (Place("Edit", -1),),
        ("Ctrl+Z",),
        "undo-2",
        when=lambda on: on.masking or on.draft.can_undo,
        repeats=True,
    ),
    Command(
        "redo",
        N_("Redo"),
        lambda on: on.redo(),
        (Place("Edit", -1),),
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        "redo-2",
        when=lambda on: on.masking or on.draft.can_redo,
        repeats=True,
    ),
    Command(
        "palette",
        N_("Command palette…"),
        lambda on: on.open_palette(),
        (Place("View"),),
        ("Ctrl+K",),
        "command",
    ),
    Command(
        "library",
        N_("Library"),
        lambda on: on.desk.toggle(on.desk.library),
        (Place("View", 1),),
        ("Ctrl+1",),
        "panel-left",
        checked=lambda on: on.desk.shows(on.desk.library),
    ),
    Command(
        "details",
        N_("Details"),
        lambda on: on.desk.toggle(on.desk.details),
        (Place("View", 1),),
        ("Ctrl+2",),
        "panel-right",
        checked=lambda on: on.desk.shows(on.desk.details),
    ),
    _zoom(
        "zoom_in",
        N_("Zoom in"),
        lambda pan_zoom: pan_zoom.zoom_by(ZOOM_STEP),
        ("Ctrl++", "Ctrl+="),
        "zoom-in",
        repeats=True,
    ),
    _zoom(
        "zoom_out",
        N_("Zoom out"),
        lambda pan_zoom: pan_zoom.zoom_by(1 / ZOOM_STEP),
        ("Ctrl+-", "Ctrl+_"),
        "zoom-out",
        repeats=True,
    ),
    _zoom("fit", N_("Fit to window"), PanZoom.fit, ("Ctrl+0",), "maximize"),
    _zoom("half_size", N_("Zoom to 50 %"), lambda pan_zoom: pan_zoom.set_zoom(0.5)),
    _zoom(
        "actual_size",
        N_("Actual size, 100 %"),
        PanZoom.actual_size,
        ("Ctrl+Alt+0",),
        "scan",
    ),
    _zoom("double_size", N_("Zoom to 200 %"), lambda pan_zoom: pan_zoom.set_zoom(2.0)),
    _theme(Mode.DARK, N_("Dark theme"), "moon"),
    _theme(Mode.LIGHT, N_("Light theme"), "sun"),
    _theme(Mode.SYSTEM, N_("System theme"), "monitor"),
    Command(
        "keys",
        N_("Keys"),
        lambda on: KeysDialog(on.commands, on.window).open(),
        (Place("Help"),),
        ("F1",),
        "keyboard",
    ),
    Command(
        "about",
        N_("About mjstudio"),
        lambda on: on.about(),
        (Place("Help"),),
        icon="info",
    ),
    Command(
        "licences",
        N_("Licences"),
        lambda on: on.licences(),
        (Place("Help"),),
    ),
)
