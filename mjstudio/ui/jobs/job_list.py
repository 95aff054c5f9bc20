"""Cards of running and failed jobs, each with its remedies."""

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from mjstudio.model.errors import Remedy, TaskUnknown
from mjstudio.model.expiry import countdown, unfetched_until
from mjstudio.model.job import Job, State
from mjstudio.studio.jobs.runner import Runner
from mjstudio.studio.jobs.side import Side
from mjstudio.studio.studio import Studio
from mjstudio.texts import N_, _
from mjstudio.ui.canvas.picture_view import cancelled_text, status_text
from mjstudio.ui.commands.presses import PayingButton
from mjstudio.ui.commands.registry import Commands
from mjstudio.ui.look.discard import discard

_ENDED_BADLY = {
    State.FAILED: N_("Failed"),
    State.CANCELLED: N_("Cancelled"),
    State.UNKNOWN: N_("Outcome unknown: it may have been made"),
}
_UNSENT = N_("Remove from the queue: nothing was sent yet")
_STOPS_WAITING = N_("Stop waiting. The service may still make it and charge for it.")
_FORGETS = N_("Forget this job: if the service makes it, mjstudio won't download the picture")
_OPENS_ELSEWHERE = (Remedy.OPEN_SETTINGS, Remedy.EDIT_PROMPT, Remedy.BUY_CREDIT, Remedy.CONTACT)


def _ended_badly(state: State) -> str:
    """Return how a job ended without a picture; empty for every other state."""
    return _(_ENDED_BADLY[state]) if state in _ENDED_BADLY else ""


class JobCard(QFrame):
    """One job: title, progress, time, cancel; or what went wrong and what to do.

    Signals:
        cancel_requested(str), retry_requested(str), dismiss_requested(str), opened(str): job ids.
        remedy_requested(str, Remedy): the artist chose another remedy for its error.
    """

    cancel_requested = Signal(str)
    retry_requested = Signal(str)
    dismiss_requested = Signal(str)
    opened = Signal(str)
    remedy_requested = Signal(str, object)

    def __init__(self, job: Job, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.job = job
        self.setObjectName(f"job_{job.id}")
        self.setProperty("look", "card")
        self._title = QPushButton()
        self._title.setProperty("look", "plain")
        self._title.setStyleSheet("text-align: left; padding: 0; min-height: 20px;")
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._title.setToolTip(_("Show on the stage"))
        self._title.clicked.connect(lambda: self.opened.emit(self.job.id))
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Progress"))
        self._status = QLabel()
        self._status.setObjectName("job_status")
        self._status.setProperty("look", "small")
        self._status.setWordWrap(True)
        self._expiry = QLabel()
        self._expiry.setObjectName("job_expiry")
        self._expiry.setProperty("look", "small")
        self._expiry.setWordWrap(True)
        self._note = QLabel()
        self._note.setObjectName("job_note")
        self._note.setProperty("look", "small")
        self._note.setWordWrap(True)
        self._error = QLabel()
        self._error.setObjectName("job_error")
        self._error.setProperty("look", "error")
        self._error.setWordWrap(True)
        self._cancel = self._small(_("Cancel"), "job_cancel", self.cancel_requested)
        self._retry = self._small(_("Try again"), "job_retry", self.retry_requested)
        self._dismiss = self._small(_("Dismiss"), "job_dismiss", self.dismiss_requested)
        self._remedy = QPushButton()
        self._remedy.setObjectName("job_remedy")
        self._remedy.setProperty("look", "small")
        self._remedy.clicked.connect(self._ask_remedy)
        self._trace = QPushButton(_("Copy trace id"))
        self._trace.setObjectName("job_trace")
        self._trace.setProperty("look", "small")
        self._trace.clicked.connect(self._copy_trace)
        self._lay_out()

    def _small(self, text: str, name: str, signal: object) -> QPushButton:
        button = PayingButton(text)
        button.setObjectName(name)
        button.setProperty("look", "small")
        button.clicked.connect(lambda: signal.emit(self.job.id))  # type: ignore[attr-defined]
        return button

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self._status, 1)
        line.addWidget(self._cancel)
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(6)
        first.addWidget(self._retry)
        first.addWidget(self._remedy)
        first.addStretch(1)
        second.addWidget(self._trace)
        second.addWidget(self._dismiss)
        second.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(6)
        layout.addWidget(self._title)
        layout.addWidget(self._bar)
        layout.addLayout(line)
        layout.addWidget(self._error)
        layout.addWidget(self._note)
        layout.addWidget(self._expiry)
        layout.addLayout(first)
        layout.addLayout(second)

    def show_job(self, job: Job, elapsed: float, queue: str) -> None:
        """Show the current state of the job; `queue` says what queued jobs wait for."""
        self.job = job
        ended = job.state.ended
        error = job.error
        metrics = self._title.fontMetrics()
        one_line = " ".join(job.title.split())
        room = max(160, self.width() - 28)
        self._title.setText(metrics.elidedText(one_line, Qt.TextElideMode.ElideRight, room))
        self._title.setAccessibleName(job.title)
        self._bar.setValue(job.progress)
        self._bar.setVisible(not ended)
        unknown = isinstance(error, TaskUnknown)
        ended_badly = _("Not known to the service") if unknown else _ended_badly(job.state)
        self._status.setText(ended_badly or status_text(job, elapsed, queue))
        self._cancel.setVisible(not ended)
        self._cancel.setToolTip(_(_UNSENT if job.state is State.QUEUED else _STOPS_WAITING))
        self.show_expiry()
        told = job.state is State.CANCELLED and error is None
        self._note.setVisible(told)
        self._note.setText(cancelled_text(job) if told else "")
        self._error.setVisible(error is not None)
        self._error.setText(job.trouble)
        self._retry.setVisible(ended)
        self._retry.setText(
            (_("Look up") if job.state is State.UNKNOWN else _("Fetch again"))
            if job.revivable
            else (_("Send again") if job.state is State.UNKNOWN else _("Try again"))
        )
        self._dismiss.setVisible(ended)
        self._dismiss.setToolTip(_(_FORGETS) if job.may_still_come else "")
        offered = error is not None and error.remedy in _OPENS_ELSEWHERE
        self._remedy.setVisible(offered)
        if error is not None:
            self._remedy.setText(error.remedy.label)
        self._trace.setVisible(bool(error and error.trace_id))
        failed = "true" if error is not None else "false"
        if self.property("failed") != failed:
            self.setProperty("failed", failed)
            self.style().unpolish(self)
            self.style().polish(self)

    @property
    def counts(self) -> bool:
        """Whether something on the card changes with the clock."""
        return not self.job.state.ended or unfetched_until(self.job) is not None

    def show_expiry(self) -> None:
        """Show how long the picture can still be fetched, if it is not here yet."""
        until = unfetched_until(self.job)
        self._expiry.setVisible(until is not None)
        if until is not None:
            self._expiry.setText(countdown(until, datetime.now(UTC)))

    def _ask_remedy(self) -> None:
        if self.job.error is not None:
            self.remedy_requested.emit(self.job.id, self.job.error.remedy)

    def _copy_trace(self) -> None:
        if self.job.error is not None:
            QGuiApplication.clipboard().setText(self.job.error.trace_id)
            self._trace.setText(_("Copied"))


class JobList(QWidget):
    """The job cards, newest first; finished jobs disappear.

    Signals: those of its cards.
    """

    cancel_requested = Signal(str)
    retry_requested = Signal(str)
    dismiss_requested = Signal(str)
    opened = Signal(str)
    remedy_requested = Signal(str, object)

    def __init__(self, runner: Runner, side: Side, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self.setObjectName("job_list")
        self.setAccessibleName(_("Running jobs"))
        self._runner = runner
        self._cards: dict[str, JobCard] = {}
        self._heading = QLabel(_("Running"))
        self._heading.setProperty("look", "heading")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self._layout.addWidget(self._heading)
        self._heading.hide()
        # Updates the times on the cards; stopped while nothing runs.
        self._clock = QTimer(self)
        self._clock.setInterval(500)
        self._clock.timeout.connect(self._tick)
        runner.jobs_restored.connect(self._restored)
        runner.job_added.connect(self._show)
        runner.job_changed.connect(self._show)
        runner.job_removed.connect(lambda job: self._drop(job.id))
        runner.held_changed.connect(self._tick)
        side.changed.connect(lambda: self._restored(runner.jobs))

    def card(self, job_id: str) -> JobCard | None:
        """The card of a job, if it has one."""
        return self._cards.get(job_id)

    def _restored(self, jobs: list[Job]) -> None:
        for job in jobs:
            self._show(job)

    def _show(self, job: Job) -> None:
        # Running jobs show on both sides.
        if job.state is State.FINISHED or (job.state.ended and not self._side.holds(job)):
            self._drop(job.id)
            return
        card = self._cards.get(job.id) or self._make(job)
        card.show_job(job, self._runner.elapsed(job.id), self._runner.waits_for)
        self._after()

    def _make(self, job: Job) -> JobCard:
        card = JobCard(job, self)
        card.cancel_requested.connect(self.cancel_requested)
        card.retry_requested.connect(self.retry_requested)
        card.dismiss_requested.connect(self.dismiss_requested)
        card.opened.connect(self.opened)
        card.remedy_requested.connect(self.remedy_requested)
        self._cards[job.id] = card
        self._layout.insertWidget(1, card)
        return card

    def _drop(self, job_id: str) -> None:
        card = self._cards.pop(job_id, None)
        if card is not None:
            self._layout.removeWidget(card)
            discard(card)
        self._after()

    def _after(self) -> None:
        self._heading.setVisible(bool(self._cards))
        running = any(not card.job.state.ended for card in self._cards.values())
        self._heading.setText(_("Running") if running else _("Needs you"))
        counting = any(card.counts for card in self._cards.values())
        if counting and not self._clock.isActive():
            self._clock.start()
        elif not counting:
            self._clock.stop()

    def _tick(self) -> None:
        for card in self._cards.values():
            if not card.job.state.ended:
                elapsed = self._runner.elapsed(card.job.id)
                card.show_job(card.job, elapsed, self._runner.waits_for)
            elif card.counts:
                card.show_expiry()


def job_list(studio: Studio, _commands: Commands, show: Callable[[str], None]) -> JobList:
    """Build the list of the studio's jobs; `show` brings a job to the stage."""
    jobs = JobList(studio.runner, studio.side)
    jobs.cancel_requested.connect(studio.runner.cancel)
    jobs.retry_requested.connect(studio.session.retry)
    jobs.dismiss_requested.connect(studio.runner.remove)
    jobs.opened.connect(show)
    return jobs
