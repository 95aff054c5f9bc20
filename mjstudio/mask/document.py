"""The mask as the window sees it: one interface for its bits, undo, tools and edits."""

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
    """A mask that is being painted.

    Its parts do not know about each other's unfinished work, so their order is enforced here:
    before a step that affects the whole mask, a drag is finished and a running computation stopped.

    Signals:
        changed(QRect): pixels inside that rectangle may have changed, none outside. During the
            signal, `last_stroke` is the stroke that changed them, if one did.
        settings_changed(): the tool or one of its settings changed.
        searching_changed(): `searching` or `activity` may have changed.
        drag_begun(): the pointer went down.
        stroke_finished(): a drag ended and changed the mask.
        history_changed(): what can be undone or redone changed.
        outline_changed(): the unfinished outline (see `outline`) changed.
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
        self.interrupted = False
        """Whether the last drag ended without its release, and can go on from anywhere."""
        self._connect()

    def _connect(self) -> None:
        # Connected first, so that other receivers of `changed` never see an outdated soft edge.
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
        """Set the brush's diameter; clamped to 1..1024."""
        self._settings.set_size(size)

    @property
    def pressure_scales_size(self) -> bool:
        """Whether a pen's pressure controls the brush's size."""
        return self._settings.pressure_scales_size

    def set_pressure_scales_size(self, scales: bool) -> None:
        """Set whether a pen's pressure controls the brush's size."""
        self._settings.set_pressure_scales_size(scales)

    @property
    def tolerance(self) -> int:
        """The largest difference per channel, 0..255, at which two colours count as the same."""
        return self._settings.tolerance

    def set_tolerance(self, tolerance: int) -> None:
        """Set the colour tolerance; clamped to 0..255."""
        self._settings.set_tolerance(tolerance)

    @property
    def amount(self) -> int:
        """How far grow, shrink and smooth change the mask, in picture pixels."""
        return self._settings.amount

    def set_amount(self, pixels: int) -> None:
        """Set the amount; clamped to 1..256."""
        self._settings.set_amount(pixels)

    @property
    def feather(self) -> int:
        """How far the edge is softened to each side when the mask is sent, in picture pixels."""
        return self.softness.pixels

    def set_feather(self, pixels: int) -> None:
        """Set the feather; clamped to 0..256. The mask itself stays hard-edged."""
        if self.softness.set_pixels(pixels):
            self.settings_changed.emit()

    def set_picture(self, picture: QImage) -> None:
        """Set the picture in which colours are searched for; a null image for none."""
        self._colours.picture = picture

    # --- the current tool ---

    @property
    def tool(self) -> str:
        """The name of the current tool."""
        return self._session.tool.name

    @property
    def sized(self) -> bool:
        """Whether the current tool uses the brush's size."""
        return self._session.tool.sized

    @property
    def tools(self) -> tuple[str, ...]:
        """The names of all tools, in the order of the toolbar."""
        return self._session.names

    def set_tool(self, name: str) -> None:
        """Switch to a tool; finishes a drag, cancels an open outline.

        Raises:
            KeyError: there is no tool with that name.
        """
        if name not in self.tools:
            raise KeyError(name)
        if name != self.tool:
            self._finish()
            self._session.take(name)
            self.settings_changed.emit()

    def swap_tool(self) -> None:
        """Switch from the eraser to the brush, or from any other tool to the eraser."""
        self.set_tool(Brush.name if self.tool == Eraser.name else Eraser.name)

    # --- dragging ---

    @property
    def dragging(self) -> bool:
        """Whether a drag is in progress."""
        return self._session.dragging

    @property
    def last_stroke(self) -> Stroke | None:
        """During `changed`: the stroke that changed the bits, if one did."""
        return self._recorded.last_stroke

    def begin(self, sample: PointerSample) -> None:
        """Handle a pointer press. Finishes an unfinished drag first."""
        self._finish()
        self._edits.stop()
        self.softness.hold()
        self._session.begin(sample)

    def extend(self, sample: PointerSample) -> None:
        """Handle a pointer move; does nothing without a drag or an open outline."""
        self._session.extend(sample)

    def end(self, sample: PointerSample) -> None:
        """Handle a pointer release: the drag becomes one undo step."""
        if self.dragging:
            self._session.release(sample)
            self._finish(released=True)
            self.outline_changed.emit()

    def break_off(self) -> None:
        """End a drag whose release never arrived; its strokes stay, as one undo step."""
        self._finish()
        self.outline_changed.emit()

    def take_back_drag(self) -> bool:
        """Leave nothing of the drag in progress, nor of its outline; False without one."""
        dragging = self._session.finish()
        self.interrupted = False
        if dragging:
            self.drop_outline()
            self._recorded.rollback()
            self.softness.let_go()
            # What its first part changed may be saved or shown already.
            self.history_changed.emit()
        return dragging

    def cancel(self) -> None:
        """Cancel the current drag, open outline and search."""
        self._colours.forget()
        self._edits.stop()
        self.take_back_drag()
        self.drop_outline()

    # --- the open outline ---

    @property
    def outlining(self) -> bool:
        """Whether there is an open outline."""
        return self._session.outlining

    @property
    def outline_rests(self) -> bool:
        """Whether there is an open outline that stays open until it is closed or dropped."""
        return self._session.outlining and self._session.tool.rests

    def outline(self) -> QPainterPath | None:
        """Return the open outline in picture pixels, closed through the pointer's position."""
        return self._session.outline()

    def close_outline(self) -> None:
        """Close an open polygon as one undo step. With fewer than three points it stays open."""
        if self.outlining:
            self._edits.stop()
            self._session.close_outline()
            self._commit()
            self.outline_changed.emit()

    def step_back(self) -> bool:
        """Remove an open polygon's last point, or any other open outline; False without one."""
        return self._session.step_back()

    def drop_outline(self) -> bool:
        """Cancel the open outline; False without one."""
        return self._session.drop_outline()

    # --- computations in threads ---

    @property
    def searching(self) -> bool:
        """Whether a computation is running whose result will change the mask."""
        return self._colours.busy or self._edits.jobs.busy

    @property
    def activity(self) -> str:
        """What is being computed, in words for the artist; empty if nothing is."""
        if self._edits.jobs.busy:
            return self._edits.jobs.activity
        return _("Finding the colour") if self._colours.busy else ""

    def stop_searching(self) -> bool:
        """Stop the current computation; False without one."""
        if not self.searching:
            return False
        self._colours.stop()
        self._edits.stop()
        self.history_changed.emit()
        return True

    def grow(self) -> None:
        """Grow the painted area by `amount`: one undo step, once computed."""
        self._settle()
        self._edits.grow()

    def shrink(self) -> None:
        """Shrink the painted area by `amount`: one undo step, once computed."""
        self._settle()
        self._edits.shrink()

    def smooth(self) -> None:
        """Smooth the edge by `amount`: one undo step, once computed."""
        self._settle()
        self._edits.smooth()

    def fill_pinholes(self) -> None:
        """Paint over small holes: one undo step, once computed."""
        self._settle()
        self._edits.fill_pinholes()

    def drop_specks(self) -> None:
        """Erase small islands: one undo step, once computed."""
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

    # --- edits of the whole mask ---

    def clear(self) -> None:
        """Erase everything: one undo step."""
        if not self.bitmap.is_empty():
            self._settle()
            self._step(self._recorded.clear())

    def fill(self) -> None:
        """Paint everything: one undo step."""
        if not self.bitmap.is_full():
            self._settle()
            self._step(self._recorded.fill())

    def invert(self) -> None:
        """Swap painted and unpainted pixels: one undo step."""
        self._settle()
        self._step(self._recorded.invert())

    def replace(self, other: MaskBitmap) -> bool:
        """Replace the mask by another of the same size: one undo step. False if they are equal."""
        self._settle()
        self.drop_outline()
        return self._step(self._recorded.replace(other))

    def bring_back(self, kept: MaskBitmap) -> None:
        """Restore the saved mask, of the same size.

        An untouched mask is replaced without an undo step. If the artist has painted meanwhile, the
        saved mask is added as one undo step.
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

        Finishes the current drag first. A point of an open outline and a running computation count
        as steps too.
        """
        if self.step_back() or self.stop_searching():
            return True
        self._finish()
        self.interrupted = False
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

    # --- before sending ---

    def coverage(self) -> float:
        """The painted share of the mask, 0..1."""
        return self.bitmap.coverage()

    def can_submit(self) -> bool:
        """Whether the mask can be sent; `refusal` says why not."""
        return not self.refusal()

    def refusal(self) -> str:
        """Why the mask cannot be sent, in one sentence; empty if it can."""
        if self.outline_rests:
            return _("Close the outline first: nothing is sent while it is open.")
        return readiness.refusal(self.bitmap, self.softness)

    def warning(self) -> str:
        """A possible mistake in a mask that can be sent; empty if there is none."""
        return readiness.warning(self.bitmap)

    # --- coordinating the parts ---

    def _settle(self) -> None:
        """Finish or stop everything in progress, so that nothing older follows the next edit."""
        self._colours.stop()
        self._edits.stop()
        self._finish()

    def _finish(self, *, released: bool = False) -> None:
        if self._session.finish(released=released):
            self.interrupted = self._session.tool.continues and not released
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
