"""The mask as the window sees it: bits, undo, the tool in hand, and whether it can be sent."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QRect, Signal

from mjstudio.mask.bitmap import MaskBitmap
from mjstudio.mask.history import MaskHistory
from mjstudio.mask.stroke import MAX_DIAMETER, MIN_DIAMETER, Stroke
from mjstudio.mask.tools import TOOLS, Brush, Eraser, PointerSample, Tool

DEFAULT_SIZE = 120
_LEAST_COVERAGE = 0.005
_EMPTY = "Paint the part that should be redrawn."
_FULL = "The whole picture is painted: leave something to keep."
_SMALL = "The painted part is very small: less than 0.5 % of the picture."


class MaskDocument(QObject):
    """One mask being painted. Also the `Surface` that its tools edit.

    Signals:
        changed(QRect): pixels inside that rectangle, and none outside, may have changed. While
            it is sent, `last_stroke` tells the stroke that changed them, if one did.
        stroke_finished(): a drag ended and changed the mask.
        history_changed(): what can be undone or redone changed.
        settings_changed(): the tool, its size or its pressure changed.
    """

    changed = Signal(QRect)
    stroke_finished = Signal()
    history_changed = Signal()
    settings_changed = Signal()

    def __init__(self, bitmap: MaskBitmap, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.bitmap = bitmap
        self.history = MaskHistory(bitmap)
        self.last_stroke: Stroke | None = None
        self._tools: dict[str, Tool] = {tool.name: tool() for tool in TOOLS}
        self._tool: Tool = self._tools[Brush.name]
        self._size = DEFAULT_SIZE
        self._pressure_scales_size = True
        self._dragging = False

    # --- the tool in hand ---

    @property
    def size(self) -> int:
        """The brush's diameter in picture pixels."""
        return self._size

    def set_size(self, size: int) -> None:
        """Choose the brush's diameter; clamped to 1..1024."""
        size = min(max(size, MIN_DIAMETER), MAX_DIAMETER)
        if size != self._size:
            self._size = size
            self.settings_changed.emit()

    @property
    def tool(self) -> str:
        """The name of the tool in hand."""
        return self._tool.name

    @property
    def tools(self) -> tuple[str, ...]:
        """The names of all tools, in the order of the toolbar."""
        return tuple(self._tools)

    def set_tool(self, name: str) -> None:
        """Take a tool in hand; a drag under way is finished. Raises KeyError for no tool."""
        tool = self._tools[name]
        if tool is not self._tool:
            self._finish()
            self._tool = tool
            self.settings_changed.emit()

    def swap_tool(self) -> None:
        """From the eraser to the brush, and from any other tool to the eraser."""
        self.set_tool(Brush.name if self.tool == Eraser.name else Eraser.name)

    @property
    def pressure_scales_size(self) -> bool:
        """Whether a pen's light touch makes a thin stroke."""
        return self._pressure_scales_size

    def set_pressure_scales_size(self, scales: bool) -> None:
        """Choose whether a pen's light touch makes a thin stroke."""
        if scales != self._pressure_scales_size:
            self._pressure_scales_size = scales
            self.settings_changed.emit()

    # --- a drag ---

    @property
    def dragging(self) -> bool:
        """Whether a drag is under way."""
        return self._dragging

    def begin(self, sample: PointerSample) -> None:
        """The pointer went down. A drag still under way is finished first."""
        self._finish()
        self._dragging = True
        self._tool.press(sample, self)

    def extend(self, sample: PointerSample) -> None:
        """The pointer moved; nothing where no drag is under way."""
        if self._dragging:
            self._tool.move(sample, self)

    def end(self, sample: PointerSample) -> None:
        """The pointer went up: the drag becomes one step of undo."""
        if self._dragging:
            self._tool.release(sample, self)
            self._finish()

    def cancel(self) -> None:
        """Take back the drag under way, if any."""
        if self._dragging:
            self._dragging = False
            self._tool.cancel()
            self._tell(self.history.rollback())

    def stroke(self, stroke: Stroke) -> None:
        """Paint or erase one stretch of the brush; tools call this."""
        near = stroke.within(self.bitmap.width, self.bitmap.height)
        touched = near.bounds().intersected(self.bitmap.rect) if near else QRect()
        if near is None or touched.isEmpty():
            return
        self.history.before(touched)
        self.bitmap.paint(near, touched)
        self.last_stroke = near
        self.changed.emit(touched)
        self.last_stroke = None

    # --- whole steps ---

    def clear(self) -> None:
        """Paint nothing: one step."""
        if not self.bitmap.is_empty():
            self._whole(self.bitmap.clear)

    def fill(self) -> None:
        """Paint everything: one step."""
        if not self.bitmap.is_full():
            self._whole(self.bitmap.fill)

    def invert(self) -> None:
        """Swap painted and not painted: one step."""
        self._finish()
        self._step([self.history.invert()])

    def undo(self) -> bool:
        """Go one step back; False where there is none. A drag under way is finished first."""
        self._finish()
        return self._step(self.history.undo())

    def redo(self) -> bool:
        """Go one step forward again; False where there is none."""
        self._finish()
        return self._step(self.history.redo())

    def can_undo(self) -> bool:
        """Whether there is a step to undo."""
        return self.history.can_undo()

    def can_redo(self) -> bool:
        """Whether there is a step to redo."""
        return self.history.can_redo()

    # --- before it is sent ---

    def coverage(self) -> float:
        """The share that is painted, 0..1."""
        return self.bitmap.coverage()

    def can_submit(self) -> bool:
        """Whether the mask may be sent; `refusal` tells why not."""
        return not self.refusal()

    def refusal(self) -> str:
        """Why the mask cannot be sent, as one sentence; empty where it can."""
        if self.bitmap.is_empty():
            return _EMPTY
        return _FULL if self.bitmap.is_full() else ""

    def warning(self) -> str:
        """What may be a mistake in a mask that can be sent; empty where nothing is."""
        return _SMALL if 0 < self.coverage() < _LEAST_COVERAGE else ""

    # --- telling ---

    def _whole(self, edit: Callable[[], QRect]) -> None:
        self._finish()
        self.history.before(self.bitmap.rect)
        touched = edit()
        self.history.commit()
        self._step([touched])

    def _finish(self) -> None:
        if not self._dragging:
            return
        self._dragging = False
        self._tool.cancel()
        if self.history.commit():
            self.stroke_finished.emit()
            self.history_changed.emit()

    def _step(self, touched: list[QRect]) -> bool:
        if not touched:
            return False
        self._tell(touched)
        self.history_changed.emit()
        return True

    def _tell(self, touched: list[QRect]) -> None:
        if touched:
            whole = touched[0]
            for rect in touched[1:]:
                whole = whole.united(rect)
            self.changed.emit(whole)
