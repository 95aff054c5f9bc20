"""The window and its layout; `window_commands` connects its commands.

`Qt` is imported where it is used: its first touch makes a hundred enums, which takes longer than
the whole first paint has.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QCoreApplication, QSize, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from mjstudio.texts import _, ngettext
from mjstudio.texts.phrases import facts
from mjstudio.ui.look.room import SMALLEST

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QKeyEvent, QPaintEvent, QShowEvent

    from mjstudio.model.job import Job
    from mjstudio.studio.masking.masking import Region
    from mjstudio.studio.studio import Studio
    from mjstudio.ui.commands.registry import Commands
    from mjstudio.ui.details.panel import DetailsPanel
    from mjstudio.ui.jobs.job_list import JobList
    from mjstudio.ui.library.library_view import LibraryView
    from mjstudio.ui.look.focus_ring import FocusRing
    from mjstudio.ui.look.theme import Theme
    from mjstudio.ui.mask.mask_mode import MaskMode
    from mjstudio.ui.mask.panel import MaskPanel
    from mjstudio.ui.mask.prompt import MaskPrompt
    from mjstudio.ui.prompt.prompt_panel import PromptPanel
    from mjstudio.ui.stage.stage import Stage
    from mjstudio.ui.window.after_redraw import AfterRedraw
    from mjstudio.ui.window.bottom import Bottom
    from mjstudio.ui.window.desk import Desk
    from mjstudio.ui.window.dock import Dock
    from mjstudio.ui.window.mask_parts import MaskParts
    from mjstudio.ui.window.running_ring import RunningRing


_FRAME = (16, 48)
"""What a window manager's frame takes at most of width and height, before it can be asked."""

_LONGEST_TITLE = 60
"""Characters of a job's title in a notice."""


class MainWindow(QMainWindow):
    """Library at the left, stage in the middle, details at the right, the prompt below.

    It starts empty, so that it is on the screen at once, and is built after its first paint;
    nothing that building needs is imported before. What is typed meanwhile goes into the prompt.

    Signals:
        painted_once(): the first paint is done.
        shown_once(): the complete window is on the screen.
        closed(): the artist closed the window.
        open_url(str): open this page in the browser.
    """

    painted_once = Signal()
    shown_once = Signal()
    closed = Signal()
    open_url = Signal(str)

    studio: "Studio"
    theme: "Theme"
    commands: "Commands"
    stage: "Stage"
    library: "LibraryView"
    details: "DetailsPanel"
    jobs: "JobList"
    prompt_panel: "PromptPanel"
    _mask_parts: "MaskParts"
    after_redraw: "AfterRedraw"
    focus_ring: "FocusRing"
    desk: "Desk"
    library_dock: "Dock"
    details_dock: "Dock"
    _bottom: "Bottom"
    _ring: "RunningRing"

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle("mjstudio")
        self.setMinimumSize(*SMALLEST)
        self._painted = self._built = self._placed = False
        self._typed_early: list[QKeyEvent] = []

    def build(self, studio: "Studio", theme: "Theme") -> None:
        """Lay everything out."""
        from mjstudio.ui.commands.registry import Commands
        from mjstudio.ui.details.panel import DetailsPanel
        from mjstudio.ui.jobs.job_list import JobList
        from mjstudio.ui.library.library_view import LibraryView
        from mjstudio.ui.look.focus_ring import FocusRing
        from mjstudio.ui.prompt.prompt_panel import PromptPanel
        from mjstudio.ui.stage.stage import Stage
        from mjstudio.ui.window.after_redraw import AfterRedraw
        from mjstudio.ui.window.features import DECLARED, FIXED, PANELS

        self.studio = studio
        self.theme = theme
        commands = self.commands = Commands(self, DECLARED, FIXED)
        self.stage = Stage(studio.runner, studio.images, studio.forgotten, commands)
        self.library = LibraryView(studio.jobs, studio.side, commands)
        self._panels = [make(studio, commands, self.show_job) for make in PANELS]
        self.details = next(panel for panel in self._panels if isinstance(panel, DetailsPanel))
        self.jobs = next(panel for panel in self._panels if isinstance(panel, JobList))
        self.prompt_panel = PromptPanel(studio.draft, commands)
        self.stage.first_mask.then(self._furnish_mask)
        self.after_redraw = AfterRedraw(studio, self.stage, commands)
        self.focus_ring = FocusRing(self)
        self._right = QStackedWidget()
        self._fill_desk()
        self._fill_menu_bar()
        self._clock = QTimer(self)
        self._clock.setInterval(500)
        self._clock.timeout.connect(self.stage.tick)
        self._connect()
        self._built = True
        if self.isVisible():
            # Else a layout shows it a moment later, and a window manager that makes the window the
            # active one just then finds nothing in it that could take the keyboard.
            self.desk.show()
            self._tell_shown()

    # -- parts

    def _fill_desk(self) -> None:
        from mjstudio.ui.window.bottom import Bottom
        from mjstudio.ui.window.desk import Desk
        from mjstudio.ui.window.dock import Dock
        from mjstudio.ui.window.running_ring import RunningRing

        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(20)
        for panel in self._panels:
            column.addWidget(panel)
        column.addStretch(1)
        self._right.addWidget(_scrolling(right))
        self.library_dock = Dock("library_dock", self.library, width=248, least=240)
        self.details_dock = Dock("details_dock", self._right, width=264, least=220)
        self._bottom = Bottom()
        self._bottom.add(self.prompt_panel, self.prompt_panel)
        self.desk = Desk(
            self.stage,
            self.library_dock,
            self.details_dock,
            self._bottom,
            self.commands,
        )
        self._ring = RunningRing(self.studio.runner, self.desk)
        self.desk.add_running(self._ring)
        self.setCentralWidget(self.desk)

    @property
    def mask_parts(self) -> "MaskParts":
        """The widgets around mask mode, created with it."""
        self.stage.first_mask.get()
        return self._mask_parts

    @property
    def mask_prompt(self) -> "MaskPrompt":
        """Where the prompt of a region is written."""
        return self.mask_parts.prompt

    @property
    def mask_panel(self) -> "MaskPanel":
        """Facts of the open region."""
        return self.mask_parts.panel

    def _furnish_mask(self, mode: "MaskMode") -> None:
        from mjstudio.ui.window.mask_parts import MaskParts

        parts = self._mask_parts = MaskParts(self.studio, mode, self.commands)
        self._right.addWidget(_scrolling(parts.side))
        self._bottom.add(parts.prompt, parts.prompt)
        self.desk.set_column(mode.column_width)
        parts.prompt.take_room(self.desk.room)
        self.desk.room_changed.connect(parts.prompt.take_room)
        self._count_jobs()

    def _fill_menu_bar(self) -> None:
        from PySide6.QtCore import Qt

        from mjstudio.ui.window.account_pill import AccountPill

        bar = self.menuBar()
        # Keep a reference, because the bar does not keep its corner widgets alive.
        self._brand = brand = QLabel("mjstudio", bar)
        brand.setProperty("look", "brand")
        bar.setCornerWidget(brand, Qt.Corner.TopLeftCorner)
        self.commands.fill(bar)
        self.badge = AccountPill()
        self.badge.clicked.connect(self.commands["settings"].trigger)
        self._corner = corner = QWidget(bar)
        row = QHBoxLayout(corner)
        row.setContentsMargins(0, 4, 14, 0)
        row.addWidget(self.badge)
        bar.setCornerWidget(corner, Qt.Corner.TopRightCorner)

    def _connect(self) -> None:
        studio, stage = self.studio, self.stage
        self.prompt_panel.submit_requested.connect(studio.session.imagine)
        self.prompt_panel.delivery.mode_chosen.connect(studio.session.choose_delivery)
        studio.session.delivery_changed.connect(self._show_delivery)
        self._show_delivery()
        studio.session.current_changed.connect(self._show_current)
        self.library.job_chosen.connect(self.show_job)
        stage.welcome.example_chosen.connect(self.write_prompt)
        runner = studio.runner
        runner.finished_after_all.connect(self._say_after_all)
        for signal in (
            runner.jobs_restored,
            runner.job_added,
            runner.job_changed,
            runner.job_removed,
        ):
            signal.connect(lambda _job: self._count_jobs())
        studio.pause.paused.connect(lambda _error: self._count_jobs())
        studio.pause.resumed.connect(self._count_jobs)
        studio.side.changed.connect(self._count_jobs)
        studio.session.refused.connect(lambda error: stage.notices.mention(error.words))
        studio.masking.opened.connect(self._open_mask)
        studio.masking.closed.connect(self._close_mask)
        for part in (stage, self.prompt_panel, self.badge):
            self.desk.room_changed.connect(part.take_room)
        self._count_jobs()

    # -- what is shown

    def write_prompt(self, text: str) -> None:
        """Put a prompt into the field, ready to be changed and sent; an open mask is kept."""
        self.studio.masking.close()
        self.studio.draft.load(text)
        self.prompt_panel.edit.setFocus()

    @property
    def prompt_in_sight(self) -> "PromptPanel | MaskPrompt":
        """Where a prompt is written now: the picture's, or the region's."""
        return self.mask_prompt if self.stage.masking else self.prompt_panel

    def search(self) -> None:
        """Give the keyboard to the search, and show it if the library is hidden."""
        from PySide6.QtCore import Qt

        self.desk.open(self.library_dock, focus=False, lasting=False)
        self.library.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.library.search.selectAll()

    def show_job(self, job_id: str) -> None:
        """Bring a job to the stage, even from a mask, which is kept."""
        self.studio.masking.close()
        self.studio.session.show(job_id)

    def show_account(self, *, sandbox: bool, name: str) -> None:
        """Say whom the program works with."""
        self.badge.show_account(sandbox=sandbox, name=name)
        self.stage.welcome.show_sandbox(sandbox=sandbox)

    def _show_current(self, job: "Job | None") -> None:
        self.stage.show_job(job)
        self.details.show_job(job)
        self.library.show_current(job)

    def _show_delivery(self) -> None:
        session = self.studio.session
        self.prompt_panel.delivery.show_mode(session.usual_delivery, session.chosen_delivery)

    def _say_after_all(self, job: "Job") -> None:
        words = " ".join(job.title.split())
        words = words if len(words) <= _LONGEST_TITLE else f"{words[: _LONGEST_TITLE - 1]}…"
        said = _("“{title}” finished although you had cancelled it.").format(title=words)
        self.stage.notices.show_notice(said, _("Show"), lambda: self.studio.session.show(job.id))

    def _count_jobs(self) -> None:
        runner = self.studio.runner
        paused = self.studio.pause.reason is not None
        self.prompt_panel.show_running(runner.running, runner.waiting, paused=paused)
        pending = runner.running + runner.waiting
        troubled = sum(map(self.studio.side.holds, runner.troubled))
        pause = [_("Queue paused")] if paused else []
        work = [_("{n} running").format(n=runner.running)] if runner.running else []
        work += [_("{n} waiting").format(n=runner.waiting)] if runner.waiting else []
        need = [ngettext("{n} needs you", "{n} need you", troubled)] if troubled else []
        need = [words.format(n=troubled) for words in need]
        said = [*pause, *work, *need]
        urgent = paused or bool(runner.troubled)
        self.badge.show_queue([*pause, *need, *work], urgent=urgent)
        if self.stage.first_mask.made is not None:
            self.mask_prompt.show_running(facts(said))
        if pending and not self._clock.isActive():
            self._clock.start()
        elif not pending:
            self._clock.stop()

    def _open_mask(self, region: "Region") -> None:
        pyramid = self.studio.images.picture(region.job_id)
        if pyramid is None:
            self.studio.masking.close()
            return
        self.stage.show_mask_mode(True)
        self.stage.mask_mode.show_region(region, pyramid)
        self.mask_parts.show_region(region)
        self._bottom.show_page(self.mask_prompt)
        self._right.setCurrentIndex(1)
        self.desk.set_masking(True)

    def _close_mask(self) -> None:
        self.stage.show_mask_mode(False)
        self._bottom.show_page(self.prompt_panel)
        self._right.setCurrentIndex(0)
        self.desk.set_masking(False)
        if (view := self.stage.view) is not None:
            view.setFocus()

    # -- the window itself

    def save_layout(self) -> tuple[str, str]:
        """The window's place, and its docks, as base64."""
        return (
            bytes(self.saveGeometry().toBase64().data()).decode(),
            self.desk.keep().encode(),
        )

    def take_place(self, geometry: str) -> None:
        """The place that `save_layout` gave, on a screen that is there; else as large as is good.

        Once: under a window manager, a window that is in its place already would be moved by
        the width of its frame.
        """
        if self._placed:
            return
        self._placed = True
        kept = QByteArray.fromBase64(geometry.encode())
        if kept.isEmpty() or not self.restoreGeometry(kept):
            room = self.screen().availableGeometry().size() - QSize(*_FRAME)
            self.resize(QSize(1440, 900).boundedTo(room))

    def restore_layout(self, geometry: str, state: str) -> None:
        """What `save_layout` gave."""
        from mjstudio.ui.window.kept_layout import KeptLayout
        from mjstudio.ui.window.sight import Sight

        self.take_place(geometry)
        self.desk.restore(KeptLayout.decode(state))
        self._sight = Sight(self)

    def keyPressEvent(self, event: "QKeyEvent") -> None:
        """Escape moves the focus from anywhere to the picture."""
        from PySide6.QtCore import Qt

        escape = event.key() == Qt.Key.Key_Escape
        if not self._built:
            # Letters alone: what sends or closes is for those who see what it is about.
            if event.text().isprintable():
                self._typed_early.append(event.clone())
            return
        if escape and self.library.isAncestorOf(self.focusWidget()):
            self.stage.take_keyboard()
        elif escape and self.stage.masking:
            self.studio.masking.close()
        elif escape and self.studio.comparing.current is not None:
            self.studio.comparing.close()
        elif escape:
            self.stage.take_keyboard()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: "QShowEvent") -> None:
        """Tell it, once there is something to see."""
        super().showEvent(event)
        if self._built:
            self._tell_shown()

    def paintEvent(self, event: "QPaintEvent") -> None:
        """Tell, once, that something is on the screen."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.painted_once.emit)

    def _tell_shown(self) -> None:
        self.prompt_panel.edit.setFocus()
        for event in self._typed_early:
            QCoreApplication.sendEvent(self.prompt_panel.edit, event)
        self._typed_early.clear()
        QTimer.singleShot(0, self, self.shown_once.emit)

    def closeEvent(self, event: "QCloseEvent") -> None:
        """The composition root ends the program in order."""
        event.accept()
        self.closed.emit()


def _scrolling(content: QWidget) -> QScrollArea:
    from PySide6.QtCore import Qt

    content.setProperty("look", "panel")
    content.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    return area
