"""The desk: places the stage, the docks and the prompt, for every size of the window.

Rejected: Qt's own docks, because the sizes they save come back changed, and they cannot overlap the
centre. Nothing here is ever reparented: a dock is beside the stage or over it, the prompt is one
line or grows over the picture, and it is the same widget with the same focus, text and undo
throughout.
"""

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from mjstudio.ui.commands.registry import Commands
from mjstudio.ui.look.room import Room
from mjstudio.ui.stage.stage import Stage
from mjstudio.ui.window.bottom import Bottom
from mjstudio.ui.window.dock import Dock, DockEdge
from mjstudio.ui.window.handle import WIDTH, DockHandle, Scrim
from mjstudio.ui.window.kept_layout import KeptDock, KeptLayout

STAGE_LEAST = 360
"""The share of the width that the stage keeps, however wide the docks are."""


class Desk(QWidget):
    """Library at the left, stage in the middle, details at the right, the prompt below.

    Signals:
        room_changed(Room): the window became small, or is not any more.
        docks_changed(): a dock was shown, hidden, opened or folded.
    """

    room_changed = Signal(object)
    docks_changed = Signal()

    def __init__(
        self,
        stage: Stage,
        library: Dock,
        details: Dock,
        bottom: Bottom,
        commands: Commands,
    ) -> None:
        super().__init__()
        self.room = Room()
        self._stage, self._bottom = stage, bottom
        self.library, self.details = library, details
        self._masking = False
        self._came_from: QWidget | None = None
        self._opening = False
        self._late = False
        self._column = 0
        self._ring: QWidget | None = None
        self.library_handle = DockHandle("library_handle", commands["library"], at_left=True)
        self.details_handle = DockHandle("details_handle", commands["details"], at_left=False)
        self._scrim = Scrim(self)
        self._edges = {
            library: DockEdge(library, at_left=True, parent=self),
            details: DockEdge(details, at_left=False, parent=self),
        }
        self._handles = {library: self.library_handle, details: self.details_handle}
        # In the order of the keyboard.
        for part in (self.library_handle, library, stage, self.details_handle, details, bottom):
            part.setParent(self)
        self._scrim.pressed.connect(self.fold)
        for dock, handle in self._handles.items():
            handle.clicked.connect(lambda _on=False, d=dock: self.toggle(d))
            handle.drag_rested.connect(lambda d=dock: self.open(d, focus=False))
            dock.changed.connect(self._arrange)
            dock.fold_requested.connect(self.fold)
        bottom.height_changed.connect(self._arrange)
        stage.released.connect(self._catch_up)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]

    def add_running(self, ring: QWidget) -> None:
        """Put a ring at the foot of the library's handle."""
        ring.setParent(self.library_handle)
        self._ring = ring
        self._arrange()

    def set_column(self, width: int) -> None:
        """How wide mask mode's own column at the right is, in a low window."""
        self._column = width

    def minimumSizeHint(self) -> QSize:
        """Return nothing, because the window decides its minimum size."""
        return QSize(0, 0)

    # -- docks

    def folds(self, dock: Dock) -> bool:
        """Whether a dock does not fit beside the stage at the moment."""
        return self.room.folded or (self._masking and dock is self.library)

    def shows(self, dock: Dock) -> bool:
        """Whether a dock is to be seen, beside the stage or over it."""
        return dock.opened or (dock.wanted and not self.folds(dock))

    def toggle(self, dock: Dock) -> None:
        """Show a dock, or put it away."""
        if dock.opened:
            self.fold()
        elif not self.folds(dock):
            dock.wanted = not dock.wanted
            self._arrange()
            self.docks_changed.emit()
        else:
            self.open(dock)

    def open(self, dock: Dock, *, focus: bool = True, lasting: bool = True) -> None:
        """Open a dock, beside or over the stage.

        Unless `lasting`, a dock that the artist closed stays closed: it only opens over the stage
        until the focus leaves it.
        """
        if self.shows(dock):
            return
        beside = lasting and not self.folds(dock)
        if beside:
            dock.wanted = True
        else:
            self._came_from = self._came_from or QApplication.focusWidget()
        # Moving the focus between docks is no reason to close this one again.
        self._opening = True
        for other in self._handles:
            other.opened = other is dock and not beside
        self._arrange()
        if focus and dock.opened:
            dock.take_keyboard()
        self._opening = False
        self.docks_changed.emit()

    def fold(self) -> None:
        """Close what is open over the stage, and return the focus to its previous place."""
        opened = next((dock for dock in self._handles if dock.opened), None)
        if opened is None:
            return
        before, self._came_from = self._came_from, None
        here = QApplication.focusWidget()
        opened.opened = False
        if here is not None and (here is opened or opened.isAncestorOf(here)):
            if before is not None and before.isVisible() and not opened.isAncestorOf(before):
                before.setFocus()
            else:
                self._stage.take_keyboard()
        self._arrange()
        self.docks_changed.emit()

    def set_masking(self, masking: bool) -> None:
        """Give the library's place to the picture while a mask is painted, and take it back."""
        self._masking = masking
        self.fold()
        self._arrange()
        self.docks_changed.emit()

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Close what is open over the stage once the focus moves elsewhere in this window."""
        if self._opening or now is None or not self.window().isAncestorOf(now):
            return
        for dock, handle in self._handles.items():
            inside = now is dock or dock.isAncestorOf(now) or now is handle
            if dock.opened and not inside:
                self._came_from = None
                self.fold()

    # -- places

    def keep(self) -> KeptLayout:
        """Return the layout that the next start restores."""
        return KeptLayout(
            *(KeptDock(dock.wanted, dock.preferred) for dock in (self.library, self.details))
        )

    def restore(self, kept: KeptLayout) -> None:
        """Restore the saved layout."""
        for dock, one in ((self.library, kept.library), (self.details, kept.details)):
            dock.wanted = one.wanted
            if one.width is not None:
                dock.preferred = max(dock.least, one.width)
        self._arrange()
        self.docks_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find out how much room there is, and use it."""
        super().resizeEvent(event)
        self._find_room()

    def _find_room(self) -> None:
        if self._postponed():
            return
        window = self.window().size()
        room = Room.of(window.width(), window.height())
        if room != self.room:
            self.room = room
            for dock in self._handles:
                dock.opened = dock.opened and (self.folds(dock) or not dock.wanted)
            self.room_changed.emit(room)
            self.docks_changed.emit()
        self._arrange()

    def _postponed(self) -> bool:
        """Whether a button is down on the canvas of a mask: the new places wait until it is up."""
        self._late = self._stage.held
        return self._late

    def _catch_up(self) -> None:
        if self._late:
            self._find_room()

    def _arrange(self) -> None:
        if self._postponed():
            return
        width, height = self.width(), self.height()
        top = max(0, height - self._bottom.resting_height)
        handles = self.room.folded and not (self._masking and self.room.low)
        margin = WIDTH if handles else 0
        # In a low window mask mode has a column at the right, beside which its panel opens.
        column = self._column if self._masking and self.room.low else margin
        for dock, handle in self._handles.items():
            handle.setVisible(handles)
            handle.setGeometry(0 if dock is self.library else width - WIDTH, 0, WIDTH, top)
        full = min(self._bottom.full_height, height)
        if self._ring is not None:
            size = self._ring.sizeHint()
            # Above the prompt that has grown over the handle's foot.
            foot = min(top, height - full) - 8
            self._ring.setGeometry(0, foot - size.height(), size.width(), size.height())
        beside = self._widths(width)
        left = beside.get(self.library, margin)
        right = beside.get(self.details, margin)
        self._stage.setGeometry(left, 0, max(0, width - left - right), top)
        for dock, edge in self._edges.items():
            at_left = dock is self.library
            if dock.opened:
                wide = min(dock.preferred, max(0, width - margin - column - WIDTH))
                at = margin if at_left else width - column - wide
                dock.setGeometry(at, 0, wide, top)
                edge.setGeometry(
                    (at + wide if at_left else at) - DockEdge.GRIP // 2, 0, DockEdge.GRIP, top
                )
            elif dock in beside:
                wide = beside[dock]
                dock.setGeometry(0 if at_left else width - wide, 0, wide, top)
                middle = wide if at_left else width - wide
                edge.setGeometry(middle - DockEdge.GRIP // 2, 0, DockEdge.GRIP, top)
            dock.setVisible(self.shows(dock))
            edge.setVisible(self.shows(dock))
        self._bottom.setGeometry(QRect(0, height - full, width, full))
        self._stack()

    def _widths(self, width: int) -> dict[Dock, int]:
        """Return the docks beside the stage, with the widths that the window allows."""
        shown = [dock for dock in self._handles if not self.folds(dock) and dock.wanted]
        widths = {dock: dock.preferred for dock in shown}
        excess = sum(widths.values()) + STAGE_LEAST - width
        for dock in reversed(shown):
            if excess > 0:
                given = min(excess, max(0, widths[dock] - dock.least))
                widths[dock] -= given
                excess -= given
        return widths

    def _stack(self) -> None:
        """Stack the parts: the prompt over the stage, an opened dock over both."""
        for dock, edge in self._edges.items():
            if not dock.opened:
                edge.raise_()
        self._bottom.raise_()
        opened = next((dock for dock in self._handles if dock.opened), None)
        self._scrim.setVisible(opened is not None)
        self._scrim.setGeometry(self._stage.geometry())
        if opened is not None:
            self._scrim.raise_()
            opened.raise_()
            self._edges[opened].raise_()
