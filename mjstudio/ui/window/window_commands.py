"""What the window's commands do, and when each can be used."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox

from mjstudio import __version__
from mjstudio.mask.tools import TOOLS
from mjstudio.model.action import VARIATION_REGION
from mjstudio.model.errors import Remedy
from mjstudio.model.job import Job, State
from mjstudio.ui.commands.commands import TABLE
from mjstudio.ui.commands.keys_dialog import KeysDialog
from mjstudio.ui.commands.palette import CommandPalette
from mjstudio.ui.commands.presses import WindowPresses
from mjstudio.ui.compare.parts import View
from mjstudio.ui.jobs.pause_notice import PauseNotice
from mjstudio.ui.look.theme import Mode
from mjstudio.ui.prompt.prompt_lint import PromptLint
from mjstudio.ui.stage.grid_view import GridView
from mjstudio.ui.stage.single_view import SingleView
from mjstudio.ui.window.main_window import MainWindow
from mjstudio.ui.window.mask_import_export import MaskImportExport
from mjstudio.ui.window.picture_commands import PictureCommands
from mjstudio.ui.window.window_keys import WindowKeys


class WindowCommands:
    """Connects the table of commands to one window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._palette = CommandPalette(window)
        self._to_open = ""
        self.pictures = PictureCommands(window)
        self._connect_general()
        self._connect_picture()
        self._connect_mask()
        self._connect_compare()
        self.exchange = MaskImportExport(window)
        WindowKeys(window, window.commands)
        window.shown_once.connect(lambda: WindowPresses(window))
        studio = window.studio
        studio.session.current_changed.connect(lambda _job: self.refresh())
        studio.images.changed.connect(self._decoded)
        studio.forgotten.found.connect(lambda _job_id: self.refresh())
        studio.masking.opened.connect(lambda _region: self.refresh())
        studio.masking.closed.connect(self.refresh)
        studio.comparing.opened.connect(lambda _comparison: self.refresh())
        studio.comparing.closed.connect(self.refresh)
        studio.comparing.changed.connect(self.refresh)
        window.stage.region_requested.connect(self.vary_region)
        window.jobs.remedy_requested.connect(self._remedy)
        self._pause_notice = PauseNotice(
            studio.pause, window.stage.notices, lambda remedy: self._remedy("", remedy)
        )
        studio.pause.paused.connect(lambda _error: self.refresh())
        studio.pause.resumed.connect(self.refresh)
        self.refresh()

    # -- wiring

    def _connect_general(self) -> None:
        window, on = self._window, self._window.commands.on
        on("fix_prompt", self._fix_prompt)
        for lint in (window.prompt_panel.lint, window.mask_prompt.lint):
            lint.changed.connect(self._show_fix)
        on("new_prompt", lambda: window.write_prompt(""))
        on("focus_prompt", window.focus_prompt)
        on("focus_stage", window.stage.take_keyboard)
        on("copy_prompt", self._copy_prompt)
        on("search", window.search)
        on("palette", self._open_palette)
        on("quit", window.close)
        on("library", lambda: window.desk.toggle(window.library_dock))
        on("details", lambda: window.desk.toggle(window.details_dock))
        on("keys", lambda: KeysDialog(window).open())
        on("about", self._about)
        on("older_picture", lambda: self._walk(1))
        on("newer_picture", lambda: self._walk(-1))
        for mode in Mode:
            on(f"theme_{mode.value}", partial(window.theme.set_mode, mode))
        window.theme.changed.connect(lambda _tokens: self._check_theme())
        self._check_theme()

    def _connect_picture(self) -> None:
        window, on = self._window, self._window.commands.on
        for command in TABLE:
            if command.name.startswith("act_"):
                wire = command.name.removeprefix("act_")
                on(command.name, partial(window.studio.session.act, wire))
        on("vary_region", self.vary_region)
        on("peek", self._peek)
        on("use_as_reference", self._use_as_reference)
        on("cancel_job", self._cancel_job)
        on("retry_job", self._retry_job)
        on("resume_queue", window.studio.pause.resume)
        on("delivery", window.prompt_panel.delivery.open_menu)
        on("zoom_in", lambda: self._zoom(1.25))
        on("zoom_out", lambda: self._zoom(0.8))
        on("fit", self._fit)
        on("actual_size", self._actual_size)

    def _connect_mask(self) -> None:
        window, on = self._window, self._window.commands.on
        mode = window.stage.mask_mode
        for tool in TOOLS:
            on(f"mask_{tool.name}", partial(mode.choose_tool, tool.name))
        on("mask_swap", mode.swap_tool)
        on("mask_smaller", lambda: mode.resize_brush(False))
        on("mask_larger", lambda: mode.resize_brush(True))
        on("mask_invert", mode.invert)
        on("mask_clear", mode.clear)
        on("mask_region_add", window.studio.regions.add)
        on("mask_submit", window.studio.regions.submit)
        on("mask_select_all", mode.select_all)
        on("mask_shape", mode.options.shape.open)
        on("mask_grow", mode.grow)
        on("mask_shrink", mode.shrink)
        on("mask_smooth", mode.smooth)
        on("mask_fill_pinholes", mode.fill_pinholes)
        on("mask_drop_specks", mode.drop_specks)
        on("mask_leave", window.studio.masking.close)
        draft = window.studio.draft
        on("undo", lambda: mode.undo() if window.stage.masking else draft.undo())
        on("redo", lambda: mode.redo() if window.stage.masking else draft.redo())
        draft.changed.connect(lambda _prompt: window.commands.enable(self._undoing()))

    def _connect_compare(self) -> None:
        window, on = self._window, self._window.commands.on
        comparing = window.studio.comparing
        on("compare", comparing.open)
        for view in View:
            on(f"compare_{view.value}", partial(window.after_redraw.compare.set_view, view))
        on("lock_preview", window.after_redraw.compare.toggle_preview)
        on("lock_outside", comparing.lock)
        window.stage.compare_requested.connect(comparing.open)

    # -- when what can be used

    def refresh(self) -> None:
        """Enable what makes sense for what the stage shows."""
        window = self._window
        masking = window.stage.masking
        comparing = window.studio.comparing
        compares = comparing.current is not None
        away = masking or compares
        job = window.studio.session.current
        finished = job is not None and job.state is State.FINISHED
        offered = job.picture.offered if finished and job and job.picture else ()
        if job is not None and window.studio.forgotten.why(job):
            offered = ()
        # One that is too large is kept, and acted on by the service alone.
        shown = job is not None and job.error is None
        enabled = {
            command.name: command.name.removeprefix("act_") in offered and not away
            for command in TABLE
            if command.name.startswith("act_")
        }
        enabled |= {c.name: masking for c in TABLE if c.name.startswith("mask_")}
        enabled |= self._undoing()
        enabled["fix_prompt"] = self._lint.fixable
        enabled["vary_region"] = VARIATION_REGION in offered and not away and shown
        for name in ("use_as_reference", "peek"):
            enabled[name] = finished and not away
        enabled["use_as_reference"] &= job is not None and not job.local
        enabled["compare"] = not away and comparing.possible(job)
        aligned = compares and window.after_redraw.compare.aligned
        for name in ("compare_swipe", "compare_blink"):
            enabled[name] = aligned
        enabled["compare_side"] = compares
        masked = comparing.current is not None and comparing.current.mask is not None
        enabled["compare_heat"] = aligned and masked
        enabled["lock_preview"] = comparing.lockable
        enabled["lock_outside"] = comparing.lockable and not comparing.locking
        enabled["resume_queue"] = window.studio.pause.reason is not None
        enabled["delivery"] = not masking
        enabled["copy_prompt"] = job is not None
        enabled |= self.pictures.usable(job, masking=away)
        enabled["cancel_job"] = job is not None and not job.state.ended
        enabled["retry_job"] = job is not None and job.state.ended and not finished
        for name in ("zoom_in", "zoom_out", "fit", "actual_size", "focus_stage"):
            enabled[name] = away or window.stage.view is not None
        window.commands.enable(enabled)
        self.exchange.refresh()

    @property
    def _lint(self) -> PromptLint:
        window = self._window
        return (window.mask_prompt if window.stage.masking else window.prompt_panel).lint

    def _fix_prompt(self) -> None:
        self._lint.fix()

    def _show_fix(self) -> None:
        self._window.commands.enable({"fix_prompt": self._lint.fixable})

    def _undoing(self) -> dict[str, bool]:
        masking, draft = self._window.stage.masking, self._window.studio.draft
        return {"undo": masking or draft.can_undo, "redo": masking or draft.can_redo}

    # -- what they do

    def vary_region(self) -> None:
        """Open mask mode on the picture of the stage."""
        job = self._current(VARIATION_REGION)
        if job is None:
            return
        pyramid = self._window.studio.images.picture(job.id)
        # One that is being decoded again is opened when it is there.
        self._to_open = job.id if pyramid is None else ""
        if pyramid is not None:
            size = (pyramid.full.width(), pyramid.full.height())
            self._window.studio.masking.open(job, size)

    def _decoded(self, key: str) -> None:
        if key == self._to_open and not self._window.stage.occupied:
            self.vary_region()

    def _copy_prompt(self) -> None:
        job = self._window.studio.session.current
        if job is not None:
            QGuiApplication.clipboard().setText(job.prompt)

    def _use_as_reference(self) -> None:
        job = self._finished()
        if job is not None and job.picture is not None:
            self._window.studio.references.add(job.picture.best_url)
            self._window.prompt_panel.edit.setFocus()

    def _cancel_job(self) -> None:
        job = self._window.studio.session.current
        if job is not None:
            self._window.studio.runner.cancel(job.id)

    def _retry_job(self) -> None:
        job = self._window.studio.session.current
        if job is not None:
            self._window.studio.session.retry(job.id)

    def _remedy(self, job_id: str, remedy: Remedy) -> None:
        job = self._window.studio.runner.job(job_id)
        if remedy is Remedy.OPEN_SETTINGS:
            self._window.commands["settings"].trigger()
        elif remedy is Remedy.EDIT_PROMPT and job is not None:
            self._window.write_prompt(job.prompt)
        else:
            self._window.open_url.emit("https://platform.acedata.cloud")

    def _peek(self) -> None:
        view = self._window.stage.view
        if isinstance(view, GridView):
            view.peek(0 if view.peeking else (view.quadrant or 1))
        elif isinstance(view, SingleView):
            view.toggle_size()

    def _zoom(self, factor: float) -> None:
        stage = self._window.stage
        if stage.masking:
            canvas = stage.mask_mode.canvas
            canvas.set_zoom(canvas.zoom * factor)
        elif stage.occupied:
            self._window.after_redraw.compare.canvas.pan_zoom.zoom_by(factor)
        elif stage.view is not None:
            stage.view.pan_zoom.zoom_by(factor)

    def _fit(self) -> None:
        stage = self._window.stage
        if stage.masking:
            stage.mask_mode.canvas.fit()
        elif stage.occupied:
            self._window.after_redraw.compare.canvas.pan_zoom.fit()
        elif stage.view is not None:
            stage.view.pan_zoom.fit()

    def _actual_size(self) -> None:
        stage = self._window.stage
        if stage.masking:
            stage.mask_mode.canvas.actual_size()
        elif stage.occupied:
            self._window.after_redraw.compare.canvas.pan_zoom.actual_size()
        elif stage.view is not None:
            stage.view.pan_zoom.actual_size()

    def _walk(self, step: int) -> None:
        session = self._window.studio.session
        current = session.current
        beside = self._window.library.beside(current.id if current else "", step)
        if beside:
            session.show(beside)

    def _check_theme(self) -> None:
        for mode in Mode:
            action = self._window.commands[f"theme_{mode.value}"]
            action.setChecked(mode is self._window.theme.mode)

    def _open_palette(self) -> None:
        actions = [self._window.commands[c.name] for c in TABLE if c.name != "palette"]
        self._palette.open_over(self._window, actions)

    def _about(self) -> None:
        box = QMessageBox(self._window)
        box.setWindowTitle("About mjstudio")
        box.setText(f"mjstudio {__version__}")
        box.setInformativeText(
            "A studio for pictures made with Midjourney, through the API of AceData Cloud.\n\n"
            "Inter by The Inter Project Authors (OFL), icons by Lucide (ISC)."
        )
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def _finished(self) -> Job | None:
        job = self._window.studio.session.current
        return job if job is not None and job.state is State.FINISHED else None

    def _current(self, action: str) -> Job | None:
        job = self._finished()
        if job is None or job.picture is None or action not in job.picture.offered:
            return None
        return job
