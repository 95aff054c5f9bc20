"""How far the running jobs are, as a ring on the handle of the library."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from mjstudio.model.job import Job
from mjstudio.studio.jobs.runner import Runner
from mjstudio.texts import ngettext
from mjstudio.ui.look.tokens import current_tokens


class RunningRing(QWidget):
    """The mean progress of all running jobs; hidden without any."""

    def __init__(self, runner: Runner, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("handle_running")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._progress: dict[str, int] = {}
        runner.jobs_restored.connect(self._restored)
        runner.job_added.connect(self._follow)
        runner.job_changed.connect(self._follow)
        runner.job_removed.connect(lambda job: self._forget(job.id))
        self.hide()

    @property
    def percent(self) -> int:
        """The mean, 0 to 100."""
        return round(sum(self._progress.values()) / max(1, len(self._progress)))

    def sizeHint(self) -> QSize:
        """The ring, and its number below."""
        return QSize(26, 42)

    def _restored(self, jobs: list[Job]) -> None:
        for job in jobs:
            self._follow(job)

    def _follow(self, job: Job) -> None:
        if job.state.ended:
            self._forget(job.id)
        else:
            self._progress[job.id] = job.progress
            self._tell()

    def _forget(self, job_id: str) -> None:
        if self._progress.pop(job_id, None) is not None:
            self._tell()

    def _tell(self) -> None:
        count = len(self._progress)
        words = ngettext("{n} job running, {percent} %", "{n} jobs running, {percent} %", count)
        self.setAccessibleName(words.format(n=count, percent=self.percent))
        self.setVisible(bool(count))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ring from the top on, and the number."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = QRectF((self.width() - 15) / 2, 2, 15, 15)
        painter.setPen(QPen(QColor(current_tokens().line), 3))
        painter.drawEllipse(ring)
        pen = QPen(QColor(current_tokens().accent), 3)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawArc(ring, 90 * 16, -round(self.percent / 100 * 360 * 16))
        font = QFont(self.font())
        font.setPixelSize(11)
        painter.setFont(font)
        painter.setPen(QColor(current_tokens().dim))
        number = QRectF(0, 21, self.width(), 18)
        painter.drawText(number, Qt.AlignmentFlag.AlignCenter, str(self.percent))
        painter.end()
