"""The middle of the window: welcome, grid, single picture or mask mode, and the action bar."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from mjstudio.model.comparison import comparison_of
from mjstudio.model.job import Job, State
from mjstudio.studio.jobs.forgotten import Forgotten
from mjstudio.studio.jobs.runner import Runner
from mjstudio.studio.pictures.images import Images
from mjstudio.ui.canvas.picture_view import PictureView, status_text
from mjstudio.ui.commands.registry import Commands
from mjstudio.ui.commands.zoom_button import ZoomButton
from mjstudio.ui.look.first_use import FirstUse
from mjstudio.ui.look.notices import NoticeArea
from mjstudio.ui.look.room import Room
from mjstudio.ui.stage.action_bar import ActionBar
from mjstudio.ui.stage.grid_view import GridView
from mjstudio.ui.stage.single_view import SingleView
from mjstudio.ui.stage.welcome import Welcome

if TYPE_CHECKING:
    from mjstudio.ui.mask.mask_mode import MaskMode

_MARGIN = 12
"""Distance in widget pixels between the picture's edge and what floats over it."""
_WIDEST = 640
_SHARE = 0.4
"""How much of the height notices may take together."""
_FLOATS = (QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.LayoutRequest)


class Stage(QWidget):
    """Shows one job. Notices float over it, so that the picture never moves for them.

    Signals:
        files_dropped(list[Path]): files of this computer were dropped.
        released(): `held` is over.
    """

    files_dropped = Signal(object)
    released = Signal()

    def __init__(
        self,
        runner: Runner,
        images: Images,
        forgotten: Forgotten,
        commands: Commands,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("look", "stage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAcceptDrops(True)
        self._runner, self._images, self._forgotten = runner, images, forgotten
        self._job: Job | None = None
        self._banner: QWidget | None = None
        self.welcome = Welcome(commands)
        self.grid_view = GridView(commands)
        self.single_view = SingleView()
        self.first_mask = FirstUse(lambda: self._make_mask_mode(commands))
        self.action_bar = ActionBar(commands)
        self._stack = QStackedWidget()
        for page in (self.welcome, self.grid_view, self.single_view):
            self._stack.addWidget(page)
        self._keyboards: dict[QWidget, QWidget] = {self.welcome: self.welcome.first}
        self._stack.installEventFilter(self)
        self._room = Room()
        self.notices = NoticeArea(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.action_bar)
        self._why = QLabel()
        self._why.setObjectName("why_no_actions")
        self._why.setProperty("look", "small")
        self._why.setWordWrap(True)
        self._why.setContentsMargins(12, 4, 12, 12)
        layout.addWidget(self._why)
        self._why.hide()
        self.action_bar.hide()
        self._zoom = ZoomButton(commands, "stage_zoom", self)
        self._zoom.setProperty("corner", True)
        self._zoom.hide()
        self.grid_view.quadrant_changed.connect(self.action_bar.light)
        images.changed.connect(self._image_changed)
        forgotten.found.connect(self._image_changed)
        runner.held_changed.connect(self.tick)
        self._place_soon = QTimer(self)
        self._place_soon.setSingleShot(True)
        self._place_soon.timeout.connect(self._place_floating)
        self._stack.currentChanged.connect(lambda _page: self._place_soon.start())
        self.notices.resized.connect(self._place_floating)
        self.notices.keyboard_freed.connect(self.take_keyboard)

    @property
    def mask_mode(self) -> "MaskMode":
        """The page on which masks are painted, made with the first of them."""
        return self.first_mask.get()

    def _make_mask_mode(self, commands: Commands) -> "MaskMode":
        from mjstudio.ui.mask.mask_mode import MaskMode

        mode = MaskMode(commands)
        mode.take_room(self._room)
        canvas = mode.canvas
        canvas.zoom_changed.connect(lambda _zoom: self._place_soon.start())
        canvas.stroke_at.connect(self._stroke_at)
        canvas.stroke_ended.connect(lambda: self.notices.step_back(None))
        canvas.released.connect(self.released)
        self.add_page(mode, canvas)
        return mode

    @property
    def view(self) -> PictureView | None:
        """The view that shows a picture now; None on the welcome page and in mask mode."""
        page = self._stack.currentWidget()
        return page if isinstance(page, PictureView) else None

    @property
    def masking(self) -> bool:
        """Whether mask mode has the stage."""
        mode = self.first_mask.made
        return mode is not None and self._stack.currentWidget() is mode

    @property
    def held(self) -> bool:
        """Whether a button is down on a mask: nothing may move the picture under the hand."""
        mode = self.first_mask.made
        return mode is not None and mode.canvas.input.down

    @property
    def occupied(self) -> bool:
        """Whether mask mode or another page occupies the stage."""
        own = (self.welcome, self.grid_view, self.single_view)
        return self._stack.currentWidget() not in own

    def take_keyboard(self) -> None:
        """Give the keyboard to the view on the stage."""
        if (page := self._stack.currentWidget()) is not None:
            self._keyboards.get(page, page).setFocus()

    def add_banner(self, banner: QWidget) -> None:
        """Add a widget that floats over the stage in every view; it may hide itself."""
        self._banner = banner
        banner.setParent(self)
        banner.installEventFilter(self)

    def add_page(self, page: QWidget, keyboard: QWidget) -> None:
        """Add a page that can occupy the stage; `keyboard` is its widget that gets the focus."""
        self._stack.addWidget(page)
        self._keyboards[page] = keyboard

    def take_over(self, page: QWidget) -> None:
        """Let a page take the stage, without the actions below."""
        self._stack.setCurrentWidget(page)
        self._drop_unseen()
        self._zoom.hide()
        self.action_bar.hide()
        self._why.hide()

    def give_back(self) -> None:
        """Show the job again."""
        if self.occupied:
            self._stack.setCurrentWidget(self.welcome)
            self._refresh()

    def take_room(self, room: Room) -> None:
        """Follow the window's size."""
        self._room = room
        for part in (self.grid_view, self.single_view, self.action_bar):
            part.take_room(room)
        if (mode := self.first_mask.made) is not None:
            mode.take_room(room)

    # -- floating widgets

    @property
    def _canvas(self) -> QWidget:
        """What shows the picture now."""
        page = self._stack.currentWidget()
        if page is None or page is self.welcome:
            return self.welcome
        return self._keyboards.get(page, page)

    def _place_floating(self) -> None:
        """Put the banner, and the notices below it, at the top of the picture's room."""
        self._place_soon.stop()
        canvas = self._canvas
        room = QRect(canvas.mapTo(self, QPoint()), canvas.size())
        zoom = self._zoom.sizeHint()
        # In the corner, where a fully visible picture leaves a margin.
        edge = QPoint(room.width() - zoom.width(), room.height() - zoom.height())
        self._zoom.setGeometry(QRect(room.topLeft() + edge, zoom))
        room.adjust(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        widest, top = min(room.width(), _WIDEST), room.top()
        banner = self._banner
        if banner is not None and not banner.isHidden():
            height = max(banner.heightForWidth(widest), banner.minimumSizeHint().height())
            banner.setGeometry(room.center().x() - widest // 2, top, widest, height)
            banner.raise_()
            top += height + 8
        size = self.notices.fit(QSize(widest, round(room.height() * _SHARE)))
        left = room.center().x() - size.width() // 2
        self.notices.setGeometry(QRect(QPoint(left, top), size))
        self.notices.raise_()

    def _stroke_at(self, area: QRect) -> None:
        if self.notices.isVisible():
            corner = self.mask_mode.canvas.mapTo(self, QPoint())
            self.notices.step_back(area.translated(corner))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep floating widgets in their places."""
        super().resizeEvent(event)
        self._place_floating()
        # The pages have their sizes a moment later.
        self._place_soon.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Make room when the banner appears, disappears or changes its text."""
        banner = watched is self._banner and event.type() in _FLOATS
        if banner or (watched is self._stack and event.type() is QEvent.Type.Resize):
            self._place_soon.start()
        return super().eventFilter(watched, event)

    def show_job(self, job: Job | None) -> None:
        """Show a job; the welcome page for None."""
        self._job = job
        if not self.occupied:
            self._refresh()

    def show_mask_mode(self, shown: bool) -> None:
        """Switch the stage to mask mode, or back."""
        if shown:
            self.take_over(self.mask_mode)
        elif self.masking:
            self.give_back()
            self.mask_mode.let_go()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped; mask mode looks after its own."""
        source = event.source()
        own = isinstance(source, QWidget) and self.isAncestorOf(source)
        if _files(event.mimeData()) and not (own or self.masking):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take dropped files."""
        event.acceptProposedAction()
        self.files_dropped.emit(_files(event.mimeData()))

    def tick(self) -> None:
        """Update the clock of a running job."""
        if self._job is not None and not self._job.state.ended and not self.occupied:
            self._refresh()

    def _refresh(self) -> None:
        job = self._job
        if job is None:
            self._stack.setCurrentWidget(self.welcome)
            self._drop_unseen()
            self._zoom.hide()
            self.action_bar.hide()
            self._why.hide()
            return
        view: PictureView = self.grid_view if job.makes_grid else self.single_view
        had_focus = self.view is not None and self.view.hasFocus()
        if self._stack.currentWidget() is not view:
            self._stack.setCurrentWidget(view)
            self._drop_unseen()
            if had_focus:
                view.setFocus()
        status = status_text(job, self._runner.elapsed(job.id), self._runner.waits_for)
        pyramid = self._images.picture(job.id) or self._images.stand_in(job.id)
        view.show_job(job, pyramid, status)
        self._zoom.follow(view.pan_zoom)
        self._zoom.setVisible(view.pan_zoom.active)
        finished = job.state is State.FINISHED and job.picture is not None
        comparable = comparison_of(job, self._runner.parent_of) is not None
        why = self._forgotten.why(job)
        offered = () if why else job.expected_actions
        self.action_bar.show_actions(offered, ready=finished, comparable=comparable)
        self._why.setText(why)
        self._why.setVisible(bool(why))
        self.action_bar.setVisible(finished or not job.state.ended)

    def _drop_unseen(self) -> None:
        """Release the pictures of hidden views."""
        for view in (self.grid_view, self.single_view):
            if view is not self._stack.currentWidget():
                view.drop_picture()

    def _image_changed(self, key: str) -> None:
        if self._job is not None and key == self._job.id and not self.occupied:
            self._refresh()


def _files(mime: QMimeData) -> list[Path]:
    """The local files in a drag."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
