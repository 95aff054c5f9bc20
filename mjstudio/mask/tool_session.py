"""The current tool, with its drag and open outline."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPainterPath

from mjstudio.mask.tools import TOOLS, Brush, PointerSample, Surface, Tool


class ToolSession(QObject):
    """Forwards pointer events to the current tool, which edits a surface.

    Signals:
        drag_begun(): the pointer went down.
        outline_changed(): the open outline (see `outline`) changed.
    """

    drag_begun = Signal()
    outline_changed = Signal()

    def __init__(self, surface: Surface, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._surface = surface
        self._tools: dict[str, Tool] = {tool.name: tool() for tool in TOOLS}
        self._tool: Tool = self._tools[Brush.name]
        self.dragging = False
        """Whether a drag is in progress."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all tools, in the order of the toolbar."""
        return tuple(self._tools)

    @property
    def tool(self) -> Tool:
        """The current tool."""
        return self._tool

    def tool_named(self, name: str) -> Tool:
        """Return a tool. Raises KeyError for an unknown name."""
        return self._tools[name]

    def take(self, name: str) -> None:
        """Switch to a tool; cancels an open outline. Raises KeyError for an unknown name."""
        tool = self._tools[name]
        self.drop_outline()
        self._tool = tool

    # --- dragging ---

    def begin(self, sample: PointerSample) -> None:
        """Handle a pointer press."""
        self.dragging = True
        self.drag_begun.emit()
        self._tool.press(sample, self._surface)
        self._outline_may_have_changed()

    def extend(self, sample: PointerSample) -> None:
        """Handle a pointer move; does nothing without a drag or an open outline."""
        if self.dragging or self._tool.open:
            self._tool.move(sample, self._surface)
            self._outline_may_have_changed()

    def release(self, sample: PointerSample) -> None:
        """Handle a pointer release. The drag stays in progress until `finish`."""
        self._tool.release(sample, self._surface)

    def forget_ends(self) -> None:
        """Have the next line start where it is begun: what the last one ended at may be undone."""
        for tool in self._tools.values():
            tool.forget_end()

    def finish(self, *, released: bool = False) -> bool:
        """End the drag in progress; False without one.

        A polygon stays open; an interrupted drag of any other outline leaves none.
        """
        if not self.dragging:
            return False
        self.dragging = False
        if not (self._tool.open and (released or self._tool.rests)):
            self.drop_outline()
            self._tool.cancel()
        return True

    # --- the open outline ---

    @property
    def outlining(self) -> bool:
        """Whether there is an open outline."""
        return self._tool.open

    def outline(self) -> QPainterPath | None:
        """Return the open outline in picture pixels, closed through the pointer's position."""
        return self._tool.outline()

    def close_outline(self) -> None:
        """Close an open polygon; with fewer than three points it stays open."""
        self._tool.close(self._surface)

    def step_back(self) -> bool:
        """Remove an open polygon's last point, or any other open outline; False without one."""
        if not self._tool.open:
            return False
        self._tool.back()
        self.outline_changed.emit()
        return True

    def drop_outline(self) -> bool:
        """Cancel the open outline; False without one."""
        if not self._tool.open:
            return False
        self._tool.cancel()
        self.outline_changed.emit()
        return True

    def _outline_may_have_changed(self) -> None:
        if self._tool.open:
            self.outline_changed.emit()
