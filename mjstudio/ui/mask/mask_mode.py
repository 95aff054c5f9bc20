"""Mask mode: tools at the left, settings above, the canvas in the middle of the stage."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from mjstudio.studio.masking.masking import Region
from mjstudio.studio.pictures.pyramid import Pyramid
from mjstudio.texts import _, ngettext
from mjstudio.texts.phrases import facts, listed
from mjstudio.ui.canvas.viewport import LOW_MARGIN, MARGIN
from mjstudio.ui.commands.action_button import ActionButton
from mjstudio.ui.commands.presses import ENTER, presses
from mjstudio.ui.commands.registry import Commands
from mjstudio.ui.look.fading_scroll import FadingScroll
from mjstudio.ui.look.icons import icon
from mjstudio.ui.look.room import Room
from mjstudio.ui.mask.busy import MaskBusy
from mjstudio.ui.mask.canvas import MaskCanvas
from mjstudio.ui.mask.toolbar import COLUMN, MaskOptions, MaskToolStrip

_ANY = 16_777_215
"""No limit of a size, in Qt's words."""


class MaskMode(QWidget):
    """The editor of one region.

    Signals:
        region_changed(): a step was made, undone or redone.
        feather_chosen(int): soften the edge by that many picture pixels.
    """

    region_changed = Signal()
    feather_chosen = Signal(int)

    def __init__(self, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._submit, self._leave_mask = commands["mask_submit"], commands["mask_leave"]
        self._waiting = 0
        self._region: Region | None = None
        self.canvas = MaskCanvas()
        self.strip = MaskToolStrip(commands)
        self.options = MaskOptions(commands)
        self.busy = MaskBusy(self.canvas)
        self._rail = FadingScroll("mask_rail", self.strip)
        self._column = FadingScroll("mask_column", self.options)
        self._between = _rule(horizontal=True), _rule(horizontal=False)
        for rule in self._between:
            rule.setParent(self)
        self.panel_handle = ActionButton(
            commands["details"],
            parent=self,
            tip=_("Region, overlay, masks and waiting regions"),
            follows=False,
        )
        self.panel_handle.setObjectName("mask_panel_handle")
        self.panel_handle.setProperty("look", "row")
        self.panel_handle.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._panel = commands["details"]
        self._panel.changed.connect(self._show_waiting)
        self._show_waiting()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self._grid.setColumnStretch(2, 1)
        self._grid.addWidget(self._rail, 0, 0, 3, 1)
        self._grid.addWidget(_rule(horizontal=False), 0, 1, 3, 1)
        self.take_room(Room())
        self.panel_handle.setIcon(icon("panel-right"))
        for button in (self.options.zoom, self.strip.zoom):
            button.follow(self.canvas.pan_zoom)
        self.canvas.brush_size_requested.connect(self._set_size)
        self.options.size_chosen.connect(self._set_size)
        self.options.tolerance_chosen.connect(self._set_tolerance)
        self.busy.cancel_requested.connect(self.stop_searching)
        shape = self.options.shape.popup
        shape.amount_chosen.connect(self._set_amount)
        shape.feather_chosen.connect(self.feather_chosen)
        shape.stop_requested.connect(self.stop_searching)

    def take_room(self, room: Room) -> None:
        """Adapt to the window's size: a low window shows nothing above the picture."""
        low = room.low
        for part in (self.strip, self.options):
            part.take_room(room)
        self._rail.setFixedWidth(self.strip.minimumWidth())
        across, down = self._between
        for widget in (self._column, across, down, self.canvas, self.panel_handle):
            self._grid.removeWidget(widget)
        if low:
            self._column.setFixedWidth(COLUMN)
            self._column.setMinimumHeight(0)
            self._column.setMaximumHeight(_ANY)
            self._grid.addWidget(self.canvas, 0, 2, 3, 1)
            self._grid.addWidget(down, 0, 3, 3, 1)
            self._grid.addWidget(self._column, 0, 4)
            self._grid.addWidget(across, 1, 4)
            self._grid.addWidget(self.panel_handle, 2, 4)
        else:
            self._column.setMinimumWidth(0)
            self._column.setMaximumWidth(_ANY)
            self._column.setFixedHeight(self.options.sizeHint().height())
            self._grid.addWidget(self._column, 0, 2)
            self._grid.addWidget(across, 1, 2)
            self._grid.addWidget(self.canvas, 2, 2)
        for row in range(3):
            self._grid.setRowStretch(row, 1 if row == (0 if low else 2) else 0)
        down.setVisible(low)
        self.panel_handle.setVisible(low)
        self.canvas.set_margin(LOW_MARGIN if low else MARGIN)

    @property
    def column_width(self) -> int:
        """Return the width of the right-hand column in a low window, in logical pixels."""
        return COLUMN + 1

    def show_waiting(self, count: int) -> None:
        """Show the number of waiting regions on the handle of the panel that lists them."""
        self._waiting = count
        self._show_waiting()

    def _show_waiting(self) -> None:
        count = self._waiting
        label = facts((_("Panel"), str(count) if count else ""))
        self.panel_handle.link.set_label(" " + label, key_beside=True)
        spoken = self._panel.with_key(_("Panel"))
        if count:
            told = ngettext("{count} region waits", "{count} regions wait", count)
            spoken = listed((spoken, told.format(count=count)))
        self.panel_handle.setAccessibleName(spoken)

    def show_region(self, region: Region, picture: Pyramid | QImage) -> None:
        """Edit a region over its picture."""
        self._leave()
        self._region = region
        region.document.settings_changed.connect(self._refresh)
        region.document.history_changed.connect(self._moved_on)
        region.document.outline_changed.connect(self._show_tool)
        region.document.searching_changed.connect(self._refresh)
        region.document.softness.changed.connect(self._moved_on)
        self.canvas.set_picture(picture)
        self.canvas.set_document(region.document)
        self.canvas.pan_zoom.fit()
        self.canvas.setFocus()
        self._refresh()

    def let_go(self) -> None:
        """Hold neither picture nor mask until `show_region`."""
        self._leave()
        self._region = None
        self.canvas.let_go()

    def _leave(self) -> None:
        if self._region is not None:
            self._region.document.settings_changed.disconnect(self._refresh)
            self._region.document.history_changed.disconnect(self._moved_on)
            self._region.document.outline_changed.disconnect(self._show_tool)
            self._region.document.searching_changed.disconnect(self._refresh)
            self._region.document.softness.changed.disconnect(self._moved_on)

    # What the commands of the window do here.

    def choose_tool(self, name: str) -> None:
        """Take a tool into the hand."""
        if self._region is not None:
            self._region.document.set_tool(name)

    def swap_tool(self) -> None:
        """Between brush and eraser."""
        if self._region is not None:
            self._region.document.swap_tool()

    def resize_brush(self, larger: bool) -> None:
        """A tenth larger or smaller, at least one pixel."""
        if self._region is not None:
            size = self._region.document.size
            step = max(1, round(size * 0.1))
            self._set_size(size + step if larger else size - step)

    def invert(self) -> None:
        """White to black and back."""
        if self._region is not None:
            self._region.document.invert()

    def clear(self) -> None:
        """Clear the mask."""
        if self._region is not None:
            self._region.document.clear()

    def select_all(self) -> None:
        """Everything painted."""
        if self._region is not None:
            self._region.document.fill()

    def grow(self) -> None:
        """The edge outwards, by the amount."""
        if self._region is not None:
            self._region.document.grow()

    def shrink(self) -> None:
        """The edge inwards, by the amount."""
        if self._region is not None:
            self._region.document.shrink()

    def smooth(self) -> None:
        """Corners, nicks and burrs rounded off, by the amount."""
        if self._region is not None:
            self._region.document.smooth()

    def fill_pinholes(self) -> None:
        """No small holes."""
        if self._region is not None:
            self._region.document.fill_pinholes()

    def drop_specks(self) -> None:
        """No small islands."""
        if self._region is not None:
            self._region.document.drop_specks()

    def stop_searching(self) -> None:
        """Stop the computation."""
        if self._region is not None:
            self._region.document.stop_searching()

    def undo(self) -> None:
        """Take the last step back."""
        if self._region is not None:
            self._region.document.undo()

    def redo(self) -> None:
        """Redo a step of the mask."""
        if self._region is not None:
            self._region.document.redo()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter submits, Escape leaves; an open outline has priority."""
        own = presses.stroke(event)
        if self.canvas.input.outline_key(event.key()):
            return
        if event.key() == Qt.Key.Key_Escape:
            self._leave_mask.trigger()
        elif event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            # With another key Enter is none that sends.
            super().keyPressEvent(event)
        elif event.key() in ENTER:
            if own:
                self._submit.trigger()
        else:
            super().keyPressEvent(event)

    def _set_size(self, size: int) -> None:
        if self._region is not None:
            self._region.document.set_size(size)

    def _set_amount(self, pixels: int) -> None:
        if self._region is not None:
            self._region.document.set_amount(pixels)

    def _set_tolerance(self, tolerance: int) -> None:
        if self._region is not None:
            self._region.document.set_tolerance(tolerance)

    def _moved_on(self) -> None:
        self._refresh()
        self.region_changed.emit()

    def _refresh(self) -> None:
        if self._region is not None:
            self._show_tool()
            self.options.show_document(self._region.document)
            self.busy.show_activity(self._region.document.activity)

    def _show_tool(self) -> None:
        if self._region is not None:
            self.strip.show_document(self._region.document)


def _rule(*, horizontal: bool) -> QFrame:
    rule = QFrame()
    rule.setProperty("look", "rule")
    if horizontal:
        rule.setFixedHeight(1)
    else:
        rule.setFixedWidth(1)
    return rule
