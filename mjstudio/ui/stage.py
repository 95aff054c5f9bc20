"""The middle of the window: welcome, grid, single picture or mask mode, and the action bar."""

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from mjstudio.model.action import VARIATION_REGION
from mjstudio.model.comparison import comparison_of
from mjstudio.model.job import Job, State
from mjstudio.studio.images import Images
from mjstudio.studio.runner import Runner
from mjstudio.ui.action_bar import ActionBar
from mjstudio.ui.grid_view import GridView
from mjstudio.ui.mask_mode import MaskMode
from mjstudio.ui.notices import NoticeArea
from mjstudio.ui.picture_view import PictureView, status_text
from mjstudio.ui.single_view import SingleView
from mjstudio.ui.tokens import Tokens
from mjstudio.ui.welcome import Welcome


class Stage(QWidget):
    """Shows one job.

    Signals:
        action_requested(str): the wire name of an action on the picture shown.
        region_requested(): mask mode is wanted.
        compare_requested(): the picture shall be compared with the one before.
        files_dropped(list[Path]): files of this computer were dropped.
    """

    action_requested = Signal(str)
    region_requested = Signal()
    compare_requested = Signal()
    files_dropped = Signal(object)

    def __init__(
        self, runner: Runner, images: Images, tokens: Tokens, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("look", "stage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAcceptDrops(True)
        self._runner, self._images = runner, images
        self._job: Job | None = None
        self.notices = NoticeArea(tokens)
        self.welcome = Welcome()
        self.grid_view = GridView(tokens)
        self.single_view = SingleView(tokens)
        self.mask_mode = MaskMode(tokens)
        self.action_bar = ActionBar(tokens)
        self._stack = QStackedWidget()
        for page in (self.welcome, self.grid_view, self.single_view, self.mask_mode):
            self._stack.addWidget(page)
        layout = self._rows = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.notices)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.action_bar)
        self.action_bar.hide()
        self.action_bar.action_requested.connect(self._act)
        self.action_bar.compare_requested.connect(self.compare_requested)
        self.grid_view.action_requested.connect(self.action_requested)
        self.grid_view.quadrant_changed.connect(self.action_bar.light)
        images.changed.connect(self._image_changed)

    @property
    def view(self) -> PictureView | None:
        """The view that shows a picture now; None on the welcome page and in mask mode."""
        page = self._stack.currentWidget()
        return page if isinstance(page, PictureView) else None

    @property
    def masking(self) -> bool:
        """Whether mask mode has the stage."""
        return self._stack.currentWidget() is self.mask_mode

    @property
    def occupied(self) -> bool:
        """Whether mask mode, or another page that took the stage over, has it."""
        own = (self.welcome, self.grid_view, self.single_view)
        return self._stack.currentWidget() not in own

    def add_banner(self, banner: QWidget) -> None:
        """Something to be told over the picture, above whatever has the stage."""
        self._rows.insertWidget(1, banner)

    def add_page(self, page: QWidget) -> None:
        """A page that can take the stage over."""
        self._stack.addWidget(page)

    def take_over(self, page: QWidget) -> None:
        """Let a page take the stage, without the actions below."""
        self._stack.setCurrentWidget(page)
        self.action_bar.hide()

    def give_back(self) -> None:
        """Show the job again."""
        if self.occupied:
            self._stack.setCurrentWidget(self.welcome)
            self._refresh()

    def set_tokens(self, tokens: Tokens) -> None:
        """Take the colours of another theme."""
        for part in (
            self.notices,
            self.grid_view,
            self.single_view,
            self.mask_mode,
            self.action_bar,
        ):
            part.set_tokens(tokens)

    def show_job(self, job: Job | None) -> None:
        """Show a job; the welcome page for None."""
        self._job = job
        if not self.occupied:
            self._refresh()

    def show_mask_mode(self, shown: bool) -> None:
        """Let mask mode take the stage, or give it back."""
        if shown:
            self.take_over(self.mask_mode)
        elif self.masking:
            self.give_back()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped; mask mode looks after its own."""
        if _files(event.mimeData()) and not self.masking:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take dropped files."""
        event.acceptProposedAction()
        self.files_dropped.emit(_files(event.mimeData()))

    def tick(self) -> None:
        """Let the clock of a running job go on."""
        if self._job is not None and not self._job.state.ended and not self.occupied:
            self._refresh()

    def _refresh(self) -> None:
        job = self._job
        if job is None:
            self._stack.setCurrentWidget(self.welcome)
            self.action_bar.hide()
            return
        view: PictureView = self.grid_view if job.makes_grid else self.single_view
        had_focus = self.view is not None and self.view.hasFocus()
        if self._stack.currentWidget() is not view:
            self._stack.setCurrentWidget(view)
            if had_focus:
                view.setFocus()
        status = status_text(job, self._runner.elapsed(job.id))
        view.show_job(job, self._images.picture(job.id), status)
        finished = job.state is State.FINISHED and job.picture is not None
        comparable = comparison_of(job, self._runner.parent_of) is not None
        self.action_bar.show_actions(job.expected_actions, ready=finished, comparable=comparable)
        self.action_bar.setVisible(finished or not job.state.ended)

    def _act(self, name: str) -> None:
        if name == VARIATION_REGION:
            self.region_requested.emit()
        else:
            self.action_requested.emit(name)

    def _image_changed(self, key: str) -> None:
        if self._job is not None and key == self._job.id and not self.occupied:
            self._refresh()


def _files(mime: QMimeData) -> list[Path]:
    """The files of this computer among what is dragged."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
