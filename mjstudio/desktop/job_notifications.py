"""Decides which ended jobs get a desktop notification, and writes its text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from mjstudio.model.job import Job, State
from mjstudio.studio.jobs.runner import Runner
from mjstudio.texts import _, ngettext
from mjstudio.texts.phrases import clauses, labelled

TOGETHER_MS = 2000
"""Jobs that end within this time of the first share one notification."""

_BAD = (State.FAILED, State.UNKNOWN)
_TOLD = (State.FINISHED, *_BAD)
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class JobNotification:
    """The texts, whether something went wrong, and the job to show on a click."""

    title: str
    words: str
    job_id: str
    troubled: bool = False


def notification_of(jobs: Sequence[Job]) -> JobNotification:
    """Return one notification for ended jobs; a click shows the newest successful one, if any."""
    done = [job for job in jobs if job.state is State.FINISHED]
    bad = [job for job in jobs if job.state in _BAD]
    shown = (done or bad)[-1]
    if len(jobs) == 1:
        title = _("The picture is ready") if done else _("Job failed")
        words = shown.title if done else labelled(shown.title, _why(shown))
        return JobNotification(title, _short(words), shown.id, troubled=bool(bad))
    counts = []
    if done:
        words = ngettext("{n} picture is ready", "{n} pictures are ready", len(done))
        counts.append(words.format(n=len(done)))
    if bad:
        counts.append(ngettext("{n} job failed", "{n} jobs failed", len(bad)).format(n=len(bad)))
    return JobNotification(clauses(counts), _short(shown.title), shown.id, troubled=bool(bad))


def _why(job: Job) -> str:
    return job.trouble or _("for an unknown reason")


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"


class JobNotifications(QObject):
    """Watches the jobs, and groups those that end at about the same time.

    `wanted` returns whether notifications are on and the window is not in front; it is called when
    a group is complete.

    Signals:
        note_due(JobNotification): a notification to show.
    """

    note_due = Signal(object)

    def __init__(
        self, runner: Runner, wanted: Callable[[], bool], *, together_ms: int = TOGETHER_MS
    ) -> None:
        super().__init__()
        self._wanted = wanted
        self._at_work = {job.id for job in runner.jobs if not job.state.ended}
        self._ended: dict[str, Job] = {}
        self._gathering = QTimer(self)
        self._gathering.setSingleShot(True)
        self._gathering.setInterval(together_ms)
        self._gathering.timeout.connect(self._tell)
        runner.job_added.connect(self._look_at)
        runner.job_changed.connect(self._look_at)
        runner.job_removed.connect(self._forget)

    def _look_at(self, job: Job) -> None:
        if not job.state.ended:
            self._at_work.add(job.id)
            self._ended.pop(job.id, None)
        elif job.id in self._at_work:
            # Only the step that ends a job: starring an ended one is no news.
            self._at_work.discard(job.id)
            if job.state in _TOLD and self._wanted():
                self._ended[job.id] = job
                if not self._gathering.isActive():
                    self._gathering.start()

    def _forget(self, job: Job) -> None:
        self._at_work.discard(job.id)
        self._ended.pop(job.id, None)

    def _tell(self) -> None:
        ended, self._ended = list(self._ended.values()), {}
        if ended and self._wanted():
            self.note_due.emit(notification_of(ended))
