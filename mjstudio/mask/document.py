"""The mask as the window sees it: one interface for its bits, undo, tools and edits."""

from collections.abc import Callable
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
from mjstudio.mask.step_queue import Kind, StepQueue
from mjstudio.mask.surface import ToolSurface
from mjstudio.mask.tool_session import ToolSession
from mjstudio.mask.tool_settings import ToolSettings
from mjstudio.mask.tools import Brush, Eraser, PointerSample
from mjstudio.texts import _


class MaskDocument(QObject):
    """A mask that is being painted.

    Its parts do not know about each other's unfinished work, so their order is enforced here:
    before a step that affects the whole mask a drag is finished, and while one is computed
    whatever follows waits (see `step_queue`): strokes and steps, each its own undo, and undo and
    redo themselves. Tools and settings are shown at once, and count for what follows them.

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
        self._settings, self._in_force = ToolSettings(self), ToolSettings(self)
        self._colours = ColourPicks(self, executor)
        self._edits = ShapeEdits(bitmap, executor)
        self.surface = ToolSurface(self._recorded, self._in_force, self._colours)
        self._session = ToolSession(self.surface, self)
        self._chosen = self._session.tool.name
        self._steps = StepQueue()
        self._drag_waits = False
        self._computing: Callable[[], None] | None = None
        self._taken_back: list[tuple[Callable[[], object], int]] = []
        """Steps taken back before they were computed; each with what else was undone then."""
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
        self._colours.busy_changed.connect(self._go_on)
        self._colours.busy_changed.connect(self.searching_changed)
        self._edits.jobs.shaped.connect(self._shaped)
        self._edits.jobs.busy_changed.connect(self._go_on)
        self._edits.jobs.busy_changed.connect(self.searching_changed)

    # --- settings ---

    @property
    def size(self) -> int:
        """The brush's diameter in picture pixels."""
        return self._settings.size

    def set_size(self, size: int) -> None:
        """Set the brush's diameter; clamped to 1..1024."""
        self._settings.set_size(size)
        self._do(Kind.SETTING, lambda: self._in_force.set_size(size))

    @property
    def pressure_scales_size(self) -> bool:
        """Whether a pen's pressure controls the brush's size."""
        return self._settings.pressure_scales_size

    def set_pressure_scales_size(self, scales: bool) -> None:
        """Set whether a pen's pressure controls the brush's size."""
        self._settings.set_pressure_scales_size(scales)
        self._do(Kind.SETTING, lambda: self._in_force.set_pressure_scales_size(scales))

    @property
    def tolerance(self) -> int:
        """The largest difference per channel, 0..255, at which two colours count as the same."""
        return self._settings.tolerance

    def set_tolerance(self, tolerance: int) -> None:
        """Set the colour tolerance; clamped to 0..255."""
        self._settings.set_tolerance(tolerance)
        self._do(Kind.SETTING, lambda: self._in_force.set_tolerance(tolerance))

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
        return self._chosen

    @property
    def sized(self) -> bool:
        """Whether the current tool uses the brush's size."""
        return self._session.tool_named(self._chosen).sized

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
        if name != self._chosen:
            self._chosen = name
            self._do(Kind.SETTING, lambda: self._take_tool(name))
            self.settings_changed.emit()

    def _take_tool(self, name: str) -> None:
        self._finish()
        self._session.take(name)

    def swap_tool(self) -> None:
        """Switch from the eraser to the brush, or from any other tool to the eraser."""
        self.set_tool(Brush.name if self.tool == Eraser.name else Eraser.name)

    # --- dragging ---

    @property
    def dragging(self) -> bool:
        """Whether a drag is in progress, even if it waits to be painted."""
        return self._session.dragging or self._drag_waits

    @property
    def last_stroke(self) -> Stroke | None:
        """During `changed`: the stroke that changed the bits, if one did."""
        return self._recorded.last_stroke

    def begin(self, sample: PointerSample) -> None:
        """Handle a pointer press. Finishes an unfinished drag first."""
        self._taken_back.clear()
        if self._held_up:
            self._drag_waits = True
            self._steps.add(Kind.PRESS, lambda: self._begin(sample))
        else:
            self._begin(sample)

    def _begin(self, sample: PointerSample) -> None:
        self._finish()
        self.softness.hold()
        self._session.begin(sample)

    def extend(self, sample: PointerSample) -> None:
        """Handle a pointer move; does nothing without a drag or an open outline."""
        if self._steps:
            self._steps.add(Kind.DRAG, lambda: self._session.extend(sample))
        else:
            self._session.extend(sample)

    def end(self, sample: PointerSample) -> None:
        """Handle a pointer release: the drag becomes one undo step."""
        if self._drag_waits:
            self._drag_waits = False
            self._steps.add(Kind.DRAG, lambda: self._end(sample))
        else:
            self._end(sample)

    def _end(self, sample: PointerSample) -> None:
        if self._session.dragging:
            self._session.release(sample)
            self._finish(released=True)
            self.outline_changed.emit()

    def break_off(self) -> None:
        """End a drag whose release never arrived; its strokes stay, as one undo step."""
        if self._drag_waits:
            self._drag_waits = False
            self.interrupted = self._session.tool_named(self._chosen).continues
            self._steps.add(Kind.DRAG, self._break_off)
        else:
            self._break_off()

    def _break_off(self) -> None:
        self._finish()
        self.outline_changed.emit()

    def take_back_drag(self) -> bool:
        """Leave nothing of the drag in progress, nor of its outline; False without one."""
        self.interrupted = False
        if self._drag_waits:
            self._drag_waits = False
            self._steps.drop_drag()
            return True
        dragging = self._session.finish()
        if dragging:
            self.drop_outline()
            self._recorded.rollback()
            self.softness.let_go()
            # What its first part changed may be saved or shown already.
            self.history_changed.emit()
        return dragging

    def cancel(self) -> None:
        """Cancel the current drag, open outline and search. Steps of the whole mask go on."""
        self._colours.forget()
        self.take_back_drag()
        self.drop_outline()

    # --- the open outline ---

    @property
    def outlining(self) -> bool:
        """Whether there is an open outline, even if its points wait."""
        return self._session.outlining or (self._tool_rests and self._steps.drags)

    @property
    def _tool_rests(self) -> bool:
        return self._session.tool_named(self._chosen).rests

    @property
    def outline_rests(self) -> bool:
        """Whether there is an open outline that stays open until it is closed or dropped."""
        return self._tool_rests and self.outlining

    def outline(self) -> QPainterPath | None:
        """Return the open outline in picture pixels, closed through the pointer's position."""
        return self._session.outline()

    def close_outline(self) -> None:
        """Close an open polygon as one undo step. With fewer than three points it stays open."""
        if self._steps:
            self._steps.add(Kind.DRAG, self._close_outline)
        else:
            self._close_outline()

    def _close_outline(self) -> None:
        if self._session.outlining:
            self._session.close_outline()
            self._commit()
            self.outline_changed.emit()

    def step_back(self) -> bool:
        """Remove an open polygon's last point, or any other open outline; False without one."""
        if self._steps and self.outlining:
            self._steps.add(Kind.DRAG, self._session.step_back)
            return True
        return self._session.step_back()

    def drop_outline(self) -> bool:
        """Cancel the open outline; False without one."""
        if self._steps and self.outlining:
            self._steps.add(Kind.DRAG, self._session.drop_outline)
            return True
        return self._session.drop_outline()

    # --- computations in threads ---

    @property
    def searching(self) -> bool:
        """Whether a computation is running whose result will change the mask."""
        return self._busy or bool(self._steps)

    @property
    def _busy(self) -> bool:
        return self._colours.busy or self._edits.jobs.busy

    @property
    def _held_up(self) -> bool:
        """Whether a drag has to wait. A colour is painted once it is found, after the drag."""
        return self._edits.jobs.busy or bool(self._steps)

    def _do(self, kind: Kind, step: Callable[[], object]) -> bool:
        """Do something as soon as nothing is computed that it has to follow.

        Returns what `step` did; True if it waits.
        """
        if kind in (Kind.STEP, Kind.SHAPE):
            self._finish_drag()
        if self._steps or (self._edits.jobs.busy if kind is Kind.SETTING else self._busy):
            self._steps.add(kind, step)
            # What can be undone is more now.
            self.history_changed.emit()
            return True
        return bool(step())

    def _finish_drag(self) -> None:
        if self._drag_waits:
            self._drag_waits = False
            self._steps.add(Kind.DRAG, self._finish)
        else:
            self._finish()

    def _go_on(self) -> None:
        if self._steps and not self._busy:
            self._steps.go_on(lambda: self._busy)
            self._drag_waits = self._drag_waits and bool(self._steps)
            self.searching_changed.emit()

    @property
    def activity(self) -> str:
        """What is being computed, in words for the artist; empty if nothing is."""
        if self._edits.jobs.busy:
            return self._edits.jobs.activity
        return _("Finding the colour") if self._colours.busy else ""

    def stop_searching(self) -> bool:
        """Stop the current computation, and those that wait; False without one.

        What is not computed is done as it was asked for.
        """
        if not self.searching:
            return False
        self._steps.drop_shapes()
        self._taken_back.clear()
        self._colours.stop()
        self._edits.stop()
        self.history_changed.emit()
        return True

    def grow(self) -> None:
        """Grow the painted area by `amount`: one undo step, once computed."""
        pixels = self.amount
        self._shape(lambda: self._edits.grow(pixels))

    def shrink(self) -> None:
        """Shrink the painted area by `amount`: one undo step, once computed."""
        pixels = self.amount
        self._shape(lambda: self._edits.shrink(pixels))

    def smooth(self) -> None:
        """Smooth the edge by `amount`: one undo step, once computed."""
        pixels = self.amount
        self._shape(lambda: self._edits.smooth(pixels))

    def fill_pinholes(self) -> None:
        """Paint over small holes: one undo step, once computed."""
        self._shape(self._edits.fill_pinholes)

    def drop_specks(self) -> None:
        """Erase small islands: one undo step, once computed."""
        self._shape(self._edits.drop_specks)

    def _shape(self, start: Callable[[], None]) -> None:
        self._taken_back.clear()
        self._do(Kind.SHAPE, lambda: self._compute(start))

    def _compute(self, start: Callable[[], None]) -> None:
        self._finish()
        self._computing = lambda: self._compute(start)
        start()

    def _shaped(self, made: Reshaped) -> None:
        self._step(self._recorded.put(made))

    def _apply_found(self) -> None:
        if self._session.dragging:
            return
        for area, add in self._colours.take():
            self._recorded.apply(area, add=add)
            self._commit()

    # --- edits of the whole mask ---

    def clear(self) -> None:
        """Erase everything: one undo step."""
        self._whole(self._recorded.clear)

    def fill(self) -> None:
        """Paint everything: one undo step."""
        self._whole(self._recorded.fill)

    def invert(self) -> None:
        """Swap painted and unpainted pixels: one undo step."""
        self._whole(self._recorded.invert)

    def replace(self, other: MaskBitmap) -> bool:
        """Replace the mask by another of the same size: one undo step. False if they are equal."""
        self.drop_outline()
        return self._whole(lambda: self._recorded.replace(other))

    def _whole(self, edit: Callable[[], bool]) -> bool:
        self._taken_back.clear()
        return self._do(Kind.STEP, lambda: self._step(edit()))

    def bring_back(self, kept: MaskBitmap) -> None:
        """Restore the saved mask, of the same size.

        An untouched mask is replaced without an undo step. If the artist has painted meanwhile, the
        saved mask is added as one undo step.
        """
        self._do(Kind.STEP, lambda: self._bring_back(kept))

    def _bring_back(self, kept: MaskBitmap) -> None:
        if self.history.can_undo() or self.history.can_redo():
            self._recorded.apply(kept.to_pillow(), add=True)
            self._commit()
        else:
            self._recorded.take(kept)
            self.history_changed.emit()

    # --- undo ---

    def undo(self) -> bool:
        """Undo one step; False without one.

        Finishes the current drag first. A point of an open outline counts as a step too, and so
        does the newest computation, which is dropped; after a stroke that waits, undo waits.
        """
        if not self._steps and self.step_back():
            return True
        if self._take_back_shape() or (not self._steps and self._colours.stop_newest()):
            self.history_changed.emit()
            return True
        if not self.can_undo():
            return self._undo()
        return self._do(Kind.STEP, self._undo)

    def _undo(self) -> bool:
        if self._session.step_back():
            return True
        self._finish()
        self.interrupted = False
        self._session.forget_ends()
        return self._step(self._recorded.undo())

    def _take_back_shape(self) -> bool:
        """Drop the newest step if it is still to be computed, until `redo`."""
        newest = self._steps.newest
        if newest is None:
            if not self._edits.jobs.busy or self._computing is None:
                return False
            self._taken_back.append((self._computing, self.history.undone_steps))
            self._edits.stop()
            return True
        if newest.kind is not Kind.SHAPE:
            return False
        self._steps.remove(newest)
        self._taken_back.append((newest.run, self.history.undone_steps))
        return True

    def redo(self) -> bool:
        """Redo one step; False without one."""
        newest = self._steps.newest
        if self._taken_back and (newest is None or newest.kind is Kind.SHAPE):
            step, undone = self._taken_back[-1]
            if undone == self.history.undone_steps:
                self._taken_back.pop()
                self._do(Kind.SHAPE, step)
                return True
        if not self.can_redo():
            self._finish()
            return False
        return self._do(Kind.STEP, lambda: self._step(self._recorded.redo()))

    def can_undo(self) -> bool:
        """Whether there is a step to undo."""
        return self.outlining or self.searching or self.history.can_undo()

    def can_redo(self) -> bool:
        """Whether there is a step to redo."""
        newest = self._steps.newest
        waits = newest is not None and newest.kind is Kind.STEP
        return waits or self.history.can_redo() or bool(self._taken_back)

    # --- before sending ---

    def coverage(self) -> float:
        """The share of the picture, 0..1, that is sent as painted: with the feather, once known."""
        return readiness.coverage(self.bitmap, self.softness)

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
        return readiness.warning(self.bitmap, self.softness)

    # --- coordinating the parts ---

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
