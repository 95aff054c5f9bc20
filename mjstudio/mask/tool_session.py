"""The tool in hand, with the drag and the outline that it has under way."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPainterPath

from mjstudio.mask.tools import TOOLS, Brush, PointerSample, Surface, Tool


class ToolSession(QObject):
    """Passes the pointer on to one of the tools, which edits a surface.

    Signals:
        drag_begun(): the pointer went down.
        outline_changed(): the outline begun, see `outline`, changed.
    """

    drag_begun = Signal()
    outline_changed = Signal()

    def __init__(self, surface: Surface, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._surface = surface
        self._tools: dict[str, Tool] = {tool.name: tool() for tool in TOOLS}
        self._tool: Tool = self._tools[Brush.name]
        self.dragging = False
        """Whether a drag is under way."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all tools, in the order of the toolbar."""
        return tuple(self._tools)

    @property
    def tool(self) -> Tool:
        """The tool in hand."""
        return self._tool

    def take(self, name: str) -> None:
        """Take a tool in hand; an open outline is dropped. Raises KeyError for no tool."""
        tool = self._tools[name]
        self.drop_outline()
        self._tool = tool

    # --- a drag ---

    def begin(self, sample: PointerSample) -> None:
        """The pointer went down."""
        self.dragging = True
        self.drag_begun.emit()
        self._tool.press(sample, self._surface)
        self._outline_may_have_changed()

    def extend(self, sample: PointerSample) -> None:
        """The pointer moved; nothing where neither a drag nor an outline is under way."""
        if self.dragging or self._tool.open:
            self._tool.move(sample, self._surface)
            self._outline_may_have_changed()

    def release(self, sample: PointerSample) -> None:
        """The pointer went up. The drag is under way until `finish`."""
        self._tool.release(sample, self._surface)

    def finish(self, *, released: bool = False) -> bool:
        """The drag under way is over; False where there is none.

        A polygon stays open when the pointer was `released`; a drag that is broken off leaves no
        outline.
        """
        if not self.dragging:
            return False
        self.dragging = False
        if not (released and self._tool.open):
            self.drop_outline()
            self._tool.cancel()
        return True

    # --- an outline that is not closed yet ---

    @property
    def outlining(self) -> bool:
        """Whether an outline is begun that is not closed yet."""
        return self._tool.open

    def outline(self) -> QPainterPath | None:
        """The outline begun, in picture pixels, with the way to the pointer and back."""
        return self._tool.outline()

    def close_outline(self) -> None:
        """Complete an open polygon; with fewer than three points it stays open."""
        self._tool.close(self._surface)

    def step_back(self) -> bool:
        """Take back the last point of an open polygon, or another outline; False for none."""
        if not self._tool.open:
            return False
        self._tool.back()
        self.outline_changed.emit()
        return True

    def drop_outline(self) -> bool:
        """Forget an outline that is not closed yet; False where there is none."""
        if not self._tool.open:
            return False
        self._tool.cancel()
        self.outline_changed.emit()
        return True

    def _outline_may_have_changed(self) -> None:
        if self._tool.open:
            self.outline_changed.emit()
