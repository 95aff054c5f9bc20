"""The mask as the window sees it: bits, undo, the tool in hand, and whether it can be sent."""

from collections.abc import Callable
from concurrent.futures import Executor

from PIL import Image, ImageChops
from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtGui import QPainterPath

from mjstudio.mask.edits import ShapedSurface
from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.mask.tools import TOOLS, Brush, Eraser, PointerSample, Tool

_LEAST_COVERAGE = 0.005
_EMPTY = "Paint the part that should be redrawn."
_FULL = "The whole picture is painted: leave something to keep."
_TOO_SOFT = "With a feather of {} px nothing is left: paint more, or feather less."
_SMALL = "The painted part is very small: less than 0.5 % of the picture."


class MaskDocument(ShapedSurface):
    """One mask being painted. Also the `Surface` that its tools edit.

    Signals, besides those of MaskSurface and ShapedSurface:
        drag_begun(): the pointer went down.
        stroke_finished(): a drag ended and changed the mask.
        history_changed(): what can be undone or redone changed.
        outline_changed(): the outline begun, see `outline`, changed.
    """

    drag_begun = Signal()
    stroke_finished = Signal()
    history_changed = Signal()
    outline_changed = Signal()

    def __init__(
        self,
        bitmap: MaskBitmap,
        parent: QObject | None = None,
        *,
        executor: Executor | None = None,
    ) -> None:
        super().__init__(bitmap, parent, executor=executor)
        self._tools: dict[str, Tool] = {tool.name: tool() for tool in TOOLS}
        self._tool: Tool = self._tools[Brush.name]
        self._dragging = False
        self._found: list[tuple[Image.Image, bool]] = []
        self._search.found.connect(self._colour_found)

    # --- the tool in hand ---

    @property
    def tool(self) -> str:
        """The name of the tool in hand."""
        return self._tool.name

    @property
    def sized(self) -> bool:
        """Whether the brush's size matters to the tool in hand."""
        return self._tool.sized

    @property
    def tools(self) -> tuple[str, ...]:
        """The names of all tools, in the order of the toolbar."""
        return tuple(self._tools)

    def set_tool(self, name: str) -> None:
        """Take a tool in hand; a drag under way is finished, an open outline dropped.

        Raises KeyError for no tool.
        """
        tool = self._tools[name]
        if tool is not self._tool:
            self._finish()
            self.drop_outline()
            self._tool = tool
            self.settings_changed.emit()

    def swap_tool(self) -> None:
        """From the eraser to the brush, and from any other tool to the eraser."""
        self.set_tool(Brush.name if self.tool == Eraser.name else Eraser.name)

    # --- a drag ---

    @property
    def dragging(self) -> bool:
        """Whether a drag is under way."""
        return self._dragging

    def stop_searching(self) -> bool:
        """Let go of what is being computed; False where nothing is."""
        if not self.searching:
            return False
        self._search.stop()
        self._shaping.stop()
        self.history_changed.emit()
        return True

    def begin(self, sample: PointerSample) -> None:
        """The pointer went down. A drag still under way is finished first."""
        self._finish()
        self._shaping.stop()
        self.softness.hold()
        self._dragging = True
        self.drag_begun.emit()
        self._tool.press(sample, self)
        self._outline_may_have_changed()

    def extend(self, sample: PointerSample) -> None:
        """The pointer moved; nothing where neither a drag nor an outline is under way."""
        if self._dragging or self._tool.open:
            self._tool.move(sample, self)
            self._outline_may_have_changed()

    def end(self, sample: PointerSample) -> None:
        """The pointer went up: the drag becomes one step of undo."""
        if self._dragging:
            self._tool.release(sample, self)
            self._finish(released=True)
            self.outline_changed.emit()

    def break_off(self) -> None:
        """The pointer is gone and no release was told: what was painted stays, as one step."""
        self._finish()
        self.outline_changed.emit()

    def cancel(self) -> None:
        """Take back the drag under way, if any, an open outline, and what is looked for."""
        self._search.stop()
        self._shaping.stop()
        self._found.clear()
        dragging, self._dragging = self._dragging, False
        self.drop_outline()
        if dragging:
            self._tool.cancel()
            self._tell(self.history.rollback())
            self.softness.let_go()

    # --- an outline that is not closed yet ---

    @property
    def outlining(self) -> bool:
        """Whether an outline is begun that is not closed yet."""
        return self._tool.open

    def outline(self) -> QPainterPath | None:
        """The outline begun, in picture pixels, with the way to the pointer and back."""
        return self._tool.outline()

    def close_outline(self) -> None:
        """Complete an open polygon: one step. With fewer than three points it stays open."""
        if self._tool.open:
            self._shaping.stop()
            self.softness.expire()
            self._tool.close(self)
            self._commit()
            self.outline_changed.emit()

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

    # --- colours that were looked for ---

    def _colour_found(self, area: Image.Image, add: bool) -> None:
        self._found.append((area, add))
        if not self._dragging:
            self._apply_found()

    def _apply_found(self) -> None:
        found, self._found = self._found, []
        for area, add in found:
            self.softness.expire()
            self._apply(area, add=add)
            self._commit()

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
        self._settle()
        self._step([self.history.invert()])

    def undo(self) -> bool:
        """Go one step back; False where there is none.

        A drag under way is finished first. A point of an open outline, and what is still being
        computed, are steps too.
        """
        if self.step_back():
            return True
        if self.stop_searching():
            return True
        self._finish()
        return self._step(self.history.undo())

    def redo(self) -> bool:
        """Go one step forward again; False where there is none."""
        self._settle()
        return self._step(self.history.redo())

    def can_undo(self) -> bool:
        """Whether there is a step to undo."""
        return self._tool.open or self.searching or self.history.can_undo()

    def can_redo(self) -> bool:
        """Whether there is a step to redo."""
        return self.history.can_redo()

    # --- masks from elsewhere ---

    def replace(self, other: MaskBitmap) -> bool:
        """Become another mask of the same size: one step. False where nothing differs."""
        self._settle()
        self.drop_outline()
        mine, theirs = self.bitmap.snapshot(), other.snapshot()
        box = ImageChops.difference(mine.view(), theirs.view()).getbbox()
        if box is None:
            return False
        touched = QRect(box[0], box[1], box[2] - box[0], box[3] - box[1])
        del mine
        self.history.before(touched)
        self.bitmap.paste(touched, theirs.view().crop(box).tobytes())
        self.history.commit()
        return self._step([touched])

    def bring_back(self, kept: MaskBitmap) -> None:
        """Bring back what was kept of this mask, of the same size.

        An untouched mask becomes it without a step of undo; to one that has been painted on
        meanwhile it is added, as one step.
        """
        self._finish()
        if self.history.can_undo() or self.history.can_redo():
            self._apply(kept.to_pillow(), add=True)
            self._commit()
        else:
            self._tell([self.bitmap.take(kept.snapshot())])
            self.history_changed.emit()

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
        soft = self.softness.mask
        if soft is not None and not soft.painted:
            return _TOO_SOFT.format(self.feather)
        whole = soft is not None and soft.painted == self.bitmap.width * self.bitmap.height
        return _FULL if whole or self.bitmap.is_full() else ""

    def warning(self) -> str:
        """What may be a mistake in a mask that can be sent; empty where nothing is."""
        return _SMALL if 0 < self.coverage() < _LEAST_COVERAGE else ""

    # --- telling ---

    def _whole(self, edit: Callable[[], QRect]) -> None:
        self._settle()
        self.history.before(self.bitmap.rect)
        touched = edit()
        self.history.commit()
        self._step([touched])

    def _settle(self) -> None:
        """Before a step of the whole mask: nothing that was begun earlier may come after it."""
        self._search.stop()
        self._shaping.stop()
        self._finish()

    def _finish(self, *, released: bool = False) -> None:
        if not self._dragging:
            return
        self._dragging = False
        # A polygon stays open when the pointer goes up; nothing does that is broken off.
        if not (released and self._tool.open):
            self.drop_outline()
            self._tool.cancel()
        self._commit()
        self._apply_found()
        self.softness.let_go()

    def _commit(self) -> None:
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
            self.softness.expire()
            self.changed.emit(whole)
