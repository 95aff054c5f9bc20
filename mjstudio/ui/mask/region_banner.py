"""The banner over the picture: the state of its region queue, and the next steps."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from mjstudio.model.job import Job
from mjstudio.studio.jobs.session import Session
from mjstudio.studio.masking.region_queue import RegionQueue, Step
from mjstudio.studio.masking.region_queues import RegionQueues
from mjstudio.texts import _, ngettext
from mjstudio.ui.commands.presses import PayingButton


class RegionBanner(QWidget):
    """One line and its buttons; hidden where the picture on the stage has no queue.

    In mask mode the list of regions shows the same, so the banner is hidden there.

    Signals:
        used(): the artist pressed one of its buttons and now looks at the picture.
    """

    used = Signal()

    def __init__(
        self, regions: RegionQueues, session: Session, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("region_banner")
        self.setAccessibleName(_("Region queue"))
        self._regions, self._session = regions, session
        self._words = QLabel()
        self._words.setObjectName("region_words")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setMinimumWidth(1)
        self._quarters = [
            self._button(str(q), f"region_quarter_{q}", _("Continue with quarter {n}").format(n=q))
            for q in range(1, 5)
        ]
        self._start = self._button(_("Resume"), "region_start", _("Redraw the remaining regions"))
        self._retry = self._button(_("Try again"), "region_retry", _("Try this region again"))
        self._stop = self._button(_("Stop"), "region_stop", _("Stop here; the regions are kept"))
        card = QFrame()
        card.setProperty("look", "card")
        row = QHBoxLayout(card)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(8)
        row.addWidget(self._words, 1)
        for button in (*self._quarters, self._start, self._retry, self._stop):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card)
        for quarter, button in enumerate(self._quarters, start=1):
            button.setAccessibleName(_("Continue with quarter {n}").format(n=quarter))
            button.clicked.connect(lambda _on=False, q=quarter: self._choose(q))
        self._start.clicked.connect(lambda: self._with_queue(regions.start))
        self._retry.clicked.connect(lambda: self._with_queue(regions.retry))
        self._stop.clicked.connect(lambda: self._with_queue(regions.stop))
        regions.changed.connect(self.refresh)
        session.current_changed.connect(lambda _job: self.refresh())
        self.hide()

    def _button(self, text: str, name: str, hint: str) -> QPushButton:
        button = PayingButton(text)
        button.setObjectName(name)
        button.setToolTip(hint)
        button.setProperty("look", "small")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def refresh(self) -> None:
        """Show the queue of the picture on the stage."""
        job = self._session.current
        painting = self._regions.painting
        queue = self._regions.queue_around(job.id) if job is not None and not painting else None
        self.setVisible(queue is not None)
        if job is None or queue is None:
            return
        choosing = queue.step is Step.CHOOSING and job.id == queue.grid
        for button in self._quarters:
            button.setVisible(choosing)
        self._start.setVisible(queue.step is Step.IDLE and job.id == queue.base)
        self._retry.setVisible(queue.step is Step.FAILED)
        self._stop.setVisible(queue.step is not Step.IDLE)
        self._words.setText(_told(queue, job))

    def _choose(self, quarter: int) -> None:
        if (job := self._session.current) is not None:
            self._regions.choose(job.id, quarter)
            self.used.emit()

    def _with_queue(self, act: object) -> None:
        if (job := self._session.current) is not None and callable(act):
            act(job.id)
            self.used.emit()


def _told(queue: RegionQueue, job: Job) -> str:
    if queue.step is Step.IDLE:
        left = len(queue.regions)
        words = ngettext(
            "{n} region waits for this picture", "{n} regions wait for this picture", left
        )
        return words.format(n=left)
    if queue.step is Step.CHOOSING and job.id == queue.grid:
        words = _("Region {number} of {total} is done: choose the quarter to continue with (1–4)")
    elif queue.step is Step.CHOOSING:
        words = _(
            "Region {number} of {total} is done: choose the quarter to continue with on its grid"
        )
    elif queue.step is Step.UPSCALING:
        words = _("Region {number} of {total}: upscaling the quarter you chose")
    elif queue.step is Step.FAILED:
        words = _("Region {number} of {total} failed. All regions are kept. {problem}")
    else:
        words = _("Redrawing region {number} of {total}")
    return words.format(number=queue.number, total=queue.total, problem=queue.problem)
