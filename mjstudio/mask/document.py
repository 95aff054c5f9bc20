"""The mask as the window sees it: one face for its bits with undo, its tools and its edits."""

from concurrent.futures import Executor

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtGui import QImage, QPainterPath

from mjstudio.mask import readiness
from mjstudio.mask.colour_picks import ColourPicks
from mjstudio.mask.edits import ShapeEdits
from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.mask.pixels.softness import SoftEdge
from mjstudio.mask.pixels.stroke import Stroke
from mjstudio.mask.recorded_bitmap import RecordedBitmap
from mjstudio.mask.shape_jobs import Reshaped
from mjstudio.mask.surface import ToolSurface
from mjstudio.mask.tool_session import ToolSession
from mjstudio.mask.tool_settings import ToolSettings
from mjstudio.mask.tools import Brush, Eraser, PointerSample
from mjstudio.texts import _


class MaskDocument(QObject):
    """One mask being painted.

    Its parts know nothing of each other's work under way; the order between them is kept here: a
    drag is finished, and what a thread still computes is stopped, before a step of the whole mask.

    Signals:
        changed(QRect): pixels inside that rectangle, and none outside, may have changed. While
            it is sent, `last_stroke` tells the stroke that changed them, if one did.
        settings_changed(): the tool or one of its settings changed.
        searching_changed(): `searching` or `activity` may have changed.
        drag_begun(): the pointer went down.
        stroke_finished(): a drag ended and changed the mask.
        history_changed(): what can be undone or redone changed.
        outline_changed(): the outline begun, see `outline`, changed.
    """

    changed = Signal(QRect)
    settings_changed = Signal()
    searching_changed = Signal()
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
        super().__init__(parent)
        self.bitmap = bitmap
        self.softness = SoftEdge(bitmap, self, executor)
        self._recorded = RecordedBitmap(bitmap, self)
        self.history = self._recorded.history
        self._settings = ToolSettings(self)
        self._colours = ColourPicks(self, executor)
        self._edits = ShapeEdits(bitmap, self._settings, executor)
        self.surface = ToolSurface(self._recorded, self._settings, self._colours)
        self._session = ToolSession(self.surface, self)
        self._connect()

    def _connect(self) -> None:
        # First of all: who is told of a change must not find the soft edge of the bits before.
        self._recorded.changed.connect(self.softness.expire)
        self._recorded.changed.connect(self.changed)
        self._settings.changed.connect(self.settings_changed)
        self._session.drag_begun.connect(self.drag_begun)
        self._session.outline_changed.connect(self.outline_changed)
        self._colours.found.connect(self._apply_found)
        self._colours.busy_changed.connect(self.searching_changed)
        self._edits.jobs.shaped.connect(self._shaped)
        self._edits.jobs.busy_changed.connect(self.searching_changed)

    # --- settings ---

    @property
    def size(self) -> int:
        """The brush's diameter in picture pixels."""
        return self._settings.size

    def set_size(self, size: int) -> None:
        """Choose the brush's diameter; clamped to 1..1024."""
        self._settings.set_size(size)

    @property
    def pressure_scales_size(self) -> bool:
        """Whether a pen's light touch makes a thin stroke."""
        return self._settings.pressure_scales_size

    def set_pressure_scales_size(self, scales: bool) -> None:
        """Choose whether a pen's light touch makes a thin stroke."""
        self._settings.set_pressure_scales_size(scales)

    @property
    def tolerance(self) -> int:
        """By how much a channel of a colour may differ to be the same colour, 0..255."""
        return self._settings.tolerance

    def set_tolerance(self, tolerance: int) -> None:
        """Choose how alike colours must be; clamped to 0..255."""
        self._settings.set_tolerance(tolerance)

    @property
    def amount(self) -> int:
        """By how many picture pixels the mask is grown, shrunk and smoothed."""
        return self._settings.amount

    def set_amount(self, pixels: int) -> None:
        """Choose by how much; clamped to 1..256."""
        self._settings.set_amount(pixels)

    @property
    def feather(self) -> int:
        """How far the edge of what is sent is softened to each side, in picture pixels."""
        return self.softness.pixels

    def set_feather(self, pixels: int) -> None:
        """Choose the feather; clamped to 0..256. The mask itself stays hard."""
        if self.softness.set_pixels(pixels):
            self.settings_changed.emit()

    def set_picture(self, picture: QImage) -> None:
        """The picture under the mask, in which colours are looked for; a null one for none."""
        self._colours.picture = picture

    # --- the tool in hand ---

    @property
    def tool(self) -> str:
        """The name of the tool in hand."""
        return self._session.tool.name

    @property
    def sized(self) -> bool:
        """Whether the brush's size matters to the tool in hand."""
        return self._session.tool.sized

    @property
    def tools(self) -> tuple[str, ...]:
        """The names of all tools, in the order of the toolbar."""
        return self._session.names

    def set_tool(self, name: str) -> None:
        """Take a tool in hand; a drag under way is finished, an open outline dropped.

        Raises KeyError for no tool.
        """
        if name not in self.tools:
            raise KeyError(name)
        if name != self.tool:
            self._finish()
            self._session.take(name)
            self.settings_changed.emit()

    def swap_tool(self) -> None:
        """From the eraser to the brush, and from any other tool to the eraser."""
        self.set_tool(Brush.name if self.tool == Eraser.name else Eraser.name)

    # --- a drag ---

    @property
    def dragging(self) -> bool:
        """Whether a drag is under way."""
        return self._session.dragging

    @property
    def last_stroke(self) -> Stroke | None:
        """While `changed` is sent: the stroke that changed the bits, if one did."""
        return self._recorded.last_stroke

    def begin(self, sample: PointerSample) -> None:
        """The pointer went down. A drag still under way is finished first."""
        self._finish()
        self._edits.stop()
        self.softness.hold()
        self._session.begin(sample)

    def extend(self, sample: PointerSample) -> None:
        """The pointer moved; nothing where neither a drag nor an outline is under way."""
        self._session.extend(sample)

    def end(self, sample: PointerSample) -> None:
        """The pointer went up: the drag becomes one step of undo."""
        if self.dragging:
            self._session.release(sample)
            self._finish(released=True)
            self.outline_changed.emit()

    def break_off(self) -> None:
        """End a drag whose release never came: its strokes stay, as one step."""
        self._finish()
        self.outline_changed.emit()

    def cancel(self) -> None:
        """Cancel the current drag, an open outline, and a search."""
        self._colours.forget()
        self._edits.stop()
        dragging = self._session.finish()
        self.drop_outline()
        if dragging:
            self._recorded.rollback()
            self.softness.let_go()

    # --- an outline that is not closed yet ---

    @property
    def outlining(self) -> bool:
        """Whether an outline is begun that is not closed yet."""
        return self._session.outlining

    def outline(self) -> QPainterPath | None:
        """The outline begun, in picture pixels, with the way to the pointer and back."""
        return self._session.outline()

    def close_outline(self) -> None:
        """Complete an open polygon: one step. With fewer than three points it stays open."""
        if self.outlining:
            self._edits.stop()
            self._session.close_outline()
            self._commit()
            self.outline_changed.emit()

    def step_back(self) -> bool:
        """Take back the last point of an open polygon, or another outline; False for none."""
        return self._session.step_back()

    def drop_outline(self) -> bool:
        """Cancel an outline that is not closed yet; False without one."""
        return self._session.drop_outline()

    # --- what threads compute ---

    @property
    def searching(self) -> bool:
        """Whether something is being computed, and the mask not yet what it will be."""
        return self._colours.busy or self._edits.jobs.busy

    @property
    def activity(self) -> str:
        """What is being computed, for the artist to read; empty for nothing."""
        if self._edits.jobs.busy:
            return self._edits.jobs.activity
        return _("Finding the colour") if self._colours.busy else ""

    def stop_searching(self) -> bool:
        """Drop the current computation; False without one."""
        if not self.searching:
            return False
        self._colours.stop()
        self._edits.stop()
        self.history_changed.emit()
        return True

    def grow(self) -> None:
        """Grow what is painted by `amount`: one step, once it is computed."""
        self._settle()
        self._edits.grow()

    def shrink(self) -> None:
        """Shrink what is painted by `amount`: one step, once it is computed."""
        self._settle()
        self._edits.shrink()

    def smooth(self) -> None:
        """Smooth the edge by `amount`: one step, once it is computed."""
        self._settle()
        self._edits.smooth()

    def fill_pinholes(self) -> None:
        """Paint the small holes: one step, once they are found."""
        self._settle()
        self._edits.fill_pinholes()

    def drop_specks(self) -> None:
        """Erase the small islands: one step, once they are found."""
        self._settle()
        self._edits.drop_specks()

    def _shaped(self, made: Reshaped) -> None:
        self._step(self._recorded.put(made))

    def _apply_found(self) -> None:
        if self.dragging:
            return
        for area, add in self._colours.take():
            self._recorded.apply(area, add=add)
            self._commit()

    # --- whole steps ---

    def clear(self) -> None:
        """Paint nothing: one step."""
        if not self.bitmap.is_empty():
            self._settle()
            self._step(self._recorded.clear())

    def fill(self) -> None:
        """Paint everything: one step."""
        if not self.bitmap.is_full():
            self._settle()
            self._step(self._recorded.fill())

    def invert(self) -> None:
        """Swap painted and not painted: one step."""
        self._settle()
        self._step(self._recorded.invert())

    def replace(self, other: MaskBitmap) -> bool:
        """Become another mask of the same size: one step. False where nothing differs."""
        self._settle()
        self.drop_outline()
        return self._step(self._recorded.replace(other))

    def bring_back(self, kept: MaskBitmap) -> None:
        """Restore the saved mask, of the same size.

        It replaces an untouched mask without a step of undo, and is added to one that was painted
        on meanwhile, as one step.
        """
        self._finish()
        if self.history.can_undo() or self.history.can_redo():
            self._recorded.apply(kept.to_pillow(), add=True)
            self._commit()
        else:
            self._recorded.take(kept)
            self.history_changed.emit()

    # --- undo ---

    def undo(self) -> bool:
        """Undo one step; False without one.

        Finishes the current drag first. A point of an open outline and a running computation are
        steps too.
        """
        if self.step_back() or self.stop_searching():
            return True
        self._finish()
        return self._step(self._recorded.undo())

    def redo(self) -> bool:
        """Redo one step; False without one."""
        self._settle()
        return self._step(self._recorded.redo())

    def can_undo(self) -> bool:
        """Whether there is a step to undo."""
        return self.outlining or self.searching or self.history.can_undo()

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
        return readiness.refusal(self.bitmap, self.softness)

    def warning(self) -> str:
        """What may be a mistake in a mask that can be sent; empty where nothing is."""
        return readiness.warning(self.bitmap)

    # --- the order between the parts ---

    def _settle(self) -> None:
        """Before a step of the whole mask: nothing that was begun earlier may come after it."""
        self._colours.stop()
        self._edits.stop()
        self._finish()

    def _finish(self, *, released: bool = False) -> None:
        if self._session.finish(released=released):
            self._commit()
            self._apply_found()
            self.softness.let_go()

    def _commit(self) -> None:
        if self._recorded.commit():
            self.stroke_finished.emit()
            self.history_changed.emit()

    def _step(self, made: bool) -> bool:
        if made:
            self.history_changed.emit()
        return made
